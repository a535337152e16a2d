#include "tests/server/reminders/reminder_trace.h"

#include <algorithm>

#include "absl/time/time.h"
#include "fmt/format.h"
#include "trust/crypto.h"

namespace toward::server {
namespace {

constexpr int kMostStages = 2;
const char* const kZones[] = {"Europe/Lisbon", "America/New_York", "Atlantic/Azores", "Asia/Kolkata"};

// By a reading of the wall clock that the engine has no part in.
int MinuteIn(absl::TimeZone zone, int64_t ms) {
  const absl::CivilMinute wall = absl::ToCivilMinute(absl::FromUnixMillis(ms), zone);
  return static_cast<int>(wall - absl::CivilMinute(absl::CivilDay(wall)));
}

bool IsQuiet(std::pair<int, int> hours, int minute) {
  const auto [start, end] = hours;
  return start <= end ? minute >= start && minute < end : minute >= start || minute < end;
}

std::string CollapseKeyOf(const Delivery& delivery) { return trust::ToBase64Url(NudgeKeyOf(delivery.key)); }

}  // namespace

ReminderTrace::ReminderTrace(uint32_t seed, TraceOf of) : engine_(seed), of_(of) {
  courier.answer = [this](const SentLetter& letter) { return Answer(letter); };
}

Violations ReminderTrace::Run(int steps) {
  for (int i = 0; i < steps; ++i) Act();
  courier.mute = false;
  PassTo(now_ms() + kDayMs + 12 * kHourMs);
  CheckEnd();
  return violations_;
}

void ReminderTrace::Act() {
  switch (Draw(10)) {
    case 0:
      return ChangeThePlan();
    case 1:
      return DoSomething();
    case 2:
      return PutSomethingOff();
    case 3:
      return Die();
    case 4:
      return ListenOrNot();
    case 5:
      SayAsleep(Somebody(), Draw(3) == 0);
      return;
    case 6:
      if (of_.clocks_are_set) SetTheClock();
      return;
    default:
      return PassSomeTime();
  }
}

void ReminderTrace::PassSomeTime() { PassTo(now_ms() + (1 + Draw(150)) * kMinuteMs); }

void ReminderTrace::ChangeThePlan() {
  Phone& phone = Somebody();
  const RecordId ritual = Draw(2) == 0 ? check_in : thanks;
  switch (Draw(4)) {
    case 0:
      Remind(phone, ritual, Draw(24 * 60), Draw(2) == 0, Draw(2) * 30);
      break;
    case 1: {
      const std::pair hours(Draw(24 * 60), Draw(24 * 60));
      SetQuietHours(phone, hours.first, hours.second);
      quiet_[phone.device.id] = hours;
      break;
    }
    case 2:
      zone_ = kZones[Draw(4)];
      SetZone(zone_);
      break;
    default:
      PlanTime(phone, Draw(24 * 60));
      break;
  }
  Step();
}

void ReminderTrace::DoSomething() {
  const RecordId rituals[] = {check_in, thanks, time};
  Phone& phone = Somebody();
  const RecordId& ritual = rituals[Draw(3)];
  if (Draw(5) == 0) {
    Unmark(phone, ritual);
    marks_.erase({ritual, PlanDayNow().number(), phone.device.member});
  } else {
    marks_.emplace(ritual, PlanDayNow().number(), phone.device.member);
    Mark(phone, ritual, Draw(3) == 0 ? v1::Moment::OUTCOME_SKIPPED : v1::Moment::OUTCOME_DONE);
  }
  if (Draw(2) == 0) Step();
}

void ReminderTrace::PutSomethingOff() {
  const std::vector<Delivery> deliveries = Deliveries();
  if (deliveries.empty()) return;
  const Delivery& delivery = deliveries[static_cast<size_t>(Draw(static_cast<int>(deliveries.size())))];
  const Phone& phone = delivery.key.member == ana.device.member ? ana : ben;
  if (engine->Snooze(SessionOf(phone), NudgeKeyOf(delivery.key), 1 + Draw(60), now_ms()).ok()) {
    ++put_off_[CollapseKeyOf(delivery)];
  }
}

void ReminderTrace::SetTheClock() {
  SetClock(now_ms() + (Draw(241) - 120) * kMinuteMs);
  Step();
}

void ReminderTrace::Die() {
  if (Draw(2) == 0) {
    // With letters on their way, of which it will not know.
    courier.mute = true;
    const size_t before = courier.sent.size();
    PassTo(now_ms() + Draw(60) * kMinuteMs);
    for (size_t i = before; i < courier.sent.size(); ++i) {
      ++sent_before_a_death_[courier.sent[i].notice.collapse_key];
      CheckLetter(courier.sent[i]);
    }
    courier.mute = false;
  }
  Crash();
  Step();
}

void ReminderTrace::ListenOrNot() {
  Phone& phone = Somebody();
  if (streams.Listens(phone.device.id)) {
    HangUp(phone);
    return;
  }
  Listen(phone);
  const auto shown = ShownOn(phone);
  if (!shown.empty() && Draw(2) == 0) {
    EXPECT_TRUE(engine->Acknowledge(SessionOf(phone), shown.back().key(), now_ms()).ok());
  }
}

SendResult ReminderTrace::Answer(const SentLetter& letter) {
  CheckLetter(letter);
  if (of_.channels_fail && Draw(6) == 0) return {.outcome = SendOutcome::kTryLater};
  if (of_.channels_fail && Draw(40) == 0) {
    gone_.emplace(letter.to, letter.at_ms);
    return {.outcome = SendOutcome::kGone};
  }
  ++accepted_[{letter.to, letter.notice.collapse_key}];
  return {.outcome = SendOutcome::kAccepted};
}

void ReminderTrace::CheckLetter(const SentLetter& letter) {
  const std::string what = fmt::format("{} at {}", letter.notice.collapse_key, letter.at_ms);
  if (letter.at_ms > letter.notice.useful_until_ms) Broken(3, what + " is too late");
  const auto gone = gone_.find(letter.to);
  if (gone != gone_.end() && gone->second != letter.at_ms) Broken(15, what + " goes to what is gone");
  const Phone& phone = letter.to == EndpointOf(ana) ? ana : ben;
  std::optional<Delivery> leased;
  for (const Delivery& delivery : Deliveries()) {
    const bool same = delivery.key.channel == Channel{ChannelKind::kWebPush, phone.device.id} &&
                      CollapseKeyOf(delivery) == letter.notice.collapse_key && delivery.attempts > 0 &&
                      delivery.state == DeliveryState::kWaiting;
    if (!same || delivery.useful_until_ms != letter.notice.useful_until_ms) continue;
    // Both stages may be under way; the letter is of one that is due.
    if (!leased.has_value() || delivery.due_ms <= letter.at_ms) leased = delivery;
  }
  if (!leased.has_value()) return Broken(1, what + " is not in the ledger before it goes");
  if (letter.at_ms < leased->due_ms) Broken(3, what + " is too early");
  const bool asked_for = leased->key.stage >= kFirstSnooze;
  absl::TimeZone in_zone;
  absl::LoadTimeZone(zone_, &in_zone);
  const auto quiet = quiet_.find(phone.device.id);
  if (!asked_for && quiet != quiet_.end() && IsQuiet(quiet->second, MinuteIn(in_zone, letter.at_ms))) {
    Broken(3, what + " disturbs the quiet hours");
  }
  if (!IsDigest(leased->key) && IsMarked(leased->key)) Broken(4, what + " is done");
}

bool ReminderTrace::IsMarked(const DeliveryKey& key) const {
  return std::any_of(marks_.begin(), marks_.end(), [&](const auto& mark) {
    const auto& [ritual, day, member] = mark;
    return ritual == key.ritual && day == key.day && (ritual != thanks || member == key.member);
  });
}

void ReminderTrace::CheckEnd() {
  for (const auto& [which, count] : accepted_) {
    const auto& [to, key] = which;
    const int allowed = kMostStages + put_off_[key] + sent_before_a_death_[key];
    if (count > allowed) Broken(8, fmt::format("{} came {} times to {}", key, count, to));
  }
  std::map<std::pair<Channel, int>, int> digests;
  std::set<std::pair<DeliveryKey, int>> seen;
  for (const Delivery& delivery : Deliveries()) {
    const std::string what = fmt::format("{} of stage {}", CollapseKeyOf(delivery), delivery.key.stage);
    if (!seen.emplace(delivery.key, 0).second) Broken(1, what + " is there twice");
    const bool waits = delivery.state == DeliveryState::kWaiting;
    if (waits && now_ms() > delivery.useful_until_ms + kLeaseMs) Broken(16, what + " still waits");
    if (IsDigest(delivery.key) && ++digests[{delivery.key.channel, delivery.key.day}] > 1) Broken(13, what);
  }
  for (const SentLetter& letter : courier.sent) {
    if (letter.notice.kind == NoticeKind::kTest) Broken(12, "a test that nobody asked for");
  }
}

}  // namespace toward::server
