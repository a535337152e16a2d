#include "sync/record.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "sync/limits.h"
#include "tests/sync/pieces.h"
#include "toward/v1/records.pb.h"

namespace toward::sync {
namespace {

using testing::ElementsAre;

bool Malformed(const v1::Patch& patch) { return absl::IsInvalidArgument(Record::FromPatch(patch).status()); }

v1::Patch GoodPatch() { return PatchOf(NumberPiece(1, 1) + TextPiece(8, "note"), {1, 8}); }

void AddRun(v1::Patch& patch, Stamp stamp, uint32_t field) {
  v1::StampRun& run = *patch.add_runs();
  run.mutable_stamp()->set_hlc(stamp.hlc);
  run.mutable_stamp()->set_replica(stamp.replica);
  run.add_fields(field);
}

TEST(Record, AcceptsAGoodPatch) { EXPECT_TRUE(Record::FromPatch(GoodPatch()).ok()); }

TEST(Record, AnIdHasSixteenBytes) {
  for (const size_t size : {0, 15, 17}) {
    v1::Patch patch = GoodPatch();
    patch.set_id(std::string(size, 'x'));
    EXPECT_TRUE(Malformed(patch));
  }
}

TEST(Record, NeedsAKindButNotAKnownOne) {
  v1::Patch patch = GoodPatch();
  patch.set_kind(static_cast<v1::Kind>(40'000));
  EXPECT_EQ(Record::FromPatch(patch)->kind(), 40'000U);
  EXPECT_EQ(Record::FromPatch(patch)->ToPatch().kind(), 40'000);
  patch.set_kind(v1::KIND_UNSPECIFIED);
  EXPECT_TRUE(Malformed(patch));
}

TEST(Record, WritesSomething) {
  v1::Patch patch = PatchOf("", {});
  EXPECT_TRUE(Malformed(patch));
  patch.clear_runs();
  EXPECT_TRUE(Malformed(patch));
}

TEST(Record, AStampHasAReplica) {
  v1::Patch patch = GoodPatch();
  patch.mutable_runs(0)->mutable_stamp()->clear_replica();
  EXPECT_TRUE(Malformed(patch));
}

TEST(Record, EveryFieldIsInExactlyOneRun) {
  EXPECT_TRUE(Malformed(PatchOf(NumberPiece(1, 1) + NumberPiece(2, 2), {1})));
  EXPECT_TRUE(Malformed(PatchOf(NumberPiece(1, 1), {1, 1})));
  v1::Patch twice = GoodPatch();
  AddRun(twice, {2, 2}, 8);
  EXPECT_TRUE(Malformed(twice));
}

TEST(Record, FieldNumbersOfRunsEndAtTheLimit) {
  EXPECT_FALSE(Malformed(PatchOf("", {kMaxFieldNumber})));
  EXPECT_TRUE(Malformed(PatchOf("", {kMaxFieldNumber + 1})));
  EXPECT_TRUE(Malformed(PatchOf("", {0})));
}

TEST(Record, ABodyIsAMessage) { EXPECT_TRUE(Malformed(PatchOf("\x0b\x0c", {1}))); }

TEST(Record, SizeEndsAtTheLimit) {
  const size_t overhead = PatchOf(TextPiece(1, std::string(60'000, 'x')), {1}).ByteSizeLong() - 60'000;
  const auto of_size = [&](size_t size) { return PatchOf(TextPiece(1, std::string(size - overhead, 'x')), {1}); };
  ASSERT_EQ(of_size(kMaxRecordBytes).ByteSizeLong(), kMaxRecordBytes);
  EXPECT_TRUE(Record::FromPatch(of_size(kMaxRecordBytes)).ok());
  EXPECT_TRUE(Record::Parse(of_size(kMaxRecordBytes).SerializeAsString()).ok());
  EXPECT_TRUE(absl::IsResourceExhausted(Record::FromPatch(of_size(kMaxRecordBytes + 1)).status()));
}

TEST(Record, ErrorsQuoteNothing) {
  for (const v1::Patch& patch : {PatchOf(TextPiece(8, "secret"), {1}), PatchOf("secret", {1})}) {
    const std::string message(Record::FromPatch(patch).status().message());
    EXPECT_THAT(message, testing::Not(testing::HasSubstr("secret")));
  }
}

TEST(Record, BytesThatAreNoPatchAreMalformed) {
  EXPECT_TRUE(absl::IsInvalidArgument(Record::Parse("\xff").status()));
  EXPECT_TRUE(absl::IsInvalidArgument(Record::Parse("").status()));
}

TEST(Record, GathersScatteredOccurrencesInOrder) {
  const std::string body = TextPiece(9, "first") + NumberPiece(2, 5) + TextPiece(9, "second");
  const Record record = *Record::FromPatch(PatchOf(body, {9, 2}));
  EXPECT_EQ(record.body(), NumberPiece(2, 5) + TextPiece(9, "first") + TextPiece(9, "second"));
  EXPECT_EQ(record.Bytes(*record.Find(9)), TextPiece(9, "first") + TextPiece(9, "second"));
}

TEST(Record, RunsShareEqualStampsAndAscend) {
  v1::Patch patch = PatchOf("", {7});
  AddRun(patch, {9, 9}, 5);
  AddRun(patch, {1, 1}, 3);
  AddRun(patch, {9, 9}, 2);
  AddRun(patch, {4, 4}, 6);
  const v1::Patch canonical = Record::FromPatch(patch)->ToPatch();
  ASSERT_EQ(canonical.runs_size(), 3);
  EXPECT_THAT(canonical.runs(0).fields(), ElementsAre(2, 5));
  EXPECT_THAT(canonical.runs(1).fields(), ElementsAre(3, 7));
  EXPECT_THAT(canonical.runs(2).fields(), ElementsAre(6));
}

TEST(Record, WriteStampsWhatIsSetAndWhatIsCleared) {
  v1::Moment fields;
  fields.set_alive(true);
  fields.set_minutes(12);
  const Record record = Record::Write(v1::KIND_MOMENT, SampleId(), fields, {8, 5}, {7, 3});
  const v1::Patch patch = record.ToPatch();
  ASSERT_EQ(patch.runs_size(), 1);
  EXPECT_THAT(patch.runs(0).fields(), ElementsAre(1, 5, 6, 8));
  EXPECT_EQ(patch.body(), fields.SerializeAsString());
  EXPECT_EQ(record.Find(8)->size, 0U);
  EXPECT_EQ(record.Find(4), nullptr);
}

TEST(Record, WriteKeepsWhatTheCheckOfTheTransactionWillRefuse) {
  v1::Moment fields;
  fields.set_note(std::string(kMaxRecordBytes, 'x'));
  const Record record = Record::Write(v1::KIND_MOMENT, SampleId(), fields, {}, {7, 3});
  EXPECT_TRUE(absl::IsResourceExhausted(Record::FromPatch(record.ToPatch()).status()));
}

TEST(Record, SetReplacesWhateverWasThere) {
  Record record = RecordOf({{2, NumberPiece(2, 1), {5, 1}}, {4, NumberPiece(4, 1), {5, 1}}});
  record.Set(2, NumberPiece(2, 9), {1, 1});
  record.Set(3, "", {2, 1});
  EXPECT_EQ(record.body(), NumberPiece(2, 9) + NumberPiece(4, 1));
  EXPECT_EQ(record.Find(2)->stamp, (Stamp{1, 1}));
  EXPECT_EQ(record.registers().size(), 3U);
}

TEST(RecordDeathTest, SetWantsBytesOfItsField) {
  Record record(v1::KIND_MOMENT, SampleId());
  EXPECT_DEATH(record.Set(2, NumberPiece(3, 1), {1, 1}), "must hold");
}

TEST(Record, MaxStampIsTheGreatestOfAll) {
  EXPECT_EQ(Record(v1::KIND_MOMENT, SampleId()).MaxStamp(), Stamp{});
  EXPECT_EQ(RecordOf({{1, "", {5, 9}}, {2, "", {6, 1}}, {3, "", {6, 2}}}).MaxStamp(), (Stamp{6, 2}));
}

RC_GTEST_PROP(Record, ParsesToWhatWasSerialized, ()) {
  const Record record = AnyRecord();
  RC_ASSERT(Record::Parse(record.Serialize())->Serialize() == record.Serialize());
}

RC_GTEST_PROP(Record, EqualRegistersSerializeEquallyHoweverTheyCame, ()) {
  const v1::Patch canonical = AnyRecord().ToPatch();
  v1::Patch scattered = canonical;
  scattered.clear_runs();
  for (const v1::StampRun& run : canonical.runs()) {
    for (const uint32_t field : run.fields()) AddRun(scattered, {run.stamp().hlc(), run.stamp().replica()}, field);
  }
  std::reverse(scattered.mutable_runs()->begin(), scattered.mutable_runs()->end());
  RC_ASSERT(Record::FromPatch(scattered)->Serialize() == canonical.SerializeAsString());
}

}  // namespace
}  // namespace toward::sync
