#include "trust/sealed_field.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "base/hex.h"
#include "tests/trust/any_bytes.h"

namespace toward::trust {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr size_t kOverheadBytes = 46;
constexpr size_t kPaddingSteps[] = {64, 128, 256, 512, 1024, 2048, 4096, 8192};
constexpr std::string_view kWords = "thank you for the 3am feed";
const std::string kNonce(kNonceBytes, 'n');
const MemberId kAna = *MemberId::FromBytes("Ana, a member...");
const MemberId kBen = *MemberId::FromBytes("Ben, a member...");
const SealPlace kPlace = {.family = *FamilyId::FromBytes("a family's bytes"),
                          .author = kAna,
                          .record = *RecordId::FromBytes("a moment's bytes"),
                          .field = 7,
                          .hlc = 115'605'504'000'000'005,
                          .replica = 3};

Secret SecretOf(char byte) { return *Secret::FromBytes(std::string(kKeyBytes, byte)); }

Keyring KeyringOf(const std::vector<std::pair<KeyEpoch, char>>& keys) {
  Keyring keyring;
  for (const auto& [epoch, byte] : keys) keyring.Add(Scope::kShared, epoch, SecretOf(byte));
  return keyring;
}

const Keyring kKeyring = KeyringOf({{1, 'k'}});

std::string SealHere(std::string_view words) { return *Seal(kKeyring, kPlace, kNonce, words); }
std::optional<std::string> OpenHere(std::string_view sealed) { return Open(kKeyring, kPlace, sealed); }

size_t SealedSize(size_t words_bytes) {
  return kOverheadBytes + *std::upper_bound(std::begin(kPaddingSteps), std::end(kPaddingSteps), words_bytes);
}

SealPlace AnyPlace() {
  const auto number = rc::gen::resize(rc::kNominalSize, rc::gen::arbitrary<uint64_t>());
  return {.family = AnyId<FamilyId>(),
          .author = AnyId<MemberId>(),
          .record = AnyId<RecordId>(),
          .field = static_cast<uint16_t>(*number),
          .hlc = *number,
          .replica = static_cast<uint32_t>(*number)};
}

template <typename AnId>
AnId AnyOther(const AnId& id) {
  return *AnId::FromBytes(WithAnyBitFlipped(id.ToBytes()));
}

template <typename Number>
Number AnyOtherNumber(Number number) {
  return static_cast<Number>(number ^ (uint64_t{1} << *rc::gen::inRange<size_t>(0, sizeof(Number) * 8)));
}

// Everything that makes a place another place.
const std::vector<std::pair<std::string, void (*)(SealPlace&)>> kMoves = {
    {"family", [](SealPlace& place) { place.family = AnyOther(place.family); }},
    {"author", [](SealPlace& place) { place.author = AnyOther(place.author); }},
    {"record", [](SealPlace& place) { place.record = AnyOther(place.record); }},
    {"field", [](SealPlace& place) { place.field = AnyOtherNumber(place.field); }},
    {"scope", [](SealPlace& place) { place.scope = Scope::kPrivate; }},
    {"hlc", [](SealPlace& place) { place.hlc = AnyOtherNumber(place.hlc); }},
    {"replica", [](SealPlace& place) { place.replica = AnyOtherNumber(place.replica); }},
};

TEST(SealedField, OpensWhereItWasSealed) { EXPECT_EQ(OpenHere(SealHere(kWords)), kWords); }

TEST(SealedField, BeginsWithVersionScopeEpochAndNonce) {
  const std::string sealed = *Seal(KeyringOf({{0x01020304, 'k'}}), kPlace, kNonce, kWords);
  EXPECT_THAT(ToHex(sealed), StartsWith("010101020304" + ToHex(kNonce)));
  EXPECT_THAT(sealed, Not(HasSubstr(kWords.substr(0, 4))));
}

TEST(SealedField, AByteMoreThanFitsIsRefused) {
  EXPECT_EQ(OpenHere(SealHere(std::string(8191, 'w'))), std::string(8191, 'w'));
  const absl::Status too_long = Seal(kKeyring, kPlace, kNonce, std::string(8192, 'w')).status();
  EXPECT_TRUE(absl::IsInvalidArgument(too_long));
  EXPECT_THAT(std::string(too_long.message()), Not(HasSubstr("www")));
}

TEST(SealedField, EachPaddingStepIsFullBeforeTheNextBegins) {
  size_t smaller = 0;
  for (const size_t step : kPaddingSteps) {
    EXPECT_EQ(SealHere(std::string(smaller, 'w')).size(), kOverheadBytes + step);
    EXPECT_EQ(SealHere(std::string(step - 1, 'w')).size(), kOverheadBytes + step);
    smaller = step;
  }
}

TEST(SealedField, WordsThatEndLikePaddingComeBackWhole) {
  for (const std::string& words : {std::string("\x80", 1), std::string("w\x80\0\0", 4), std::string(63, '\0'),
                                   std::string(64, '\0'), std::string(63, '\x80'), std::string()}) {
    EXPECT_EQ(OpenHere(SealHere(words)), words) << ToHex(words);
  }
}

TEST(SealedField, WithAnyBitFlippedDoesNotOpen) {
  const std::string sealed = SealHere(kWords);
  for (size_t bit = 0; bit < sealed.size() * 8; ++bit) {
    std::string flipped = sealed;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << bit % 8));
    EXPECT_EQ(OpenHere(flipped), std::nullopt) << "bit " << bit;
  }
}

