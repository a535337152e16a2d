#include "tests/client/replica/key_file_test.h"

#include <rapidcheck/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <thread>

namespace toward::client {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using trust::Scope;

TEST_F(KeyFileTest, GivesBackWhatWasWritten) {
  const Identity written = AnIdentity();
  ASSERT_TRUE(WriteKeyFile(Directory(), written).ok());
  const auto read = ReadKeyFile(Directory());
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->family, written.family);
  EXPECT_EQ(read->member, written.member);
  EXPECT_EQ(read->device.device_id(), written.device.device_id());
  EXPECT_EQ(read->device.box_seed().bytes(), written.device.box_seed().bytes());
  EXPECT_EQ(read->keyring.CurrentEpoch(Scope::kShared), 4'000'000'000U);
  EXPECT_EQ(read->keyring.keys(Scope::kShared).at(1).bytes(), std::string(trust::kKeyBytes, '1'));
  EXPECT_EQ(read->keyring.keys(Scope::kPrivate).at(3).bytes(), std::string(trust::kKeyBytes, '3'));
  EXPECT_EQ(read->server, written.server);
  EXPECT_EQ(read->origin, written.origin);
  EXPECT_EQ(read->tls_pin, written.tls_pin);
  EXPECT_EQ(read->authority_pem, written.authority_pem);
  EXPECT_EQ(read->roster->length(), 3U);
  EXPECT_EQ(read->roster->head_hash(), written.roster->head_hash());
}

TEST_F(KeyFileTest, WithoutOneThereIsNoPlanHere) {
  EXPECT_EQ(ReadKeyFile(Directory()).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(ReadKeyFile(Directory() + "/none").status().code(), absl::StatusCode::kNotFound);
}

TEST_F(KeyFileTest, IsForItsOwnerOnlyWhateverTheUmask) {
  const mode_t before = umask(0);
  ASSERT_TRUE(WriteKeyFile(Directory(), AnIdentity()).ok());
  umask(before);
  EXPECT_EQ(fs::status(Path()).permissions(), fs::perms::owner_read | fs::perms::owner_write);
}

TEST_F(KeyFileTest, OneThatOthersCanReadIsRefused) {
  ASSERT_TRUE(WriteKeyFile(Directory(), AnIdentity()).ok());
  for (const mode_t mode : {0640, 0604, 0610, 0602}) {
    ASSERT_EQ(chmod(Path().c_str(), mode), 0);
    const absl::Status status = ReadKeyFile(Directory()).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kPermissionDenied);
    EXPECT_THAT(std::string(status.message()), HasSubstr("chmod 600 " + Path()));
  }
}

TEST_F(KeyFileTest, ALinkToOneIsNotFollowed) {
  ASSERT_TRUE(WriteKeyFile(Directory(), AnIdentity()).ok());
  const support::TemporaryDirectory elsewhere;
  fs::create_symlink(Path(), elsewhere.path() / "keys.bin");
  EXPECT_TRUE(absl::IsPermissionDenied(ReadKeyFile(elsewhere.path().string()).status()));
}

TEST_F(KeyFileTest, NoKeyAndNoNameCanBeReadOffIt) {
  ASSERT_TRUE(WriteKeyFile(Directory(), AnIdentity()).ok());
  const std::string content = Read();
  for (const std::string& part : {std::string(32, '1'), std::string(64, '3'), std::string("toward.example")}) {
    EXPECT_EQ(content.find(part), std::string::npos) << part;
  }
}

TEST_F(KeyFileTest, GarbageIsDataLoss) {
  for (const char* content : {"", "nonsense", "\x02", "\x02xxxx", "{\"version\": 1}", "\xff"}) {
    EXPECT_EQ(CodeFor(content), absl::StatusCode::kDataLoss) << content;
  }
}

TEST_F(KeyFileTest, TheSentenceSaysWhatToDo) {
  CodeFor("nonsense");
  EXPECT_THAT(std::string(ReadKeyFile(Directory()).status().message()), HasSubstr("join again with an invite"));
}

TEST_F(KeyFileTest, ADamagedOneIsWrittenAnew) {
  CodeFor("nonsense");
  ASSERT_TRUE(WriteKeyFile(Directory(), AnIdentity()).ok());
  EXPECT_TRUE(ReadKeyFile(Directory()).ok());
}

TEST_F(KeyFileTest, IsReplacedInOneStep) {
  ASSERT_TRUE(WriteKeyFile(Directory(), AnIdentity()).ok());
  const std::string content = Read();
  std::ifstream reader(Path());
  ASSERT_TRUE(WriteKeyFile(Directory(), MovedTo("https://elsewhere.example")).ok());
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(reader), {}), content);
  EXPECT_EQ(ReadKeyFile(Directory())->server, "https://elsewhere.example");
  // Itself, and what is locked while it is written.
  EXPECT_EQ(std::distance(fs::directory_iterator(Directory()), {}), 2);
}

