// An evening of a family with a reminder engine, in the test's hands: a real store, recorded channels, and a clock.
#ifndef TOWARD_TESTS_SERVER_REMINDERS_REMINDER_WORLD_H_
#define TOWARD_TESTS_SERVER_REMINDERS_REMINDER_WORLD_H_

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "plan/plan_day.h"
#include "server/reminders/engine.h"
#include "server/reminders/nudge_words.h"
#include "server/store/sqlite_store.h"
#include "tests/server/store/store_contract.h"
#include "tests/support/household.h"
#include "toward/v1/records.pb.h"

namespace toward::server {

inline constexpr int64_t kMinuteMs = 60'000;
inline constexpr int64_t kHourMs = 60 * kMinuteMs;
inline constexpr int64_t kDayMs = 24 * kHourMs;

// One letter, as it was handed over.
struct SentLetter {
  int64_t at_ms = 0;
  // The endpoint or the mail address.
  std::string to;
  Notice notice;
};

// Says what the test wants to each letter.
class RecordedCourier final : public Courier {
 public:
  explicit RecordedCourier(const int64_t* now_ms) : now_ms_(now_ms) {}
  bool Carries(ChannelKind kind) const override { return kind == ChannelKind::kWebPush || mail; }
  int room() const override { return room_now; }
  void Send(Letter letter, std::function<void(SendResult)> done) override;
  void Stop() override { room_now = 0; }

  bool mail = true;
  int room_now = 1'000;
  std::function<SendResult(const SentLetter&)> answer = [](const SentLetter&) {
    return SendResult{.outcome = SendOutcome::kAccepted};
  };
  // No answer ever comes.
  bool mute = false;
  std::vector<SentLetter> sent;

 private:
  const int64_t* const now_ms_;
};

struct Shown {
  int64_t at_ms = 0;
  DeviceId device;
  v1::ListenResponse message;
};

class RecordedStreams final : public NudgeStreams {
 public:
  explicit RecordedStreams(const int64_t* now_ms) : now_ms_(now_ms) {}
  bool Listens(const DeviceId& device) const override { return listening.contains(device); }
  void Show(const DeviceId& device, const v1::ListenResponse& message) override {
    shown.push_back({*now_ms_, device, message});
  }

  std::set<DeviceId> listening;
  std::vector<Shown> shown;

 private:
  const int64_t* const now_ms_;
};

class ReminderWorld : protected StoreUser {
 public:
  // Ana and Ben with a phone each, on the given zone; their plan has the three rituals every day, and the engine has
  // looked at it at noon of the day.
  explicit ReminderWorld(const std::string& zone = "Europe/Lisbon");
  ~ReminderWorld();

  // A wall clock of the day, or of days later.
  int64_t At(int hour, int minute = 0, int days_later = 0) const;
  plan::PlanDay today() const { return day_; }
  // The plan day of now, in the zone the family has now.
  plan::PlanDay PlanDayNow() const { return family_calendar_->DayOf(now_ms_); }
  int64_t now_ms() const { return now_ms_; }

  // Lets the engine do what it wants to until then, and not a moment sooner than it asks for.
  void PassTo(int64_t ms);
  // Runs Step until there is nothing to do now.
  void Step();
  // The clock jumps; the engine hears of it with its next step.
  void SetClock(int64_t ms);
  // The server is gone at once, and another one starts on the same file.
  void Crash();
  void StopServer();
  void StartServer();
  // From now on Ana and Ben are a family that the engine has never looked at, with the same plan.
  void MoveIn();

  void Push(Phone& phone, uint32_t kind, const RecordId& id, const google::protobuf::MessageLite& fields,
            const std::vector<uint32_t>& cleared = {});
  void SetZone(const std::string& zone);
  void Remind(const Phone& whom, const RecordId& ritual, std::optional<int> minute, bool after_asleep = false,
              int second_after_minutes = 0);
  void SetQuietHours(const Phone& whom, int start_minute, int end_minute);
  void SetMail(const Phone& whom, const std::string& address);
  void Pause(const Phone& whom, plan::PlanDay first, plan::PlanDay last);
  void Mark(Phone& who, const RecordId& ritual, v1::Moment::Outcome outcome = v1::Moment::OUTCOME_DONE);
  void Unmark(Phone& who, const RecordId& ritual);
  void PlanTime(const Phone& whose, int start_minute);
  void Subscribe(const Phone& phone, const std::string& endpoint);
  void Unsubscribe(const Phone& phone);

  void Listen(const Phone& phone);
  void HangUp(const Phone& phone) { streams.listening.erase(phone.device.id); }
  Session SessionOf(const Phone& phone) const;
  v1::SayAsleepResponse SayAsleep(const Phone& phone, bool awake = false);

  std::vector<SentLetter> LettersTo(const std::string& to) const;
  std::vector<SentLetter> LettersTo(const Phone& phone) const { return LettersTo(EndpointOf(phone)); }
  std::vector<v1::Nudge> ShownOn(const Phone& phone) const;
  std::vector<std::string> ClosedOn(const Phone& phone) const;
  std::vector<Delivery> Deliveries() const;
  static std::string EndpointOf(const Phone& phone) { return "https://push.example.com/" + phone.device.id.ToHex(); }

  Phone ana, ben;
  RecordId check_in, thanks, time, mia;
  std::unique_ptr<Engine> engine;
  RecordedCourier courier{&now_ms_};
  RecordedStreams streams{&now_ms_};
  std::string zone_data = "2026a";
  using StoreUser::random;
  using StoreUser::store;

 private:
  void MakePlan(const std::string& zone);
  // One step, and what it was woken for meanwhile. Returns when the next is.
  int64_t StepOnce();
  ClockReading Reading() const;
  RecordId Natural(const std::string& what) const;

  const support::TemporaryDirectory directory_;
  Metrics metrics_;
  int64_t now_ms_ = 0;
  int64_t boottime_ms_ = 1'000;
  plan::PlanDay day_{20'781};
  std::string zone_;
  std::optional<plan::Calendar> calendar_;
  std::optional<plan::Calendar> family_calendar_;
  int64_t stamps_ = 0;
  bool woken_ = false;
};

}  // namespace toward::server

#endif  // TOWARD_TESTS_SERVER_REMINDERS_REMINDER_WORLD_H_
