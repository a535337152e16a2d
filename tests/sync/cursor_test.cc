#include "sync/cursor.h"

#include <gtest/gtest.h>

namespace toward::sync {
namespace {

const Epoch kEpoch = *Epoch::FromBytes("epoch of 16 byte");
const Epoch kOther = *Epoch::FromBytes("another 16 bytes");
const Cursor kCursor = {.epoch = kEpoch, .seq = 40, .salt = 7};

TEST(Cursor, KeepsItsValueOnTheWire) {
  EXPECT_EQ(*CursorFromProto(ToProto(kCursor)), kCursor);
  EXPECT_EQ(*CursorFromProto(ToProto(Cursor())), Cursor());
}

TEST(Cursor, NothingIsTheBeginning) { EXPECT_TRUE(CursorFromProto(v1::Cursor())->at_beginning()); }

TEST(Cursor, AnEpochHasSixteenBytesOrNone) {
  for (const size_t size : {1, 15, 17}) {
    v1::Cursor cursor;
    cursor.set_epoch(std::string(size, 'e'));
    EXPECT_TRUE(absl::IsInvalidArgument(CursorFromProto(cursor).status()));
  }
}

TEST(Cursor, ContinuesWhereTheSameCommitEnded) {
  EXPECT_TRUE(Continues(kCursor, {.epoch = kEpoch, .head = 40, .salt = 7}));
  EXPECT_TRUE(Continues(kCursor, {.epoch = kEpoch, .head = 90, .salt = 7}));
}

TEST(Cursor, TheBeginningContinuesAnywhere) {
  EXPECT_TRUE(Continues(Cursor(), {.epoch = kEpoch, .head = 0, .salt = {}}));
  EXPECT_TRUE(Continues({.epoch = kOther}, {.epoch = kEpoch, .head = 9, .salt = {}}));
}

TEST(Cursor, DoesNotContinueInAnotherEpoch) {
  EXPECT_FALSE(Continues(kCursor, {.epoch = kOther, .head = 90, .salt = 7}));
}

TEST(Cursor, DoesNotContinueBeyondTheHead) {
  EXPECT_FALSE(Continues(kCursor, {.epoch = kEpoch, .head = 39, .salt = {}}));
  EXPECT_FALSE(Continues(kCursor, {.epoch = kEpoch, .head = 39, .salt = 7}));
}

TEST(Cursor, DoesNotContinueWhereAnotherCommitEnded) {
  EXPECT_FALSE(Continues(kCursor, {.epoch = kEpoch, .head = 90, .salt = 8}));
}

TEST(Cursor, DoesNotContinueWhereNoCommitEnded) {
  EXPECT_FALSE(Continues(kCursor, {.epoch = kEpoch, .head = 90, .salt = {}}));
}

}  // namespace
}  // namespace toward::sync
