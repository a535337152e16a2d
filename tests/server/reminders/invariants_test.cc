// What holds for reminders whatever happens, each by its number. Those that a trace can break are checked over many
// traces; a seed of theirs that is printed gives the same trace again: TOWARD_TRACE_SEED=<seed>.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <random>

#include "tests/server/reminders/reminder_trace.h"

namespace toward::server {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr int kTraces = 60;
constexpr int kStepsOfATrace = 60;

// What every trace broke, with its seed.
class ReminderTraces : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    broken_ = std::make_unique<Violations>();
    const char* const wanted = std::getenv("TOWARD_TRACE_SEED");
    std::random_device device;
    for (int i = 0; i < (wanted == nullptr ? kTraces : 1); ++i) {
      const uint32_t seed = wanted == nullptr ? device() : static_cast<uint32_t>(std::strtoul(wanted, nullptr, 10));
      ReminderTrace trace(seed, {.clocks_are_set = seed % 2 == 0});
      for (const auto& [invariant, what] : trace.Run(kStepsOfATrace)) {
        broken_->emplace(invariant, "seed " + std::to_string(seed) + ": " + what);
      }
      letters_ += trace.letters();
    }
  }
  static void TearDownTestSuite() { broken_.reset(); }

  static std::vector<std::string> Broken(int invariant) {
    std::vector<std::string> what;
    const auto [first, last] = broken_->equal_range(invariant);
    for (auto it = first; it != last; ++it) what.push_back(it->second);
    return what;
  }

  static inline std::unique_ptr<Violations> broken_;
  static inline int letters_ = 0;
};

TEST_F(ReminderTraces, AreNotAboutNothing) { EXPECT_GT(letters_, std::getenv("TOWARD_TRACE_SEED") ? 0 : kTraces); }
TEST_F(ReminderTraces, I1_EveryDeliveryIsInTheLedgerOnceBeforeItGoes) { EXPECT_THAT(Broken(1), IsEmpty()); }
TEST_F(ReminderTraces, I3_NothingComesTooEarlyTooLateOrInQuietHours) { EXPECT_THAT(Broken(3), IsEmpty()); }
TEST_F(ReminderTraces, I4_NothingThatIsDoneIsSent) { EXPECT_THAT(Broken(4), IsEmpty()); }
TEST_F(ReminderTraces, I8_NothingComesMoreOftenThanItMay) { EXPECT_THAT(Broken(8), IsEmpty()); }
TEST_F(ReminderTraces, I12_NothingComesThatNobodyAskedFor) { EXPECT_THAT(Broken(12), IsEmpty()); }
TEST_F(ReminderTraces, I13_ADayHasOneDigestAtMost) { EXPECT_THAT(Broken(13), IsEmpty()); }
TEST_F(ReminderTraces, I15_WhatIsGoneIsNotTriedAgain) { EXPECT_THAT(Broken(15), IsEmpty()); }
TEST_F(ReminderTraces, I16_NothingWaitsForever) { EXPECT_THAT(Broken(16), IsEmpty()); }

class Invariants : public testing::Test {
 protected:
  Invariants() : seed_(std::random_device()()), engine_(seed_) { RecordProperty("seed", static_cast<int>(seed_)); }
  int Draw(int below) { return static_cast<int>(engine_() % static_cast<uint32_t>(below)); }

  const uint32_t seed_;
  std::mt19937 engine_;
};

// One reminder at a time of its own, and nothing else.
void OnlyAt(ReminderWorld& world, int minute) {
  for (const Phone& phone : {world.ana, world.ben}) world.Remind(phone, world.thanks, std::nullopt);
  world.Remind(world.ben, world.check_in, std::nullopt);
  world.Remind(world.ana, world.check_in, minute);
  world.Step();
}

TEST_F(Invariants, I2_WhatIsWantedAllTheTimeComesHoweverOftenTheServerDies) {
  for (int i = 0; i < 10; ++i) {
    SCOPED_TRACE(testing::Message() << "seed " << seed_ << ", round " << i);
    ReminderWorld world;
    const int minute = 13 * 60 + Draw(10 * 60);
    OnlyAt(world, minute);
    const int64_t due_ms = world.At(0) - kDayMs + minute * kMinuteMs;
    while (world.now_ms() < due_ms + kHourMs) {
      world.PassTo(world.now_ms() + (1 + Draw(40)) * kMinuteMs);
      if (Draw(2) == 0) world.Crash();
    }
    ASSERT_THAT(world.LettersTo(world.ana), SizeIs(1));
    EXPECT_GE(world.LettersTo(world.ana)[0].at_ms, due_ms);
    EXPECT_LE(world.LettersTo(world.ana)[0].at_ms, due_ms + 30 * kMinuteMs);
  }
}

