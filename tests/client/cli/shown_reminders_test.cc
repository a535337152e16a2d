#include "client/cli/shown_reminders.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/plan/example_plan.h"

namespace toward::client {
namespace {

using Step = ShownReminders::Step;
using plan::Mark;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr int64_t kMinuteMs = 60'000;
// 21:15 in Lisbon on 2026-11-24.
constexpr int64_t kDueMs = 1'795'554'900'000;

v1::Nudge NudgeOf(const std::string& key, const RecordId& ritual) {
  v1::Nudge nudge;
  nudge.set_key(key);
  nudge.set_ritual_id(ritual.ToBytes());
  nudge.set_day(plan::kTuesday.number());
  nudge.set_due_time_ms(kDueMs);
  nudge.set_useful_until_ms(kDueMs + 30 * kMinuteMs);
  return nudge;
}

class ShownRemindersTest : public testing::Test {
 protected:
  Step Take(const v1::Nudge& nudge) { return shown_.Take(nudge, plan_, now_ms_); }
  std::vector<std::string> Settled() { return shown_.CloseSettled(plan_, now_ms_); }
  std::vector<std::string> Keys() const {
    std::vector<std::string> keys;
    for (const v1::Nudge& nudge : shown_.All()) keys.push_back(nudge.key());
    return keys;
  }

  plan::Plan plan_ = plan::ExamplePlan();
  int64_t now_ms_ = kDueMs;
  ShownReminders shown_{plan::kBen};
};

TEST_F(ShownRemindersTest, ShowsEachOnce) {
  EXPECT_EQ(Take(NudgeOf("evening", plan::kCheckIn)), Step::kShow);
  EXPECT_EQ(Take(NudgeOf("thanks", plan::kThanks)), Step::kShow);
  EXPECT_EQ(Take(NudgeOf("evening", plan::kCheckIn)), Step::kShownAlready);
  EXPECT_THAT(Keys(), ElementsAre("evening", "thanks"));
}

TEST_F(ShownRemindersTest, WhatComesOnceMoreIsShownAgainInItsPlace) {
  v1::Nudge nudge = NudgeOf("evening", plan::kCheckIn);
  Take(nudge);
  nudge.set_due_time_ms(kDueMs + 10 * kMinuteMs);
  EXPECT_EQ(Take(nudge), Step::kShow);
  EXPECT_THAT(Keys(), ElementsAre("evening"));
}

TEST_F(ShownRemindersTest, TheServerClosesWhatIsDone) {
  Take(NudgeOf("evening", plan::kCheckIn));
  Take(NudgeOf("thanks", plan::kThanks));
  EXPECT_THAT(shown_.Close({"evening", "never shown"}), ElementsAre("evening"));
  EXPECT_THAT(shown_.Close({"evening"}), IsEmpty());
  EXPECT_THAT(Keys(), ElementsAre("thanks"));
}

TEST_F(ShownRemindersTest, TheOwnPlanClosesWhatIsDone) {
  Take(NudgeOf("evening", plan::kCheckIn));
  Take(NudgeOf("thanks", plan::kThanks));
  EXPECT_THAT(Settled(), IsEmpty());
  // Either's mark counts for the check-in; Ana's thank-you is not Ben's.
  Mark(plan_, plan::kCheckIn, plan::kAna);
  Mark(plan_, plan::kThanks, plan::kAna);
  EXPECT_THAT(Settled(), ElementsAre("evening"));
  Mark(plan_, plan::kThanks, plan::kBen);
  EXPECT_THAT(Settled(), ElementsAre("thanks"));
}

TEST_F(ShownRemindersTest, WhatIsDoneHereAlreadyIsNotShown) {
  Mark(plan_, plan::kCheckIn, plan::kBen);
  EXPECT_EQ(Take(NudgeOf("evening", plan::kCheckIn)), Step::kLeaveOut);
  EXPECT_THAT(Keys(), IsEmpty());
}

TEST_F(ShownRemindersTest, APauseTakesItOff) {
  Take(NudgeOf("evening", plan::kCheckIn));
  plan::Preference& preference = plan_.preferences.emplace_back();
  preference.member = plan::kAna;
  preference.pauses = {{plan::kTuesday, plan::kTuesday}};
  EXPECT_THAT(Settled(), ElementsAre("evening"));
}

TEST_F(ShownRemindersTest, WhatThisCopyOfThePlanDoesNotKnowYetStays) {
  const auto new_ritual = plan::ExampleId<RecordId>('n');
  EXPECT_EQ(Take(NudgeOf("new", new_ritual)), Step::kShow);
  EXPECT_THAT(Settled(), IsEmpty());
  plan::Ritual ritual;
  ritual.id = new_ritual;
  ritual.type = v1::Ritual::TYPE_EXTRA;
  ritual.cadence = plan::Daily();
  plan_.rituals.push_back(ritual);
  EXPECT_THAT(Settled(), IsEmpty());
  // It came, and it went again: now it is known that it is not wanted.
  plan_.rituals.pop_back();
  EXPECT_THAT(Settled(), ElementsAre("new"));
}

TEST_F(ShownRemindersTest, TheTimeForItEnds) {
  Take(NudgeOf("evening", plan::kCheckIn));
  now_ms_ = kDueMs + 30 * kMinuteMs;
  EXPECT_THAT(Settled(), IsEmpty());
  now_ms_ += 1;
  EXPECT_THAT(Settled(), ElementsAre("evening"));
  EXPECT_EQ(Take(NudgeOf("evening", plan::kCheckIn)), Step::kLeaveOut);
}

TEST_F(ShownRemindersTest, ADigestIsAboutNothingInThePlan) {
  v1::Nudge digest = NudgeOf("digest", plan::kCheckIn);
  digest.clear_ritual_id();
  Mark(plan_, plan::kCheckIn, plan::kBen);
  EXPECT_EQ(Take(digest), Step::kShow);
  EXPECT_THAT(Settled(), IsEmpty());
  EXPECT_THAT(shown_.Close({"digest"}), ElementsAre("digest"));
}

}  // namespace
}  // namespace toward::client
