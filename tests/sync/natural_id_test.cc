#include "sync/natural_id.h"

#include <gtest/gtest.h>

namespace toward::sync {
namespace {

const FamilyId kFamily = *FamilyId::FromBytes("a family's bytes");
const FamilyId kOtherFamily = *FamilyId::FromBytes("another family's");

TEST(NaturalId, IsTheSameOnEveryDevice) {
  EXPECT_EQ(NaturalId(kFamily, 4).Add("ritual").AddNumber(20'000).Finish(),
            NaturalId(kFamily, 4).Add("ritual").AddNumber(20'000).Finish());
}

TEST(NaturalId, DependsOnFamilyKindAndParts) {
  const RecordId id = NaturalId(kFamily, 4).Add("ritual").AddNumber(20'000).Finish();
  EXPECT_NE(id, NaturalId(kOtherFamily, 4).Add("ritual").AddNumber(20'000).Finish());
  EXPECT_NE(id, NaturalId(kFamily, 5).Add("ritual").AddNumber(20'000).Finish());
  EXPECT_NE(id, NaturalId(kFamily, 4).Add("ritual").AddNumber(20'001).Finish());
  EXPECT_NE(id, NaturalId(kFamily, 4).AddNumber(20'000).Add("ritual").Finish());
}

TEST(NaturalId, KnowsWhereAPartEnds) {
  EXPECT_NE(NaturalId(kFamily, 4).Add("ab").Add("c").Finish(), NaturalId(kFamily, 4).Add("a").Add("bc").Finish());
  EXPECT_NE(NaturalId(kFamily, 4).Finish(), NaturalId(kFamily, 4).Add("").Finish());
}

TEST(NaturalId, ANumberIsFourBytesBigEndian) {
  EXPECT_EQ(NaturalId(kFamily, 4).AddNumber(-2).Finish(), NaturalId(kFamily, 4).Add("\xff\xff\xff\xfe").Finish());
}

}  // namespace
}  // namespace toward::sync
