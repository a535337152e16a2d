// The keys of a device under a passphrase.

#include <sys/stat.h>

#include <filesystem>

#include "tests/client/replica/key_file_test.h"

namespace toward::client {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

// As quick as a passphrase can be tried.
constexpr trust::PassphraseCost kQuick{.passes = 1, .memory_bytes = 8192};

using KeyLockTest = KeyFileTest;

TEST_F(KeyLockTest, UnderAPassphraseItIsReadWhileUnlockedOnly) {
  ASSERT_TRUE(WriteKeyFile(Place(), AnIdentity()).ok());
  EXPECT_EQ(*KeyLockOf(Place()), KeyLock::kNone);
  ASSERT_TRUE(SetPassphrase(Place(), "nine towers", kQuick, random_).ok());
  EXPECT_EQ(*KeyLockOf(Place()), KeyLock::kUnlocked);
  EXPECT_TRUE(ReadKeyFile(Place()).ok());
  ASSERT_TRUE(Lock(Place()).ok());
  EXPECT_EQ(*KeyLockOf(Place()), KeyLock::kLocked);
  const absl::Status locked = ReadKeyFile(Place()).status();
  EXPECT_TRUE(AreLocked(locked));
  EXPECT_THAT(std::string(locked.message()), HasSubstr("toward unlock"));
  EXPECT_TRUE(AreLocked(WriteKeyFile(Place(), AnIdentity())));
  EXPECT_TRUE(absl::IsPermissionDenied(Unlock(Place(), "ten towers")));
  ASSERT_TRUE(Unlock(Place(), "nine towers").ok());
  EXPECT_EQ(ReadKeyFile(Place())->origin, AnIdentity().origin);
}

TEST_F(KeyLockTest, APassphraseStaysWhenTheKeysAreWritten) {
  ASSERT_TRUE(WriteKeyFile(Place(), AnIdentity()).ok());
  ASSERT_TRUE(SetPassphrase(Place(), "nine towers", kQuick, random_).ok());
  ASSERT_TRUE(WriteKeyFile(Place(), MovedTo("https://elsewhere.example")).ok());
  ASSERT_TRUE(Lock(Place()).ok());
  ASSERT_TRUE(Unlock(Place(), "nine towers").ok());
  EXPECT_EQ(ReadKeyFile(Place())->server, "https://elsewhere.example");
}

TEST_F(KeyLockTest, AnEarlierPassphraseOpensNothingAnyMore) {
  ASSERT_TRUE(WriteKeyFile(Place(), AnIdentity()).ok());
  ASSERT_TRUE(SetPassphrase(Place(), "nine towers", kQuick, random_).ok());
  ASSERT_TRUE(SetPassphrase(Place(), "ten towers", kQuick, random_).ok());
  EXPECT_TRUE(absl::IsPermissionDenied(Unlock(Place(), "nine towers")));
  ASSERT_TRUE(RemovePassphrase(Place(), "ten towers", random_).ok());
  EXPECT_EQ(*KeyLockOf(Place()), KeyLock::kNone);
  EXPECT_TRUE(ReadKeyFile(Directory()).ok());
}

TEST_F(KeyLockTest, WhatIsUnlockedIsForItsOwnerOnlyAndGoesWithTheRuntimeDirectory) {
  ASSERT_TRUE(WriteKeyFile(Place(), AnIdentity()).ok());
  ASSERT_TRUE(SetPassphrase(Place(), "nine towers", kQuick, random_).ok());
  const fs::path unlocked = *fs::directory_iterator(runtime_.path());
  EXPECT_EQ(fs::status(unlocked).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  ASSERT_EQ(chmod(unlocked.c_str(), 0644), 0);
  EXPECT_TRUE(AreLocked(ReadKeyFile(Place()).status()));
  fs::remove(unlocked);
  EXPECT_EQ(*KeyLockOf(Place()), KeyLock::kLocked);
}

TEST_F(KeyLockTest, WithoutARuntimeDirectoryNothingStaysUnlocked) {
  ASSERT_TRUE(WriteKeyFile(Directory(), AnIdentity()).ok());
  ASSERT_TRUE(SetPassphrase(Directory(), "nine towers", kQuick, random_).ok());
  EXPECT_EQ(*KeyLockOf(Directory()), KeyLock::kLocked);
  EXPECT_EQ(Unlock(Directory(), "nine towers").code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_TRUE(absl::IsInvalidArgument(SetPassphrase(Directory(), "", kQuick, random_)));
}

}  // namespace
}  // namespace toward::client
