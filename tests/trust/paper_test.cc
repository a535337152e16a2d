#include "trust/paper.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>

#include "absl/strings/str_join.h"
#include "base/hex.h"
#include "tests/trust/any_bytes.h"
#include "tests/trust/family.h"
#include "trust/paper_words.h"

namespace toward::trust {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string Sheet(std::string_view seed) { return absl::StrJoin(PaperWords(seed), " "); }

std::string Read(const std::string& text) {
  const absl::StatusOr<std::string> seed = ReadPaperWords(text);
  return seed.ok() ? ToHex(*seed) : std::string(seed.status().message());
}

TEST(Paper, ItsWordsAreThoseOfBip39) {
  EXPECT_EQ(Sheet(std::string(16, '\0')),
            "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about");
  EXPECT_EQ(Sheet(std::string(16, '\x7f')),
            "legal winner thank year wave sausage worth useful legal winner thank yellow");
  EXPECT_EQ(Sheet(std::string(16, '\x80')),
            "letter advice cage absurd amount doctor acoustic avoid letter advice cage above");
  EXPECT_EQ(Sheet(std::string(16, '\xff')), "zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo wrong");
  EXPECT_EQ(Sheet(*FromHex("9e885d952ad362caeb4efe34a8e91bd2")),
            "ozone drill grab fiber curtain grace pudding thank cruise elder eight picnic");
}

TEST(Paper, NoTwoWordsBeginWithTheSameFourLetters) {
  std::set<std::string_view> beginnings;
  for (const std::string_view word : kPaperWordList) EXPECT_TRUE(beginnings.insert(word.substr(0, 4)).second) << word;
  EXPECT_TRUE(std::is_sorted(kPaperWordList.begin(), kPaperWordList.end()));
}

TEST(Paper, IsReadAsPeopleType) {
  const std::string seed = "9e885d952ad362caeb4efe34a8e91bd2";
  EXPECT_EQ(Read("ozone drill grab fiber curtain grace pudding thank cruise elder eight picnic"), seed);
  EXPECT_EQ(
      Read(" 1. Ozone\n 2. DRILL\n3. grab 4) fiber\n\n5 curtain-grace, pudding thank\tcruise elder eight picnic."),
      seed);
  EXPECT_EQ(Read("ozon dril grab fibe curt grac pudd than crui elde eigh picn"), seed);
}

TEST(Paper, AWordThatIsABeginningOfAnotherIsItself) {
  const std::string with_act = "act action actor actress actual adapt add addict address adjust admit adult";
  const absl::StatusOr<std::string> seed = ReadPaperWords(with_act);
  if (seed.ok()) {
    EXPECT_EQ(Sheet(*seed), with_act);
  } else {
    EXPECT_THAT(std::string(seed.status().message()), HasSubstr("do not fit together"));
  }
}

TEST(Paper, AWordThatIsNoneIsNamed) {
  EXPECT_THAT(Read("ozone drill grab fiber curtain grace puding thank cruise elder eight picnic"),
              HasSubstr("Word 7, \"puding\""));
  EXPECT_THAT(Read("ozo drill grab fiber curtain grace pudding thank cruise elder eight picnic"),
              HasSubstr("Word 1, \"ozo\""));
  EXPECT_THAT(Read("ozones drill grab fiber curtain grace pudding thank cruise elder eight picnic"),
              HasSubstr("Word 1, \"ozones\""));
  EXPECT_THAT(Read(std::string(5'000, 'z') + " b c d e f g h i j k l"), Not(HasSubstr(std::string(21, 'z'))));
}

TEST(Paper, FewerOrMoreThanTwelveWordsAreCounted) {
  EXPECT_THAT(Read(""), HasSubstr("these are 0"));
  EXPECT_THAT(Read("ozone drill grab"), HasSubstr("these are 3"));
}

TEST(Paper, WordsThatDoNotFitTogetherAreSaid) {
  EXPECT_THAT(Read("drill ozone grab fiber curtain grace pudding thank cruise elder eight picnic"),
              HasSubstr("do not fit together"));
}

TEST(Paper, IsADeviceWithKeysOfItsOwn) {
  const DeviceIdentity paper = PaperDevice(*FromHex("e0e1e2e3e4e5e6e7e8e9eaebecedeeef"));
  EXPECT_EQ(ToHex(paper.public_keys().sign), "18b4af4b248d0977397a753e03707b10849f097593652ad5ef98dbf81bdd1f4e");
  EXPECT_EQ(ToHex(paper.public_keys().box), "9d2d48f219e10c5d41e0ffe56a4214b71bb4711cd63d49d5faea9d5b55d6c049");
}

TEST(Paper, ConsentsToOneFamilyAndMember) {
  const std::string genesis(32, 'g');
  const std::string consent = SignPaperConsent(kAnasPaper, genesis, kAna);
  EXPECT_TRUE(VerifyPaperConsent(kAnasPaper.public_keys(), genesis, kAna, consent));
  EXPECT_FALSE(VerifyPaperConsent(kAnasPaper.public_keys(), genesis, kBen, consent));
  EXPECT_FALSE(VerifyPaperConsent(kAnasPaper.public_keys(), std::string(32, 'h'), kAna, consent));
  EXPECT_FALSE(VerifyPaperConsent(kBensPaper.public_keys(), genesis, kAna, consent));
  EXPECT_FALSE(VerifyPaperConsent(kAnasPaper.public_keys(), genesis, kAna, ""));
}

RC_GTEST_PROP(Paper, AnySeedIsReadAgain, ()) {
  const std::string seed = AnyBytes(kPaperSeedBytes);
  RC_ASSERT(Read(Sheet(seed)) == ToHex(seed));
}

}  // namespace
}  // namespace toward::trust
