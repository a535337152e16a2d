// What the screen shows = what the server confirmed + what the outbox still holds.

#include "tests/client/replica/replica_test.h"

namespace toward::client {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr uint32_t kKindOfANewerVersion = 900;

class ScreenTest : public ReplicaTest {
 protected:
  std::vector<RecordId> IdsOf(const absl::StatusOr<std::vector<sync::Record>>& records) {
    std::vector<RecordId> ids;
    for (const sync::Record& record : *records) ids.push_back(record.id());
    return ids;
  }
  std::vector<RecordId> OnDays(int32_t first_day, int32_t last_day) {
    return IdsOf(replica_->ListDays(v1::KIND_MOMENT, first_day, last_day));
  }
};

TEST_F(ScreenTest, ShowsAChangeAtOnce) {
  Do(NotedAndLasted('a', "A tower of nine.", 12));
  EXPECT_EQ(Shown('a').note(), "A tower of nine.");
  EXPECT_EQ(Shown('a').minutes(), 12U);
}

TEST_F(ScreenTest, ShowsWhatTheServerConfirmed) {
  Deliver({Bens(Noted('b', "On the stairs."))});
  EXPECT_EQ(Shown('b').note(), "On the stairs.");
}

TEST_F(ScreenTest, WhatNobodyHasIsAbsent) {
  EXPECT_EQ(*replica_->Find(v1::KIND_MOMENT, MomentId('x')), std::nullopt);
  EXPECT_THAT(*replica_->List(v1::KIND_MOMENT), IsEmpty());
  EXPECT_THAT(*replica_->Kinds(), IsEmpty());
}

TEST_F(ScreenTest, LaysWaitingFieldsOverConfirmedOnes) {
  Deliver({Bens(NotedAndLasted('a', "On the stairs.", 5), 0)});
  Do(Lasted('a', 12));
  EXPECT_EQ(Shown('a').note(), "On the stairs.");
  EXPECT_EQ(Shown('a').minutes(), 12U);
}

TEST_F(ScreenTest, AWaitingChangeOlderThanAConfirmedOneIsUnderIt) {
  Do(Lasted('a', 12));
  Deliver({Bens(Lasted('a', 5), kMinuteMs)});
  EXPECT_EQ(Shown('a').minutes(), 5U);
}

TEST_F(ScreenTest, ReturnsADeletedRecordAsNotAlive) {
  Do(Noted('a', "Soup."));
  Do(Removed('a'));
  ASSERT_NE(*replica_->Find(v1::KIND_MOMENT, MomentId('a')), std::nullopt);
  EXPECT_FALSE(Shown('a').alive());
  EXPECT_THAT(*replica_->List(v1::KIND_MOMENT), SizeIs(1));
}

TEST_F(ScreenTest, ALaterEditBringsADeletedRecordBack) {
  Do(Noted('a', "Soup."));
  Do(Removed('a'));
  Do(Lasted('a', 3));
  EXPECT_TRUE(Shown('a').alive());
  EXPECT_EQ(Shown('a').note(), "Soup.");
}

TEST_F(ScreenTest, ListsConfirmedAndWaitingRecordsByIdEachOnce) {
  Deliver({Bens(Lasted('d', 1)), Bens(Lasted('b', 2))});
  for (const char letter : {'c', 'b', 'a'}) Do(Lasted(letter, 9));
  EXPECT_THAT(IdsOf(replica_->List(v1::KIND_MOMENT)),
              ElementsAre(MomentId('a'), MomentId('b'), MomentId('c'), MomentId('d')));
}

TEST_F(ScreenTest, ListsTheDaysAskedForAndNoOthers) {
  Deliver({Bens(OnDay('b', 20)), Bens(OnDay('c', 22))});
  Do(OnDay('a', 19));
  Do(OnDay('d', 21));
  EXPECT_THAT(OnDays(20, 21), ElementsAre(MomentId('b'), MomentId('d')));
  EXPECT_THAT(OnDays(19, 19), ElementsAre(MomentId('a')));
  EXPECT_THAT(OnDays(23, 99), IsEmpty());
}

TEST_F(ScreenTest, ARecordIsListedOnTheDayItIsShownOn) {
  Deliver({Bens(OnDay('b', 20), 0)});
  Do(OnDay('b', 21));
  EXPECT_THAT(OnDays(20, 20), IsEmpty());
  EXPECT_THAT(OnDays(21, 21), ElementsAre(MomentId('b')));
}

TEST_F(ScreenTest, AConfirmedRecordIsFoundOnItsNewDay) {
  Deliver({Bens(OnDay('b', 20), 0)});
  Deliver({Bens(OnDay('b', -3), kMinuteMs)});
  EXPECT_THAT(OnDays(20, 20), IsEmpty());
  EXPECT_THAT(OnDays(-3, -3), ElementsAre(MomentId('b')));
}

TEST_F(ScreenTest, WhatHasNoDayIsOnNone) {
  Do(Noted('a', "Some day."));
  Deliver({Bens(Noted('b', "Some day."))});
  EXPECT_THAT(OnDays(std::numeric_limits<int32_t>::min(), std::numeric_limits<int32_t>::max()), IsEmpty());
}

TEST_F(ScreenTest, KindsOfANewerVersionAreHeldByteForByte) {
  sync::Record record(kKindOfANewerVersion, MomentId('n'));
  record.Set(1, std::string("\x08\x01"), {5, kBensReplica});
  record.Set(42, LengthDelimited(42, "not for this version"), {6, kBensReplica});
  Deliver({record});
  Reopen();
  EXPECT_THAT(*replica_->List(kKindOfANewerVersion), ElementsAre(record));
  EXPECT_THAT(*replica_->Kinds(), ElementsAre(kKindOfANewerVersion));
}

TEST_F(ScreenTest, FieldsOfANewerVersionSurviveAnEdit) {
  constexpr uint32_t kNewField = 77;
  const std::string bytes = LengthDelimited(kNewField, "not for this version");
  sync::Record record = Bens(Lasted('b', 5), 0);
  record.Set(kNewField, bytes, {6, kBensReplica});
  Deliver({record});
  Do(Lasted('b', 12));
  PushAll();
  Reopen();
  const auto shown = *replica_->Find(v1::KIND_MOMENT, MomentId('b'));
  ASSERT_NE(shown->Find(kNewField), nullptr);
  EXPECT_EQ(shown->Bytes(*shown->Find(kNewField)), bytes);
  EXPECT_EQ(Shown('b').minutes(), 12U);
}

TEST_F(ScreenTest, TheKindsOfWaitingChangesAreAmongTheKinds) {
  Do(Lasted('a', 1));
  EXPECT_THAT(*replica_->Kinds(), ElementsAre(v1::KIND_MOMENT));
}

TEST_F(ScreenTest, WordsThatDoNotOpenAreLeftOut) {
  sync::Record record = Bens(NotedAndLasted('b', "On the stairs.", 5));
  record.Set(v1::Moment::kNoteFieldNumber, LengthDelimited(v1::Moment::kNoteFieldNumber, std::string(110, 's')),
             {9, kBensReplica});
  Deliver({record});
  EXPECT_FALSE(Shown('b').has_note());
  EXPECT_EQ(Shown('b').minutes(), 5U);
}

}  // namespace
}  // namespace toward::client
