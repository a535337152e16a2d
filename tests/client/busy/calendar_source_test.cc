// Calendars from a real https server on this machine, which does not always mean well.

#include "client/busy/calendar_source.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "fmt/format.h"
#include "plan/calendar/ics_reader.h"
#include "tests/server/channels/certificate.h"
#include "tests/support/household.h"
#include "tests/support/process.h"

namespace toward::client {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class CalendarSource : public testing::Test {
 protected:
  CalendarSource()
      : server_({.arguments = {"/usr/bin/python3", TOWARD_SOURCE_DIR "/tests/client/busy/calendar_server.py",
                               certificate_.file(), certificate_.key()}}),
        port_(std::stoi(server_.WaitForLine("listening").substr(10))) {}

  std::string At(const std::string& path, const std::string& host = "127.0.0.1") const {
    return fmt::format("https://{}:{}{}", host, port_, path);
  }

  absl::StatusOr<std::string> Fetch(const std::string& address) const {
    return FetchCalendar(address, {.reach = FetchReach::kLocalToo, .ca_file = certificate_.file()});
  }

  // One sentence, and not a word of the address in it.
  static absl::StatusCode Refused(const absl::StatusOr<std::string>& text) {
    const std::string sentence(text.status().message());
    EXPECT_THAT(sentence, EndsWith("."));
    EXPECT_THAT(sentence, Not(HasSubstr("\n")));
    EXPECT_THAT(sentence, Not(HasSubstr("127.0.0.1")));
    EXPECT_THAT(sentence, Not(HasSubstr("secret")));
    return text.status().code();
  }

  const server::Certificate certificate_;
  support::Process server_;
  const int port_;
};

TEST_F(CalendarSource, ACalendarComesFromItsAddress) {
  const auto text = Fetch(At("/calendar.ics"));
  ASSERT_TRUE(text.ok()) << text.status();
  EXPECT_THAT(*text, StartsWith("BEGIN:VCALENDAR\r\n"));
}

TEST_F(CalendarSource, WebcalIsHttps) {
  const auto text = Fetch("WebCal" + At("/calendar.ics").substr(5));
  EXPECT_TRUE(text.ok()) << text.status();
}

TEST_F(CalendarSource, ThisMachineAndPrivateNetworksAreOutOfReach) {
  for (const std::string& address :
       {At("/secret"), At("/secret", "localhost"), At("/secret", "[::1]"), At("/secret", "0.0.0.0"),
        At("/secret", "[::ffff:127.0.0.1]"), At("/secret", "2130706433"), At("/secret", "127.1"),
        std::string("https://10.0.0.1/secret"), std::string("https://192.168.1.1/secret"),
        std::string("https://169.254.169.254/secret"), std::string("webcal://[fe80::1]/secret")}) {
    EXPECT_EQ(Refused(FetchCalendar(address, {.ca_file = certificate_.file()})), absl::StatusCode::kPermissionDenied)
        << address;
  }
}

TEST_F(CalendarSource, OnlyHttpsAndWebcalAreAddresses) {
  for (const char* address : {"http://127.0.0.1/secret", "ftp://example.org/secret", "file:///etc/passwd", "https://",
                              "https://ana:secret@example.org/", "https://example.org/\r\nsecret"}) {
    EXPECT_EQ(Refused(Fetch(address)), absl::StatusCode::kInvalidArgument) << address;
  }
}

TEST_F(CalendarSource, AnAddressMayLeadOnThreeTimes) {
  EXPECT_TRUE(Fetch(At("/redirect/3")).ok());
  EXPECT_EQ(Refused(Fetch(At("/redirect/4"))), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Refused(Fetch(At("/away"))), absl::StatusCode::kInvalidArgument);
}

TEST_F(CalendarSource, WhatIsTooLargeBreaksOffAndIsRefusedByTheReader) {
  for (const char* path : {"/large", "/endless"}) {
    const auto text = Fetch(At(path));
    ASSERT_TRUE(text.ok()) << path << ": " << text.status();
    EXPECT_EQ(text->size(), plan::kMaxIcsBytes + 1) << path;
    EXPECT_EQ(plan::ReadBusyTimes(*text, {}).status().code(), absl::StatusCode::kResourceExhausted) << path;
  }
}

TEST_F(CalendarSource, AnythingButTheCalendarIsNoCalendar) {
  for (const char* code : {"204", "401", "404", "500"}) {
    EXPECT_EQ(Refused(Fetch(At(fmt::format("/status/{}", code)))), absl::StatusCode::kNotFound) << code;
  }
}

TEST_F(CalendarSource, AServerThatSaysNothingIsLeft) {
  EXPECT_EQ(Refused(FetchCalendar(At("/hang"),
                                  {.reach = FetchReach::kLocalToo, .ca_file = certificate_.file(), .timeout_ms = 300})),
            absl::StatusCode::kDeadlineExceeded);
}

TEST_F(CalendarSource, AServerHasToProveItsName) {
  EXPECT_EQ(Refused(FetchCalendar(At("/secret"), {.reach = FetchReach::kLocalToo})),
            absl::StatusCode::kPermissionDenied);
}

TEST_F(CalendarSource, AServerThatIsGoneIsUnavailable) {
  server_.Kill();
  EXPECT_EQ(Refused(Fetch(At("/secret"))), absl::StatusCode::kUnavailable);
}

TEST(CalendarFile, IsReadUpToTheReadersLimit) {
  const support::TemporaryDirectory directory;
  const std::string path = (directory.path() / "work.ics").string();
  std::ofstream(path) << "BEGIN:VCALENDAR\r\n";
  EXPECT_EQ(*ReadCalendarFile(path), "BEGIN:VCALENDAR\r\n");
  std::ofstream(path) << std::string(plan::kMaxIcsBytes + 1000, 'x');
  EXPECT_EQ(ReadCalendarFile(path)->size(), plan::kMaxIcsBytes + 1);
}

TEST(CalendarFile, WhatIsNoFileIsNotRead) {
  for (const char* path : {"/nowhere/at/all", "/", "/dev/zero", ""}) {
    EXPECT_EQ(ReadCalendarFile(path).status().code(), absl::StatusCode::kNotFound) << path;
  }
}

TEST(CanonicalLocation, IsTheSameForAllSpellingsOfOnePlace) {
  EXPECT_EQ(CanonicalLocation("webcal://example.org/a"), CanonicalLocation("https://example.org/a"));
  EXPECT_EQ(CanonicalLocation("work.ics"), (std::filesystem::current_path() / "work.ics").string());
  EXPECT_EQ(CanonicalLocation("/tmp/../tmp/work.ics"), CanonicalLocation("/tmp/work.ics"));
}

}  // namespace
}  // namespace toward::client