TEST_F(KeyFileTest, OneThatCannotBeWrittenLeavesTheOldOne) {
  ASSERT_TRUE(WriteKeyFile(Directory(), AnIdentity()).ok());
  fs::create_directory(Path() + ".new");
  EXPECT_EQ(WriteKeyFile(Directory(), MovedTo("https://elsewhere.example")).code(),
            absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(ReadKeyFile(Directory())->server, AnIdentity().server);
}

TEST_F(KeyFileTest, LeftoversOfAWriteThatWasCutDoNotMatter) {
  std::ofstream(Path() + ".new") << std::string(5000, 'x');
  ASSERT_TRUE(WriteKeyFile(Directory(), AnIdentity()).ok());
  EXPECT_TRUE(ReadKeyFile(Directory()).ok());
}

TEST_F(KeyFileTest, TheRosterOnDiskNeverGoesBack) {
  ASSERT_TRUE(WriteKeyFile(Directory(), AnIdentity()).ok());
  Identity older = AnIdentity();
  older.roster = ARoster(1);
  EXPECT_EQ(WriteKeyFile(Directory(), older).code(), absl::StatusCode::kFailedPrecondition);
  older.roster.reset();
  EXPECT_EQ(WriteKeyFile(Directory(), older).code(), absl::StatusCode::kFailedPrecondition);
  Identity newer = AnIdentity();
  newer.roster = ARoster(3);
  EXPECT_TRUE(WriteKeyFile(Directory(), newer).ok());
  EXPECT_EQ(ReadKeyFile(Directory())->roster->length(), 4U);
}

TEST_F(KeyFileTest, ARosterOfAnotherHistoryIsNotPutInItsPlace) {
  ASSERT_TRUE(WriteKeyFile(Directory(), AnIdentity()).ok());
  Identity other = AnIdentity();
  trust::Roster roster = ARoster(0);
  for (const char letter : {'x', 'y'}) {
    const trust::Act act =
        trust::NewEpoch(roster, Scope::kPrivate, ADevice(), plan::kAna, SecretOf(letter), [] { return SecretOf('e'); });
    ASSERT_TRUE(roster.Append(roster.Sign(ADevice(), act)).ok());
  }
  other.roster = roster;
  EXPECT_EQ(WriteKeyFile(Directory(), other).code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(KeyFileTest, ChangesOfSeveralProcessesAreAllKept) {
  ASSERT_TRUE(WriteKeyFile(Directory(), AnIdentity()).ok());
  constexpr int kEach = 20;
  const auto add = [&](trust::KeyEpoch first) {
    for (trust::KeyEpoch epoch = first; epoch < first + kEach; ++epoch) {
      const auto updated = UpdateKeyFile(Directory(), [&](Identity& identity) {
        identity.keyring.Add(Scope::kPrivate, epoch, SecretOf('n'));
        return absl::OkStatus();
      });
      EXPECT_TRUE(updated.ok()) << updated.status();
    }
  };
  std::thread other([&] { add(1000); });
  add(2000);
  other.join();
  EXPECT_EQ(ReadKeyFile(Directory())->keyring.keys(Scope::kPrivate).size(), 1U + 2 * kEach);
}

TEST_F(KeyFileTest, AChangeThatFailsLeavesItAsItWas) {
  ASSERT_TRUE(WriteKeyFile(Directory(), AnIdentity()).ok());
  const std::string content = Read();
  EXPECT_FALSE(UpdateKeyFile(Directory(), [](Identity&) { return absl::AbortedError(""); }).ok());
  EXPECT_EQ(Read(), content);
}

// As version 1 wrote them.
constexpr char kFirstVersion[] = R"({
  "family": "46464646464646464646464646464646",
  "family_keys": [
    {
      "epoch": 1,
      "key": "3131313131313131313131313131313131313131313131313131313131313131"
    }
  ],
  "member": "41414141414141414141414141414141",
  "origin": "an origin",
  "server": "http://127.0.0.1:7340",
  "sign_seed": "7373737373737373737373737373737373737373737373737373737373737373",
  "box_seed": "6262626262626262626262626262626262626262626262626262626262626262",
  "version": 1
})";

TEST_F(KeyFileTest, KeysOfTheFirstVersionMoveOnceAndLoseNothing) {
  const std::string before = Directory() + "/keys";
  ASSERT_TRUE(WritePrivateFile(Directory(), before, kFirstVersion).ok());
  for (int time = 0; time < 2; ++time) {
    const auto read = ReadKeyFile(Directory());
    ASSERT_TRUE(read.ok()) << read.status();
    EXPECT_EQ(read->device.device_id(), ADevice().device_id());
    EXPECT_EQ(read->keyring.keys(Scope::kShared).at(1).bytes(), std::string(trust::kKeyBytes, '1'));
    EXPECT_EQ(read->origin, "an origin");
    EXPECT_FALSE(read->roster.has_value());
    EXPECT_FALSE(fs::exists(before));
  }
}

TEST_F(KeyFileTest, DamagedKeysOfTheFirstVersionStayWhereTheyAre) {
  const std::string before = Directory() + "/keys";
  const std::string content = kFirstVersion;
  for (const char* part : {"46464646464646464646464646464646", "\"epoch\"", "\"origin\"", "\"version\": 1"}) {
    std::string damaged = content;
    damaged.replace(damaged.find(part), 4, "xxxx");
    ASSERT_TRUE(WritePrivateFile(Directory(), before, damaged).ok());
    EXPECT_TRUE(absl::IsDataLoss(ReadKeyFile(Directory()).status())) << part;
    EXPECT_TRUE(fs::exists(before));
    EXPECT_FALSE(fs::exists(Path()));
  }
}

RC_GTEST_PROP(KeyFile, APieceOfOneIsDataLoss, ()) {
  const support::TemporaryDirectory directory;
  const std::string path = directory.path() / "keys.bin";
  RC_ASSERT(WriteKeyFile(directory.path().string(), AnIdentity()).ok());
  const auto size = static_cast<int64_t>(fs::file_size(path));
  fs::resize_file(path, static_cast<uintmax_t>(*rc::gen::inRange<int64_t>(0, size)));
  RC_ASSERT(absl::IsDataLoss(ReadKeyFile(directory.path().string()).status()));
}

RC_GTEST_PROP(KeyFile, AWrongByteIsNeverWorseThanDataLoss, ()) {
  const support::TemporaryDirectory directory;
  const std::string path = directory.path() / "keys.bin";
  RC_ASSERT(WriteKeyFile(directory.path().string(), AnIdentity()).ok());
  std::fstream file(path);
  file.seekp(*rc::gen::inRange<int64_t>(0, static_cast<int64_t>(fs::file_size(path))));
  file.put(*rc::gen::arbitrary<char>());
  file.close();
  const absl::Status status = ReadKeyFile(directory.path().string()).status();
  // A box that says it needs a passphrase is one that is locked.
  RC_ASSERT(status.ok() || absl::IsDataLoss(status) || AreLocked(status));
}

}  // namespace
}  // namespace toward::client
