// `toward busy`, run as a person runs it, on the evening of Tuesday 24 November 2026 in Lisbon.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "fmt/format.h"
#include "nlohmann/json.hpp"
#include "plan/calendar/ics_calendar.h"
#include "tests/client/cli/program_test.h"
#include "tests/server/channels/certificate.h"
#include "tests/support/process.h"

namespace toward::client {
namespace {

using nlohmann::json;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

class BusyProgram : public ProgramTest {
 protected:
  // A file of these events, each given as its lines.
  std::string File(const std::vector<std::string>& events, const std::string& name = "work.ics") {
    const std::string path = device_.directory() + "/" + name;
    std::ofstream file(path, std::ios::binary);
    file << "BEGIN:VCALENDAR\r\n";
    for (const std::string& event : events) file << "BEGIN:VEVENT\r\n" << event << "\r\nEND:VEVENT\r\n";
    file << "END:VCALENDAR\r\n";
    return path;
  }
};

TEST_F(BusyProgram, TimesAreWrittenListedAndGivenBack) {
  EXPECT_THAT(Do({"busy"}), StartsWith("No time is kept free of plans"));
  Do({"busy", "add", "2026-12-01", "18:00-24:00"});
  Do({"busy", "add", "--weekly", "tue,mon", "09:00-17:00"});
  Do({"busy", "add", "--weekly", "daily", "20:00-20:30"});
  EXPECT_EQ(Do({"busy"}),
            " 1  Monday and Tuesday, 09:00-17:00\n"
            " 2  every day, 20:00-20:30\n"
            " 3  Tuesday 1 December, 18:00-24:00\n");
  Do({"busy", "remove", "1"});
  EXPECT_EQ(Do({"busy", "list"}),
            " 1  every day, 20:00-20:30\n"
            " 2  Tuesday 1 December, 18:00-24:00\n");
  Do({"undo"});
  EXPECT_THAT(Do({"busy"}), HasSubstr(" 1  Monday and Tuesday"));
}

TEST_F(BusyProgram, ATimeOnADateIsThatOfTheFamilysClock) {
  Do({"busy", "add", "2027-06-01", "18:00-20:00"});
  const json entry = Json({"busy", "--json"})[0];
  EXPECT_EQ(entry["start_ms"], 1'811'869'200'000);  // 17:00 UTC: it is summer in Lisbon
  EXPECT_EQ(entry["end_ms"], 1'811'876'400'000);
}

TEST_F(BusyProgram, ACalendarBecomesTimesWithoutWords) {
  const std::string path =
      File({"SUMMARY:Secret therapy\r\nLOCATION:Secret street\r\n"
            "DTSTART;TZID=Europe/Berlin:20261126T100000\r\nDURATION:PT1H\r\n"
            "RRULE:FREQ=WEEKLY;COUNT=3"});
  EXPECT_EQ(Do({"busy", "import", path}),
            "Saved. 3 busy times in the next five weeks, from 1 event; only when they are was taken.\n");
  EXPECT_THAT(Do({"busy"}), StartsWith(" 1  3 times from calendar-"));
  EXPECT_THAT(Do({"busy"}), EndsWith(", the next Thursday 26 November, 09:00-10:00\n"));
  EXPECT_THAT(Do({"export"}), Not(HasSubstr("Secret")));
}

TEST_F(BusyProgram, AnotherImportReplacesTheFirst) {
  const std::string hour = "\r\nDURATION:PT1H";
  Do({"busy", "add", "--weekly", "mon", "09:00-17:00"});
  Do({"busy", "import", File({"DTSTART:20261126T090000Z" + hour, "DTSTART:20261127T090000Z" + hour})});
  EXPECT_THAT(Do({"busy"}), HasSubstr(" 2  2 times from"));
  const std::string path = File({"DTSTART:20261127T090000Z" + hour});
  Do({"busy", "import", path});
  EXPECT_THAT(Do({"busy"}), HasSubstr(" 2  1 time from"));
  EXPECT_THAT(Do({"busy", "import", path}), StartsWith("Nothing has changed: 1 busy time"));
  Do({"busy", "remove", "2"});
  EXPECT_EQ(Do({"busy"}), " 1  Monday, 09:00-17:00\n");
}

TEST_F(BusyProgram, TwoCalendarsStandSideBySide) {
  const std::string event = "DTSTART:20261126T090000Z\r\nDURATION:PT1H";
  Do({"busy", "import", File({event}, "work.ics")});
  Do({"busy", "import", File({event}, "choir.ics")});
  EXPECT_EQ(Json({"busy", "--json"}).size(), 2u);
}

TEST_F(BusyProgram, ALargeCalendarIsSavedInSeveralTransactions) {
  std::vector<std::string> events;
  for (int i = 0; i < 500; ++i) {
    events.push_back(
        fmt::format("DTSTART:202612{:02}T{:02}{:02}00Z\r\nDURATION:PT5M", 1 + i / 100, i / 10 % 10 + 8, i % 10 * 6));
  }
  EXPECT_THAT(Do({"busy", "import", File(events)}), StartsWith("Saved. 500 busy times"));
  EXPECT_THAT(Do({"busy"}), StartsWith(" 1  500 times"));
}

TEST_F(BusyProgram, WhatIsNotKnownIsSaid) {
  const std::string out = Do({"busy", "import",
                              File({"SUMMARY:Secret\r\nDTSTART:20261126T090000Z\r\nDURATION:PT1H\r\n"
                                    "RRULE:FREQ=YEARLY;BYWEEKNO=48",
                                    "DTSTART;TZID=Moon:20261126T090000\r\nDURATION:PT1H"})});
  EXPECT_EQ(out,
            "The calendar names a time zone that nobody here knows; times there were read as those of Europe/Lisbon.\n"
            "Left out: an event that begins on 2026-11-26, as it repeats in a way Toward does not follow.\n"
            "What is left out can be added with `toward busy add`.\n"
            "Saved. 1 busy time in the next five weeks, from 2 events; only when they are was taken.\n");
}

TEST_F(BusyProgram, WholeDaysAreBusyOnlyWhenAsked) {
  const std::string path = File({"DTSTART;VALUE=DATE:20261126"});
  EXPECT_THAT(Do({"busy", "import", path}), StartsWith("Nothing has changed: 0 busy times"));
  EXPECT_THAT(Do({"busy", "import", "--all-day", path}), StartsWith("Saved. 1 busy time"));
  EXPECT_THAT(Do({"busy"}), EndsWith("Thursday 26 November, 00:00-24:00\n"));
}

TEST_F(BusyProgram, HostileCalendarsEndInOneSentence) {
  const std::string large = device_.directory() + "/secret.ics";
  std::ofstream(large) << std::string(plan::kMaxIcsBytes + 1, 'x');
  EXPECT_THAT(Refused({"busy", "import", large}), HasSubstr("5 MB"));
  std::ofstream(large) << "<html>secret</html>";
  EXPECT_THAT(Refused({"busy", "import", large}), HasSubstr("not a calendar"));
  EXPECT_THAT(Do({"busy", "import",
                  File({"DTSTART:00010101T000000Z\r\nDURATION:PT1H\r\n"
                        "RRULE:FREQ=DAILY;COUNT=999999999"})}),
              HasSubstr("as it repeats too often to be followed.\n"));
  EXPECT_THAT(Json({"busy", "--json"}), IsEmpty());
}

// The same device with a network: a calendar server on this machine, and no server of Toward.
class BusyProgramOnline : public BusyProgram {
 protected:
  BusyProgramOnline()
      : calendars_({.arguments = {"/usr/bin/python3", TOWARD_SOURCE_DIR "/tests/client/busy/calendar_server.py",
                                  certificate_.file(), certificate_.key()}}),
        address_(fmt::format("https://127.0.0.1:{}", std::stoi(calendars_.WaitForLine("listening").substr(10)))) {}

