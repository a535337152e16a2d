// The reminder engine: decides at the due time whether a reminder still makes sense, and sees to it that each goes out
// once on every channel, whatever restarts, clocks and people do in between.
//
//   plan changes ─► reminder_due ── Tick ─► delivery rows ── Dispatch ─► letters, streams
//                                              ▲    ▲                         │
//                        marks ─── Settle ─────┘    └──── results, shown ─────┘
//
// It asks no clock and has no thread: whoever drives it calls Start once and Step again and again (Reminders does, and
// tests do). All methods on one thread, but for those that say otherwise. Times are milliseconds since 1970-01-01 UTC.
#ifndef TOWARD_SERVER_REMINDERS_ENGINE_H_
#define TOWARD_SERVER_REMINDERS_ENGINE_H_

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/clock.h"
#include "server/metrics/metrics.h"
#include "server/reminders/courier.h"
#include "server/reminders/event_trace.h"
#include "server/reminders/family_view.h"
#include "server/store/reminder_store.h"
#include "toward/v1/reminders.pb.h"

namespace toward::server {

// Deliveries are made so long before they are due, so that a busy minute is spread.
inline constexpr int64_t kEarlyMs = 2 * 60'000;
// Letters go out so much later at most, those of a family always by the same. Families beside each other in the ledger
// go together: what one transaction writes then lies together, which at a busy minute counts for more than all else.
inline constexpr int64_t kJitterMs = 30'000;
// How long one try has; then, after a crash, another may begin.
inline constexpr int64_t kLeaseMs = 60'000;
// How long a device that listens has to show a reminder before its Web Push goes out.
inline constexpr int64_t kShowMs = 5'000;
// So many members, or deliveries, at most in one transaction.
inline constexpr int kMembersATick = 2'000;
inline constexpr int kDeliveriesAtOnce = 1'000;

class Engine {
 public:
  // Runs the work in one durable transaction, maybe more than once.
  using Write = std::function<absl::Status(const std::function<absl::Status(StoreWrites&)>&)>;
  struct World {
    std::unique_ptr<ReminderReader> reader;
    Write write;
    // These outlive the engine.
    Courier& courier;
    NudgeStreams& streams;
    Metrics& metrics;
    // Names the zone data of this machine.
    std::string zone_data;
    // Called on any thread when a Step has something to do before its time.
    std::function<void()> wake;
    // Null: nobody reads along. Outlives the engine.
    EventTrace* trace = nullptr;
  };
  explicit Engine(World world);
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  // Before the first Step.
  absl::Status Start(const ClockReading& now);
  // Does what is due; returns when the next Step is, at once if that is not later than `now`. An error comes from the
  // store, and the same Step may be tried again.
  absl::StatusOr<int64_t> Step(const ClockReading& now);

  // Something of the family's has changed: what it was to be reminded of may be settled, and the next Step looks. Costs
  // next to nothing where nothing is open. Any thread.
  void FamilyMoved(FamilyNumber family, int64_t now_ms);

  // The calls of ReminderService, each as its proto says.
  absl::Status Acknowledge(const Session& session, const std::string& key, int64_t now_ms);
  absl::StatusOr<int64_t> Snooze(const Session& session, const std::string& key, int64_t minutes, int64_t now_ms);
  absl::StatusOr<v1::SayAsleepResponse> SayAsleep(FamilyNumber family, const MemberId& member, bool awake,
                                                  int64_t now_ms);
  // A device has begun to listen: shows it what it has not shown yet.
  absl::Status Welcome(const Session& session, int64_t now_ms);
  // NOT_FOUND: no link has a token of this hash.
  absl::StatusOr<StoredLink> FindLink(const std::string& token_sha256) { return world_.reader->FindLink(token_sha256); }
  // The member's calendar feed.
  absl::StatusOr<std::string> Calendar(FamilyNumber family, const MemberId& member, int64_t now_ms);
  // `done` hears of the results once all are in; on any thread.
  absl::Status Test(const Session& session, int64_t now_ms, std::function<void(v1::TestReminderResponse)> done);

 private:
  struct Outcome {
    DeliveryKey key;
    SendResult result;
  };
  // Where results of letters wait for the next Step; outlives the engine while letters are under way.
  struct Inbox {
    std::mutex mutex;
    std::vector<Outcome> outcomes ABSL_GUARDED_BY(mutex);
    // Channels that tests have found gone, and their addresses.
    std::vector<std::pair<DeliveryKey, std::string>> gone ABSL_GUARDED_BY(mutex);
  };
  // What is to be written, and said afterwards, of one round.
  struct Round;

