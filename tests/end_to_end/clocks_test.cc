// Device clocks that are years off: nobody stalls, and the order stays what the people meant.

#include "tests/end_to_end/family_test.h"

namespace toward {
namespace {

using testing::HasSubstr;

constexpr int64_t kYearMs = int64_t{365} * 24 * 3600 * 1000;

class ClocksTest : public FamilyTest, public testing::WithParamInterface<int> {
 protected:
  void SetUp() override {
    FamilyTest::SetUp();
    Do("ana", {"checkin", "--minutes", "10"});
    SyncAll({"ana", "ben"});
    home_.SetClockOffsetMs("ben", GetParam() * kYearMs);
  }
};

TEST_P(ClocksTest, EachLaterEditWinsWhicheverDeviceMadeIt) {
  for (const char* text : {"one", "two"}) {
    Do("ben", {"note", "checkin", std::string(text) + " by Ben"});
    SyncAll({"ana", "ben"});
    EXPECT_THAT(Screen("ana"), HasSubstr(std::string(text) + " by Ben"));
    Do("ana", {"note", "checkin", std::string(text) + " by Ana"});
    SyncAll({"ana", "ben"});
    EXPECT_THAT(Screen("ana"), HasSubstr(std::string(text) + " by Ana"));
    EXPECT_EQ(Screen("ana"), Screen("ben"));
  }
}

TEST_P(ClocksTest, OfflineEditsMergeInTheOrderTheyWereMade) {
  home_.KillServer();
  Do("ben", {"note", "checkin", "first, by Ben"});
  Do("ana", {"note", "checkin", "then, by Ana"});
  ASSERT_TRUE(home_.StartServer());
  SyncAll({"ben", "ana"});
  EXPECT_EQ(Screen("ana"), Screen("ben"));
  EXPECT_THAT(Screen("ben"), HasSubstr("then, by Ana"));
}

INSTANTIATE_TEST_SUITE_P(YearsOff, ClocksTest, testing::Values(10, -10));

}  // namespace
}  // namespace toward
