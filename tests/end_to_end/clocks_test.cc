// Device clocks that are years off: nobody stalls, and the order stays what the people meant.

#include <cstdlib>

#include "fmt/format.h"
#include "tests/end_to_end/family_test.h"

namespace toward {
namespace {

using testing::HasSubstr;

constexpr int64_t kYearMs = int64_t{365} * 24 * 3600 * 1000;

enum class Then { kGoesOn, kRestarts };

// "10YearsAheadAndRestarted": how the case is called.
std::string NameOfCase(const testing::TestParamInfo<std::tuple<int, Then>>& info) {
  const auto& [years, then] = info.param;
  return fmt::format("{}Years{}{}", std::abs(years), years > 0 ? "Ahead" : "Behind",
                     then == Then::kRestarts ? "AndRestarted" : "");
}

class ClocksTest : public FamilyTest, public testing::WithParamInterface<std::tuple<int, Then>> {
 protected:
  void SetUp() override {
    FamilyTest::SetUp();
    Do("ana", {"checkin", "--minutes", "10"});
    SyncAll({"ana", "ben"});
    home_.SetClockOffsetMs("ben", std::get<0>(GetParam()) * kYearMs);
    if (std::get<1>(GetParam()) == Then::kRestarts) home_.Restart("ben");
  }

  // With the day said, because a device that has just started in another year believes its clock.
  void WriteNote(const std::string& device, const std::string& text) {
    Do(device, {"note", "checkin", text, "--day", support::Household::DateAtNoon()});
  }
};

TEST_P(ClocksTest, EachLaterEditWinsWhicheverDeviceMadeIt) {
  for (const std::string text : {"one", "two"}) {
    WriteNote("ben", text + " by Ben");
    SyncAll({"ana", "ben"});
    EXPECT_THAT(Screen("ana"), HasSubstr(text + " by Ben"));
    WriteNote("ana", text + " by Ana");
    SyncAll({"ana", "ben"});
    EXPECT_THAT(Screen("ana"), HasSubstr(text + " by Ana"));
    EXPECT_EQ(Screen("ana"), Screen("ben"));
  }
}

TEST_P(ClocksTest, OfflineEditsMergeInTheOrderTheyWereMade) {
  home_.KillServer();
  WriteNote("ben", "first, by Ben");
  WriteNote("ana", "then, by Ana");
  ASSERT_TRUE(home_.StartServer());
  SyncAll({"ben", "ana"});
  EXPECT_EQ(Screen("ana"), Screen("ben"));
  EXPECT_THAT(Screen("ben"), HasSubstr("then, by Ana"));
}

INSTANTIATE_TEST_SUITE_P(YearsOff, ClocksTest,
                         testing::Combine(testing::Values(10, -10), testing::Values(Then::kGoesOn, Then::kRestarts)),
                         NameOfCase);

}  // namespace
}  // namespace toward
