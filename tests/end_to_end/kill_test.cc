// kill -9 at points nobody chose: what was saved is there, once.

#include <signal.h>

#include <random>
#include <regex>

#include "fmt/format.h"
#include "tests/end_to_end/family_test.h"

namespace toward {
namespace {

using testing::HasSubstr;

class KillTest : public FamilyTest {
 protected:
  KillTest() : seed_(std::random_device{}()), random_(seed_) { fmt::print("seed {}\n", seed_); }

  int Pick(int below) { return std::uniform_int_distribution<int>(0, below - 1)(random_); }
  std::string PickDevice() { return Pick(2) == 0 ? "ana" : "ben"; }

  // Spins for a random while, so that the next step falls anywhere into what another process is doing.
  void Dawdle() {
    const int rounds = Pick(20'000'000);
    for (int i = 0; i < rounds; ++i) asm volatile("");
  }

  const uint32_t seed_;
  std::mt19937 random_;
};

TEST_F(KillTest, ServerKilledWhileDevicesWriteLosesNothingAndRepeatsNothing) {
  int minutes = 0;
  for (int round = 0; round < 12; ++round) {
    auto writing = home_.StartToward(PickDevice(), {"time", "Mia", "1"});
    Dawdle();
    home_.KillServer();
    ASSERT_EQ(writing->Wait(), 0);
    ++minutes;
    Do(PickDevice(), {"time", "Mia", "1"});
    ++minutes;
    ASSERT_TRUE(home_.StartServer());
    if (Pick(2) == 0) Do(PickDevice(), {"sync"});
  }
  SyncAll({"ana", "ben"});
  EXPECT_EQ(Screen("ana"), Screen("ben"));
  EXPECT_THAT(Screen("ana"), HasSubstr(fmt::format("{} ", minutes)));
}

TEST_F(KillTest, DeviceKilledWhileWritingHasEitherAllOfAChangeOrNothing) {
  int saved = 0;
  for (int round = 0; round < 12; ++round) {
    auto writing = home_.StartToward("ana", {"time", "Mia", "1"});
    Dawdle();
    if (Pick(3) == 0) writing->WaitForLine("Saved");
    writing->Kill();
    saved += writing->output().find("Saved") != std::string::npos ? 1 : 0;
  }
  SyncAll({"ana", "ben"});
  EXPECT_EQ(Screen("ana"), Screen("ben"));
  std::smatch minutes;
  const std::string screen = Screen("ana");
  if (saved > 0) {
    ASSERT_TRUE(std::regex_search(screen, minutes, std::regex("Time with Mia\\s+(\\d+)"))) << screen;
    EXPECT_GE(std::stoi(minutes[1]), saved);
    EXPECT_LE(std::stoi(minutes[1]), 12);
  }
}

TEST_F(KillTest, WatchingDeviceHearsOfChangesAfterTheServerCameBack) {
  auto watching = home_.StartToward("ben", {"watch", "--plain"});
  Do("ana", {"time", "Mia", "2"});
  EXPECT_NE(watching->WaitForLine("Mia"), "");
  home_.KillServer();
  Do("ana", {"checkin"});
  Do("ben", {"thank", "For the soup."});
  ASSERT_TRUE(home_.StartServer());
  Do("ana", {"sync"});
  EXPECT_NE(watching->WaitForLine("heck-in"), "");
  watching->Signal(SIGTERM);
  EXPECT_EQ(watching->Wait(), 0);
  SyncAll({"ana", "ben"});
  EXPECT_EQ(Screen("ana"), Screen("ben"));
  EXPECT_THAT(Screen("ana"), HasSubstr("For the soup."));
}

}  // namespace
}  // namespace toward
