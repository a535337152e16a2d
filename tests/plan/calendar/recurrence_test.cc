#include "plan/calendar/recurrence.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "plan/calendar/ics_values.h"
#include "plan/calendar/wall_time.h"
#include "tests/plan/calendar/vectors.h"

namespace toward::plan {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr int64_t kPlenty = 1'000'000;

absl::CivilSecond Wall(const std::string& text) {
  const std::optional<IcsTime> time = ParseIcsTime(text);
  EXPECT_TRUE(time.has_value()) << text;
  return time->wall;
}

RecurrenceRule Rule(const std::string& text) {
  absl::StatusOr<RecurrenceRule> rule = ParseRecurrenceRule(text);
  EXPECT_TRUE(rule.ok()) << text << ": " << rule.status();
  return *rule;
}

// The first `limit` dates from `start` on, within 50 years.
std::vector<std::string> Dates(const std::string& rule, const std::string& start, size_t limit = 1000) {
  ExpansionBudget budget{kPlenty};
  const absl::CivilSecond first = Wall(start);
  const auto times = Expand(Rule(rule), first, std::nullopt, first, first + int64_t{50} * 366 * 86'400, budget);
  EXPECT_TRUE(times.ok()) << rule << ": " << times.status();
  std::vector<std::string> dates;
  for (const absl::CivilSecond time : *times) {
    if (dates.size() < limit) dates.push_back(IcsWallText(time).substr(0, 8));
  }
  return dates;
}

// What a wall clock shows, in the notation of the case's own start.
std::string Shown(absl::CivilSecond time, std::optional<absl::TimeZone> zone, const std::string& start) {
  const std::string text = IcsWallText(zone ? ShownWall(time, *zone) : time);
  if (start.size() == 8) return text.substr(0, 8);
  return start.size() == 16 ? text + "Z" : text;
}

TEST(Recurrence, GivesTheTimesOfEveryVector) {
  EachCase("recurrence.json", "occurrences", [](const Json& json) {
    const std::string start = Text(json, "start");
    const bool complete = json.at("complete");
    const auto expected = json.at("times").get<std::vector<std::string>>();
    std::optional<absl::TimeZone> zone;
    if (json.contains("time_zone")) zone = FindZone(Text(json, "time_zone"));
    // A few decades more show that nothing follows a complete list.
    const int64_t beyond = complete ? int64_t{40} * 366 * 86'400 : 1;
    ExpansionBudget budget{kPlenty};
    const auto times =
        Expand(Rule(Text(json, "rule")), Wall(start), zone, Wall(start), Wall(expected.back()) + beyond, budget);
    ASSERT_TRUE(times.ok()) << times.status();
    std::vector<std::string> shown;
    for (const absl::CivilSecond time : *times) shown.push_back(Shown(time, zone, start));
    EXPECT_EQ(shown, expected);
  });
}

TEST(Recurrence, RefusesWhatItDoesNotKnow) {
  EachCase("recurrence.json", "refused", [](const Json& json) {
    EXPECT_EQ(ParseRecurrenceRule(Text(json, "rule")).status().code(), absl::StatusCode::kInvalidArgument)
        << Text(json, "rule");
  });
}

TEST(Recurrence, AWindowShowsAPartOfTheWholeSeries) {
  EachCase("recurrence.json", "occurrences", [](const Json& json) {
    const RecurrenceRule rule = Rule(Text(json, "rule"));
    const absl::CivilSecond start = Wall(Text(json, "start"));
    const absl::CivilSecond end = start + int64_t{12} * 366 * 86'400;
    ExpansionBudget budget{kPlenty};
    const auto all = Expand(rule, start, std::nullopt, start, end, budget);
    ASSERT_TRUE(all.ok());
    for (int days = -40; days < 4000; days += 97) {
      const absl::CivilSecond from = start + int64_t{days} * 86'400 + 3600;
      const absl::CivilSecond to = std::min(end, from + int64_t{35} * 86'400);
      std::vector<absl::CivilSecond> expected;
      for (const absl::CivilSecond time : *all) {
        if (time >= from && time < to) expected.push_back(time);
      }
      budget.dates = kPlenty;
      const auto window = Expand(rule, start, std::nullopt, from, to, budget);
      ASSERT_TRUE(window.ok());
      ASSERT_EQ(*window, expected) << days;
    }
  });
}

TEST(Recurrence, TheDayAfterASkippedTimeIsNotShifted) {
  const absl::TimeZone zone = *FindZone("America/New_York");
  ExpansionBudget budget{kPlenty};
  const auto times = Expand(Rule("FREQ=DAILY;COUNT=4"), Wall("20260306T023000"), zone, Wall("20260306T000000"),
                            Wall("20260401T000000"), budget);
  ASSERT_TRUE(times.ok());
  std::vector<std::string> shown;
  for (const absl::CivilSecond time : *times) shown.push_back(IcsWallText(ShownWall(time, zone)));
  EXPECT_THAT(shown, ElementsAre("20260306T023000", "20260307T023000", "20260308T033000", "20260309T023000"));
}

TEST(Recurrence, AnUntilInUtcIsAMomentWhereTheSeriesIs) {
  const std::string rule = "FREQ=DAILY;UNTIL=20261125T043000Z";
  ExpansionBudget budget{kPlenty};
  const absl::CivilSecond start = Wall("20261123T233000"), end = Wall("20270101T000000");
  EXPECT_THAT(*Expand(Rule(rule), start, FindZone("America/New_York"), start, end, budget), SizeIs(2));
  EXPECT_THAT(*Expand(Rule(rule), start, FindZone("Europe/Berlin"), start, end, budget), SizeIs(2));
  EXPECT_THAT(*Expand(Rule(rule), start, FindZone("America/Los_Angeles"), start, end, budget), SizeIs(1));
}

TEST(Recurrence, AnUntilThatIsADateIncludesItsDay) {
  EXPECT_THAT(Dates("FREQ=DAILY;UNTIL=20261126", "20261124T200000"), ElementsAre("20261124", "20261125", "20261126"));
}

TEST(Recurrence, OrdinalsOfAYearCountItsWeekdays) {
  EXPECT_THAT(Dates("FREQ=YEARLY;BYDAY=20MO", "19970519T090000", 3), ElementsAre("19970519", "19980518", "19990517"));
  EXPECT_THAT(Dates("FREQ=YEARLY;BYDAY=-1SU", "20261227T090000", 2), ElementsAre("20261227", "20271226"));
}

TEST(Recurrence, KnowsAStartThatDoesNotFollowTheRule) {
  EXPECT_FALSE(FollowsItsRule(Rule("FREQ=WEEKLY;BYDAY=MO"), Wall("20261124T200000")));
  EXPECT_TRUE(FollowsItsRule(Rule("FREQ=WEEKLY;BYDAY=MO,TU"), Wall("20261124T200000")));
  EXPECT_FALSE(FollowsItsRule(Rule("FREQ=MONTHLY;BYDAY=TU;BYSETPOS=1"), Wall("20261124T200000")));
  EachCase("recurrence.json", "occurrences",
           [](const Json& json) { EXPECT_TRUE(FollowsItsRule(Rule(Text(json, "rule")), Wall(Text(json, "start")))); });
}

TEST(Recurrence, ARuleThatIsNeverMetAgainEnds) {
  EXPECT_THAT(Dates("FREQ=YEARLY;INTERVAL=9999", "20240229T120000"), ElementsAre("20240229"));
  EXPECT_THAT(Dates("FREQ=YEARLY;INTERVAL=2;COUNT=5", "20240229T120000", 3),
              ElementsAre("20240229", "20280229", "20320229"));
}

TEST(Recurrence, WorkIsBoundedByTheBudget) {
  ExpansionBudget budget{10'000};
  const absl::CivilSecond start = Wall("00010101T000000"), now = Wall("20261124T000000");
  EXPECT_EQ(Expand(Rule("FREQ=DAILY;COUNT=1000000000"), start, std::nullopt, now, now + 86'400, budget).status().code(),
            absl::StatusCode::kResourceExhausted);
}

TEST(Recurrence, ACountThatEndedLongAgoCostsNothing) {
  for (const char* rule : {"FREQ=DAILY;COUNT=3000", "FREQ=WEEKLY;COUNT=400;BYDAY=TH,FR"}) {
    ExpansionBudget budget{0};
    const absl::CivilSecond start = Wall("20090101T000000"), now = Wall("20270101T000000");
    EXPECT_THAT(*Expand(Rule(rule), start, std::nullopt, now, now + int64_t{35} * 86'400, budget), IsEmpty()) << rule;
  }
}

TEST(Recurrence, WithoutACountTheDistanceCostsNothing) {
  for (const char* rule : {"FREQ=DAILY", "FREQ=WEEKLY", "FREQ=MONTHLY", "FREQ=YEARLY", "FREQ=DAILY;INTERVAL=7"}) {
    ExpansionBudget budget{2'000};
    const absl::CivilSecond start = Wall("00010101T000000"), now = Wall("20270101T000000");
    const auto times = Expand(Rule(rule), start, std::nullopt, now, now + int64_t{35} * 86'400, budget);
    ASSERT_TRUE(times.ok()) << rule;
    EXPECT_THAT(*times, testing::Not(IsEmpty())) << rule;
  }
}

}  // namespace
}  // namespace toward::plan
