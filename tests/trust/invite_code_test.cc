#include "trust/invite_code.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/hex.h"

namespace toward::trust {
namespace {

using testing::HasSubstr;

std::string Read(std::string_view text) {
  const absl::StatusOr<InviteCode> code = InviteCode::Parse(text);
  return code.ok() ? code->Display() : std::string(code.status().message());
}

InviteCode AnyCode() {
  return InviteCode::FromBits(*rc::gen::resize(rc::kNominalSize, rc::gen::arbitrary<uint64_t>()));
}

TEST(InviteCode, IsReadAsItIsShown) { EXPECT_EQ(Read("K7QF-2M9X-TR4B-9"), "K7QF-2M9X-TR4B-9"); }

TEST(InviteCode, IsReadAsPeopleType) {
  EXPECT_EQ(Read("k7qf2m9xtr4b9"), "K7QF-2M9X-TR4B-9");
  EXPECT_EQ(Read("  K7QF 2M9X\tTR4B - 9\n"), "K7QF-2M9X-TR4B-9");
}

TEST(InviteCode, LettersThatLookLikeDigitsAreDigits) {
  const std::string zeros = InviteCode::FromBits(0).Display();
  EXPECT_EQ(zeros, "0000-0000-0000-0");
  EXPECT_EQ(Read("oOoO-0000-0000-o"), zeros);
  EXPECT_EQ(Read("0000-0000-000l-I"), InviteCode::FromBits(1).Display());
}

TEST(InviteCode, OnlyItsSixtyBitsCount) {
  EXPECT_EQ(InviteCode::FromBits(~uint64_t{0}).Display(), InviteCode::FromBits((uint64_t{1} << 60) - 1).Display());
}

TEST(InviteCode, TheCheckCharacterMayBeASign) {
  EXPECT_EQ(InviteCode::FromBits(32).Display(), "0000-0000-0010-*");
  EXPECT_EQ(InviteCode::FromBits(36).Display(), "0000-0000-0014-U");
  EXPECT_EQ(Read("0000-0000-0014-u"), "0000-0000-0014-U");
}

TEST(InviteCode, WhatIsNotThirteenCharactersIsSaid) {
  for (const char* const text : {"", "K7QF-2M9X-TR4B", "K7QF-2M9X-TR4B-99"}) {
    EXPECT_THAT(Read(text), HasSubstr("thirteen characters"));
  }
}

TEST(InviteCode, ACharacterThatDoesNotOccurIsSaid) {
  for (const char* const text : {"U7QF-2M9X-TR4B-9", "K7QF-2M9X-TR4B-!", "K7Q\xff-2M9X-TR4B-9", "*7QF-2M9X-TR4B-9"}) {
    EXPECT_THAT(Read(text), HasSubstr("only digits and letters"));
  }
}

TEST(InviteCode, IsStretchedToTheInvitesIdAndSecret) {
  const InviteCode::Stretched stretched = InviteCode::Parse("K7QF-2M9X-TR4B-9")->Stretch();
  EXPECT_EQ(stretched.id.ToHex(), "6b85760c410561553e39416e365efe3c");
  EXPECT_EQ(ToHex(stretched.secret.bytes()), "7cd306c16052aa3c11c06e555fb1a22ab24d21eb1cc27ae579fefab31931bec5");
}

RC_GTEST_PROP(InviteCode, AnyCodeIsReadAgain, ()) {
  const InviteCode code = AnyCode();
  RC_ASSERT(Read(code.Display()) == code.Display());
}

// Else a guess would be spent on a slip of the finger.
RC_GTEST_PROP(InviteCode, OneWrongCharacterIsNoticed, ()) {
  const std::string display = AnyCode().Display();
  std::string typed = display;
  const auto place =
      *rc::gen::suchThat(rc::gen::inRange<size_t>(0, typed.size()), [&](size_t at) { return display[at] != '-'; });
  typed[place] = *rc::gen::elementOf(std::string("0123456789ABCDEFGHJKMNPQRSTVWXYZ"));
  RC_PRE(typed != display);
  RC_ASSERT(!InviteCode::Parse(typed).ok());
}

RC_GTEST_PROP(InviteCode, TwoNeighboursThatChangedPlacesAreNoticed, ()) {
  const std::string display = AnyCode().Display();
  std::string characters;
  for (const char c : display) {
    if (c != '-') characters += c;
  }
  const auto place = *rc::gen::inRange<size_t>(0, 11);
  RC_PRE(characters[place] != characters[place + 1]);
  std::swap(characters[place], characters[place + 1]);
  RC_ASSERT(!InviteCode::Parse(characters).ok());
}

}  // namespace
}  // namespace toward::trust
