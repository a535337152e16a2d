#include "base/ids.h"

#include <gtest/gtest.h>

#include "base/hex.h"
#include "base/random.h"

namespace toward {
namespace {

TEST(Id, NeedsSixteenBytes) {
  EXPECT_TRUE(MemberId::FromBytes(std::string(16, 'a')).has_value());
  EXPECT_FALSE(MemberId::FromBytes(std::string(15, 'a')).has_value());
  EXPECT_FALSE(MemberId::FromBytes(std::string(17, 'a')).has_value());
}

TEST(Id, KeepsItsBytesWhenItsNounChanges) {
  SystemRandom random;
  const auto member = random.NewId<MemberId>();
  EXPECT_EQ(IdCast<RecordId>(member).ToBytes(), member.ToBytes());
}

TEST(Hex, ReadsWhatItWrites) {
  const std::string bytes("\x00\x7f\x80\xff", 4);
  EXPECT_EQ(ToHex(bytes), "007f80ff");
  EXPECT_EQ(FromHex("007f80ff"), bytes);
  EXPECT_EQ(FromHex("007F80FF"), bytes);
}

TEST(Hex, RefusesWhatIsNotHex) {
  EXPECT_EQ(FromHex("0"), std::nullopt);
  EXPECT_EQ(FromHex("0g"), std::nullopt);
}

TEST(Random, GivesTheSizeAskedFor) {
  SystemRandom random;
  EXPECT_EQ(random.Bytes(0).size(), 0U);
  EXPECT_EQ(random.Bytes(1000).size(), 1000U);
  EXPECT_NE(random.Bytes(16), random.Bytes(16));
}

}  // namespace
}  // namespace toward