TEST(SealedField, CutOrLengthenedDoesNotOpen) {
  const std::string sealed = SealHere(kWords);
  for (size_t size = 0; size < sealed.size(); ++size) EXPECT_EQ(OpenHere(sealed.substr(0, size)), std::nullopt) << size;
  EXPECT_EQ(OpenHere(sealed + '\0'), std::nullopt);
}

TEST(SealedField, TheNewestEpochSeals) {
  const std::string sealed = *Seal(KeyringOf({{4, 'd'}, {3, 'c'}}), kPlace, kNonce, kWords);
  EXPECT_EQ(Open(KeyringOf({{4, 'd'}}), kPlace, sealed), kWords);
}

TEST(SealedField, WordsOfAnEarlierEpochStayReadable) {
  const std::string sealed = *Seal(KeyringOf({{3, 'c'}}), kPlace, kNonce, kWords);
  EXPECT_EQ(Open(KeyringOf({{3, 'c'}, {4, 'd'}}), kPlace, sealed), kWords);
}

TEST(SealedField, WordsOfAnUnknownEpochAreAbsent) {
  const std::string sealed = *Seal(KeyringOf({{4, 'd'}}), kPlace, kNonce, kWords);
  EXPECT_EQ(Open(KeyringOf({{3, 'd'}}), kPlace, sealed), std::nullopt);
  EXPECT_EQ(Open(Keyring(), kPlace, sealed), std::nullopt);
}

TEST(SealedField, AnotherFamilyKeyDoesNotOpenIt) {
  EXPECT_EQ(Open(KeyringOf({{1, 'x'}}), kPlace, SealHere(kWords)), std::nullopt);
}

// The epoch is part of the additional data, so it is not enough that its key is the same.
TEST(SealedField, TheEpochCannotBeExchanged) {
  const Keyring keyring = KeyringOf({{3, 'k'}, {4, 'k'}});
  std::string sealed = *Seal(keyring, kPlace, kNonce, kWords);
  EXPECT_EQ(Open(keyring, kPlace, sealed), kWords);
  ASSERT_EQ(sealed[5], 4);
  sealed[5] = 3;
  EXPECT_EQ(Open(keyring, kPlace, sealed), std::nullopt);
}

