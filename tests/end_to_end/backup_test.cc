// Copies of a server in use, and what devices and their families have after one was put back.

#include <filesystem>
#include <random>

#include "base/sqlite.h"
#include "fmt/format.h"
#include "tests/end_to_end/family_test.h"

namespace toward {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::StartsWith;

class BackupTest : public FamilyTest {
 protected:
  support::CommandLine ServerCommand(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), TOWARD_SERVER_PROGRAM);
    arguments.insert(arguments.end(), {"--data-directory", home_.server_directory().string()});
    return {.arguments = std::move(arguments)};
  }
  support::Finished Server(const std::vector<std::string>& arguments) { return support::Run(ServerCommand(arguments)); }
  // The same for a task that must succeed; returns its sentence.
  std::string Perform(const std::vector<std::string>& arguments) {
    const support::Finished finished = Server(arguments);
    EXPECT_EQ(finished.exit_code, 0) << arguments[0] << "\n" << finished.output << finished.error;
    return finished.output;
  }
  // In the place of what the server has, with the server stopped.
  void PutVersion1() {
    ASSERT_EQ(home_.StopServer(), 0);
    fs::copy_file(fs::path(TOWARD_SOURCE_DIR) / "tests/server/maintenance/version_1.db", Data(),
                  fs::copy_options::overwrite_existing);
    fs::permissions(Data(), fs::perms::owner_read | fs::perms::owner_write);
  }

  fs::path Data() const { return home_.server_directory() / "toward.db"; }
  std::string Copy() const { return (home_.device_directory("ana").parent_path() / "copy.db").string(); }
};

TEST_F(BackupTest, EverythingIsBackOnBothDevicesAfterARestore) {
  Do("ana", {"time", "Mia", "3"});
  SyncAll({"ana", "ben"});
  EXPECT_THAT(Perform({"backup", Copy()}), StartsWith("Copied 1 family and "));
  Do("ana", {"thank", "For the tea."});
  Do("ben", {"time", "Mia", "4"});
  SyncAll({"ana", "ben"});
  const support::Finished early = Server({"restore", Copy()});
  EXPECT_EQ(early.exit_code, 1);
  EXPECT_THAT(early.error, MatchesRegex("Another toward-server uses [^\n]*\n"));
  home_.KillServer();
  Do("ana", {"time", "Mia", "5"});
  EXPECT_THAT(Perform({"restore", Copy()}), HasSubstr("before-restore-"));
  ASSERT_TRUE(home_.StartServer());
  SyncAll({"ana", "ben"});
  EXPECT_EQ(Screen("ana"), Screen("ben"));
  EXPECT_THAT(Screen("ben"), HasSubstr("12 "));
  EXPECT_THAT(Screen("ben"), HasSubstr("For the tea."));
  EXPECT_THAT(Perform({"check"}), StartsWith("All is well"));
  LetIn("ben", "new");
  EXPECT_EQ(Screen("new"), Screen("ana"));
}

TEST_F(BackupTest, ACopyMadeWhileDevicesPushIsWholeAndCanBeRestored) {
  constexpr int kRounds = 8;
  for (int round = 0; round < kRounds; ++round) {
    auto ana = home_.StartToward("ana", {"time", "Mia", "1"});
    auto ben = home_.StartToward("ben", {"time", "Mia", "1"});
    for (int copy = 0; copy < 4; ++copy) {
      Perform({"backup", Copy(), "--replace"});
      EXPECT_THAT(Perform({"check", Copy()}), StartsWith("All is well"));
    }
    EXPECT_EQ(ana->Wait(), 0);
    EXPECT_EQ(ben->Wait(), 0);
  }
  home_.KillServer();
  Perform({"restore", Copy()});
  ASSERT_TRUE(home_.StartServer());
  SyncAll({"ana", "ben"});
  EXPECT_EQ(Screen("ana"), Screen("ben"));
  EXPECT_THAT(Screen("ana"), HasSubstr(fmt::format("{} ", 2 * kRounds)));
}

TEST_F(BackupTest, ARestoreKilledAtAnyPointLeavesWholeDataAndLosesNothing) {
  const uint32_t seed = std::random_device{}();
  std::mt19937 random(seed);
  fmt::print("seed {}\n", seed);
  Perform({"backup", Copy()});
  Do("ana", {"time", "Mia", "3"});
  home_.KillServer();
  for (int round = 0; round < 20; ++round) {
    support::Process restoring(ServerCommand({"restore", Copy()}));
    // Spins for a random while, so that the end falls anywhere.
    const int spins = std::uniform_int_distribution<int>(0, 40'000'000)(random);
    for (int i = 0; i < spins; ++i) asm volatile("");
    restoring.Kill();
    EXPECT_THAT(Perform({"check"}), StartsWith("All is well"));
  }
  ASSERT_TRUE(home_.StartServer());
  Do("ben", {"time", "Mia", "4"});
  SyncAll({"ana", "ben"});
  EXPECT_EQ(Screen("ana"), Screen("ben"));
  EXPECT_THAT(Screen("ana"), HasSubstr("7 "));
}

TEST_F(BackupTest, ANewVersionStartsOnTheDataOfTheFirst) {
  PutVersion1();
  ASSERT_TRUE(home_.StartServer());
  EXPECT_EQ(Perform({"check"}), "All is well: 2 families and 24 records.\n");
  ASSERT_EQ(home_.StopServer(), 0);
  int copies = 0;
  for (const auto& entry : fs::directory_iterator(home_.server_directory())) {
    if (!entry.path().filename().string().starts_with("toward.db.before-v")) continue;
    EXPECT_EQ(Perform({"check", entry.path().string()}), "All is well: 2 families and 24 records.\n");
    ++copies;
  }
  EXPECT_EQ(copies, 1);
}

TEST_F(BackupTest, DataThatCannotBeMigratedEndsTheStartInOneSentence) {
  PutVersion1();
  ASSERT_TRUE((*Database::Open(Data().string(), Database::Mode::kReadWriteCreate, 0))
                  ->Execute("UPDATE family SET records = 5")
                  .ok());
  const support::Finished start = Server({"--listen", "127.0.0.1:0", "--log-level", "warning"});
  EXPECT_EQ(start.exit_code, 1);
  EXPECT_THAT(start.error, MatchesRegex("The data stays as it was, [^\n]*\n"));
  const support::Finished check = Server({"check"});
  EXPECT_EQ(check.exit_code, 1);
  EXPECT_THAT(check.output, HasSubstr("2 families count their records wrongly."));
}

}  // namespace
}  // namespace toward
