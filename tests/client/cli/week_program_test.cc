// `toward plan`, run as a person runs it, on the evening of Tuesday 24 November.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "nlohmann/json.hpp"
#include "tests/client/cli/program_test.h"

namespace toward::client {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class WeekProgram : public ProgramTest {
 protected:
  void SetUp() override {
    ProgramTest::SetUp();
    auto ben = std::make_shared<v1::Member>();
    ben->set_alive(true);
    ben->set_name("Ben");
    device_.PartnerWrites(v1::KIND_MEMBER, IdCast<RecordId>(plan::kBen), ben);
  }

  // The times to come, as `toward plan show` numbers them.
  json Times() { return Json({"plan", "show", "--json"}); }
  void PlanThisWeek() {
    Do({"plan", "week"});
    Do({"plan", "accept"});
  }
};

TEST_F(WeekProgram, AProposalIsShownAndSavesNothing) {
  Do({"rituals", "set", "time", "--times", "2"});
  EXPECT_EQ(Do({"plan", "week"}), R"(The week of Monday 23 November

Wednesday 25 November
 +  17:00  Mia with Ana, 10 minutes
           Mia and Ana are both free then.

Thursday 26 November
 +  17:00  Mia with Ben, 10 minutes
           Mia has Wednesday with Ana, so this one is with Ben.

Nothing is saved yet; `toward plan accept` puts it into the plan.
)");
  EXPECT_THAT(Do({"plan"}), StartsWith("Nothing is planned yet"));
}

TEST_F(WeekProgram, WhatWasShownIsAcceptedInOneChange) {
  Do({"rituals", "set", "time", "--times", "2"});
  const json proposed = Json({"plan", "week", "--json"});
  EXPECT_THAT(Do({"plan", "accept"}), StartsWith("Saved. 2 times are planned"));
  json times = Times();
  ASSERT_EQ(times.size(), 2u);
  EXPECT_EQ(times[0]["number"], 1);
  for (json& time : times) time.erase("number");
  EXPECT_EQ(times, proposed["times"]);
  EXPECT_THAT(Do({"plan", "week"}), AllOf(HasSubstr(" 1  17:00  Mia with"), HasSubstr("nothing to add")));
  Do({"undo"});
  EXPECT_EQ(Times(), json::array());
  EXPECT_EQ(Do({"plan", "repair"}), "Everything that is planned still fits.\n") << "nothing fell out";
}

TEST_F(WeekProgram, AcceptingNeedsAProposal) {
  EXPECT_THAT(Refused({"plan", "accept"}), HasSubstr("`toward plan week`"));
  PlanThisWeek();
  Refused({"plan", "accept"});
}

TEST_F(WeekProgram, AProposalThePlanHasOvertakenIsShownAnew) {
  Do({"plan", "week"});
  Do({"busy", "add", "2026-11-25", "16:00-18:00"});
  EXPECT_THAT(Refused({"plan", "accept"}), HasSubstr("has changed"));
  EXPECT_EQ(Times(), json::array());
  EXPECT_THAT(Do({"plan", "accept"}), StartsWith("Saved. "));
  for (const json& time : Times()) {
    EXPECT_FALSE(time["day"] == "2026-11-25" && time["member"] == "Ana" && time["start"] < "18:00") << time;
  }
}

TEST_F(WeekProgram, AProposalIsOvertakenByTimeToo) {
  Do({"plan", "week"});
  device_.clock().wall_ms += 24 * 3'600'000;
  EXPECT_THAT(Refused({"plan", "accept"}), HasSubstr("has changed"));
  // Some minutes later nothing has changed: what was seen is what is saved.
  device_.clock().wall_ms += 7 * 60'000;
  EXPECT_THAT(Do({"plan", "accept"}), StartsWith("Saved. "));
}

TEST_F(WeekProgram, NextWeekIsPlannedToo) {
  EXPECT_THAT(Do({"plan", "week", "--next"}), StartsWith("The week of Monday 30 November\n"));
  Do({"plan", "accept"});
  EXPECT_EQ(Times().size(), 7u);
  EXPECT_EQ(Times()[0]["day"], "2026-11-30");
}

TEST_F(WeekProgram, WhatFindsNoPlaceIsSaidWithTheReason) {
  Do({"busy", "add", "--weekly", "daily", "00:00-24:00"});
  Do({"children", "add", "Leo", "--baby"});
  EXPECT_THAT(Do({"plan", "week"}), Not(HasSubstr("No place")));
  auto pause = std::make_shared<v1::Busy>();
  pause->set_alive(true);
  pause->set_member_id(plan::kBen.ToBytes());
  pause->mutable_weekly()->add_weekdays(3);
  pause->mutable_weekly()->set_end_minute(1440);
  device_.PartnerWrites(v1::KIND_BUSY, plan::kLeo, pause);
  EXPECT_THAT(Do({"plan", "week"}),
              HasSubstr("No place for 1 more time with Mia: nobody is free in the windows of these days.\n"));
  EXPECT_EQ(Json({"plan", "week", "--json"})["unplaced"][0]["why"], "nobody_free");
}

TEST_F(WeekProgram, ATimeIsGivenToThePartnerAndBack) {
  PlanThisWeek();
  const json before = Times()[0];
  const std::string other = before["member"] == "Ana" ? "Ben" : "Ana";
  EXPECT_THAT(Do({"plan", "swap", "1"}), HasSubstr("Mia with " + other + "."));
  EXPECT_EQ(Times()[0]["member"], other);
  EXPECT_EQ(Times()[0]["reason"], "Ana chose this.");
  Do({"plan", "swap", "1", before["member"].get<std::string>().substr(0, 1)});
  EXPECT_EQ(Times()[0]["member"], before["member"]);
}

TEST_F(WeekProgram, ATimeIsMovedToAnotherDayAndLeavesNothingToRepair) {
  Do({"rituals", "set", "time", "--times", "2"});
  PlanThisWeek();
  EXPECT_THAT(Do({"plan", "swap", "1", "2026-11-28", "10:15"}), HasSubstr("Saturday 28 November, 10:15, Mia with"));
  EXPECT_EQ(Times().size(), 2u);
  EXPECT_EQ(Times()[1]["start"], "10:15");
  EXPECT_EQ(Do({"plan", "repair"}), "Everything that is planned still fits.\n");
}

TEST_F(WeekProgram, WhatIsDroppedFindsAnotherPlaceAndNothingElseMoves) {
  Do({"rituals", "set", "time", "--times", "2"});
  PlanThisWeek();
  const json before = Times();
  EXPECT_THAT(Do({"plan", "drop", "1"}), HasSubstr("Wednesday 25 November, 17:00, Mia with Ana, falls out"));
  EXPECT_EQ(Times().size(), 1u);
  const std::string repair = Do({"plan", "repair"});
  EXPECT_THAT(repair, AllOf(StartsWith("+ "), HasSubstr("This takes the place of Mia's time on Wednesday 25 November"),
                            HasSubstr("Nothing is saved yet")));
  EXPECT_EQ(Times().size(), 1u);
  EXPECT_THAT(Do({"plan", "repair", "--accept"}), HasSubstr("Saved. "));
  const json after = Times();
  ASSERT_EQ(after.size(), 2u);
  const bool stayed = std::any_of(after.begin(), after.end(), [&](const json& time) {
    return time["day"] == before[1]["day"] && time["member"] == before[1]["member"];
  });
  EXPECT_TRUE(stayed);
  EXPECT_EQ(Do({"plan", "repair"}), "Everything that is planned still fits.\n");
}

TEST_F(WeekProgram, ABusyTimeThatComesInBetweenIsRepaired) {
  PlanThisWeek();
  ASSERT_EQ(Times()[0]["day"], "2026-11-25");
  Do({"plan", "swap", "1", "Ana"});
  Do({"busy", "add", "2026-11-25", "16:00-20:00"});
  EXPECT_THAT(Do({"plan", "show"}),
              HasSubstr("Wednesday 25 November, 17:00, Mia with Ana: something came in between."));
  EXPECT_THAT(Do({"plan", "repair", "--accept"}), AllOf(HasSubstr("- Wednesday 25 November, 17:00, Mia with Ana\n"),
                                                        HasSubstr("+ Wednesday 25 November, 17:00, Mia with Ben\n")));
  EXPECT_THAT(Do({"plan", "show"}), Not(HasSubstr("in between")));
}

TEST_F(WeekProgram, TheDayShowsWhatIsPlanned) {
  Do({"rituals", "set", "time", "--times", "2"});
  PlanThisWeek();
  device_.clock().wall_ms += 16 * 3'600'000;
  EXPECT_THAT(Do({"today"}), HasSubstr("[ ] Time with Mia\n\n17:00 Mia with Ana\n"));
  const json planned = Json({"today", "--json"})["planned"];
  ASSERT_EQ(planned.size(), 1u);
  EXPECT_EQ(planned[0]["start"], "17:00");
  Do({"time", "Mia", "12"});
  EXPECT_THAT(Do({"today"}), Not(HasSubstr("17:00")));
  device_.clock().wall_ms += 24 * 3'600'000;
  EXPECT_THAT(Do({"today", "--day", "yesterday"}), Not(HasSubstr("17:00")));
}

TEST_F(WeekProgram, WhatCannotBeDoneIsOneSentence) {
  Refused({"plan", "drop", "1"});
  PlanThisWeek();
  Refused({"plan", "drop", "secret"});
  Refused({"plan", "swap", "0"});
  Refused({"plan", "swap", "1", "secret"});
  Refused({"plan", "swap", "1", "2026-11-25", "secret"});
  Refused({"plan", "swap", "1", "secret", "17:00"});
  Refused({"plan", "swap", "1", "2026-11-23", "17:00"});
  Refused({"plan", "swap", "1", "2026-12-07", "17:00"});
  Refused({"plan", "swap", "1", Times()[1]["day"], "17:00"});
  Do({"rituals", "remove", "time"});
  Refused({"plan", "week"});
}

TEST(WeekProgramAlone, OneParentPlansAndHasNobodyToSwapWith) {
  Device device;
  device.BeginPlan();
  EXPECT_EQ(device.Toward({"plan", "week"}).exit_code, 0);
  EXPECT_EQ(device.Toward({"plan", "accept"}).exit_code, 0);
  EXPECT_THAT(device.Toward({"plan", "swap", "1"}).err, HasSubstr("`toward invite`"));
}

}  // namespace
}  // namespace toward::client
