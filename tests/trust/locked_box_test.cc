#include "trust/locked_box.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/trust/any_bytes.h"

namespace toward::trust {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr std::string_view kContent = "the keys of a family, in whatever form";
constexpr PassphraseCost kCheap = {.passes = 1, .memory_bytes = uint64_t{8} << 10};
const std::string kSalt(kSaltBytes, 's');
const std::string kNonce(kNonceBytes, 'n');

std::string Box(const std::optional<std::string>& passphrase, const PassphraseCost& cost = kCheap) {
  return *SealBox(kContent, passphrase, cost, kSalt, kNonce);
}

std::string WithByte(std::string box, size_t place, char byte) {
  box[place] = byte;
  return box;
}

TEST(LockedBox, OpensWithItsPassphrase) {
  const std::string box = Box("correct horse");
  EXPECT_EQ(*NeedsPassphrase(box), true);
  EXPECT_EQ(*OpenBox(box, "correct horse"), kContent);
  EXPECT_THAT(box, Not(HasSubstr("keys")));
}

TEST(LockedBox, DoesNotOpenWithAnother) {
  for (const char* const passphrase : {"", "correct hors", "correct horse "}) {
    EXPECT_TRUE(absl::IsPermissionDenied(OpenBox(Box("correct horse"), passphrase).status()));
  }
}

TEST(LockedBox, AnEmptyPassphraseIsOne) {
  EXPECT_EQ(*NeedsPassphrase(Box("")), true);
  EXPECT_EQ(*OpenBox(Box(""), ""), kContent);
}

TEST(LockedBox, WithoutAPassphraseItOpensToWhoeverHasTheFile) {
  EXPECT_EQ(*NeedsPassphrase(Box(std::nullopt)), false);
  EXPECT_EQ(*OpenBox(Box(std::nullopt), "whatever"), kContent);
}

TEST(LockedBox, ACostThatNobodyCouldBearIsNoBox) {
  const std::string box = Box("correct horse");
  // Nine passes; 2^40 bytes; no pass; no memory.
  for (const std::string& costly :
       {WithByte(box, 5, 9), WithByte(box, 8, 1), WithByte(box, 5, 0), WithByte(WithByte(box, 12, 0), 13, 0)}) {
    EXPECT_TRUE(absl::IsDataLoss(OpenBox(costly, "correct horse").status()));
    EXPECT_TRUE(absl::IsDataLoss(NeedsPassphrase(costly).status()));
  }
}

// The kind of the box is part of what is sealed.
TEST(LockedBox, ALockedBoxCannotBePassedOffAsAnOpenOne) {
  EXPECT_TRUE(absl::IsDataLoss(OpenBox(WithByte(Box("correct horse"), 1, 0), "").status()));
  EXPECT_TRUE(absl::IsPermissionDenied(OpenBox(WithByte(Box(std::nullopt), 1, 1), "").status()));
}

TEST(LockedBox, WhatIsNoBoxIsSaid) {
  const std::string box = Box(std::nullopt);
  for (const std::string& other :
       {std::string(), std::string("{}"), WithByte(box, 0, 2), WithByte(box, 1, 2), box.substr(0, 69)}) {
    EXPECT_TRUE(absl::IsDataLoss(OpenBox(other, "").status()));
    EXPECT_TRUE(absl::IsDataLoss(NeedsPassphrase(other).status()));
  }
}

TEST(LockedBox, ADearerCostIsWrittenInTheBox) {
  EXPECT_EQ(*OpenBox(Box("correct horse", {.passes = 2, .memory_bytes = uint64_t{1} << 20}), "correct horse"),
            kContent);
}

RC_GTEST_PROP(LockedBox, AnyContentComesBackAndNothingTamperedWithDoes, ()) {
  const std::string content = AnyBytesBetween(0, 2'000);
  const std::string box = *SealBox(content, std::nullopt, kCheap, AnyBytes(kSaltBytes), AnyBytes(kNonceBytes));
  RC_ASSERT(*OpenBox(box, "") == content);
  RC_ASSERT(!OpenBox(WithAnyBitFlipped(box), "").ok());
}

}  // namespace
}  // namespace toward::trust
