// Nothing a person wrote is lost: words that another device's write has replaced are kept for 30 days.

#include "tests/client/replica/replica_test.h"

namespace toward::client {
namespace {

using testing::ElementsAre;
using testing::Field;
using testing::IsEmpty;

class EarlierWordsTest : public ReplicaTest {
 protected:
  void SetUp() override {
    ReplicaTest::SetUp();
    Deliver({Bens({.kind = v1::KIND_MEMBER,
                   .id = IdCast<RecordId>(plan::kBen),
                   .fields = std::make_shared<v1::Member>(),
                   .cleared = {}},
                  0)});
  }
  std::vector<std::string> Earlier() {
    std::vector<std::string> texts;
    const auto earlier = replica_->ListEarlierWords();
    for (const EarlierWords& words : *earlier) texts.push_back(words.text);
    return texts;
  }
};

TEST_F(EarlierWordsTest, AnasWordsThatBensReplacedAreKept) {
  Do(Noted('a', "Soup."));
  PushAll();
  const int64_t written_ms = clock_.WallMs();
  Deliver({Bens(Noted('a', "Bread."))});
  const auto earlier = *replica_->ListEarlierWords();
  ASSERT_THAT(earlier, ElementsAre(Field(&EarlierWords::text, "Soup.")));
  EXPECT_EQ(earlier.front().kind, v1::KIND_MOMENT);
  EXPECT_EQ(earlier.front().id, MomentId('a'));
  EXPECT_EQ(earlier.front().field, uint32_t{v1::Moment::kNoteFieldNumber});
  EXPECT_EQ(earlier.front().written_ms, written_ms);
}

TEST_F(EarlierWordsTest, BensWordsThatAnasReplacedAreKept) {
  Deliver({Bens(Noted('a', "Bread."), 0)});
  Do(Noted('a', "Soup."));
  EXPECT_THAT(Earlier(), IsEmpty());
  PushAll();
  EXPECT_THAT(Earlier(), ElementsAre("Bread."));
}

TEST_F(EarlierWordsTest, WordsThatLoseOnArrivalAreKept) {
  Do(Noted('a', "Soup."));
  clock_.Advance(kMinuteMs);
  Deliver({Bens(Noted('a', "Bread."))});
  PushAll();
  EXPECT_EQ(Shown('a').note(), "Bread.");
  EXPECT_THAT(Earlier(), ElementsAre("Soup."));
}

TEST_F(EarlierWordsTest, WordsThatBenClearedAreKept) {
  Do(Noted('a', "Soup."));
  PushAll();
  Deliver({Bens(NoteCleared('a'))});
  EXPECT_THAT(Earlier(), ElementsAre("Soup."));
}

TEST_F(EarlierWordsTest, OnesOwnSecondThoughtsAreNot) {
  Do(Noted('a', "Soup."));
  Do(Noted('a', "Bread."));
  PushAll();
  EXPECT_THAT(Earlier(), IsEmpty());
}

TEST_F(EarlierWordsTest, WhatIsNotWordsIsNotKept) {
  Do(Lasted('a', 5));
  PushAll();
  Deliver({Bens(Lasted('a', 6))});
  EXPECT_THAT(Earlier(), IsEmpty());
}

TEST_F(EarlierWordsTest, TheSameMergeTwiceKeepsThemOnce) {
  Do(Noted('a', "Soup."));
  const auto own = PushAll();
  const sync::Record bens = Bens(Noted('a', "Bread."));
  Deliver({bens});
  Deliver(own);
  Deliver({bens});
  EXPECT_THAT(Earlier(), ElementsAre("Soup."));
}

TEST_F(EarlierWordsTest, AreThereOnTheThirtiethDayAndGoneAfterIt) {
  Do(Noted('a', "Soup."));
  PushAll();
  Deliver({Bens(Noted('a', "Bread."))});
  clock_.Advance(30 * kDayMs);
  Deliver({});
  EXPECT_THAT(Earlier(), ElementsAre("Soup."));
  clock_.Advance(1);
  Deliver({});
  EXPECT_THAT(Earlier(), IsEmpty());
}

TEST_F(EarlierWordsTest, ComeOldestFirst) {
  Do(Noted('a', "Soup."));
  clock_.Advance(kMinuteMs);
  Do(Noted('b', "Bread."));
  PushAll();
  Deliver({Bens(Noted('b', "x")), Bens(Noted('a', "y"))});
  Reopen();
  EXPECT_THAT(Earlier(), ElementsAre("Soup.", "Bread."));
}

}  // namespace
}  // namespace toward::client
