#include <gmock/gmock.h>
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>

#include "sync/record.h"
#include "tests/sync/any_message.h"
#include "tests/sync/pieces.h"
#include "toward/v1/records.pb.h"

namespace toward::sync {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

Record Merged(Record a, const Record& b) {
  a.Merge(b);
  return a;
}

// The rule in its plainest form: the greatest (stamp, bytes) of each field.
std::map<uint32_t, std::pair<Stamp, std::string>> WinnersOf(const std::vector<Record>& records) {
  std::map<uint32_t, std::pair<Stamp, std::string>> winners;
  for (const Record& record : records) {
    for (const Register& reg : record.registers()) {
      const std::pair<Stamp, std::string> value(reg.stamp, record.Bytes(reg));
      const auto [winner, first] = winners.try_emplace(reg.field, value);
      if (!first) winner->second = std::max(winner->second, value);
    }
  }
  return winners;
}

Record Alive(bool alive, Stamp stamp) {
  v1::Moment fields;
  fields.set_alive(alive);
  if (alive) fields.set_minutes(15);
  return Record::Write(v1::KIND_MOMENT, SampleId(), fields, {}, stamp);
}

bool AliveAfter(const Record& a, const Record& b) {
  v1::Moment moment;
  EXPECT_TRUE(moment.ParseFromString(std::string(Merged(a, b).body())));
  return moment.alive();
}

TEST(Merge, TheLaterStampWins) {
  const Record merged = Merged(RecordOf({{2, NumberPiece(2, 9), {1, 9}}}), RecordOf({{2, NumberPiece(2, 1), {2, 1}}}));
  EXPECT_EQ(merged.body(), NumberPiece(2, 1));
}

TEST(Merge, TheGreaterReplicaWinsWithinOneReading) {
  const Record merged = Merged(RecordOf({{2, NumberPiece(2, 1), {1, 2}}}), RecordOf({{2, NumberPiece(2, 9), {1, 1}}}));
  EXPECT_EQ(merged.body(), NumberPiece(2, 1));
}

TEST(Merge, TheGreaterBytesWinWithinOneStamp) {
  const Record merged =
      Merged(RecordOf({{2, TextPiece(2, "b"), {1, 1}}}), RecordOf({{2, TextPiece(2, "\xff"), {1, 1}}}));
  EXPECT_EQ(merged.body(), TextPiece(2, "\xff"));
}

TEST(Merge, AClearLosesOnlyToAnEqualOrLaterValue) {
  const Record cleared = RecordOf({{2, "", {5, 1}}});
  EXPECT_EQ(Merged(cleared, RecordOf({{2, NumberPiece(2, 1), {4, 9}}})).body(), "");
  EXPECT_EQ(Merged(cleared, RecordOf({{2, NumberPiece(2, 1), {5, 1}}})).body(), NumberPiece(2, 1));
}

TEST(Merge, ALaterEditBeatsADelete) {
  EXPECT_TRUE(AliveAfter(Alive(false, {1, 2}), Alive(true, {2, 1})));
  EXPECT_TRUE(AliveAfter(Alive(true, {2, 1}), Alive(false, {1, 2})));
}

TEST(Merge, ALaterDeleteBeatsAnEdit) {
  EXPECT_FALSE(AliveAfter(Alive(true, {1, 2}), Alive(false, {2, 1})));
  EXPECT_FALSE(AliveAfter(Alive(false, {2, 1}), Alive(true, {1, 2})));
}

TEST(Merge, SaysWhatItOverwroteOnEitherSide) {
  Record mine = RecordOf({{2, TextPiece(2, "old"), {1, 1}}, {3, TextPiece(3, "new"), {4, 1}}});
  std::vector<Overwritten> overwritten;
  EXPECT_TRUE(mine.Merge(RecordOf({{2, "", {2, 1}}, {3, TextPiece(3, "late"), {3, 2}}}), &overwritten));
  ASSERT_THAT(overwritten, SizeIs(2));
  EXPECT_EQ(overwritten[0].bytes, TextPiece(2, "old"));
  EXPECT_EQ(overwritten[1].bytes, TextPiece(3, "late"));
  EXPECT_EQ(overwritten[1].stamp, (Stamp{3, 2}));
}

TEST(Merge, OverwritesNothingWhereBothSaidTheSame) {
  Record mine = RecordOf({{2, TextPiece(2, "same"), {1, 1}}, {3, "", {1, 1}}});
  std::vector<Overwritten> overwritten;
  EXPECT_TRUE(mine.Merge(RecordOf({{2, TextPiece(2, "same"), {2, 2}}, {3, TextPiece(3, "x"), {2, 2}}}), &overwritten));
  EXPECT_THAT(overwritten, IsEmpty());
}

TEST(MergeDeathTest, WantsOneRecord) {
  Record record(v1::KIND_MOMENT, SampleId('a'));
  EXPECT_DEATH(record.Merge(Record(v1::KIND_MOMENT, SampleId('b'))), "must hold");
}

RC_GTEST_PROP(Merge, IsCommutative, ()) {
  const Record a = AnyRecord();
  const Record b = AnyRecord();
  RC_ASSERT(Merged(a, b).Serialize() == Merged(b, a).Serialize());
}

RC_GTEST_PROP(Merge, IsAssociative, ()) {
  const Record a = AnyRecord();
  const Record b = AnyRecord();
  const Record c = AnyRecord();
  RC_ASSERT(Merged(Merged(a, b), c).Serialize() == Merged(a, Merged(b, c)).Serialize());
}

RC_GTEST_PROP(Merge, IsIdempotent, ()) {
  Record merged = AnyRecord();
  const Record other = AnyRecord();
  merged.Merge(other);
  const std::string once = merged.Serialize();
  RC_ASSERT(!merged.Merge(other));
  RC_ASSERT(!merged.Merge(Record(merged)));
  RC_ASSERT(merged.Serialize() == once);
}

RC_GTEST_PROP(Merge, AnyOrderAndRepetitionGiveTheSameBytes, ()) {
  std::vector<Record> records;
  std::vector<size_t> order;
  const auto count = *rc::gen::inRange<size_t>(1, 7);
  for (size_t i = 0; i < count; ++i) records.push_back(AnyRecord());
  for (size_t i = 0; i < count * 2; ++i) order.push_back(i % count);
  Record one(v1::KIND_MOMENT, SampleId());
  Record two(v1::KIND_MOMENT, SampleId());
  for (const size_t i : *rc::gen::container<std::vector<size_t>>(rc::gen::inRange<size_t>(0, count))) {
    one.Merge(records[i]);
  }
  for (const Record& record : records) one.Merge(record);
  std::reverse(order.begin(), order.end());
  for (const size_t i : order) two.Merge(Record(records[i]));
  RC_ASSERT(one.Serialize() == two.Serialize());
}

RC_GTEST_PROP(Merge, TakesTheGreatestOfEachField, ()) {
  const Record a = AnyRecord();
  const Record b = AnyRecord();
  RC_ASSERT(WinnersOf({Merged(a, b)}) == WinnersOf({a, b}));
}

RC_GTEST_PROP(Merge, IsTrueExactlyWhenTheBytesChange, ()) {
  Record record = AnyRecord();
  const std::string before = record.Serialize();
  const bool changed = record.Merge(AnyRecord());
  RC_ASSERT(changed == (record.Serialize() != before));
}

RC_GTEST_PROP(Merge, IsTheSameWhetherOrNotTheOverwrittenIsAskedFor, ()) {
  Record silent = AnyRecord();
  Record telling = silent;
  const Record other = AnyRecord();
  std::vector<Overwritten> overwritten;
  RC_ASSERT(silent.Merge(other) == telling.Merge(other, &overwritten));
  RC_ASSERT(silent.Serialize() == telling.Serialize());
  for (const Overwritten& lost : overwritten) RC_ASSERT(lost.bytes != telling.Bytes(*telling.Find(lost.field)));
}

RC_GTEST_PROP(Merge, ProtobufReadsTheLatersFieldsOverTheEarliers, ()) {
  const auto earlier = AnyRecordMessage();
  const std::unique_ptr<google::protobuf::Message> later(earlier->New());
  FillAtRandom(*later);
  RC_PRE(earlier->ByteSizeLong() > 0 && later->ByteSizeLong() > 0);
  AddUnknownFields(*earlier);
  Record record = Record::Write(1, SampleId(), *earlier, {}, {1, 2});
  record.Merge(Record::Write(1, SampleId(), *later, {}, {2, 1}));

  std::vector<const google::protobuf::FieldDescriptor*> written;
  later->GetReflection()->ListFields(*later, &written);
  for (const auto* field : written) earlier->GetReflection()->ClearField(earlier.get(), field);
  earlier->MergeFrom(*later);
  const std::unique_ptr<google::protobuf::Message> read(earlier->New());
  RC_ASSERT(read->ParseFromString(std::string(record.body())));
  RC_ASSERT(google::protobuf::util::MessageDifferencer::Equals(*read, *earlier));
}

}  // namespace
}  // namespace toward::sync