  // A letter under way: the delivery as it was leased, and where it goes.
  struct UnderWay {
    Delivery delivery;
    std::string address;
    int64_t lateness_ms = 0;
  };
  // Of a delivery, by the plan as it is now.
  struct Judgement {
    plan::Decision decision;
    int64_t due_ms = 0;
    int64_t useful_until_ms = 0;
    NoticeKind kind = NoticeKind::kCheckIn;
  };

  absl::Status NoticeClock(const ClockReading& now);
  bool IsHeld(const ClockReading& now);
  absl::Status ReplanAll();
  // Whatever is still of use is settled anew: what has moved before the start, or while the clock was ahead, may not
  // have been.
  absl::Status LookAtOpenFamilies(int64_t now_ms);
  absl::StatusOr<bool> Tick(int64_t now_ms);
  absl::Status TickMember(const FamilyView& view, const DueMember& member, int64_t now_ms, Round& round);
  absl::Status PlanNudge(const FamilyView& view, const plan::Nudge& nudge, int64_t now_ms, Round& round);
  void PlanMissed(const FamilyView& view, const plan::Nudge& nudge, int64_t now_ms, Round& round);
  absl::StatusOr<std::vector<Channel>> ChannelsOf(const FamilyView& view, const MemberId& member);

  absl::StatusOr<bool> Dispatch(int64_t now_ms);
  absl::Status DispatchOne(const FamilyView& view, Delivery delivery, int64_t now_ms, Round& round);
  absl::Status Hand(const FamilyView& view, Delivery delivery, NoticeKind kind, int64_t now_ms, Round& round);
  void HandToStream(Delivery delivery, NoticeKind kind, int64_t now_ms, Round& round);
  void Show(const DeviceId& device, const Delivery& delivery, NoticeKind kind, int64_t now_ms);
  bool WaitsToBeShown(Delivery& delivery, int64_t now_ms, Round& round);
  void Lease(Delivery delivery, Letter letter, int64_t now_ms, Round& round);
  absl::StatusOr<Judgement> Judge(const FamilyView& view, const Delivery& delivery, int64_t now_ms);
  absl::StatusOr<Judgement> JudgeBesideOthers(const Delivery& delivery, Judgement judgement);
  absl::StatusOr<plan::Decision> JudgeDigest(const FamilyView& view, const Delivery& delivery, int64_t now_ms);
  void PlanDigest(const FamilyView& view, const MemberId& member, const Channel& channel, int64_t at_ms,
                  int64_t useful_until_ms, Round& round);
  void PlanMissedDigest(const FamilyView& view, const MemberId& member, int64_t now_ms, Round& round);

  absl::Status TakeOutcomes(int64_t now_ms);
  void TakeOutcome(const UnderWay& under_way, const SendResult& result, int64_t now_ms, Round& round);
  void NoteGone(const DeliveryKey& key, const std::string& address, Round& round);
  absl::Status SettleMoved(int64_t now_ms);
  absl::Status Settle(FamilyNumber family, int64_t now_ms, Round& round);
  absl::Status Finish(Round& round);

  // When the check-in's reminder comes, should these be the day's events; absent: nobody waits for it.
  absl::StatusOr<std::optional<int64_t>> PendingAsleep(const FamilyView& view, const plan::DayEvents& events);

  bool IsUnderWay(const DeliveryKey& key) const { return under_way_.contains(key); }
  bool HasMovedFamilies();
  void NoteOpen(FamilyNumber family, int64_t until_ms);
  void ForgetClosedFamilies(int64_t now_ms);

  World world_;
  EngineRow row_;
  // While the machine's clock is behind what the engine has seen, since when (boottime).
  std::optional<int64_t> held_since_ms_;
  bool complained_ = false;
  std::optional<ClockReading> last_;
  std::map<DeliveryKey, UnderWay> under_way_;
  // When each device was shown what, lately.
  std::map<std::pair<DeviceId, std::string>, int64_t> shown_ms_;
  std::map<MemberId, int64_t> tested_ms_;
  // When closed families were forgotten last.
  int64_t swept_ms_ = 0;
  const std::shared_ptr<Inbox> inbox_;

  std::mutex mutex_;
  // Families with deliveries that may still be settled, and until when.
  absl::flat_hash_map<FamilyNumber, int64_t> open_until_ms_ ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_set<FamilyNumber> moved_ ABSL_GUARDED_BY(mutex_);
};

// The delivery's nudge as the plan has it now; for what somebody asked for once more, as it was asked for. Absent: the
// plan has none any more.
std::optional<plan::Nudge> NudgeOf(const FamilyView& view, const Delivery& delivery);
plan::Asked AskedFor(const Delivery& delivery);
// When a letter of this channel goes out for something due at `due_ms`.
int64_t LetterMs(FamilyNumber family, const Channel& channel, int64_t due_ms, int64_t useful_until_ms);

}  // namespace toward::server

#endif  // TOWARD_SERVER_REMINDERS_ENGINE_H_
