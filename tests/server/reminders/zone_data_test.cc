// A server that runs notices that the machine's time zone data is another, and says what to do.

#include "server/reminders/zone_data.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/log.h"
#include "tests/support/household.h"

namespace toward::server {
namespace {

using testing::HasSubstr;

class ZoneDataTest : public testing::Test {
 protected:
  ZoneDataTest() {
    Log::SetLevel(LogLevel::kWarning);
    setenv("TZDIR", directory_.path().c_str(), 1);
    Install("# version 2026a");
  }
  ~ZoneDataTest() override { unsetenv("TZDIR"); }

  void Install(const std::string& version) const {
    std::ofstream(directory_.path() / "tzdata.zi") << version << "\nR a 1 2 3\n";
  }
  // What the log says of this look.
  static std::string Said(ZoneDataWatch& watch, int64_t boottime_ms) {
    testing::internal::CaptureStderr();
    watch.Look(boottime_ms);
    return testing::internal::GetCapturedStderr();
  }

  static constexpr int64_t kUpMs = 77'000'000;
  const support::TemporaryDirectory directory_;
};

TEST_F(ZoneDataTest, ItsNameIsItsFirstLine) { EXPECT_EQ(ZoneDataName(), "# version 2026a"); }

TEST_F(ZoneDataTest, WhatStaysAsItWasIsNotSpokenOf) {
  ZoneDataWatch watch(ZoneDataName());
  for (int i = 0; i < 3; ++i) EXPECT_EQ(Said(watch, kUpMs + i * kZoneDataLookMs), "");
}

TEST_F(ZoneDataTest, OtherDataIsNoticedWithinAnHourAndSaidOnce) {
  ZoneDataWatch watch(ZoneDataName());
  EXPECT_EQ(Said(watch, kUpMs), "");
  Install("# version 2026b");
  EXPECT_EQ(Said(watch, kUpMs + kZoneDataLookMs - 1), "");
  EXPECT_THAT(Said(watch, kUpMs + kZoneDataLookMs), HasSubstr("restart the server"));
  EXPECT_EQ(Said(watch, kUpMs + 2 * kZoneDataLookMs), "");
  Install("# version 2026c");
  EXPECT_THAT(Said(watch, kUpMs + 3 * kZoneDataLookMs), HasSubstr("restart the server"));
}

TEST_F(ZoneDataTest, AFileThatIsMissingForAMomentOfAnUpdateIsNothing) {
  ZoneDataWatch watch(ZoneDataName());
  std::filesystem::remove(directory_.path() / "tzdata.zi");
  EXPECT_EQ(Said(watch, kUpMs), "");
  Install("# version 2026a");
  EXPECT_EQ(Said(watch, kUpMs + kZoneDataLookMs), "");
}

}  // namespace
}  // namespace toward::server