  Printed Online(std::vector<std::string> arguments) {
    std::stringstream in, out, err;
    SystemRandom random;
    Surroundings around{.in = in,
                        .out = out,
                        .err = err,
                        .environment = {{"SSL_CERT_FILE", certificate_.file()}},
                        .clock = device_.clock(),
                        .random = random};
    arguments.insert(arguments.begin(), {"--directory", device_.directory()});
    const int exit_code = RunProgram(arguments, around);
    return {.exit_code = exit_code, .out = out.str(), .err = err.str()};
  }

  const server::Certificate certificate_;
  support::Process calendars_;
  const std::string address_;
};

TEST_F(BusyProgramOnline, ACalendarComesFromItsAddress) {
  const Printed printed = Online({"busy", "import", "--allow-local", address_ + "/calendar.ics"});
  EXPECT_EQ(printed.exit_code, 0) << printed.err;
  EXPECT_THAT(printed.out, StartsWith("Saved. 1 busy time in the next five weeks, from 1 event;"));
  EXPECT_THAT(Do({"busy"}), EndsWith("Thursday 26 November, 09:00-10:00\n"));
  EXPECT_THAT(Do({"export"}), Not(HasSubstr("127.0.0.1:" + address_.substr(address_.rfind(':') + 1))));
}

TEST_F(BusyProgramOnline, HostileAddressesEndInOneSentence) {
  for (const char* path : {"/large", "/endless", "/redirect/9", "/away", "/status/404"}) {
    const Printed printed = Online({"busy", "import", "--allow-local", address_ + path});
    EXPECT_EQ(printed.exit_code, 1) << path;
    EXPECT_EQ(std::count(printed.err.begin(), printed.err.end(), '\n'), 1) << printed.err;
  }
  EXPECT_THAT(Online({"busy", "import", address_ + "/calendar.ics"}).err, HasSubstr("private network"));
  EXPECT_THAT(Json({"busy", "--json"}), IsEmpty());
}

TEST_F(BusyProgram, WhatCannotBeDoneIsOneSentence) {
  Refused({"busy", "add", "secret"});
  Refused({"busy", "add", "18:00-20:00"});
  Refused({"busy", "add", "2026-12-01", "20:00-18:00"});
  Refused({"busy", "add", "2026-13-01", "18:00-20:00"});
  Refused({"busy", "add", "--weekly", "secret", "18:00-20:00"});
  Refused({"busy", "add", "--weekly", "mon", "2026-12-01", "18:00-20:00"});
  Refused({"busy", "remove", "1"});
  Refused({"busy", "remove", "secret"});
  Refused({"busy", "import", "/nowhere/secret"});
  Refused({"busy", "import"}, 2);
  EXPECT_THAT(Refused({"busy", "import", "https://example.org/secret"}), HasSubstr("--offline"));
}

}  // namespace
}  // namespace toward::client
