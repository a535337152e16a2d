#include "client/cli/plot.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "client/cli/plot_svg.h"
#include "tests/plan/example_plan.h"

namespace toward::client {
namespace {

using plan::kTuesday;
using plan::Mark;
using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr auto kDone = v1::Moment::OUTCOME_DONE;

class Plot : public testing::Test {
 protected:
  std::vector<plan::History> CheckIns(int weeks = 4) { return Of(plan::kCheckIn, weeks); }
  std::vector<plan::History> Of(const RecordId& ritual, int weeks) {
    const plan::Plan shown = plan::Shown(plan_);
    return HistoriesOf(shown, *FindRitual(shown, ritual), kTuesday.StartOfWeek().Plus(-7 * (weeks - 1)), kTuesday);
  }
  void MarkDay(int days_ago, v1::Moment::Outcome outcome = kDone) {
    Mark(plan_, plan::kCheckIn, plan::kAna, outcome, kTuesday.Plus(-days_ago));
  }
  // Every evening for nine weeks, but for a skip, and one that was short.
  void NineWeeks() {
    for (int ago = 63; ago > 0; --ago) {
      if (ago != 5 && ago != 9) MarkDay(ago);
    }
    MarkDay(5, v1::Moment::OUTCOME_SKIPPED);
    MarkDay(9, v1::Moment::OUTCOME_PART);
    plan_.moments.back().minutes = 5;
  }

