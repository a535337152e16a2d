// The engine and its channels: what became of each letter, and a test of them all.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "server/refusals.h"
#include "tests/server/reminders/reminder_world.h"

namespace toward::server {
namespace {

using testing::SizeIs;

class ReminderChannels : public testing::Test, public ReminderWorld {
 protected:
  ReminderChannels() {
    Remind(ana, thanks, std::nullopt);
    Remind(ben, thanks, std::nullopt);
    Step();
  }
};

TEST_F(ReminderChannels, AMailComesToTheAddressOfThePreference) {
  SetMail(ana, "ana@example.org");
  PassTo(At(23));
  EXPECT_THAT(LettersTo("ana@example.org"), SizeIs(1));
}

TEST_F(ReminderChannels, AMailOfWhichNobodyKnowsIsNotSentAgain) {
  SetMail(ana, "ana@example.org");
  courier.answer = [](const SentLetter& letter) {
    const bool mail = letter.to == "ana@example.org";
    return SendResult{.outcome = mail ? SendOutcome::kUnknown : SendOutcome::kAccepted};
  };
  PassTo(At(23));
  EXPECT_THAT(LettersTo("ana@example.org"), SizeIs(1));
}

TEST_F(ReminderChannels, AnAddressThatIsGoneIsNotWrittenToUntilItChanges) {
  SetMail(ana, "ana@example.org");
  courier.answer = [](const SentLetter&) { return SendResult{.outcome = SendOutcome::kGone}; };
  PassTo(At(23, 0, 1));
  EXPECT_THAT(LettersTo("ana@example.org"), SizeIs(1));
  SetMail(ana, "ana.new@example.org");
  PassTo(At(23, 0, 2));
  EXPECT_THAT(LettersTo("ana.new@example.org"), SizeIs(1));
}

TEST_F(ReminderChannels, ATryThatFailsIsRepeatedWithTheSameKey) {
  int tries = 0;
  courier.answer = [&](const SentLetter&) {
    return SendResult{.outcome = ++tries <= 4 ? SendOutcome::kTryLater : SendOutcome::kAccepted};
  };
  PassTo(At(23));
  ASSERT_THAT(LettersTo(ana), SizeIs(3));
  for (const SentLetter& letter : LettersTo(ana)) {
    EXPECT_EQ(letter.notice.collapse_key, LettersTo(ana)[0].notice.collapse_key);
  }
}

TEST_F(ReminderChannels, ATestSaysOfEachChannelWhatTrulyHappened) {
  SetMail(ana, "ana@example.org");
  courier.answer = [](const SentLetter& letter) {
    const bool mail = letter.to == "ana@example.org";
    return SendResult{.outcome = mail ? SendOutcome::kTryLater : SendOutcome::kGone};
  };
  std::optional<v1::TestReminderResponse> response;
  ASSERT_TRUE(engine->Test(SessionOf(ana), now_ms(), [&](auto got) { response = got; }).ok());
  ASSERT_TRUE(response.has_value());
  std::map<int, int> outcomes;
  for (const auto& result : response->results()) outcomes[result.channel()] = result.outcome();
  using R = v1::TestReminderResponse;
  EXPECT_EQ(outcomes, (std::map<int, int>{{R::CHANNEL_STREAM, R::OUTCOME_NOT_SET_UP},
                                          {R::CHANNEL_WEB_PUSH, R::OUTCOME_GONE},
                                          {R::CHANNEL_EMAIL, R::OUTCOME_FAILED}}));
  EXPECT_EQ(engine->Test(SessionOf(ana), now_ms() + 59'000, [](const auto&) {}), TestedJustNow());
  Step();
  PassTo(At(23));
  EXPECT_THAT(LettersTo(ana), SizeIs(1));
}

TEST(LetterMs, FamiliesBesideEachOtherSendTogetherAndAllAreSpreadOverTheHalfMinute) {
  const Channel push{.kind = ChannelKind::kWebPush};
  constexpr int64_t kFamilies = 60'000;
  std::map<int64_t, int> in_second;
  int changes = 0;
  for (int64_t family = 1; family <= kFamilies; ++family) {
    const int64_t at_ms = LetterMs(FamilyNumber{family}, push, 0, kJitterMs);
    ASSERT_GE(at_ms, 0);
    ASSERT_LT(at_ms, kJitterMs);
    ++in_second[at_ms / 1'000];
    if (at_ms != LetterMs(FamilyNumber{family - 1}, push, 0, kJitterMs)) ++changes;
  }
  EXPECT_THAT(in_second, SizeIs(30));
  for (const auto& [second, letters] : in_second) EXPECT_NEAR(letters, kFamilies / 30, kFamilies / 300) << second;
  EXPECT_LT(changes, kFamilies / 30);
}

TEST(LetterMs, NoLetterIsLaterThanItIsOfUseAndAStreamIsOnTime) {
  for (int64_t family = 1; family < 1'000; ++family) {
    EXPECT_LE(LetterMs(FamilyNumber{family}, {.kind = ChannelKind::kEmail}, 0, 500), 500);
    EXPECT_EQ(LetterMs(FamilyNumber{family}, {.kind = ChannelKind::kStream}, 7, kJitterMs), 7);
  }
}

}  // namespace
}  // namespace toward::server
