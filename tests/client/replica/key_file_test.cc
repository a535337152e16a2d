#include "client/replica/key_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/plan/example_plan.h"
#include "tests/support/household.h"

namespace toward::client {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

trust::Secret SecretOf(char letter) { return *trust::Secret::FromBytes(std::string(trust::kKeyBytes, letter)); }

Identity AnIdentity() {
  trust::Keyring keyring;
  keyring.Add(trust::Scope::kShared, 1, SecretOf('1'));
  keyring.Add(trust::Scope::kShared, 4'000'000'000, SecretOf('2'));
  return {.family = plan::ExampleId<FamilyId>('F'),
          .member = plan::kAna,
          .device = trust::DeviceIdentity::FromSeeds(SecretOf('s'), SecretOf('b')),
          .keyring = keyring,
          .server = "https://toward.example:7340",
          .origin = "a \"quoted\" origin"};
}

class KeyFileTest : public testing::Test {
 protected:
  std::string Directory() const { return directory_.path().string(); }
  std::string Path() const { return Directory() + "/keys"; }
  std::string Read() const {
    std::ifstream file(Path());
    return {std::istreambuf_iterator<char>(file), {}};
  }
  // The code with which a file of this content is read.
  absl::StatusCode CodeFor(const std::string& content) {
    EXPECT_TRUE(WritePrivateFile(Directory(), Path(), content).ok());
    return ReadKeyFile(Directory()).status().code();
  }
  // The content of a good file with one part of it replaced.
  std::string With(const std::string& part, const std::string& other) {
    EXPECT_TRUE(WriteKeyFile(Directory(), AnIdentity()).ok());
    std::string content = Read();
    EXPECT_THAT(content, HasSubstr(part));
    return content.replace(content.find(part), part.size(), other);
  }

  const support::TemporaryDirectory directory_;
};

TEST_F(KeyFileTest, GivesBackWhatWasWritten) {
  const Identity written = AnIdentity();
  ASSERT_TRUE(WriteKeyFile(Directory(), written).ok());
  const auto read = ReadKeyFile(Directory());
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->family, written.family);
  EXPECT_EQ(read->member, written.member);
  EXPECT_EQ(read->device.device_id(), written.device.device_id());
  EXPECT_EQ(read->device.box_seed().bytes(), written.device.box_seed().bytes());
  EXPECT_EQ(read->keyring.CurrentEpoch(trust::Scope::kShared), 4'000'000'000U);
  EXPECT_EQ(read->keyring.keys(trust::Scope::kShared).at(1).bytes(), std::string(trust::kKeyBytes, '1'));
  EXPECT_EQ(read->server, written.server);
  EXPECT_EQ(read->origin, written.origin);
}

TEST_F(KeyFileTest, WithoutOneThereIsNoPlanHere) {
  EXPECT_EQ(ReadKeyFile(Directory()).status().code(), absl::StatusCode::kNotFound);
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

TEST_F(KeyFileTest, GarbageIsDataLoss) {
  for (const char* content : {"", "nonsense", "[]", "{}", "null", "{\"version\": 1}", "{\"version\": \"1\"}", "\xff"}) {
    EXPECT_EQ(CodeFor(content), absl::StatusCode::kDataLoss) << content;
  }
}

TEST_F(KeyFileTest, ADamagedPartIsDataLoss) {
  EXPECT_EQ(CodeFor(With("\"version\": 1", "\"version\": 2")), absl::StatusCode::kDataLoss);
  EXPECT_EQ(CodeFor(With("\"origin\"", "\"origins\"")), absl::StatusCode::kDataLoss);
  EXPECT_EQ(CodeFor(With(AnIdentity().family.ToHex(), "46")), absl::StatusCode::kDataLoss);
  EXPECT_EQ(CodeFor(With(AnIdentity().member.ToHex(), std::string(32, 'g'))), absl::StatusCode::kDataLoss);
  EXPECT_EQ(CodeFor(With("\"epoch\": 1", "\"epoch\": \"1\"")), absl::StatusCode::kDataLoss);
  EXPECT_EQ(CodeFor(With("\"family_keys\": [", "\"family_keys\": [], \"more\": [")), absl::StatusCode::kDataLoss);
}

TEST_F(KeyFileTest, TheSentenceSaysWhatToDo) {
  CodeFor("nonsense");
  EXPECT_THAT(std::string(ReadKeyFile(Directory()).status().message()), HasSubstr("join again with an invite"));
}

TEST_F(KeyFileTest, IsReplacedInOneStep) {
  ASSERT_TRUE(WriteKeyFile(Directory(), AnIdentity()).ok());
  const std::string content = Read();
  std::ifstream reader(Path());
  Identity moved = AnIdentity();
  moved.server = "https://elsewhere.example";
  ASSERT_TRUE(WriteKeyFile(Directory(), moved).ok());
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(reader), {}), content);
  EXPECT_EQ(ReadKeyFile(Directory())->server, moved.server);
  EXPECT_EQ(std::distance(fs::directory_iterator(Directory()), {}), 1);
}

TEST_F(KeyFileTest, OneThatCannotBeWrittenLeavesTheOldOne) {
  ASSERT_TRUE(WriteKeyFile(Directory(), AnIdentity()).ok());
  fs::create_directory(Path() + ".new");
  Identity moved = AnIdentity();
  moved.server = "https://elsewhere.example";
  EXPECT_EQ(WriteKeyFile(Directory(), moved).code(), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(ReadKeyFile(Directory())->server, AnIdentity().server);
}

TEST_F(KeyFileTest, LeftoversOfAWriteThatWasCutDoNotMatter) {
  std::ofstream(Path() + ".new") << std::string(5000, 'x');
  ASSERT_TRUE(WriteKeyFile(Directory(), AnIdentity()).ok());
  EXPECT_TRUE(ReadKeyFile(Directory()).ok());
}

RC_GTEST_PROP(KeyFile, APieceOfOneIsDataLoss, ()) {
  const support::TemporaryDirectory directory;
  const std::string path = directory.path() / "keys";
  RC_ASSERT(WriteKeyFile(directory.path(), AnIdentity()).ok());
  const auto size = static_cast<int64_t>(fs::file_size(path));
  // The last byte is a line's end.
  fs::resize_file(path, static_cast<uintmax_t>(*rc::gen::inRange<int64_t>(0, size - 1)));
  RC_ASSERT(absl::IsDataLoss(ReadKeyFile(directory.path()).status()));
}

RC_GTEST_PROP(KeyFile, AWrongByteIsNeverWorseThanDataLoss, ()) {
  const support::TemporaryDirectory directory;
  const std::string path = directory.path() / "keys";
  RC_ASSERT(WriteKeyFile(directory.path(), AnIdentity()).ok());
  std::fstream file(path);
  file.seekp(*rc::gen::inRange<int64_t>(0, static_cast<int64_t>(fs::file_size(path))));
  file.put(*rc::gen::arbitrary<char>());
  file.close();
  const absl::Status status = ReadKeyFile(directory.path()).status();
  RC_ASSERT(status.ok() || absl::IsDataLoss(status));
}

}  // namespace
}  // namespace toward::client
