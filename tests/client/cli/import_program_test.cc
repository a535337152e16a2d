// `toward export` and `toward import`, run as a person runs them.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "client/cli/csv.h"
#include "nlohmann/json.hpp"
#include "tests/client/cli/program_test.h"

namespace toward::client {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

class ImportProgram : public ProgramTest {
 protected:
  std::string File(const std::string& name, const std::string& text) {
    const std::string path = device_.directory() + "/" + name;
    std::ofstream(path) << text;
    return path;
  }
  std::string Loop(const std::string& habit, const std::string& ritual) {
    return Do({"import", "--loop", device_.directory(), "--habit", habit, "--ritual", ritual});
  }
};

TEST_F(ImportProgram, WhatWasExportedComesBackOnAnEmptyDevice) {
  Do({"checkin", "--minutes", "10", "--note", "We laughed."});
  Do({"time", "Mia", "12", "--note", "Blocks."});
  const std::string path = device_.directory() + "/all.json";
  Do({"export", "--output", path});
  const std::string screen = Do({"today"});

  Device other;
  std::filesystem::copy(device_.directory() + "/keys.bin", other.directory() + "/keys.bin");
  ASSERT_TRUE(other.OpenHome()->replica().TakeReplicaNumber(8).ok());
  EXPECT_THAT(other.Toward({"import", path}).out, StartsWith("Saved. 9 records came back."));
  const std::string theirs = other.Toward({"today"}).out;
  EXPECT_EQ(theirs.substr(0, theirs.rfind("\n\n")), screen.substr(0, screen.rfind("\n\n")));
  EXPECT_THAT(other.Toward({"import", path}).out, EndsWith("Nothing has changed.\n"));
}

TEST_F(ImportProgram, WhatIsHereStaysUnlessItIsToBeReplaced) {
  Do({"rituals", "set", "checkin", "--title", "Tea"});
  const std::string path = device_.directory() + "/all.json";
  Do({"export", "--output", path});
  Do({"rituals", "set", "checkin", "--title", ""});
  EXPECT_THAT(Do({"import", path}), HasSubstr("stay as they are"));
  EXPECT_THAT(Do({"rituals"}), Not(HasSubstr("Tea")));
  EXPECT_THAT(Do({"import", path, "--replace"}), HasSubstr("Saved. 1 record came back."));
  EXPECT_THAT(Do({"rituals"}), StartsWith("Tea "));
}

TEST_F(ImportProgram, WhatHappenedIsATable) {
  Do({"checkin", "--day", "yesterday"});
  Do({"thank", "For \"soup\", bread\nand tea."});
  device_.clock().wall_ms += 60'000;
  Do({"time", "Mia", "12", "--note", "Blocks."});
  Do({"time", "start", "Mia"});
  EXPECT_EQ(Do({"export", "--csv"}),
            "day,ritual,child,member,outcome,minutes,activity,note\r\n"
            "2026-11-23,Check-in,,Ana,done,,,\r\n"
            "2026-11-24,Thank-you,,Ana,done,,,\"For \"\"soup\"\", bread\nand tea.\"\r\n"
            "2026-11-24,Time,Mia,Ana,done,12,,Blocks.\r\n");
}

TEST_F(ImportProgram, DaysOfAnotherAppComeInOnce) {
  File("Checkmarks.csv",
       "Date,Evening talk,Read,\n2026-11-25,2,2,\n2026-11-24,2,0,\n2026-11-23,3,2,\n2026-11-22,1,2,\n"
       "2026-11-21,0,-1,\n2026-11-20,2,15000,\n");
  EXPECT_THAT(Loop("evening TALK", "checkin"), StartsWith("Saved. 3 days came in."));
  EXPECT_THAT(Do({"today"}), HasSubstr("[x] Check-in                 Ana\n"));
  EXPECT_THAT(Do({"today", "--day", "2026-11-23"}), HasSubstr("[-] Check-in                 skipped"));
  EXPECT_THAT(Do({"today", "--day", "2026-11-22"}), Not(HasSubstr("[x]")));
  EXPECT_EQ(Loop("Evening talk", "checkin"), "Nothing has changed.\n");
  EXPECT_THAT(Loop("Read", "thank"), StartsWith("Saved. 3 days came in."));
}

TEST_F(ImportProgram, ItsNewerVersionsWriteWords) {
  File("Checkmarks.csv",
       "Date,Walk,\n2026-11-24,YES_AUTO,\n2026-11-23,YES_MANUAL,\n2026-11-22,SKIP,\n2026-11-21,NO,\n"
       "2026-11-20,UNKNOWN,\n");
  EXPECT_THAT(Loop("Walk", "checkin"), StartsWith("Saved. 2 days came in."));
}

TEST_F(ImportProgram, WhatCannotBeDoneIsOneSentence) {
  Refused({"import"});
  Refused({"import", "/nowhere/secret"});
  Refused({"import", File("secret.json", "{")});
  Refused({"import", "--loop", "/nowhere/secret", "--habit", "Walk", "--ritual", "checkin"});
  Refused({"import", "--loop", device_.directory()}, 2);
  File("Checkmarks.csv", "Date,Walk,\n2026-11-24,2,\n");
  Refused({"import", "--loop", device_.directory(), "--habit", "secret", "--ritual", "checkin"});
  Refused({"import", "--loop", device_.directory(), "--habit", "Walk", "--ritual", "secret"});
  Refused({"import", "--loop", device_.directory(), "--habit", "Walk", "--ritual", "time"});
  File("Checkmarks.csv", "Date,Walk,\nsecret,2,\n");
  Refused({"import", "--loop", device_.directory(), "--habit", "Walk", "--ritual", "checkin"});
  File("Checkmarks.csv", "secret\n");
  Refused({"import", "--loop", device_.directory(), "--habit", "Walk", "--ritual", "checkin"});
}

TEST(Csv, WhatIsWrittenIsReadBack) {
  const std::vector<CsvRow> rows = {{"a", "b,c", "say \"hi\"", "two\nlines", ""}, {"", "x"}};
  EXPECT_EQ(ParseCsv(CsvLine(rows[0]) + CsvLine(rows[1])), rows);
  EXPECT_THAT(ParseCsv("a,b\n\nc,d"), ElementsAre(CsvRow{"a", "b"}, CsvRow{"c", "d"}));
  EXPECT_THAT(ParseCsv(""), IsEmpty());
  EXPECT_THAT(ParseCsv("\"open"), ElementsAre(CsvRow{"open"}));
}

}  // namespace
}  // namespace toward::client
