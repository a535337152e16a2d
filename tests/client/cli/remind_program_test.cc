// `toward remind` and `toward asleep`, run as a person runs them, without a network.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "nlohmann/json.hpp"
#include "tests/client/cli/program_test.h"

namespace toward::client {
namespace {

using nlohmann::json;
using testing::EndsWith;
using testing::HasSubstr;

class RemindProgram : public ProgramTest {};

TEST_F(RemindProgram, AReminderIsMovedSwitchedOffAndUsualAgain) {
  EXPECT_THAT(Do({"remind", "checkin"}), HasSubstr("when the baby sleeps, or at 21:15 (as usual)\n"));
  Do({"remind", "checkin", "--at", "20:30", "--second", "45"});
  EXPECT_THAT(Do({"remind", "checkin"}), HasSubstr("at 20:30, and once more 45 minutes later\n"));
  Do({"remind", "checkin", "--after-asleep", "--second", "0"});
  EXPECT_THAT(Do({"remind", "checkin"}), HasSubstr("when the baby sleeps, or at 20:30\n"));
  Do({"remind", "checkin", "--off"});
  EXPECT_THAT(Do({"remind"}), HasSubstr("never\n"));
  Do({"remind", "checkin", "--usual"});
  EXPECT_THAT(Do({"remind", "checkin"}), HasSubstr("or at 21:15 (as usual)\n"));
  Do({"undo"});
  EXPECT_THAT(Do({"remind", "checkin"}), HasSubstr("never\n"));
}

TEST_F(RemindProgram, AnExtraIsRemindedOfOnceItHasATime) {
  Do({"rituals", "add", "long-hug"});
  EXPECT_THAT(Do({"remind", "long-hug"}), HasSubstr("never (as usual)\n"));
  EXPECT_THAT(Refused({"remind", "long-hug", "--second", "20"}), HasSubstr("--at"));
  Do({"remind", "long-hug", "--at", "07:10"});
  EXPECT_THAT(Do({"remind", "long-hug"}), HasSubstr("at 07:10\n"));
}

TEST_F(RemindProgram, QuietHoursAndMailAreTheMembersOwnAndLeavePausesAlone) {
  Do({"pause", "--days", "2"});
  Do({"remind", "quiet", "22:00-07:00"});
  Do({"remind", "email", "ana@example.org"});
  const json all = json::parse(Do({"remind", "--json"}));
  EXPECT_EQ(all["quiet_hours"]["start"], "22:00");
  EXPECT_EQ(all["quiet_hours"]["end"], "07:00");
  EXPECT_EQ(all["email"], "ana@example.org");
  Do({"remind", "quiet", "off"});
  Do({"remind", "email", "off"});
  EXPECT_THAT(Do({"remind"}), HasSubstr("Quiet hours              none\nE-mail                   none\n"));
  Do({"pause", "end"});
}

TEST_F(RemindProgram, TheWordsOnThisDeviceAreNoChangeOfThePlan) {
  device_.ConfirmAll();
  Do({"remind", "here", "--detailed"});
  EXPECT_THAT(Do({"remind"}), EndsWith("with names\n"));
  EXPECT_EQ(device_.OpenHome()->replica().Status()->changes_waiting, 0);
  Do({"remind", "here", "--neutral"});
  EXPECT_THAT(Do({"remind"}), EndsWith("without names\n"));
  Refused({"remind", "here"});
  Refused({"remind", "here", "--neutral", "--detailed"});
}

TEST_F(RemindProgram, WhatOnlyTheServerCanDoIsNotQueued) {
  device_.ConfirmAll();
  for (const std::vector<std::string>& arguments : {std::vector<std::string>{"asleep"},
                                                    {"asleep", "--awake"},
                                                    {"remind", "snooze", "10"},
                                                    {"remind", "test"},
                                                    {"remind", "link", "calendar"},
                                                    {"remind", "link", "asleep", "--revoke"}}) {
    EXPECT_THAT(Refused(arguments), HasSubstr("--offline"));
  }
  EXPECT_EQ(device_.OpenHome()->replica().Status()->changes_waiting, 0);
}

TEST_F(RemindProgram, WhatCannotBeDoneIsOneSentence) {
  Refused({"remind", "secret"});
  Refused({"remind", "checkin", "--at", "secret"});
  Refused({"remind", "checkin", "--second", "secret"});
  Refused({"remind", "checkin", "--usual"});
  Refused({"remind", "time", "--at", "17:00"});
  Refused({"remind", "time", "--off"});
  Refused({"remind", "quiet", "secret"});
  Refused({"remind", "email", "secret"});
  Refused({"remind", "snooze", "0"});
  Refused({"remind", "snooze", "secret"});
  Refused({"remind", "link", "secret"});
  Refused({"remind", "--at", "20:00"}, 2);
  Refused({"remind", "checkin", "--at", "20:00", "--off"}, 2);
  Refused({"remind", "quiet"}, 2);
  Refused({"remind", "test", "secret"}, 2);
  Refused({"remind", "quiet", "22:00-07:00", "--off"}, 2);
}

}  // namespace
}  // namespace toward::client
