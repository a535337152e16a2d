// Reminders as they reach two people: the real `toward` on each device, and a server whose clock only the test moves.
// All happens on Sunday 2026-03-01 in UTC.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <memory>
#include <regex>

#include "base/clock.h"
#include "tests/client/desktop/test_desktop.h"
#include "tests/support/household.h"
#include "tests/support/pairing.h"
#include "tests/support/test_server.h"

namespace toward {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;
using testing::StartsWith;

class RemindersTest : public testing::Test {
 protected:
  RemindersTest() : home_({.server = "", .client = TOWARD_CLIENT_PROGRAM}) {}

  void SetUp() override {
    server_.config.http_listen = "127.0.0.1:0";
    ASSERT_TRUE(server_.Start().ok());
    // The same port every time.
    server_.config.listen = server_.server().address();
    PassTo("12:00");
    Do("ana", {"init", "--server", "http://" + server_.config.listen, "--name", "Ana", "--zone", "Etc/UTC"});
    const absl::Status paired = support::LetInPartner(home_, "ana", "ben", "Ben");
    ASSERT_TRUE(paired.ok()) << paired;
    Do("ana", {"sync"});
  }

  // The server's clock, and those of the programs that are started from now on.
  void PassTo(const std::string& clock) {
    const int64_t minute = std::stoi(clock.substr(0, 2)) * 60 + std::stoi(clock.substr(3));
    server_.clock.Advance(support::HandClock::kStartMs + minute * 60'000 - server_.clock.TrueMs());
    const int64_t offset_ms = server_.clock.TrueMs() - SystemClock().Now().wall_ms;
    for (const char* const device : {"ana", "ben"}) home_.SetClockOffsetMs(device, offset_ms);
  }

  std::string Do(const std::string& device, const std::vector<std::string>& arguments, const std::string& input = "") {
    const support::Finished finished = home_.Toward(device, arguments, input);
    EXPECT_EQ(finished.exit_code, 0) << device << ": toward " << arguments[0] << "\n" << finished.error;
    return finished.output;
  }
  std::string Refused(const std::string& device, const std::vector<std::string>& arguments) {
    const support::Finished finished = home_.Toward(device, arguments);
    EXPECT_EQ(finished.exit_code, 1) << finished.output;
    EXPECT_EQ(std::count(finished.error.begin(), finished.error.end(), '\n'), 1) << finished.error;
    return finished.error;
  }
  std::unique_ptr<support::Process> Watch(const std::string& device) {
    return home_.StartToward(device, {"watch", "--plain"});
  }

  support::TestServer server_;
  support::Household home_;
};

TEST_F(RemindersTest, TheSleepingBabyBringsAReminderToThePartner) {
  client::TestDesktop desktop;
  ASSERT_TRUE(desktop.Start());
  const auto bens = Watch("ben");
  PassTo("19:30");
  EXPECT_EQ(Do("ana", {"asleep"}), "Good. The reminder for the two of you comes at 19:40.\n");
  PassTo("19:40");
  EXPECT_EQ(bens->WaitForLine("Reminder"), "Reminder: It is quiet now. Ten minutes for the two of you, if you like.");
  EXPECT_THAT(desktop.Asked("Notify"), StartsWith(R"(Notify "Toward" 0 "" "It is quiet now")"));
  Do("ana", {"checkin", "--minutes", "10"});
  EXPECT_EQ(bens->WaitForLine("check-in"), "Ana: check-in done, 10 minutes");
  EXPECT_THAT(desktop.Asked("CloseNotification"), StartsWith("CloseNotification 1"));
  bens->Signal(SIGTERM);
  EXPECT_EQ(bens->Wait(), 0);
}

TEST_F(RemindersTest, ABabyThatWakesUpCallsItOff) {
  PassTo("19:30");
  Do("ana", {"asleep"});
  EXPECT_THAT(Do("ben", {"asleep", "--awake"}), StartsWith("Called off"));
  const auto bens = Watch("ben");
  // The next that comes is the thank-you's.
  PassTo("20:00");
  EXPECT_THAT(bens->WaitForLine("Reminder"), StartsWith("Reminder: One small thank-you."));
}

TEST_F(RemindersTest, NamesComeFromTheOwnCopyAndOnlyWhereTheyAreWanted) {
  Do("ben", {"remind", "here", "--detailed"});
  Do("ben", {"sync"});
  const auto anas = Watch("ana");
  const auto bens = Watch("ben");
  PassTo("20:00");
  EXPECT_EQ(bens->WaitForLine("Reminder"), "Reminder: Thank-you. Something specific that Ana did, in a sentence.");
  EXPECT_EQ(anas->WaitForLine("Reminder"), "Reminder: One small thank-you. Something specific, in a sentence.");
}

TEST_F(RemindersTest, AReminderComesAgainWhenItWasPutOff) {
  EXPECT_THAT(Refused("ben", {"remind", "snooze", "10"}), HasSubstr("No reminder of today"));
  const auto bens = Watch("ben");
  PassTo("20:00");
  const std::string line = bens->WaitForLine("Reminder");
  EXPECT_EQ(Do("ben", {"remind", "snooze", "10"}), "It comes again at 20:10.\n");
  PassTo("20:10");
  EXPECT_EQ(bens->WaitForLine("Reminder"), line);
}

TEST_F(RemindersTest, ItComesWhenItsMemberSays) {
  Do("ben", {"remind", "thank", "--at", "18:05"});
  Do("ben", {"remind", "checkin", "--off"});
  const auto bens = Watch("ben");
  PassTo("18:05");
  EXPECT_THAT(bens->WaitForLine("Reminder"), StartsWith("Reminder: One small thank-you."));
  PassTo("19:30");
  // Ana is reminded; Ben has it off.
  EXPECT_THAT(Do("ana", {"asleep"}), HasSubstr("19:40"));
  Do("ana", {"remind", "checkin", "--off"});
  EXPECT_THAT(Do("ana", {"asleep"}), HasSubstr("nothing to remind of"));
}

TEST_F(RemindersTest, ATestSaysWhatTrulyHappened) {
  EXPECT_EQ(Do("ben", {"remind", "test"}),
            "This device: it has arrived; reminders come here while `toward watch` runs.\n"
            "Desktop: there is none here to show it.\n"
            "Web Push: not on this device; a phone tests its own.\n"
            "E-mail: no address; `toward remind email ADDRESS` sets one.\n");
  EXPECT_THAT(Refused("ben", {"remind", "test"}), HasSubstr("minute"));
  PassTo("12:05");
  client::TestDesktop desktop;
  ASSERT_TRUE(desktop.Start());
  Do("ben", {"remind", "email", "ben@example.org"});
  const std::string tested = Do("ben", {"remind", "test"});
  EXPECT_THAT(tested, HasSubstr("Desktop: it shows the test now.\n"));
  EXPECT_THAT(tested, HasSubstr("E-mail: the server sends none; whoever runs it can set that up.\n"));
  EXPECT_THAT(desktop.Asked("Notify"), HasSubstr("Toward can reach you here"));
}

TEST_F(RemindersTest, ALinkIsShownOnceAndEnds) {
  const std::string made = Do("ana", {"remind", "link", "calendar", "--base", "https://toward.example/"});
  EXPECT_THAT(made.substr(0, made.find('\n')), MatchesRegex("https://toward\\.example/calendar/[A-Za-z0-9_-]+\\.ics"));
  EXPECT_THAT(made, HasSubstr("--revoke"));
  EXPECT_THAT(Do("ana", {"remind", "link", "asleep"}), StartsWith("http://" + server_.config.listen + "/asleep/"));
  EXPECT_EQ(Do("ana", {"remind", "link", "calendar", "--revoke"}), "The calendar link does not work any more.\n");
  EXPECT_THAT(Refused("ana", {"remind", "link", "calendar", "--base", "toward.example"}), HasSubstr("https://"));
}

TEST_F(RemindersTest, WithoutAServerTheBabySleepsUnheardAndNothingWaits) {
  server_.Stop();
  EXPECT_EQ(Refused("ana", {"asleep"}),
            "The server cannot be reached, so nobody is reminded; say it again when it can, or simply begin.\n");
  EXPECT_THAT(Do("ana", {"status"}), HasSubstr("Everything is sent."));
}

TEST_F(RemindersTest, AWatchComesBackToItsRemindersAfterTheServerWasAway) {
  const auto bens = Watch("ben");
  PassTo("20:00");
  EXPECT_THAT(bens->WaitForLine("Reminder"), StartsWith("Reminder: One small thank-you."));
  server_.Stop();
  ASSERT_TRUE(server_.Start().ok());
  PassTo("21:15");
  EXPECT_EQ(bens->WaitForLine("Reminder"), "Reminder: Ten minutes for the two of you. If tonight has room for it.");
}

}  // namespace
}  // namespace toward
