#include "client/cli/check_in.h"

#include <algorithm>
#include <string>
#include <utility>

#include "base/status_macros.h"
#include "client/cli/errors.h"
#include "plan/completion.h"
#include "plan/timer.h"

namespace toward::client {
namespace {

constexpr uint32_t kUsualMinutes = 10;
constexpr int64_t kMsPerMinute = 60'000;

uint32_t MinutesOf(const plan::Ritual& check_in) { return check_in.minutes_goal.value_or(kUsualMinutes); }

Writes WithTimer(const plan::Moment& begun, v1::Moment::Timer timer) {
  v1::Moment moment;
  *moment.mutable_timer() = std::move(timer);
  return {WriteOf(v1::KIND_MOMENT, begun.id, std::move(moment))};
}

// What an earlier mark of the same id left behind.
std::vector<uint32_t> Leftovers(const Hand& hand, const RecordId& id) {
  const plan::Moment* const earlier = FindMoment(hand.everything, id);
  std::vector<uint32_t> cleared;
  if (earlier == nullptr) return cleared;
  if (earlier->minutes) cleared.push_back(v1::Moment::kMinutesFieldNumber);
  if (earlier->outcome != v1::Moment::OUTCOME_UNSPECIFIED) cleared.push_back(v1::Moment::kOutcomeFieldNumber);
  if (!earlier->note.empty()) cleared.push_back(v1::Moment::kNoteFieldNumber);
  return cleared;
}

}  // namespace

absl::StatusOr<Writes> StartCheckIn(const Hand& hand, int64_t now_ms) {
  ASSIGN_OR_RETURN(const plan::Ritual check_in, RitualOf(hand.plan, v1::Ritual::TYPE_CHECK_IN));
  if (plan::BegunCheckIn(hand.plan, hand.day) != nullptr) return TimerAlreadyRuns();
  const RecordId id = CheckInId(hand, check_in.id);
  const plan::Moment* const present = FindMoment(hand.plan, id);
  if (present != nullptr && plan::Happened(*present)) return AlreadyHappened();
  v1::Moment moment;
  moment.set_ritual_id(check_in.id.ToBytes());
  moment.set_day(hand.day.number());
  moment.set_member_id(hand.member.ToBytes());
  *moment.mutable_timer() = plan::StartedTimer(now_ms, 60 * MinutesOf(check_in));
  Writes writes = {WriteOf(v1::KIND_MOMENT, id, std::move(moment))};
  writes.front().cleared = Leftovers(hand, id);
  return writes;
}

absl::StatusOr<Writes> PauseCheckIn(const Hand& hand, int64_t now_ms) {
  const plan::Moment* const begun = plan::BegunCheckIn(hand.plan, hand.day);
  if (begun == nullptr) return NoTimer();
  return WithTimer(*begun, plan::PausedTimer(*begun->timer, now_ms));
}

absl::StatusOr<Writes> ResumeCheckIn(const Hand& hand, int64_t now_ms) {
  const plan::Moment* const begun = plan::BegunCheckIn(hand.plan, hand.day);
  if (begun == nullptr) return NoTimer();
  return WithTimer(*begun, plan::ResumedTimer(*begun->timer, now_ms));
}

absl::StatusOr<Writes> EndCheckIn(const Hand& hand, int64_t now_ms) {
  ASSIGN_OR_RETURN(const plan::Ritual check_in, RitualOf(hand.plan, v1::Ritual::TYPE_CHECK_IN));
  const plan::Moment* const begun = plan::BegunCheckIn(hand.plan, hand.day);
  if (begun == nullptr) return NoTimer();
  const auto minutes =
      static_cast<uint32_t>((plan::ElapsedMs(*begun->timer, now_ms) + kMsPerMinute / 2) / kMsPerMinute);
  if (minutes == 0) return Writes{Deletion<v1::Moment>(v1::KIND_MOMENT, begun->id)};
  v1::Moment moment;
  moment.set_minutes(minutes);
  moment.set_outcome(minutes >= MinutesOf(check_in) ? v1::Moment::OUTCOME_DONE : v1::Moment::OUTCOME_PART);
  Writes writes = {WriteOf(v1::KIND_MOMENT, begun->id, std::move(moment))};
  writes.front().cleared = {v1::Moment::kTimerFieldNumber};
  return writes;
}

absl::StatusOr<Writes> Answer(const Hand& hand, std::string_view words,
                              std::optional<v1::Reflection::Visibility> visibility, std::string_view prompt) {
  if (words.empty()) return NoWords();
  ASSIGN_OR_RETURN(const plan::Ritual check_in, RitualOf(hand.plan, v1::Ritual::TYPE_CHECK_IN));
  const plan::Reflection* const present = OwnAnswer(hand);
  const auto usual = present == nullptr ? v1::Reflection::VISIBILITY_UNTIL_REVEAL : present->visibility;
  v1::Reflection reflection;
  reflection.set_ritual_id(check_in.id.ToBytes());
  reflection.set_day(hand.day.number());
  reflection.set_member_id(hand.member.ToBytes());
  reflection.set_text(std::string(words));
  reflection.set_visibility(visibility.value_or(usual));
  if (!prompt.empty()) reflection.set_prompt(std::string(prompt));
  return Writes{WriteOf(v1::KIND_REFLECTION, OwnWordsId(hand, check_in.id), std::move(reflection))};
}

std::string_view VisibilitySentence(v1::Reflection::Visibility visibility) {
  switch (visibility) {
    case v1::Reflection::VISIBILITY_UNSPECIFIED:
    case v1::Reflection::VISIBILITY_SHARED:
      return "Your partner sees it.";
    case v1::Reflection::VISIBILITY_UNTIL_REVEAL:
      return "Opens when you both have written.";
    default:
      return "For your own devices only.";
  }
}

std::string_view AnswerSentence(const Writes& answer) {
  return VisibilitySentence(static_cast<const v1::Reflection&>(*answer.front().fields).visibility());
}

const plan::Reflection* OwnAnswer(const Hand& hand) {
  const plan::Ritual* const check_in = FindRitual(hand.plan, v1::Ritual::TYPE_CHECK_IN);
  if (check_in == nullptr) return nullptr;
  const plan::Reflection* const own = FindReflection(hand.plan, OwnWordsId(hand, check_in->id));
  return own == nullptr || own->text.empty() ? nullptr : own;
}

}  // namespace toward::client
