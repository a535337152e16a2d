#include "client/cli/reminder_screen.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/plan/example_plan.h"

namespace toward::client {
namespace {

using Response = v1::TestReminderResponse;
using testing::HasSubstr;
using testing::Not;

class ReminderScreen : public testing::Test {
 protected:
  v1::Nudge NudgeOf(const RecordId& ritual) const {
    v1::Nudge nudge;
    nudge.set_ritual_id(ritual.ToBytes());
    nudge.set_day(plan::kTuesday.number());
    nudge.set_neutral_title("A small thing");
    nudge.set_neutral_body("If there is room.");
    return nudge;
  }
  std::string Line(const v1::Nudge& nudge, ReminderWords words) const {
    return ReminderLine(TextOf(plan_, plan::kAna, nudge, words));
  }
  std::string Detailed(const v1::Nudge& nudge) const { return Line(nudge, ReminderWords::kDetailed); }
  ReminderView View() const {
    return {.plan = plan_, .member = plan::kAna, .rituals = {plan_.rituals[2], plan_.rituals[1], plan_.rituals[0]}};
  }

  plan::Plan plan_ = plan::ExamplePlan();
};

TEST_F(ReminderScreen, NeutralWordsAreTheServers) {
  for (const RecordId& ritual : {plan::kCheckIn, plan::kThanks, plan::kTime}) {
    EXPECT_EQ(Line(NudgeOf(ritual), ReminderWords::kNeutral), "Reminder: A small thing. If there is room.");
  }
}

TEST_F(ReminderScreen, DetailedWordsHaveNames) {
  EXPECT_EQ(Detailed(NudgeOf(plan::kCheckIn)), "Reminder: Check-in. 10 minutes with Ben, if there is room for it.");
  EXPECT_EQ(Detailed(NudgeOf(plan::kThanks)), "Reminder: Thank-you. Something specific that Ben did, in a sentence.");
}

TEST_F(ReminderScreen, APlannedTimeSaysWithWhomAndWhen) {
  v1::Nudge nudge = NudgeOf(plan::kTime);
  nudge.set_child_id(plan::kMia.ToBytes());
  EXPECT_EQ(Detailed(nudge), "Reminder: Time with Mia. If there is room.");
  plan_.slots.push_back({.ritual = plan::kTime,
                         .day = plan::kTuesday,
                         .child = plan::kMia,
                         .member = plan::kAna,
                         .start_minute = 17 * 60 + 30,
                         .minutes = 15});
  EXPECT_EQ(Detailed(nudge), "Reminder: Time with Mia. At 17:30, for 15 minutes; Mia chooses what.");
}

TEST_F(ReminderScreen, WhatThePlanDoesNotKnowIsSaidNeutrally) {
  const std::string neutral = "Reminder: A small thing. If there is room.";
  EXPECT_EQ(Detailed(NudgeOf(plan::ExampleId<RecordId>('n'))), neutral);
  v1::Nudge digest = NudgeOf(plan::kCheckIn);
  digest.clear_ritual_id();
  EXPECT_EQ(Detailed(digest), neutral);
  plan_.members.erase(plan_.members.begin());
  EXPECT_EQ(Detailed(NudgeOf(plan::kCheckIn)), "Reminder: Check-in. If there is room.");
}

TEST_F(ReminderScreen, WordsFromAnywhereAreSafeToPrint) {
  v1::Nudge nudge = NudgeOf(plan::kCheckIn);
  nudge.set_neutral_title("\x1b[2JA\nB");
  nudge.set_neutral_body("\xff");
  EXPECT_EQ(Line(nudge, ReminderWords::kNeutral), "Reminder: ?[2JA B. ?");
  plan_.members[0].name = "B\x1b[31men";
  EXPECT_THAT(Detailed(NudgeOf(plan::kCheckIn)), Not(HasSubstr("\x1b")));
}

TEST_F(ReminderScreen, SaysWhenReminderComes) {
  EXPECT_EQ(WhenInWords(std::nullopt), "never");
  EXPECT_EQ(WhenInWords(plan::Reminder::When{.minute = 1200}), "at 20:00");
  EXPECT_EQ(WhenInWords(plan::Reminder::When{.minute = 1275, .after_asleep = true, .second_after_minutes = 30}),
            "when the baby sleeps, or at 21:15, and once more 30 minutes later");
}

TEST_F(ReminderScreen, ShowsWhatIsUsualAndWhatIsChosen) {
  EXPECT_EQ(RenderReminders(View()),
            "Check-in                 when the baby sleeps, or at 21:15 (as usual)\n"
            "Thank-you                at 20:00 (as usual)\n"
            "Time                     10 minutes before each planned time\n"
            "\n"
            "Quiet hours              none\n"
            "E-mail                   none\n"
            "This device              while `toward watch` runs, without names\n");
  plan_.reminders.push_back({.member = plan::kAna, .ritual = plan::kThanks});
  // Ben's are Ben's.
  plan_.reminders.push_back({.member = plan::kBen, .ritual = plan::kCheckIn});
  plan::Preference& preference = plan_.preferences.emplace_back();
  preference.member = plan::kAna;
  preference.quiet_hours = {.start_minute = 22 * 60, .end_minute = 7 * 60};
  preference.email = "ana@example.org";
  ReminderView view = View();
  view.words = ReminderWords::kDetailed;
  EXPECT_EQ(RenderReminders(view),
            "Check-in                 when the baby sleeps, or at 21:15 (as usual)\n"
            "Thank-you                never\n"
            "Time                     10 minutes before each planned time\n"
            "\n"
            "Quiet hours              22:00 to 07:00; what would come then waits\n"
            "E-mail                   ana@example.org\n"
            "This device              while `toward watch` runs, with names\n");
}

TEST_F(ReminderScreen, TellsProgramsTheSame) {
  plan_.reminders.push_back({.member = plan::kAna, .ritual = plan::kThanks});
  const nlohmann::json json = RemindersToJson(View());
  EXPECT_EQ(json["words_here"], "neutral");
  EXPECT_EQ(json["reminders"][0]["at"], "21:15");
  EXPECT_EQ(json["reminders"][0]["after_asleep"], true);
  EXPECT_EQ(json["reminders"][0]["usual"], true);
  EXPECT_FALSE(json["reminders"][1].contains("at"));
  EXPECT_EQ(json["reminders"][1]["usual"], false);
  EXPECT_EQ(json["reminders"][2]["before_planned_minutes"], 10);
  EXPECT_FALSE(json.contains("quiet_hours"));
  EXPECT_FALSE(json.contains("email"));
}

TEST_F(ReminderScreen, ATestSaysWhatCameOfIt) {
  Response::Result result;
  result.set_channel(Response::CHANNEL_EMAIL);
  result.set_outcome(Response::OUTCOME_NOT_SET_UP);
  EXPECT_THAT(TestLine(result, ""), HasSubstr("no address"));
  EXPECT_THAT(TestLine(result, "ana@example.org"), HasSubstr("the server sends none"));
  result.set_outcome(Response::OUTCOME_FAILED);
  EXPECT_THAT(TestLine(result, "ana@example.org"), HasSubstr("did not work now"));
  result.set_channel(Response::CHANNEL_WEB_PUSH);
  result.set_outcome(Response::OUTCOME_SENT);
  EXPECT_EQ(TestLine(result, ""), "Web Push: the push service has taken it.");
}

}  // namespace
}  // namespace toward::client
