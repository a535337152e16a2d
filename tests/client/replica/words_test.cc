#include "client/replica/words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/plan/example_plan.h"
#include "toward/v1/records.pb.h"

namespace toward::client {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr uint32_t kNote = v1::Moment::kNoteFieldNumber;
constexpr sync::Stamp kThen = {.hlc = 5, .replica = 7};
constexpr sync::Stamp kLater = {.hlc = 6, .replica = 8};
const RecordId kRecord = plan::ExampleId<RecordId>('r');

class Family {
 public:
  Family() { keyring_.Add(trust::Scope::kShared, 1, *trust::Secret::FromBytes(std::string(trust::kKeyBytes, 'k'))); }

  Words Of(const MemberId& author) { return {keyring_, plan::ExampleId<FamilyId>('F'), author, random_}; }

 private:
  SystemRandom random_;
  trust::Keyring keyring_;
};

class WordsTest : public testing::Test {
 protected:
  std::string Sealed(const Words& words, const std::string& text) {
    return LengthDelimited(kNote, *words.Seal(kRecord, kNote, kThen, text));
  }

  Family family_;
  const Words anas_ = family_.Of(plan::kAna);
  const Words bens_ = family_.Of(plan::kBen);
};

TEST_F(WordsTest, TheSchemaSaysWhichFieldsHoldWords) {
  EXPECT_THAT(SealedFields(v1::KIND_MOMENT), Contains(kNote));
  EXPECT_THAT(SealedFields(v1::KIND_MEMBER), ElementsAre(uint32_t{v1::Member::kNameFieldNumber}));
  EXPECT_THAT(SealedFields(v1::KIND_CALENDAR), IsEmpty());
}

TEST_F(WordsTest, AKindOfANewerVersionHasNoMessageAndNoWords) {
  EXPECT_EQ(NewMessage(900), nullptr);
  EXPECT_THAT(SealedFields(900), IsEmpty());
  EXPECT_NE(NewMessage(v1::KIND_MOMENT), nullptr);
}

TEST_F(WordsTest, OpenForTheFamilyByTheirAuthorOnly) {
  const std::string bytes = Sealed(bens_, "On the stairs.");
  EXPECT_EQ(anas_.OpenField(kRecord, kNote, kThen, bytes, {plan::kAna, plan::kBen}), "On the stairs.");
  EXPECT_EQ(anas_.OpenField(kRecord, kNote, kThen, bytes, {plan::kAna}), std::nullopt);
}

TEST_F(WordsTest, OpenAtTheirPlaceOnly) {
  const std::string bytes = Sealed(anas_, "Soup.");
  EXPECT_EQ(anas_.OpenField(plan::ExampleId<RecordId>('x'), kNote, kThen, bytes, {plan::kAna}), std::nullopt);
  EXPECT_EQ(anas_.OpenField(kRecord, kNote + 1, kThen, bytes, {plan::kAna}), std::nullopt);
  EXPECT_EQ(anas_.OpenField(kRecord, kNote, kLater, bytes, {plan::kAna}), std::nullopt);
}

TEST_F(WordsTest, TheSameWordsTwiceLookDifferent) { EXPECT_NE(Sealed(anas_, "Soup."), Sealed(anas_, "Soup.")); }

TEST_F(WordsTest, AnothersWordsStayAsTheyAreWhenStampedAgain) {
  const std::string bytes = Sealed(bens_, "On the stairs.");
  EXPECT_EQ(*anas_.Reseal(kRecord, kNote, kThen, kLater, bytes), bytes);
}

TEST_F(WordsTest, SealingLeavesTheRestOfTheMessage) {
  v1::Moment moment;
  moment.set_minutes(5);
  moment.set_ritual_id("ritual");
  ASSERT_TRUE(anas_.SealAll(moment, kRecord, kThen).ok());
  EXPECT_FALSE(moment.has_note());
  EXPECT_EQ(moment.minutes(), 5U);
  EXPECT_EQ(moment.ritual_id(), "ritual");
}

RC_GTEST_PROP(Words, OpenAsTheyWereAfterBeingStampedAgain, ()) {
  Family family;
  const Words words = family.Of(plan::kAna);
  const auto text = *rc::gen::arbitrary<std::string>();
  const std::string bytes = LengthDelimited(kNote, *words.Seal(kRecord, kNote, kThen, text));
  const std::string again = *words.Reseal(kRecord, kNote, kThen, kLater, bytes);
  RC_ASSERT(words.OpenField(kRecord, kNote, kLater, again, {plan::kAna}) == text);
  RC_ASSERT(words.OpenField(kRecord, kNote, kThen, again, {plan::kAna}) == std::nullopt);
}

RC_GTEST_PROP(Words, AnyBytesAreEitherWordsOrAbsent, ()) {
  Family family;
  const Words words = family.Of(plan::kAna);
  const auto bytes = *rc::gen::arbitrary<std::string>();
  RC_ASSERT(words.OpenField(kRecord, kNote, kThen, bytes, {plan::kAna}) == std::nullopt);
}

}  // namespace
}  // namespace toward::client
