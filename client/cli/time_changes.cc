#include "client/cli/time_changes.h"

#include <algorithm>
#include <string>
#include <utility>

#include "base/status_macros.h"
#include "client/cli/choose.h"
#include "client/cli/errors.h"

namespace toward::client {
namespace {

constexpr int64_t kMinuteMs = 60'000;
constexpr int64_t kLongestTimeMs = 4 * 60 * kMinuteMs;
constexpr uint32_t kUsualMinutes = 15;

}  // namespace

std::vector<plan::Moment> RunningTimes(const plan::Plan& plan, const std::optional<RecordId>& child) {
  std::vector<plan::Moment> running;
  for (const plan::Moment& moment : plan.moments) {
    const bool is_running = moment.timer && moment.outcome == v1::Moment::OUTCOME_UNSPECIFIED;
    if (is_running && moment.child && (!child || moment.child == child)) running.push_back(moment);
  }
  std::sort(running.begin(), running.end(), [](const plan::Moment& a, const plan::Moment& b) {
    return std::pair(a.timer->start_time_ms(), a.id) < std::pair(b.timer->start_time_ms(), b.id);
  });
  return running;
}

absl::StatusOr<Writes> StartTime(const Hand& hand, const plan::Child& child, int64_t now_ms, const RecordId& id) {
  ASSIGN_OR_RETURN(const plan::Ritual ritual, RitualOf(hand.plan, v1::Ritual::TYPE_ONE_ON_ONE));
  if (!RunningTimes(hand.plan, child.id).empty()) return TimeIsRunning();
  v1::Moment moment;
  moment.set_ritual_id(ritual.id.ToBytes());
  moment.set_day(hand.day.number());
  moment.set_member_id(hand.member.ToBytes());
  moment.set_child_id(child.id.ToBytes());
  moment.mutable_timer()->set_start_time_ms(now_ms);
  moment.mutable_timer()->set_length_seconds(ritual.minutes_goal.value_or(kUsualMinutes) * 60);
  return Writes{WriteOf(v1::KIND_MOMENT, id, std::move(moment))};
}

std::optional<uint32_t> MinutesRun(const v1::Moment::Timer& timer, int64_t now_ms) {
  const int64_t end_ms = timer.pause_time_ms() > 0 ? timer.pause_time_ms() : now_ms;
  const int64_t run_ms = end_ms - timer.start_time_ms() - int64_t{timer.paused_seconds()} * 1000;
  if (run_ms > kLongestTimeMs) return std::nullopt;
  return static_cast<uint32_t>(std::max<int64_t>(1, (run_ms + kMinuteMs / 2) / kMinuteMs));
}

absl::StatusOr<Writes> EndTime(const Hand& hand, const plan::Moment& running, uint32_t minutes,
                               std::string_view words) {
  const plan::Child* child = running.child ? FindChild(hand.plan, *running.child) : nullptr;
  if (child == nullptr) return NoTimeRunning();
  const Hand of_that_day{.family = hand.family,
                         .member = running.member,
                         .day = running.day,
                         .plan = hand.plan,
                         .everything = hand.everything};
  ASSIGN_OR_RETURN(Writes writes, SpendTime(of_that_day, *child, minutes, words, running.id));
  writes.front().cleared.push_back(v1::Moment::kTimerFieldNumber);
  return writes;
}

Writes ChooseActivity(const plan::Moment& running, std::string_view activity) {
  v1::Moment fields;
  fields.set_activity(std::string(activity));
  return {WriteOf(v1::KIND_MOMENT, running.id, std::move(fields))};
}

}  // namespace toward::client