TEST(SealedField, PrivateWordsAreSealedWithThePrivateKey) {
  Keyring keyring = kKeyring;
  keyring.Add(Scope::kPrivate, 4, SecretOf('m'));
  SealPlace place = kPlace;
  place.scope = Scope::kPrivate;
  const std::string sealed = *Seal(keyring, place, kNonce, kWords);
  EXPECT_THAT(ToHex(sealed), StartsWith("010200000004"));
  EXPECT_EQ(Open(keyring, place, sealed), kWords);
  EXPECT_EQ(Open(kKeyring, place, sealed), std::nullopt);
  EXPECT_EQ(Open(keyring, kPlace, sealed), std::nullopt);
}

// The scope chooses the derived key, not only the additional data.
TEST(SealedField, TheSameKeyIsAnotherInEachScope) {
  Keyring keyring = kKeyring;
  keyring.Add(Scope::kPrivate, 1, SecretOf('k'));
  SealPlace place = kPlace;
  place.scope = Scope::kPrivate;
  std::string sealed = *Seal(keyring, place, kNonce, kWords);
  sealed[1] = 1;
  EXPECT_EQ(Open(keyring, kPlace, sealed), std::nullopt);
  EXPECT_NE(sealed.substr(30), SealHere(kWords).substr(30));
}

TEST(SealedField, WithoutAKeyOfTheScopeNothingIsSealed) {
  EXPECT_TRUE(absl::IsFailedPrecondition(Seal(Keyring(), kPlace, kNonce, kWords).status()));
  SealPlace place = kPlace;
  place.scope = Scope::kPrivate;
  EXPECT_TRUE(absl::IsFailedPrecondition(Seal(kKeyring, place, kNonce, kWords).status()));
}

TEST(SealedField, OpensFromAnyMemberWhoMayHaveWrittenIt) {
  const std::string sealed = SealHere(kWords);
  SealPlace author_unknown = kPlace;
  author_unknown.author = MemberId();
  EXPECT_EQ(OpenFromAny(kKeyring, author_unknown, {kBen, kAna}, sealed), kWords);
  EXPECT_EQ(OpenFromAny(kKeyring, author_unknown, {kAna}, sealed), kWords);
}

TEST(SealedField, DoesNotOpenFromMembersWhoDidNotWriteIt) {
  const std::string sealed = SealHere(kWords);
  EXPECT_EQ(OpenFromAny(kKeyring, kPlace, {kBen}, sealed), std::nullopt);
  EXPECT_EQ(OpenFromAny(kKeyring, kPlace, {}, sealed), std::nullopt);
}

RC_GTEST_PROP(SealedField, AnyWordsComeBack, ()) {
  Keyring keyring;
  keyring.Add(Scope::kShared, *rc::gen::arbitrary<KeyEpoch>(), AnySecret());
  const SealPlace place = AnyPlace();
  const std::string words = AnyBytesBetween(0, kMaxWordsBytes);
  const std::string sealed = *Seal(keyring, place, AnyBytes(kNonceBytes), words);
  RC_ASSERT(Open(keyring, place, sealed) == words);
  RC_ASSERT(!Open(keyring, place, WithAnyBitFlipped(sealed)).has_value());
}

RC_GTEST_PROP(SealedField, ItsLengthTellsOnlyThePaddingStep, ()) {
  const std::string words = AnyBytesBetween(0, kMaxWordsBytes);
  RC_ASSERT(SealHere(words).size() == SealedSize(words.size()));
}

RC_GTEST_PROP(SealedField, OpensInNoOtherPlace, ()) {
  const SealPlace place = AnyPlace();
  const std::string sealed = *Seal(kKeyring, place, AnyBytes(kNonceBytes), AnyBytesBetween(0, 100));
  RC_ASSERT(Open(kKeyring, place, sealed).has_value());
  for (const auto& [what, move] : kMoves) {
    SealPlace other = place;
    move(other);
    if (Open(kKeyring, other, sealed).has_value()) RC_FAIL("It opens with another " + what);
  }
}

}  // namespace
}  // namespace toward::trust