  plan::Plan plan_ = plan::ExamplePlan();
};

TEST_F(Plot, ShowsTheWeeksAndTheScoreInPlainCharacters) {
  NineWeeks();
  EXPECT_EQ(RenderHistories(CheckIns(), Style::kPlain), R"(Check-in
      Nov
Mon   # # # #
Tue   # # #
Wed   # # #
Thu   # # -
Fri   # # #
Sat   # # #
Sun   # + #

100 % : : : :
      : : : :
      : : : :
0 %   : : : :
Check-in: in these 4 weeks it happened on 21 days and rested on 1; its score is 95 %.

# it happened   + in part   - at rest
)");
}

TEST_F(Plot, SaysWhatTheScoreWasFourWeeksAgo) {
  NineWeeks();
  EXPECT_THAT(SentenceOf(CheckIns(8)[0]), EndsWith("; its score is 95 %, and was 85 % four weeks ago."));
}

TEST_F(Plot, MonthsStandAboveTheirFirstMonday) {
  MarkDay(1);
  EXPECT_THAT(RenderHistories(CheckIns(10), Style::kPlain), StartsWith("Check-in\n      Sep Oct     Nov\n"));
  EXPECT_THAT(RenderHistories(CheckIns(5), Style::kPlain), StartsWith("Check-in\n        Nov\n"));
}

TEST_F(Plot, AMissIsBlank) {
  MarkDay(1);
  MarkDay(3);
  EXPECT_THAT(RenderHistories(CheckIns(2), Style::kPlain), HasSubstr("Mon     #\nTue\nWed\nThu\nFri\nSat   #\nSun\n"));
}

TEST_F(Plot, AYoungRitualHasNoScoreYet) {
  MarkDay(1);
  MarkDay(3);
  MarkDay(4);
  EXPECT_EQ(SentenceOf(CheckIns()[0]), "Check-in: in these 4 weeks it happened on 3 days; 3 of the last 4 days.");
  EXPECT_THAT(RenderHistories(CheckIns(), Style::kPlain), Not(HasSubstr("%")));
  EXPECT_THAT(HistoriesToJson(CheckIns()).dump(), Not(HasSubstr("score")));
}

TEST_F(Plot, SomeTimesAWeekAreSaidSo) {
  plan_.rituals.back().cadence.Clear();
  plan_.rituals.back().cadence.set_times_per_week(3);
  MarkDay(1);
  EXPECT_EQ(SentenceOf(CheckIns(1)[0]), "Check-in: this week it happened on 1 day; 1 of 3 times in the last week.");
}

TEST_F(Plot, SaysWhenThereIsNothingYet) {
  EXPECT_THAT(RenderHistories(CheckIns(), Style::kPlain), StartsWith("Check-in: nothing is marked yet.\n"));
  EXPECT_THAT(RenderHistories({}, Style::kPlain), HasSubstr("`toward rituals`"));
}

TEST_F(Plot, ATerminalGetsBlocksAndColour) {
  NineWeeks();
  const std::string picture = RenderHistories(CheckIns(), Style::kDecorated);
  EXPECT_THAT(picture, AllOf(HasSubstr("Thu   \x1b[32m█ █ –\x1b[0m\n"), HasSubstr("Sun   \x1b[32m█ ▒ █\x1b[0m\n"),
                             HasSubstr("▒ in part")));
}

TEST_F(Plot, JsonHasTheSameFacts) {
  NineWeeks();
  const nlohmann::json history = HistoriesToJson(CheckIns())["histories"][0];
  EXPECT_EQ(history["title"], "Check-in");
  EXPECT_EQ(history["recent"], (nlohmann::json{{"k", 7}, {"n", 7}}));
  EXPECT_EQ(history["days"].size(), 23u);
  EXPECT_EQ(history["days"][0]["day"], "2026-11-02");
  EXPECT_EQ(
      history["days"][13],
      (nlohmann::json{
          {"day", "2026-11-15"}, {"state", "happened"}, {"value", 0.5}, {"score", history["days"][13]["score"]}}));
  EXPECT_EQ(history["days"][17]["state"], "frozen");
  EXPECT_EQ(history["days"][22]["state"], "absent");
  EXPECT_NEAR(history["score"].get<double>(), 0.9455, 0.0005);
}

TEST_F(Plot, ThePictureSaysEveryDrawnDayInWords) {
  NineWeeks();
  const std::string svg = HistoriesToSvg(CheckIns());
  EXPECT_THAT(svg, AllOf(StartsWith("<svg xmlns=\"http://www.w3.org/2000/svg\""), EndsWith("</svg>\n"),
                         HasSubstr("prefers-color-scheme: dark"), HasSubstr(SentenceOf(CheckIns()[0]))));
  EXPECT_THAT(svg, HasSubstr("<title>Thursday 19 November: at rest</title>"));
  EXPECT_THAT(svg, HasSubstr("<title>Sunday 15 November: in part</title>"));
  EXPECT_THAT(svg, HasSubstr("<title>Monday 23 November: it happened</title>"));
  EXPECT_THAT(svg, Not(HasSubstr("Tuesday 24 November")));
}

TEST_F(Plot, ThePictureIsDrawnFromTheTopDown) {
  NineWeeks();
  const std::string svg = HistoriesToSvg(CheckIns());
  const auto height_of = [&](const std::string& words) {
    const size_t text = svg.rfind(" y=\"", svg.find(words + "</text>"));
    return std::stoi(svg.substr(text + 4));
  };
  EXPECT_LT(height_of("Check-in"), height_of("Nov"));
  EXPECT_LT(height_of("Nov"), height_of("Mon"));
  EXPECT_LT(height_of("Sun"), height_of("100 %"));
  EXPECT_LT(height_of("0 %"), height_of("rested on 1;"));
  EXPECT_LT(height_of("rested on 1;"), height_of("its score is 95 %."));
}

TEST_F(Plot, ThePictureNeedsNothingFromElsewhere) {
  NineWeeks();
  const std::string svg = HistoriesToSvg(CheckIns());
  for (const char* word : {"href", "url(", "<script", "@import", "<image"}) EXPECT_THAT(svg, Not(HasSubstr(word)));
}

TEST_F(Plot, TitlesCannotBreakThePicture) {
  plan_.rituals.back().title = "<script>\"a\" & 'b'\x01</script>";
  MarkDay(1);
  const std::string svg = HistoriesToSvg(CheckIns());
  EXPECT_THAT(svg, Not(HasSubstr("<script")));
  EXPECT_THAT(svg, HasSubstr("&lt;script&gt;&quot;a&quot; &amp; 'b'?&lt;/script&gt;"));
}

TEST_F(Plot, TheSinglePartsOfWhatEachDoesAreNowhere) {
  for (int ago = 20; ago > 0; --ago) Mark(plan_, plan::kThanks, plan::kAna, kDone, kTuesday.Plus(-ago));
  Mark(plan_, plan::kThanks, plan::kBen, kDone, kTuesday.Plus(-20));
  const std::vector<plan::History> thanks = Of(plan::kThanks, 4);
  for (const std::string& shown :
       {RenderHistories(thanks, Style::kPlain), HistoriesToJson(thanks).dump(), HistoriesToSvg(thanks)}) {
    EXPECT_THAT(shown, AllOf(Not(HasSubstr("Ana")), Not(HasSubstr("Ben"))));
  }
}

}  // namespace
}  // namespace toward::client
