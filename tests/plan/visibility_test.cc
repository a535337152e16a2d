// The rule of who may be given what, line by line. What a store makes of it: tests/server/store/reveal_contract.h.

#include "plan/visibility.h"

#include <gtest/gtest.h>

#include "tests/plan/example_plan.h"

namespace toward::plan {
namespace {

v1::Reflection Message(const MemberId& author, v1::Reflection::Visibility visibility) {
  v1::Reflection message;
  message.set_alive(true);
  message.set_ritual_id(kCheckIn.ToBytes());
  message.set_day(kTuesday.number());
  message.set_member_id(author.ToBytes());
  message.set_text("sealed");
  message.set_visibility(visibility);
  return message;
}

Answer AnswerBy(const MemberId& author, Hidden asked = Hidden::kUntilReveal) {
  return {.ritual = kCheckIn, .day = kTuesday, .author = author, .asked = asked, .written = true};
}

ReflectionWrite FirstWrite(const MemberId& writer, const Answer& answer) {
  return {.writer = writer, .brings_text = true, .before = {}, .patch = answer, .after = answer};
}

TEST(AnswerOf, ReadsWhatIsClear) {
  const Answer answer = AnswerOf(Message(kAna, v1::Reflection::VISIBILITY_UNTIL_REVEAL));
  EXPECT_EQ(answer.ritual, kCheckIn);
  EXPECT_EQ(answer.day, kTuesday);
  EXPECT_EQ(answer.author, kAna);
  EXPECT_EQ(answer.asked, Hidden::kUntilReveal);
  EXPECT_TRUE(answer.written);
}

TEST(AnswerOf, NoVisibilityIsSharedAndAnUnknownOneIsPrivate) {
  v1::Reflection message = Message(kAna, v1::Reflection::VISIBILITY_SHARED);
  message.clear_visibility();
  EXPECT_EQ(AnswerOf(message).asked, Hidden::kNo);
  message.set_visibility(static_cast<v1::Reflection::Visibility>(4));
  EXPECT_EQ(AnswerOf(message).asked, Hidden::kPrivate);
}

TEST(AnswerOf, WithoutLifeOrTextNothingIsWritten) {
  v1::Reflection message = Message(kAna, v1::Reflection::VISIBILITY_SHARED);
  message.set_alive(false);
  EXPECT_FALSE(AnswerOf(message).written);
  message.set_alive(true);
  message.clear_text();
  EXPECT_FALSE(AnswerOf(message).written);
}

TEST(Revealing, TakesTwoMembersOfOneEvening) {
  EXPECT_TRUE(RevealEachOther(AnswerBy(kAna), AnswerBy(kBen)));
  EXPECT_TRUE(RevealEachOther(AnswerBy(kAna), AnswerBy(kBen, Hidden::kNo)));
  EXPECT_FALSE(RevealEachOther(AnswerBy(kAna), AnswerBy(kAna)));
  EXPECT_FALSE(RevealEachOther(AnswerBy(kAna), AnswerBy(kBen, Hidden::kPrivate)));
  Answer unwritten = AnswerBy(kBen);
  unwritten.written = false;
  EXPECT_FALSE(RevealEachOther(AnswerBy(kAna), unwritten));
  Answer tomorrow = AnswerBy(kBen);
  tomorrow.day = kTuesday.Plus(1);
  EXPECT_FALSE(RevealEachOther(AnswerBy(kAna), tomorrow));
  Answer elsewhere = AnswerBy(kBen);
  elsewhere.ritual = kTime;
  EXPECT_FALSE(RevealEachOther(AnswerBy(kAna), elsewhere));
}

TEST(Giving, HiddenWordsAreForTheirAuthor) {
  for (const Hidden hidden : {Hidden::kUntilReveal, Hidden::kPrivate}) {
    EXPECT_TRUE(MayBeGiven(hidden, kAna, kAna));
    EXPECT_FALSE(MayBeGiven(hidden, kAna, kBen));
  }
  EXPECT_TRUE(MayBeGiven(Hidden::kNo, kAna, kBen));
}

TEST(Hiding, IsAsAskedUntilRevealed) {
  EXPECT_EQ(HiddenAfter(FirstWrite(kAna, AnswerBy(kAna)), false), Hidden::kUntilReveal);
  EXPECT_EQ(HiddenAfter(FirstWrite(kAna, AnswerBy(kAna)), true), Hidden::kNo);
  EXPECT_EQ(HiddenAfter(FirstWrite(kAna, AnswerBy(kAna, Hidden::kPrivate)), true), Hidden::kPrivate);
  EXPECT_EQ(HiddenAfter(FirstWrite(kAna, AnswerBy(kAna, Hidden::kNo)), false), Hidden::kNo);
}

TEST(Hiding, WhatWasRevealedStaysSo) {
  ReflectionWrite edit = FirstWrite(kAna, AnswerBy(kAna));
  edit.before = AnswerBy(kAna);
  edit.hidden_before = Hidden::kNo;
  EXPECT_EQ(HiddenAfter(edit, false), Hidden::kNo);
  edit.hidden_before = Hidden::kUntilReveal;
  EXPECT_EQ(HiddenAfter(edit, false), Hidden::kUntilReveal);
}

TEST(Hiding, ThePartnersWriteLowersNothingWhoseWordsItDoesNotBring) {
  ReflectionWrite write{.writer = kBen,
                        .by_own_hand = false,
                        .before = AnswerBy(kAna, Hidden::kPrivate),
                        .hidden_before = Hidden::kPrivate,
                        .patch = AnswerBy(kAna, Hidden::kNo),
                        .after = AnswerBy(kAna, Hidden::kNo)};
  EXPECT_EQ(HiddenAfter(write, false), Hidden::kPrivate);
  write.brings_text = true;
  EXPECT_EQ(HiddenAfter(write, false), Hidden::kNo);
  write.brings_text = false;
  write.writer = kAna;
  EXPECT_EQ(HiddenAfter(write, false), Hidden::kNo);
}

TEST(Hiding, WordsAreSeenByNoMoreThanTheirOwnWriteAskedFor) {
  ReflectionWrite write = FirstWrite(kAna, AnswerBy(kAna, Hidden::kPrivate));
  write.after = AnswerBy(kAna, Hidden::kNo);
  EXPECT_EQ(HiddenAfter(write, false), Hidden::kPrivate);
}

TEST(Writing, AHiddenReflectionIsForItsAuthorsHand) {
  EXPECT_TRUE(IsAllowed(FirstWrite(kAna, AnswerBy(kAna))));
  ReflectionWrite bens = FirstWrite(kBen, AnswerBy(kAna));
  EXPECT_FALSE(IsAllowed(bens));
  bens.by_own_hand = false;
  EXPECT_TRUE(IsAllowed(bens));
  EXPECT_TRUE(IsAllowed(FirstWrite(kBen, AnswerBy(kAna, Hidden::kNo))));
}

TEST(Writing, NobodyMakesAHiddenReflectionSomebodyElses) {
  ReflectionWrite write = FirstWrite(kBen, AnswerBy(kBen, Hidden::kNo));
  write.by_own_hand = false;
  write.before = AnswerBy(kAna);
  write.hidden_before = Hidden::kUntilReveal;
  EXPECT_FALSE(IsAllowed(write));
  ReflectionWrite late = FirstWrite(kAna, AnswerBy(kAna));
  late.by_own_hand = false;
  late.after = AnswerBy(kBen, Hidden::kNo);
  EXPECT_FALSE(IsAllowed(late));
}

}  // namespace
}  // namespace toward::plan
