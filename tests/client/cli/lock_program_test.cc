// A passphrase for the keys of a device, with the real program.
#include <filesystem>
#include <fstream>

#include "tests/client/cli/program_test.h"

namespace toward::client {
namespace {

using testing::HasSubstr;

constexpr char kTwice[] = "four words of mine\nfour words of mine\n";

class LockProgram : public ProgramTest {
 protected:
  void SetUp() override {
    ProgramTest::SetUp();
    device_.environment()["XDG_RUNTIME_DIR"] = runtime_.path().string();
  }

  const support::TemporaryDirectory runtime_;
};

TEST_F(LockProgram, ALockedPlanAsksForItsPassphrase) {
  Do({"lock"}, kTwice);
  EXPECT_THAT(Refused({"today"}), HasSubstr("unlock"));
}

TEST_F(LockProgram, ItOpensWithThePassphraseAndStaysOpenUntilLocked) {
  Do({"lock"}, kTwice);
  Do({"unlock"}, "four words of mine\n");
  Do({"today"});
  Do({"thank", "For the soup"});
  Do({"lock"});
  Refused({"today"});
}

TEST_F(LockProgram, AWrongPassphraseOpensNothing) {
  Do({"lock"}, kTwice);
  EXPECT_EQ(device_.Toward({"unlock"}, "five words of his\n").exit_code, 1);
  Refused({"today"});
}

TEST_F(LockProgram, TwoThatDifferChangeNothing) {
  EXPECT_EQ(device_.Toward({"lock"}, "one\nother\n").exit_code, 1);
  Do({"today"});
}

TEST_F(LockProgram, WithoutItEverythingIsAsBefore) {
  Do({"lock"}, kTwice);
  Do({"lock", "--off"}, "four words of mine\n");
  Do({"today"});
}

TEST_F(LockProgram, ThePassphraseAndTheKeysAreNotInTheDirectory) {
  const std::string family_key(device_.OpenHome()->identity().keyring.Key(trust::Scope::kShared, 1)->bytes());
  Do({"lock"}, kTwice);
  for (const auto& entry : std::filesystem::recursive_directory_iterator(device_.directory())) {
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string content((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    EXPECT_EQ(content.find("four words of mine"), std::string::npos) << entry.path().filename();
    EXPECT_EQ(content.find(family_key), std::string::npos) << entry.path().filename();
  }
}

}  // namespace
}  // namespace toward::client
