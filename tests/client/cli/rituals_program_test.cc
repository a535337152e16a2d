// The commands about what the plan asks for, run as a person runs them.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "nlohmann/json.hpp"
#include "tests/client/cli/program_test.h"

namespace toward::client {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class RitualsProgram : public ProgramTest {};

TEST_F(RitualsProgram, APlanBeginsWithThreeAndNoExtras) {
  EXPECT_EQ(Do({"rituals"}),
            "Check-in                 every day, 10 minutes\n"
            "Thank-you                every day\n"
            "Time                     every day, 10 minutes\n");
  EXPECT_THAT(
      Do({"rituals", "extras"}),
      AllOf(HasSubstr("\nFor yourself\n  quiet-minutes            Five quiet minutes\n"), Not(HasSubstr("(chosen)"))));
}

TEST_F(RitualsProgram, AnExtraIsOnTheScreenOnceChosenAndCanBeMarked) {
  Do({"rituals", "add", "long-hug"});
  Do({"rituals", "add", "short-walk"});
  EXPECT_THAT(Do({"today"}), HasSubstr("[ ] A long hug\n[ ] A short walk for Ana\n"));
  EXPECT_THAT(Do({"rituals", "extras"}), HasSubstr("A long hug (chosen)"));
  Do({"done", "long-hug", "--note", "In the hall."});
  Do({"done", "a short", "--minutes", "4"});
  EXPECT_THAT(Do({"today"}), HasSubstr("[x] A long hug               Ana\n      In the hall.\n"
                                       "[~] A short walk for Ana     4 of 10 minutes\n"));
  EXPECT_EQ(Json({"today", "--json"})["items"][3]["extra"], "long-hug");
}

TEST_F(RitualsProgram, AnExtraIsSkippedNotedAndRemovedLikeTheRest) {
  Do({"rituals", "add", "hot-drink"});
  Do({"skip", "hot-drink", "--note", "Not today."});
  EXPECT_THAT(Do({"today"}), HasSubstr("[-] A hot drink for Ana      skipped\n      Not today.\n"));
  Do({"remove", "hot-drink"});
  Do({"done", "hot-drink"});
  Do({"note", "hot-drink", "Still hot."});
  EXPECT_THAT(Do({"today"}), HasSubstr("[x] A hot drink for Ana\n      Still hot.\n"));
}

TEST_F(RitualsProgram, WhatWasTakenOutComesBackWithItsMarks) {
  Do({"rituals", "add", "long-hug"});
  Do({"rituals", "set", "long-hug", "--title", "Our hug", "--times", "2"});
  Do({"done", "our hug"});
  Do({"rituals", "remove", "long-hug"});
  EXPECT_THAT(Do({"today"}), Not(HasSubstr("hug")));
  Do({"rituals", "add", "long-hug"});
  EXPECT_THAT(Do({"today"}), HasSubstr("[x] Our hug                  Ana\n"));
  EXPECT_THAT(Do({"rituals"}), HasSubstr("Our hug                  twice a week\n"));
}

TEST_F(RitualsProgram, ARitualIsChangedAndUndone) {
  Do({"rituals", "set", "checkin", "--days", "mon,wed", "--minutes", "15", "--title", "-"}, "Tea for two\n");
  EXPECT_THAT(Do({"rituals"}), StartsWith("Tea for two              Monday and Wednesday, 15 minutes\n"));
  EXPECT_THAT(Do({"today"}), Not(HasSubstr("Tea")));
  Do({"rituals", "set", "checkin", "--days", "daily", "--minutes", "none", "--title", ""});
  EXPECT_THAT(Do({"rituals"}), StartsWith("Check-in                 every day\n"));
  Do({"undo"});
  const json rituals = Json({"rituals", "--json"});
  EXPECT_EQ(rituals[0]["title"], "Tea for two");
  EXPECT_EQ(rituals[0]["cadence"]["weekdays"], json::array({1, 3}));
}

TEST_F(RitualsProgram, APauseAsksNothingAndIsSaid) {
  EXPECT_THAT(Do({"pause", "--days", "3"}), StartsWith("Saved. Rest, until Thursday 26 November; "));
  EXPECT_EQ(Do({"today"}),
            "Tuesday 24 November\n\nNothing is noted for this day.\n\nAna is on a pause.\n\n"
            "3 changes waiting to be sent.\n");
  EXPECT_EQ(Json({"today", "--json"})["paused"], json::array({"Ana"}));
  Do({"checkin"});
  EXPECT_THAT(Do({"today"}), HasSubstr("[x] Check-in "));
  Do({"pause", "end"});
  EXPECT_THAT(Do({"today"}), AllOf(HasSubstr("[ ] Thank-you from Ana"), Not(HasSubstr("pause"))));
}

TEST_F(RitualsProgram, APauseOfOneLeavesThePartnersDay) {
  auto ben = std::make_shared<v1::Member>();
  ben->set_alive(true);
  ben->set_name("Ben");
  device_.PartnerWrites(v1::KIND_MEMBER, IdCast<RecordId>(plan::kBen), ben);
  Do({"pause", "--until", "2026-11-24"});
  EXPECT_THAT(Do({"today"}), StartsWith("Tuesday 24 November\n\n[ ] Check-in\n[ ] Thank-you from Ben\n"
                                        "[ ] Time with Mia\n\nAna is on a pause.\n"));
}

TEST_F(RitualsProgram, ThePastIsDrawnAndSaid) {
  Do({"checkin"});
  Do({"checkin", "--day", "yesterday"});
  Do({"checkin", "--day", "2026-11-12"});
  Do({"skip", "checkin", "--day", "2026-11-21"});
  EXPECT_THAT(Do({"plot"}), HasSubstr("\n\nTime with Mia: nothing is marked yet.\n"));
  const std::string picture = Do({"plot", "checkin", "--weeks", "2"});
  EXPECT_THAT(picture, StartsWith("Check-in\n"));
  EXPECT_THAT(picture, HasSubstr("Sat   -\n"));
  EXPECT_THAT(picture,
              HasSubstr("Check-in: in these 2 weeks it happened on 2 days and rested on 1; 2 of the last 7 days"));
  EXPECT_EQ(Json({"plot", "Mia", "--json"})["histories"].size(), 1u);
  EXPECT_EQ(Json({"plot", "--json"})["histories"].size(), 3u);
}

TEST_F(RitualsProgram, ThePictureIsAFileForItsOwnerOnly) {
  Do({"checkin"});
  const std::string path = device_.directory() + "/past.svg";
  EXPECT_THAT(Do({"plot", "checkin", "--svg", path}),
              AllOf(StartsWith("Check-in: in these 12 weeks it happened on 1 day;"), HasSubstr("in that file.\n")));
  struct stat file {};
  ASSERT_EQ(stat(path.c_str(), &file), 0);
  EXPECT_EQ(file.st_mode & 0777, 0600u);
  std::ifstream stream(path);
  const std::string svg((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
  EXPECT_THAT(svg, HasSubstr("Tuesday 24 November: it happened"));
}

TEST_F(RitualsProgram, WhatCannotBeDoneIsOneSentence) {
  Refused({"rituals", "add", "secret"});
  Refused({"rituals", "add", "checkin"});
  Refused({"rituals", "remove", "secret"});
  Refused({"rituals", "set", "checkin"});
  Refused({"rituals", "set", "secret", "--times", "2"});
  Refused({"rituals", "set", "checkin", "--days", "secret"});
  Refused({"rituals", "set", "checkin", "--times", "8"});
  Refused({"rituals", "set", "checkin", "--minutes", "241"});
  Refused({"rituals", "set", "checkin", "--days", "mon", "--times", "2"}, 2);
  Refused({"done", "secret"});
  Refused({"pause", "--days", "0"});
  Refused({"pause", "--until", "2026-11-23"});
  Refused({"pause", "--until", "secret"});
  Refused({"pause", "--until", "2026-11-25", "--days", "2"}, 2);
  Refused({"pause", "end"});
  Refused({"plot", "secret"});
  Refused({"plot", "--weeks", "54"});
  Refused({"plot", "--svg", "/nowhere/at/all"});
}

TEST(HelpCardProgram, NeedsNoPlan) {
  Device device;
  const Printed card = device.Toward({"help-card"});
  EXPECT_EQ(card.exit_code, 0) << card.err;
  EXPECT_THAT(card.out, StartsWith("When to seek help\n\nRight away\n"));
  for (const char* number : {"911", "988", "1-833-852-6262", "1-800-799-7233"}) {
    EXPECT_THAT(card.out, HasSubstr(number));
  }
  const json sections = json::parse(device.Toward({"help-card", "--json"}).out)["sections"];
  EXPECT_EQ(sections[0]["lines"][0]["number"], "911");
}

}  // namespace
}  // namespace toward::client
