// Copies that should not be: a cloned device, a restored one, and a server put back from an older copy of its files.

#include <filesystem>

#include "tests/end_to_end/family_test.h"

namespace toward {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class CopiesTest : public FamilyTest {
 protected:
  static void Copy(const fs::path& from, const fs::path& to) {
    fs::remove_all(to);
    fs::copy(from, to, fs::copy_options::recursive);
  }
};

TEST_F(CopiesTest, CloneOfADeviceLosesNothingOnEitherSide) {
  Copy(home_.device_directory("ana"), home_.device_directory("clone"));
  Do("ana", {"time", "Mia", "3"});
  Do("clone", {"time", "Mia", "4"});
  Do("ana", {"time", "Mia", "5"});
  SyncAll({"ana", "clone", "ben"});
  EXPECT_EQ(Screen("ana"), Screen("ben"));
  EXPECT_EQ(Screen("clone"), Screen("ben"));
  EXPECT_THAT(Screen("ben"), HasSubstr("12 "));
}

TEST_F(CopiesTest, RestoredDeviceCatchesUpAndGoesOn) {
  Copy(home_.device_directory("ana"), home_.device_directory("backup"));
  Do("ana", {"time", "Mia", "3"});
  Do("ana", {"time", "Mia", "4"});
  Copy(home_.device_directory("backup"), home_.device_directory("ana"));
  Do("ana", {"time", "Mia", "5"});
  SyncAll({"ana", "ben"});
  EXPECT_EQ(Screen("ana"), Screen("ben"));
  EXPECT_THAT(Screen("ana"), HasSubstr("12 "));
}

TEST_F(CopiesTest, ServerRestoredFromAnOlderCopyGetsBackWhatAnyDeviceHolds) {
  Do("ana", {"time", "Mia", "3"});
  SyncAll({"ana", "ben"});
  ASSERT_EQ(home_.StopServer(), 0);
  const fs::path backup = home_.device_directory("backup");
  Copy(home_.server_directory(), backup);
  ASSERT_TRUE(home_.StartServer());
  Do("ana", {"thank", "For the tea."});
  Do("ben", {"time", "Mia", "4"});
  SyncAll({"ana", "ben"});
  ASSERT_EQ(home_.StopServer(), 0);
  Copy(backup, home_.server_directory());
  ASSERT_TRUE(home_.StartServer());
  Do("ben", {"time", "Mia", "5"});
  SyncAll({"ana", "ben"});
  EXPECT_EQ(Screen("ana"), Screen("ben"));
  EXPECT_THAT(Screen("ana"), HasSubstr("12 "));
  EXPECT_THAT(Screen("ana"), HasSubstr("For the tea."));
  LetIn("ben", "new");
  EXPECT_EQ(Screen("new"), Screen("ana"));
}

TEST_F(CopiesTest, RestoredServerGetsBackTheWordsOfADeviceThatWritesNothingMore) {
  ASSERT_EQ(home_.StopServer(), 0);
  const fs::path backup = home_.device_directory("backup");
  Copy(home_.server_directory(), backup);
  ASSERT_TRUE(home_.StartServer());
  Do("ana", {"thank", "For the tea."});
  ASSERT_EQ(home_.StopServer(), 0);
  Copy(backup, home_.server_directory());
  ASSERT_TRUE(home_.StartServer());
  SyncAll({"ana", "ben"});
  EXPECT_THAT(Screen("ben"), HasSubstr("For the tea."));
}

TEST_F(CopiesTest, ServerThatLostEverythingGetsThePlanBack) {
  Do("ana", {"time", "Mia", "3"});
  SyncAll({"ana", "ben"});
  home_.KillServer();
  fs::remove_all(home_.server_directory());
  Do("ana", {"thank", "For the tea."});
  Do("ben", {"time", "Mia", "4"});
  ASSERT_TRUE(home_.StartServer());
  EXPECT_THAT(home_.Toward("ana", {"sync"}).error, HasSubstr("toward init --again"));
  Do("ana", {"init", "--again"});
  Do("ben", {"init", "--again"});
  SyncAll({"ana", "ben"});
  EXPECT_EQ(Screen("ana"), Screen("ben"));
  EXPECT_THAT(Screen("ben"), HasSubstr("7 "));
  EXPECT_THAT(Screen("ben"), HasSubstr("For the tea."));
}

TEST_F(CopiesTest, BeginningAgainOnAServerThatHasThePlanChangesNothing) {
  Do("ana", {"time", "Mia", "3"});
  Do("ana", {"init", "--again"});
  Do("ben", {"init", "--again"});
  SyncAll({"ana", "ben"});
  EXPECT_EQ(Screen("ana"), Screen("ben"));
  EXPECT_THAT(Screen("ben"), HasSubstr("3 "));
}

TEST_F(CopiesTest, DeviceThatARestoredServerHasForgottenIsKnownAgain) {
  ASSERT_EQ(home_.StopServer(), 0);
  const fs::path backup = home_.device_directory("backup");
  Copy(home_.server_directory(), backup);
  ASSERT_TRUE(home_.StartServer());
  LetIn("ben", "ben2");
  Do("ben2", {"time", "Mia", "7"});
  ASSERT_EQ(home_.StopServer(), 0);
  Copy(backup, home_.server_directory());
  ASSERT_TRUE(home_.StartServer());
  SyncAll({"ben2", "ana", "ben"});
  EXPECT_EQ(Screen("ben2"), Screen("ana"));
  EXPECT_THAT(Screen("ana"), HasSubstr("7 "));
}

}  // namespace
}  // namespace toward
