#include "client/cli/screen.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "base/clock.h"
#include "base/random.h"
#include "tests/plan/example_plan.h"

namespace toward::client {
namespace {

using plan::Mark;
using plan::Reflect;
using testing::HasSubstr;
using testing::Not;

class Screen : public testing::Test {
 protected:
  std::string Rendered(int64_t waiting = 0, Style style = Style::kPlain) {
    return RenderDay(plan::ViewOf(plan::Shown(plan_), plan::kTuesday, plan::kTuesday), waiting, style);
  }

  // An evening with something of everything.
  void AnEvening() {
    Mark(plan_, plan::kCheckIn, plan::kAna).minutes = 10;
    Reflect(plan_, plan::kAna, "We sat on the stairs and laughed.");
    Mark(plan_, plan::kThanks, plan::kAna).note = "For the 3 am feed, without a word.";
    Mark(plan_, plan::kTime, plan::kBen, v1::Moment::OUTCOME_PART).minutes = 8;
  }

  plan::Plan plan_ = plan::ExamplePlan();
};

TEST_F(Screen, ShowsTheDay) {
  AnEvening();
  EXPECT_EQ(Rendered(), R"(Tuesday 24 November

[x] Check-in                 Ana, 10 minutes
      Ana: We sat on the stairs and laughed.
[x] Thank-you from Ana       For the 3 am feed, without a word.
[ ] Thank-you from Ben
[~] Time with Mia            8 of 10 minutes, Ben
)");
}

TEST_F(Screen, SaysWhatWaitsOnlyWhenSomethingDoes) {
  EXPECT_THAT(Rendered(0), Not(HasSubstr("waiting")));
  EXPECT_THAT(Rendered(1), testing::EndsWith("\n\n1 change waiting to be sent.\n"));
  EXPECT_THAT(Rendered(3), HasSubstr("\n3 changes waiting to be sent.\n"));
}

TEST_F(Screen, LongerWordsKeepTheirPlace) {
  Mark(plan_, plan::kThanks, plan::kBen).note = "For the tea.\nAnd the toast.";
  Reflect(plan_, plan::kBen, "Tired.\n\nAnd glad.");
  EXPECT_EQ(Rendered(), R"(Tuesday 24 November

[ ] Check-in
      Ben: Tired.

        And glad.
[ ] Thank-you from Ana
[x] Thank-you from Ben       For the tea.
                             And the toast.
[ ] Time with Mia
)");
}

TEST_F(Screen, SkippedAndDeclinedAreSaidKindly) {
  Mark(plan_, plan::kCheckIn, plan::kAna, v1::Moment::OUTCOME_SKIPPED).note = "Fever.";
  Mark(plan_, plan::kTime, plan::kBen, v1::Moment::OUTCOME_CHILD_DECLINED);
  EXPECT_THAT(Rendered(), HasSubstr("[-] Check-in                 skipped, Ana\n      Fever.\n"));
  EXPECT_THAT(Rendered(), HasSubstr("[-] Time with Mia            would rather not\n"));
}

TEST_F(Screen, OneMinuteIsOneMinute) {
  plan_.rituals.front().minutes_goal.reset();
  Mark(plan_, plan::kTime, plan::kBen).minutes = 1;
  EXPECT_THAT(Rendered(), HasSubstr("1 minute, Ben\n"));
}

TEST_F(Screen, NamesCannotPaintTheScreen) {
  plan_.members.front().name = "Ben\x1b[31m\n[x] Check-in";
  Mark(plan_, plan::kTime, plan::kBen).minutes = 12;
  EXPECT_THAT(Rendered(), Not(HasSubstr("\x1b")));
  EXPECT_THAT(Rendered(), HasSubstr("[ ] Thank-you from Ben?[31m [x] Check-in\n"));
}

TEST_F(Screen, ATerminalGetsMarksAndBoldType) {
  AnEvening();
  const std::string screen = Rendered(0, Style::kDecorated);
  EXPECT_THAT(screen, testing::StartsWith("\x1b[1mTuesday 24 November\x1b[0m\n"));
  EXPECT_THAT(screen, HasSubstr("✓ Check-in                 Ana, 10 minutes\n"));
  EXPECT_THAT(screen, HasSubstr("○ Thank-you from Ben\n"));
}

TEST_F(Screen, JsonHasTheSameFacts) {
  AnEvening();
  const nlohmann::json json = DayToJson(plan::ViewOf(plan::Shown(plan_), plan::kTuesday, plan::kTuesday), 2);
  EXPECT_EQ(json["day"], "2026-11-24");
  EXPECT_EQ(json["changes_waiting"], 2);
  ASSERT_EQ(json["items"].size(), 4u);
  const nlohmann::json& check_in = json["items"][0];
  EXPECT_EQ(check_in["ritual"], "check-in");
  EXPECT_EQ(check_in["state"], "done");
  EXPECT_EQ(check_in["who"], nlohmann::json::array({"Ana"}));
  EXPECT_EQ(check_in["minutes"], 10);
  EXPECT_EQ(check_in["words"][0], (nlohmann::json{{"author", "Ana"}, {"text", "We sat on the stairs and laughed."}}));
  EXPECT_EQ(json["items"][3]["state"], "part");
  EXPECT_EQ(json["items"][3]["minutes_goal"], 10);
}

class StyleTest : public testing::Test {
 protected:
  Style StyleIn(bool terminal, std::map<std::string, std::string> environment) {
    return StyleOf({.in = stream_,
                    .out = stream_,
                    .err = stream_,
                    .out_is_terminal = terminal,
                    .environment = std::move(environment),
                    .clock = clock_,
                    .random = random_});
  }

  std::stringstream stream_;
  SystemClock clock_;
  SystemRandom random_;
};

TEST_F(StyleTest, IsPlainUnlessTheTerminalCanDoMore) {
  EXPECT_EQ(StyleIn(true, {{"LANG", "pt_PT.UTF-8"}}), Style::kDecorated);
  EXPECT_EQ(StyleIn(false, {{"LANG", "pt_PT.UTF-8"}}), Style::kPlain);
  EXPECT_EQ(StyleIn(true, {{"LANG", "pt_PT.UTF-8"}, {"LC_ALL", "C"}}), Style::kPlain);
  EXPECT_EQ(StyleIn(true, {{"LANG", "C.utf8"}, {"NO_COLOR", "1"}}), Style::kPlain);
  EXPECT_EQ(StyleIn(true, {{"LANG", "C.utf8"}, {"TERM", "dumb"}}), Style::kPlain);
  EXPECT_EQ(StyleIn(true, {}), Style::kPlain);
}

}  // namespace
}  // namespace toward::client
