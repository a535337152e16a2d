#include "plan/prompts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <regex>
#include <set>
#include <string>

#include "tests/plan/example_plan.h"

namespace toward::plan {
namespace {

using testing::ElementsAre;
using testing::Optional;
using testing::SizeIs;

const FamilyId kFamily = ExampleId<FamilyId>('F');

FamilyId AnyFamily() {
  const auto bytes = *rc::gen::container<std::string>(16, rc::gen::arbitrary<char>());
  return *FamilyId::FromBytes(bytes);
}

std::vector<std::string_view> Evenings(const FamilyId& family, uint64_t first, uint64_t count) {
  std::vector<std::string_view> keys;
  for (uint64_t evening = first; evening < first + count; ++evening) keys.push_back(PromptFor(family, evening).key);
  return keys;
}

TEST(PromptDeck, HasSixtyQuestionsOrMoreEachWithAKeyOfItsOwn) {
  std::set<std::string_view> keys;
  std::set<std::string_view> texts;
  for (const Prompt& prompt : PromptDeck()) {
    keys.insert(prompt.key);
    texts.insert(prompt.text);
    EXPECT_EQ(FindPrompt(prompt.key), &prompt);
  }
  EXPECT_GE(PromptDeck().size(), 60u);
  EXPECT_THAT(keys, SizeIs(PromptDeck().size()));
  EXPECT_THAT(texts, SizeIs(PromptDeck().size()));
  EXPECT_EQ(FindPrompt("no-such-question"), nullptr);
}

TEST(PromptDeck, KeysAreShortAndForMachines) {
  const std::regex key("[a-z]+(-[a-z]+)*");
  for (const Prompt& prompt : PromptDeck()) {
    EXPECT_TRUE(std::regex_match(std::string(prompt.key), key)) << prompt.key;
    EXPECT_LE(prompt.key.size(), 20u);
  }
}

TEST(PromptDeck, NoQuestionCanBeAnsweredWithYesOrNo) {
  const std::regex open("^(What|Which|How|When|Where|Who|Whom|If .*, (what|which|how|who|where)) .*\\?$");
  for (const Prompt& prompt : PromptDeck()) {
    EXPECT_TRUE(std::regex_match(std::string(prompt.text), open)) << prompt.text;
    EXPECT_LE(prompt.text.size(), 90u) << prompt.text;
  }
}

TEST(PromptFor, IsTheSameOnBothDevicesAndEveryDay) {
  // An implementation in another language must find the same.
  EXPECT_THAT(RoundOrder(kFamily, 0, {6}), ElementsAre(5, 1, 3, 4, 0, 2));
  EXPECT_THAT(RoundOrder(kFamily, 1, {6}), ElementsAre(1, 0, 2, 4, 5, 3));
  EXPECT_THAT(RoundOrder(ExampleId<FamilyId>('G'), 0, {4, 3}), ElementsAre(0, 1, 3, 2, 4, 6, 5));
}

RC_GTEST_PROP(PromptFor, NoQuestionComesTwiceInARound, ()) {
  const uint64_t deck = PromptDeck().size();
  const auto round = *rc::gen::inRange<uint64_t>(0, 1000);
  const auto evenings = Evenings(AnyFamily(), round * deck, deck);
  RC_ASSERT(std::set<std::string_view>(evenings.begin(), evenings.end()).size() == deck);
}

RC_GTEST_PROP(PromptFor, TheNextRoundHasAnotherOrderAndNeverBeginsWithTheLastQuestion, ()) {
  const uint64_t deck = PromptDeck().size();
  const FamilyId family = AnyFamily();
  const auto round = *rc::gen::inRange<uint64_t>(0, 1000);
  const auto before = Evenings(family, round * deck, deck);
  const auto after = Evenings(family, (round + 1) * deck, deck);
  RC_ASSERT(before != after);
  RC_ASSERT(before.back() != after.front());
}

RC_GTEST_PROP(PromptFor, ASmallDeckNeverRepeatsAQuestionEither, ()) {
  const FamilyId family = AnyFamily();
  const auto round = *rc::gen::inRange<uint64_t>(0, 1000);
  const auto size = *rc::gen::inRange<size_t>(3, 6);
  RC_ASSERT(RoundOrder(family, round, {size}).back() != RoundOrder(family, round + 1, {size}).front());
}

RC_GTEST_PROP(PromptFor, ANewEditionOnlyProlongsARound, ()) {
  const FamilyId family = AnyFamily();
  const std::vector<size_t> sizes = {*rc::gen::inRange<size_t>(3, 70)};
  const std::vector<size_t> more = {sizes[0], *rc::gen::inRange<size_t>(1, 20)};
  const std::vector<size_t> before = RoundOrder(family, 0, sizes);
  const std::vector<size_t> after = RoundOrder(family, 0, more);
  RC_ASSERT(after.size() == more[0] + more[1]);
  RC_ASSERT(std::equal(before.begin(), before.end(), after.begin()));
}

TEST(PromptFor, FamiliesHaveOrdersOfTheirOwn) {
  EXPECT_NE(Evenings(kFamily, 0, 10), Evenings(ExampleId<FamilyId>('G'), 0, 10));
}

TEST(StarterFor, MembersTakeTurns) {
  EXPECT_THAT(StarterFor({kBen, kAna}, 0), Optional(kAna));
  EXPECT_THAT(StarterFor({kBen, kAna}, 1), Optional(kBen));
  EXPECT_THAT(StarterFor({kAna, kBen}, 2), Optional(kAna));
  EXPECT_THAT(StarterFor({kAna}, 7), Optional(kAna));
  EXPECT_EQ(StarterFor({}, 3), std::nullopt);
}

}  // namespace
}  // namespace toward::plan
