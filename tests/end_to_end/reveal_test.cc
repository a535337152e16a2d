// An evening's answers: nothing of one partner's reaches the other's device, file or wire, before both have written.

#include <filesystem>
#include <fstream>
#include <string>

#include "client/replica/key_file.h"
#include "fmt/format.h"
#include "nlohmann/json.hpp"
#include "tests/end_to_end/family_test.h"
#include "tests/support/relay.h"

namespace toward {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using support::Relay;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr char kAnas[] = "I felt seen when you took the late shift";
constexpr char kBens[] = "Tired, and glad that you are here";

class RevealTest : public FamilyTest {
 protected:
  // A further device of `device`, whose network is the relay.
  void JoinThrough(const Relay& relay, const std::string& device, const std::string& name) {
    LetIn(device, name, fmt::format("http://127.0.0.1:{}", relay.port()));
  }

  static std::string FilesIn(const fs::path& directory) {
    std::string bytes;
    for (const auto& entry : fs::recursive_directory_iterator(directory)) {
      std::ifstream file(entry.path(), std::ios::binary);
      bytes.append(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
    }
    return bytes;
  }
  std::string FilesOf(const std::string& device) const { return FilesIn(home_.device_directory(device)); }

  // The nonce of this member's sealed answer, as it lies in the device's replica: random, so found where the answer is
  // and nowhere else.
  // `scope`: 1 for words of the family, 2 for private ones.
  std::string SealOf(const std::string& device, char scope = 1) const {
    const client::Identity identity = *client::ReadKeyFile(home_.device_directory(device).string());
    const std::string bytes = FilesOf(device);
    // Of a Reflection: the member_id, then the text's tag and length. A seal begins with version, scope and key epoch.
    const std::string before = "\x22\x10" + identity.member.ToBytes() + "\x2a";
    const size_t place = bytes.find(before);
    EXPECT_NE(place, std::string::npos);
    const size_t seal = bytes.find(std::string{1, scope, 0, 0, 0, 1}, place);
    EXPECT_NE(seal, std::string::npos);
    return bytes.substr(seal + 6, 24);
  }

  std::string Words(const std::string& device) { return Do(device, {"checkin", "show"}); }
};

TEST_F(RevealTest, NothingOfAnAnswerCrossesBeforeBothHaveWritten) {
  Relay to_bens_phone(home_.server_port());
  JoinThrough(to_bens_phone, "ben", "bens-phone");
  Do("ana", {"checkin", "answer", kAnas});
  const std::string seal = SealOf("ana");
  SyncAll({"ben", "bens-phone"});
  // The server holds it.
  EXPECT_NE(FilesIn(home_.server_directory()).find(seal), std::string::npos);
  for (const char* device : {"ben", "bens-phone"}) {
    EXPECT_EQ(FilesOf(device).find(seal), std::string::npos) << device;
    EXPECT_THAT(Words(device), Not(HasSubstr("Ana")));
    EXPECT_THAT(Screen(device), Not(HasSubstr(kAnas)));
    EXPECT_THAT(Do(device, {"export"}), Not(HasSubstr("\"Reflection\"")));
  }
  EXPECT_EQ(to_bens_phone.Seen().find(seal), std::string::npos);

  Do("bens-phone", {"checkin", "answer", kBens});
  SyncAll({"ana", "ben", "bens-phone"});
  // The same search finds it now.
  EXPECT_NE(to_bens_phone.Seen().find(seal), std::string::npos);
  for (const char* device : {"ana", "ben", "bens-phone"}) {
    EXPECT_NE(FilesOf(device).find(seal), std::string::npos) << device;
    const json answers = json::parse(Do(device, {"checkin", "show", "--json"}))["answers"];
    ASSERT_EQ(answers.size(), 2U) << device;
    EXPECT_EQ(answers[0]["text"], kAnas);
    EXPECT_EQ(answers[1]["text"], kBens);
  }
}

TEST_F(RevealTest, BothWriteOfflineAndSyncInEitherOrder) {
  Do("ana", {"--offline", "checkin", "answer", kAnas});
  Do("ben", {"--offline", "checkin", "answer", kBens});
  Do("ben", {"sync"});
  EXPECT_THAT(Words("ben"), AllOf(HasSubstr(kBens), Not(HasSubstr("Ana"))));
  Do("ana", {"sync"});
  Do("ben", {"sync"});
  EXPECT_EQ(Words("ana"), Words("ben"));
  EXPECT_THAT(Screen("ben"), AllOf(HasSubstr(kAnas), HasSubstr(kBens)));
}

TEST_F(RevealTest, PrivateWordsReachTheirAuthorsDevicesOnly) {
  Do("ana", {"checkin", "answer", kAnas, "--private"});
  const std::string seal = SealOf("ana", 2);
  LetIn("ana", "anas-tablet");
  Do("ben", {"checkin", "answer", kBens});
  SyncAll({"ana", "anas-tablet", "ben"});
  EXPECT_THAT(Words("anas-tablet"), AllOf(HasSubstr(kAnas), Not(HasSubstr("Ben"))));
  EXPECT_EQ(FilesOf("ben").find(seal), std::string::npos);
}

TEST_F(RevealTest, ARestoredServerGetsBackWhatWasRevealedAndWhatWasNot) {
  ASSERT_EQ(home_.StopServer(), 0);
  const fs::path backup = home_.device_directory("backup");
  fs::copy(home_.server_directory(), backup, fs::copy_options::recursive);
  ASSERT_TRUE(home_.StartServer());
  Do("ana", {"checkin", "answer", kAnas});
  Do("ben", {"checkin", "answer", kBens});
  Do("ana", {"checkin", "answer", "For myself", "--private", "--day", "yesterday"});
  SyncAll({"ana", "ben"});
  ASSERT_EQ(home_.StopServer(), 0);
  fs::remove_all(home_.server_directory());
  fs::copy(backup, home_.server_directory(), fs::copy_options::recursive);
  ASSERT_TRUE(home_.StartServer());
  // Ben's device is the first to give back what it holds, Ana's answer with it.
  SyncAll({"ben", "ana"});
  for (const char* device : {"ana", "ben"}) {
    EXPECT_THAT(Do(device, {"status"}), HasSubstr("Everything is sent.")) << device;
    EXPECT_THAT(Do(device, {"status"}), Not(HasSubstr("did not take"))) << device;
  }
  LetIn("ben", "bens-phone");
  LetIn("ana", "anas-tablet");
  SyncAll({"bens-phone", "anas-tablet"});
  EXPECT_THAT(Words("bens-phone"), Words("ana"));
  EXPECT_THAT(Do("bens-phone", {"checkin", "show", "--day", "yesterday"}), Not(HasSubstr("For myself")));
  EXPECT_THAT(Do("anas-tablet", {"checkin", "show", "--day", "yesterday"}), HasSubstr("For myself"));
}

TEST_F(RevealTest, TheTimerIsOnBothScreens) {
  Do("ana", {"checkin", "start"});
  EXPECT_THAT(Screen("ben"), HasSubstr("\nCheck-in: 10 minutes left, started by Ana\n"));
  Do("ben", {"checkin", "pause"});
  EXPECT_THAT(Screen("ana"), HasSubstr("\nCheck-in: 10 minutes left, paused, started by Ana\n"));
  Do("ana", {"checkin", "--minutes", "10"});
  EXPECT_THAT(Screen("ben"),
              AllOf(HasSubstr("[x] Check-in                 Ana, 10 minutes\n"), Not(HasSubstr("left"))));
}

}  // namespace
}  // namespace toward