// The keys that are there at the end, but for those that have expired.
std::set<std::pair<std::string, int>> KeysOf(const ReminderWorld& world) {
  std::set<std::pair<std::string, int>> keys;
  for (const Delivery& delivery : world.Deliveries()) {
    if (delivery.state == DeliveryState::kExpired || IsDigest(delivery.key)) continue;
    keys.emplace(NudgeKeyOf(delivery.key) + delivery.key.channel.device.ToHex(),
                 static_cast<int>(delivery.key.channel.kind) * 10 + delivery.key.stage);
  }
  return keys;
}

TEST_F(Invariants, I5_ARestartAtAnyMomentEndsWithTheSameDeliveries) {
  ReminderWorld calm;
  calm.PassTo(calm.At(23, 59));
  for (int i = 0; i < 10; ++i) {
    SCOPED_TRACE(testing::Message() << "seed " << seed_ << ", round " << i);
    ReminderWorld world;
    world.PassTo(world.At(19, 50) + Draw(3 * 60) * kMinuteMs);
    world.Crash();
    world.PassTo(world.At(23, 59));
    EXPECT_EQ(KeysOf(world), KeysOf(calm));
    EXPECT_EQ(world.courier.sent.size(), calm.courier.sent.size());
  }
}

TEST_F(Invariants, I5_AMarkTakenBackJustBeforeADeathIsNoticedAfterIt) {
  ReminderWorld world;
  OnlyAt(world, 20 * 60);
  world.PassTo(world.At(19, 59));
  world.Mark(world.ben, world.check_in);
  world.Step();
  world.Unmark(world.ben, world.check_in);
  world.Crash();
  world.PassTo(world.At(20, 5));
  EXPECT_THAT(world.LettersTo(world.ana), SizeIs(1));
}

TEST_F(Invariants, I6_NoNewTimeZoneOrZoneDataBringsASecondOneOfTheSameDay) {
  for (int i = 0; i < 10; ++i) {
    SCOPED_TRACE(testing::Message() << "seed " << seed_ << ", round " << i);
    ReminderWorld world;
    OnlyAt(world, 20 * 60);
    while (world.now_ms() < world.At(23, 59)) {
      world.PassTo(world.now_ms() + (1 + Draw(60)) * kMinuteMs);
      switch (Draw(4)) {
        case 0:
          world.Remind(world.ana, world.check_in, 15 * 60 + Draw(9 * 60));
          break;
        case 1:
          world.SetZone(Draw(2) == 0 ? "Europe/Lisbon" : "Atlantic/Azores");
          break;
        case 2:
          world.zone_data += "+";
          world.Crash();
          break;
        default:
          break;
      }
    }
    EXPECT_LE(world.LettersTo(world.ana).size(), 1U);
  }
}

TEST_F(Invariants, I7_AChangedPlanReplacesWhatWaitsAndLeavesWhatWasPutOff) {
  ReminderWorld world;
  OnlyAt(world, 20 * 60);
  world.PassTo(world.At(20, 1));
  ASSERT_THAT(world.LettersTo(world.ana), SizeIs(1));
  const std::string key = NudgeKeyOf(world.Deliveries().at(0).key);
  ASSERT_TRUE(world.engine->Snooze(world.SessionOf(world.ana), key, 30, world.now_ms()).ok());
  world.Remind(world.ana, world.thanks, 20 * 60 + 3);
  world.PassTo(world.At(20, 2));
  world.Remind(world.ana, world.thanks, 22 * 60);
  world.PassTo(world.At(21, 59));
  EXPECT_THAT(world.LettersTo(world.ana), SizeIs(2));
  world.PassTo(world.At(22, 1));
  EXPECT_THAT(world.LettersTo(world.ana), SizeIs(3));
}

TEST_F(Invariants, I7_WhatWasDoneAndIsOpenAgainComesAtItsNewTime) {
  ReminderWorld world;
  OnlyAt(world, 20 * 60);
  world.PassTo(world.At(19, 59));
  world.Mark(world.ben, world.check_in);
  world.PassTo(world.At(21));
  world.Unmark(world.ben, world.check_in);
  world.Remind(world.ana, world.check_in, 22 * 60);
  world.PassTo(world.At(22, 5));
  EXPECT_THAT(world.LettersTo(world.ana), SizeIs(1));
}

