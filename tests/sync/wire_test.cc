#include "sync/wire.h"

#include <gmock/gmock.h>
#include <google/protobuf/unknown_field_set.h>
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "sync/limits.h"
#include "tests/sync/any_message.h"
#include "tests/sync/pieces.h"

namespace toward::sync {
namespace {

using google::protobuf::util::MessageDifferencer;
using testing::ElementsAre;

std::vector<uint32_t> FieldsOf(const std::vector<Piece>& pieces) {
  std::vector<uint32_t> fields;
  for (const Piece& piece : pieces) fields.push_back(piece.field);
  return fields;
}

std::string Join(const std::vector<Piece>& pieces) {
  std::string message;
  for (const Piece& piece : pieces) message += piece.bytes;
  return message;
}

// Some pieces, plain and odd ones, and perhaps one byte of them changed.
std::string AnyNearlyMessage() {
  std::string message;
  const int pieces = *rc::gen::inRange(1, 6);
  for (int i = 0; i < pieces; ++i) {
    message += *rc::gen::element(NumberPiece(3, 300), NumberPiece(kMaxFieldNumber, 1), TextPiece(8, "words"),
                                 std::string("\x1d\x01\x02\x03\x04", 5), std::string("\x88\x80\x80\x80\x00\x01", 6),
                                 std::string("\x0a\x81\x80\x80\x80\x00x", 7), std::string("\x08\x81\x80\x00", 4));
  }
  if (*rc::gen::arbitrary<bool>()) {
    const size_t place = *rc::gen::resize(rc::kNominalSize, rc::gen::inRange<size_t>(0, message.size()));
    message[place] = *rc::gen::resize(rc::kNominalSize, rc::gen::arbitrary<char>());
  }
  return message;
}

bool Refused(std::string_view message) { return absl::IsInvalidArgument(Cut(message).status()); }

TEST(Wire, AnEmptyMessageHasNoPieces) { EXPECT_TRUE(Cut("")->empty()); }

TEST(Wire, PiecesStandInTheMessagesOwnOrder) {
  const std::string message = TextPiece(7, "seven") + NumberPiece(2, 300) + TextPiece(7, "");
  EXPECT_THAT(FieldsOf(*Cut(message)), ElementsAre(7, 2, 7));
  EXPECT_EQ((*Cut(message))[1].bytes, NumberPiece(2, 300));
}

TEST(Wire, FieldNumbersEndAtTheLimit) {
  EXPECT_TRUE(Cut(NumberPiece(kMaxFieldNumber, 1)).ok());
  EXPECT_TRUE(Refused(NumberPiece(kMaxFieldNumber + 1, 1)));
  EXPECT_TRUE(Refused(std::string("\x00\x01", 2)));
}

TEST(Wire, AMessageCutAnywhereWithinAPieceIsRefused) {
  for (const std::string& piece : {NumberPiece(900, 1'000'000), TextPiece(900, "words"), std::string("\x0d\1\2\3\4", 5),
                                   std::string("\x09\1\2\3\4\5\6\7\10", 9)}) {
    EXPECT_TRUE(Cut(piece).ok());
    for (size_t size = 1; size < piece.size(); ++size) EXPECT_TRUE(Refused(piece.substr(0, size)));
  }
}

TEST(Wire, GroupsAndUnusedWireTypesAreRefused) {
  for (const char* message : {"\x0b\x0c", "\x0c", "\x0e", "\x0f"}) EXPECT_TRUE(Refused(message));
}

TEST(Wire, TagsAndLengthsLongerThanProtobufReadsAreRefused) {
  EXPECT_TRUE(Cut(std::string("\x88\x80\x80\x80\x00\x01", 6)).ok());
  EXPECT_TRUE(Refused(std::string("\x88\x80\x80\x80\x80\x00\x01", 7)));
  EXPECT_TRUE(Cut(std::string("\x0a\x81\x80\x80\x80\x00x", 7)).ok());
  EXPECT_TRUE(Refused(std::string("\x0a\x81\x80\x80\x80\x80\x00x", 8)));
}

TEST(Wire, AVarintHasAtMostTenBytes) {
  EXPECT_TRUE(Cut("\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01").ok());
  EXPECT_TRUE(Refused("\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"));
}

RC_GTEST_PROP(Wire, PiecesJoinedAgainAreTheMessage, ()) {
  const auto message = AnyRecordMessage();
  AddUnknownFields(*message);
  const std::string bytes = message->SerializeAsString();
  RC_ASSERT(Join(*Cut(bytes)) == bytes);
}

RC_GTEST_PROP(Wire, PiecesMovedAmongOtherFieldsAreTheSameMessage, ()) {
  const auto message = AnyRecordMessage();
  AddUnknownFields(*message);
  const std::string bytes = message->SerializeAsString();
  std::vector<Piece> pieces = *Cut(bytes);
  std::stable_sort(pieces.begin(), pieces.end(), [](const Piece& a, const Piece& b) { return a.field > b.field; });
  const std::unique_ptr<google::protobuf::Message> parsed(message->New());
  RC_ASSERT(parsed->ParseFromString(Join(pieces)));
  RC_ASSERT(MessageDifferencer::Equals(*parsed, *message));
}

RC_GTEST_PROP(Wire, WhatIsAcceptedProtobufReadsAsTheSameFields, ()) {
  const std::string bytes = AnyNearlyMessage();
  const absl::StatusOr<std::vector<Piece>> pieces = Cut(bytes);
  RC_CLASSIFY(pieces.ok() && !pieces->empty(), "accepted");
  if (!pieces.ok()) return;
  google::protobuf::UnknownFieldSet fields;
  RC_ASSERT(fields.ParseFromString(bytes));
  RC_ASSERT(static_cast<size_t>(fields.field_count()) == pieces->size());
  for (int i = 0; i < fields.field_count(); ++i) {
    RC_ASSERT(static_cast<uint32_t>(fields.field(i).number()) == (*pieces)[static_cast<size_t>(i)].field);
  }
}

}  // namespace
}  // namespace toward::sync
