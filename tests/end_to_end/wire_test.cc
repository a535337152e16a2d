// Between device and server: what can be read there, and what happens when an answer never arrives.

#include <fstream>
#include <random>

#include "fmt/format.h"
#include "tests/end_to_end/family_test.h"
#include "tests/support/relay.h"

namespace toward {
namespace {

using support::Relay;
using testing::HasSubstr;
using testing::Not;

constexpr char kThanks[] = "For rocking her while the kettle boiled over";
constexpr char kReflection[] = "I felt seen when you took the late shift";

class WireTest : public FamilyTest {
 protected:
  // A further device of Ana, whose network is the relay.
  void JoinThrough(const Relay& relay) { LetIn("ana", "phone", fmt::format("http://127.0.0.1:{}", relay.port())); }

  std::string ServerFiles() const {
    std::string bytes;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(home_.server_directory())) {
      std::ifstream file(entry.path(), std::ios::binary);
      bytes.append(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
    }
    return bytes;
  }
};

TEST_F(WireTest, NoWordOfAnyoneIsOnTheWireOrInTheServersFiles) {
  Relay relay(home_.server_port());
  JoinThrough(relay);
  Do("phone", {"thank", kThanks});
  Do("ana", {"checkin", "--note", kReflection});
  Do("phone", {"children", "add", "Winifred"});
  Do("phone", {"sync"});
  EXPECT_THAT(Screen("phone"), HasSubstr(kReflection));
  const std::string seen = relay.Seen();
  const std::string stored = ServerFiles();
  EXPECT_GT(seen.size(), 1000U);
  for (const char* words : {kThanks, kReflection, "Winifred", "Mia", "Ana"}) {
    EXPECT_EQ(seen.find(words), std::string::npos) << words;
    EXPECT_EQ(stored.find(words), std::string::npos) << words;
  }
}

TEST_F(WireTest, WhateverPartOfAnAnswerIsLostTheChangeArrivesOnce) {
  Relay relay(home_.server_port());
  JoinThrough(relay);
  const uint32_t seed = std::random_device{}();
  fmt::print("seed {}\n", seed);
  std::mt19937 random(seed);
  int minutes = 0;
  for (int round = 0; round < 12; ++round) {
    relay.CutAfterServerBytes(std::uniform_int_distribution<size_t>(1, 600)(random));
    Do("phone", {"time", "Mia", "1"});
    ++minutes;
    relay.StopCutting();
    if (round % 3 == 0) Do("phone", {"sync"});
  }
  SyncAll({"phone", "ben", "ana"});
  EXPECT_EQ(Screen("phone"), Screen("ben"));
  EXPECT_THAT(Screen("ben"), HasSubstr(fmt::format("{} ", minutes)));
  EXPECT_THAT(Screen("phone"), Not(HasSubstr("waiting")));
}

}  // namespace
}  // namespace toward