TEST_F(Invariants, I9_ANightWithoutOrWithTwoOfAnHourHasOneReminder) {
  // New York skips 02:30 on 14 March 2027 and has 01:30 twice on 7 November.
  for (const auto& [date, minute] : {std::pair(absl::CivilDay(2027, 3, 13), 150), {absl::CivilDay(2027, 11, 6), 90}}) {
    ReminderWorld world("America/New_York");
    OnlyAt(world, minute);
    world.Crash();
    const int days = plan::PlanDay(date).number() - world.today().number();
    world.StopServer();
    world.SetClock(world.At(12, 0, days - 1));
    world.StartServer();
    world.PassTo(world.At(12, 0, days));
    const size_t before = world.LettersTo(world.ana).size();
    world.PassTo(world.At(12, 0, days + 1));
    EXPECT_EQ(world.LettersTo(world.ana).size(), before + 1);
  }
}

TEST_F(Invariants, I10_AfterEveryStepNobodyIsDue) {
  ReminderWorld world;
  for (int i = 0; i < 60; ++i) {
    world.PassTo(world.now_ms() + Draw(120) * kMinuteMs);
    EXPECT_THAT(*(*world.store->NewReminderReader())->Due(world.now_ms(), 10), IsEmpty());
    EXPECT_THAT(*(*world.store->NewReminderReader())->Waiting(world.now_ms(), 10), IsEmpty());
  }
}

TEST_F(Invariants, I11_AClockThatGoesBackAndComesAgainSendsNothingTwiceAndLosesNothing) {
  for (int i = 0; i < 12; ++i) {
    SCOPED_TRACE(testing::Message() << "seed " << seed_ << ", round " << i);
    ReminderWorld world;
    OnlyAt(world, 20 * 60);
    world.PassTo(world.At(18) + Draw(4 * 60) * kMinuteMs);
    const int64_t right_ms = world.now_ms();
    world.SetClock(right_ms + (Draw(241) - 120) * kMinuteMs);
    world.Step();
    world.SetClock(right_ms);
    world.PassTo(world.At(23));
    EXPECT_THAT(world.LettersTo(world.ana), SizeIs(1));
  }
}

TEST_F(Invariants, I11_AMarkTakenBackWhileTheClockWasAheadIsNoticedWhenItIsRight) {
  ReminderWorld world;
  OnlyAt(world, 20 * 60);
  world.Mark(world.ben, world.check_in);
  world.PassTo(world.At(20, 1));
  world.SetClock(world.At(22));
  world.Step();
  world.Unmark(world.ben, world.check_in);
  world.Step();
  world.SetClock(world.At(20, 2));
  world.PassTo(world.At(20, 5));
  EXPECT_THAT(world.LettersTo(world.ana), SizeIs(1));
}

TEST_F(Invariants, I14_NothingIsKeptForLongerThanItIsOfUse) {
  ReminderWorld world;
  world.PassTo(world.At(12, 0, 1));
  for (const SentLetter& letter : world.courier.sent) {
    EXPECT_GE(letter.notice.useful_until_ms, letter.at_ms);
    EXPECT_LE(letter.notice.useful_until_ms, letter.at_ms + kDayMs);
  }
  EXPECT_THAT(world.courier.sent, SizeIs(4));
}

TEST_F(Invariants, I16_WhatIsToBeTriedLaterThanItIsOfUseIsGivenUp) {
  ReminderWorld world;
  OnlyAt(world, 20 * 60);
  world.courier.answer = [](const SentLetter&) {
    return SendResult{.outcome = SendOutcome::kTryLater, .retry_after_ms = 3 * kHourMs};
  };
  world.PassTo(world.At(20, 31));
  EXPECT_THAT(world.courier.sent, SizeIs(1));
  for (const Delivery& delivery : world.Deliveries()) EXPECT_EQ(delivery.state, DeliveryState::kExpired);
}

TEST_F(Invariants, I16_ADigestThatQuietHoursOutlastIsGivenUp) {
  ReminderWorld world;
  OnlyAt(world, 20 * 60);
  world.SetQuietHours(world.ana, 7 * 60, 23 * 60);
  world.Step();
  world.StopServer();
  world.SetClock(world.At(23, 30));
  world.StartServer();
  world.Step();
  world.Remind(world.ana, world.check_in, std::nullopt);
  // It was to come from 08:00 on, and is of no use after 21:00.
  world.PassTo(world.At(21, 2, 1));
  std::vector<DeliveryState> digests;
  for (const Delivery& delivery : world.Deliveries()) {
    if (IsDigest(delivery.key)) digests.push_back(delivery.state);
  }
  EXPECT_THAT(digests, ElementsAre(DeliveryState::kExpired));
}

}  // namespace
}  // namespace toward::server
