#include "client/cli/program.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "base/hex.h"
#include "nlohmann/json.hpp"
#include "tests/client/cli/device.h"

namespace toward::client {
namespace {

using nlohmann::json;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class Program : public testing::Test {
 protected:
  void SetUp() override { device_.BeginPlan(); }

  std::string Do(const std::vector<std::string>& arguments, const std::string& input = "") {
    const Printed printed = device_.Toward(arguments, input);
    EXPECT_EQ(printed.exit_code, 0) << printed.err;
    return printed.out;
  }
  std::string Screen() { return Do({"today"}); }
  json Json(const std::vector<std::string>& arguments) { return json::parse(Do(arguments)); }

  RecordId IdOfTheOnlyMoment() {
    const json exported = Json({"export"});
    for (const json& record : exported["records"]) {
      if (record["kind"] == "Moment") return *RecordId::FromBytes(*FromHex(record["id"].get<std::string>()));
    }
    return RecordId();
  }

  // Refused with one sentence, which does not repeat what was typed.
  std::string Refused(const std::vector<std::string>& arguments, int exit_code = 1) {
    const Printed printed = device_.Toward(arguments);
    EXPECT_EQ(printed.exit_code, exit_code) << arguments.front();
    EXPECT_EQ(printed.out, "");
    EXPECT_EQ(std::count(printed.err.begin(), printed.err.end(), '\n'), 1) << printed.err;
    EXPECT_THAT(printed.err, EndsWith(".\n"));
    EXPECT_THAT(printed.err, Not(HasSubstr("secret")));
    return printed.err;
  }

  Device device_;
};

TEST_F(Program, AnEveningOffline) {
  EXPECT_THAT(Do({"checkin", "--minutes", "10", "--note", "We laughed."}), StartsWith("Saved. "));
  Do({"thank", "For the 3 am feed."});
  Do({"time", "mi", "4"});
  EXPECT_EQ(Screen(), R"(Tuesday 24 November

[x] Check-in                 Ana, 10 minutes
      Ana: We laughed.
[x] Thank-you from Ana       For the 3 am feed.
[~] Time with Mia            4 of 10 minutes, Ana

5 changes waiting to be sent.
)");
}

TEST_F(Program, MinutesOfADayAddUp) {
  for (const char* minutes : {"3", "4", "5"}) Do({"time", "Mia", minutes});
  EXPECT_THAT(Screen(), HasSubstr("[x] Time with Mia            12 minutes, Ana\n"));
}

TEST_F(Program, WordsCanComeFromStandardInput) {
  Do({"thank", "-"}, "For the soup.\nAnd the bread.\n");
  EXPECT_THAT(Screen(), HasSubstr("For the soup.\n                             And the bread.\n"));
}

TEST_F(Program, WordsMayLookLikeCommandsAndLists) {
  Do({"thank", "today"});
  Do({"thank", "[a,b]"});
  Do({"checkin", "--note", "--json is a funny word"});
  Do({"skip", "Mia", "--note", "undo"});
  EXPECT_THAT(Screen(), HasSubstr("today\n                             [a,b]\n"));
  EXPECT_THAT(Screen(), HasSubstr("Ana: --json is a funny word\n"));
}

TEST_F(Program, YesterdayCanStillBeMarked) {
  Do({"checkin", "--day", "yesterday"});
  EXPECT_THAT(Screen(), HasSubstr("[ ] Check-in\n"));
  EXPECT_THAT(Do({"today", "--day", "2026-11-23"}), StartsWith("Monday 23 November\n\n[x] Check-in"));
}

TEST_F(Program, SkippingIsSaidAndUndone) {
  Do({"skip", "Mia", "--declined", "--note", "Prefers Ben this week."});
  EXPECT_THAT(Screen(), HasSubstr("[-] Time with Mia            would rather not\n      Prefers Ben this week.\n"));
  Do({"undo"});
  EXPECT_THAT(Screen(), HasSubstr("[ ] Time with Mia\n"));
}

TEST_F(Program, ARemovedMarkIsGoneAndItsWordsDoNotComeBack) {
  Do({"checkin", "--minutes", "10", "--note", "We laughed."});
  Do({"note", "checkin", "On the stairs."});
  Do({"remove", "checkin"});
  EXPECT_THAT(Screen(), HasSubstr("[ ] Check-in\n[ ] Thank-you"));
  Do({"checkin"});
  EXPECT_THAT(Screen(), HasSubstr("[x] Check-in                 Ana\n[ ] Thank-you"));
}

TEST_F(Program, ReplacedWordsAreKept) {
  EXPECT_THAT(Do({"earlier"}), StartsWith("No words have been replaced"));
  Do({"checkin"});
  Do({"note", "checkin", "We stay at home."});
  device_.ConfirmAll();
  auto ben = std::make_shared<v1::Member>();
  ben->set_alive(true);
  ben->set_name("Ben");
  device_.PartnerWrites(v1::KIND_MEMBER, IdCast<RecordId>(plan::kBen), ben);
  auto bens = std::make_shared<v1::Moment>();
  bens->set_note("We call my mother.");
  device_.PartnerWrites(v1::KIND_MOMENT, IdOfTheOnlyMoment(), bens);
  EXPECT_THAT(Screen(), HasSubstr("      We call my mother.\n"));
  EXPECT_EQ(Do({"earlier"}), "A note, written Tuesday 24 November\n      We stay at home.\n");
  EXPECT_EQ(Json({"earlier", "--json"})[0]["text"], "We stay at home.");
}

TEST_F(Program, ChildrenComeAndGo) {
  Do({"children", "add", "Leo", "--baby"});
  EXPECT_EQ(Do({"children"}), "Leo (the baby)\nMia\n");
  EXPECT_EQ(Json({"children", "list", "--json"})[0]["role"], "baby");
  EXPECT_THAT(Refused({"time", "Leo", "5"}), HasSubstr("older children"));
  Do({"children", "remove", "Mia"});
  EXPECT_THAT(Screen(), Not(HasSubstr("Mia")));
}

TEST_F(Program, TheJsonOfADay) {
  Do({"time", "Mia", "12", "--note", "Blocks."});
  const json day = Json({"today", "--json"});
  EXPECT_EQ(day["day"], "2026-11-24");
  EXPECT_EQ(day["changes_waiting"], 3);
  EXPECT_EQ(day["items"][2]["title"], "Time with Mia");
  EXPECT_EQ(day["items"][2]["words"][0]["text"], "Blocks.");
}

TEST_F(Program, NothingWaitsOnceConfirmed) {
  device_.ConfirmAll();
  EXPECT_THAT(Screen(), Not(HasSubstr("waiting")));
  EXPECT_THAT(Do({"status"}), HasSubstr("Everything is sent.\n"));
}

TEST_F(Program, StatusSaysWhatWaits) {
  EXPECT_THAT(Do({"status"}),
              HasSubstr("2 changes waiting to be sent.\nThe server has not confirmed everything yet.\n"));
  const json status = Json({"status", "--json"});
  EXPECT_EQ(status["members"][0]["name"], "Ana");
  EXPECT_EQ(status["changes_waiting"], 2);
  EXPECT_TRUE(status["not_taken"].empty());
}

TEST_F(Program, ExportHoldsEveryWordAndIsForItsOwnerOnly) {
  Do({"thank", "For the soup."});
  const std::string path = device_.directory() + "/all.json";
  std::ofstream(path) << "old";
  chmod(path.c_str(), 0644);
  Do({"export", "--output", path});
  struct stat file {};
  ASSERT_EQ(stat(path.c_str(), &file), 0);
  EXPECT_EQ(file.st_mode & 0777, 0600u);
  std::ifstream stream(path);
  const json everything = json::parse(stream);
  std::map<std::string, json> by_kind;
  for (const json& record : everything["records"]) {
    EXPECT_FALSE(record.contains("bytes")) << record;
    by_kind[record["kind"]] = record["fields"];
  }
  EXPECT_EQ(by_kind["Moment"]["note"], "For the soup.");
  EXPECT_EQ(by_kind["Moment"]["outcome"], "OUTCOME_DONE");
  EXPECT_EQ(by_kind["Child"]["name"], "Mia");
  EXPECT_EQ(by_kind["Calendar"]["plan_day"]["time_zone"], "Europe/Lisbon");
}

TEST_F(Program, WhatCannotBeDoneIsOneSentence) {
  Refused({"thank", ""});
  Refused({"time", "Mia", "secret"});
  Refused({"time", "Mia", "0"});
  Refused({"time", "Mia", "1441"});
  Refused({"checkin", "--day", "secret"});
  Refused({"note", "checkin", "secret"});
  Refused({"remove", "Mia"});
  Refused({"skip", "checkin", "--declined"});
  Refused({"children", "add", "mia"});
  Refused({"children", "add", ""});
  Refused({"init", "--server", "http://127.0.0.1:1", "--name", "Ana"});
  Refused({"export", "--output", "/nowhere/at/all"});
  Refused({"thank", std::string(9000, 'x')});
  EXPECT_THAT(Screen(), Not(HasSubstr("x]")));
}

TEST_F(Program, AChildIsRenamedAndKeepsItsTime) {
  Do({"time", "Mia", "12"});
  EXPECT_EQ(Do({"children", "rename", "Mi", "Mila"}), "Saved. The plan says Mila now.\n");
  EXPECT_THAT(Screen(), HasSubstr("[x] Time with Mila           12 minutes, Ana"));
  Do({"children", "add", "Leo"});
  Refused({"children", "rename", "Leo", "mila"});
  Refused({"children", "rename", "secret", "Tom"});
  Refused({"children", "rename", "Leo", ""});
  // Only how it is written.
  Do({"children", "rename", "Leo", "LEO"});
  Do({"undo"});
  EXPECT_EQ(Do({"children"}), "Leo\nMila\n");
}

TEST_F(Program, ANameHasSixtyCharacters) {
  const std::string longest(60, 'x'), longer(61, 'x'), accented = std::string(59, 'x') + "\u00e9";
  Do({"children", "add", longest});
  Do({"name", accented});
  EXPECT_THAT(Refused({"children", "add", longer}), HasSubstr("60 characters"));
  EXPECT_THAT(Refused({"children", "rename", "Mia", longer}), HasSubstr("60 characters"));
  EXPECT_THAT(Refused({"name", longer}), HasSubstr("60 characters"));
  EXPECT_THAT(Refused({"rituals", "set", "checkin", "--title", longer}), HasSubstr("60 characters"));
}

TEST_F(Program, WhatIsStillAheadHasNotHappened) {
  for (const std::string day : {"tomorrow", "2026-11-25", "9999-12-31"}) {
    for (const std::vector<std::string>& mark : std::vector<std::vector<std::string>>{
             {"checkin", "--minutes", "10"}, {"thank", "secret"}, {"time", "Mia", "12"}, {"time", "declined", "Mia"}}) {
      std::vector<std::string> arguments = mark;
      arguments.insert(arguments.end(), {"--day", day});
      EXPECT_THAT(Refused(arguments), HasSubstr("still ahead"));
    }
  }
  // A day can be left out before it comes.
  Do({"skip", "checkin", "--day", "tomorrow"});
  EXPECT_THAT(Do({"pause", "--until", "tomorrow"}), HasSubstr("until Wednesday 25 November"));
}

TEST_F(Program, WhatIsNotACommandIsOneSentence) {
  Refused({"secret"}, 2);
  Refused({"thank", "for", "secret"}, 2);
  Refused({"time", "Mia"}, 2);
  Refused({"today", "--secret"}, 2);
  Refused({"children", "add"}, 2);
}

TEST_F(Program, HelpAndVersionAreThere) {
  EXPECT_THAT(Do({"--help"}), HasSubstr("checkin"));
  EXPECT_THAT(Do({"time", "--help"}), HasSubstr("MINUTES"));
  EXPECT_THAT(Do({"--version"}), StartsWith("toward "));
}

TEST(ProgramWithoutAPlan, SaysHowToBeginOne) {
  Device device;
  for (const char* command : {"today", "checkin", "status", "export", "undo", "sync", "invite"}) {
    const Printed printed = device.Toward({command});
    EXPECT_EQ(printed.exit_code, 1) << command;
    EXPECT_THAT(printed.err, HasSubstr("`toward init`"));
  }
}

}  // namespace
}  // namespace toward::client
