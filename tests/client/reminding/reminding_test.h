// Ana and Ben on 2026-03-01 in UTC, a device each, a real server, and a clock that only the test moves.
#ifndef TOWARD_TESTS_CLIENT_REMINDING_REMINDING_TEST_H_
#define TOWARD_TESTS_CLIENT_REMINDING_REMINDING_TEST_H_

#include <poll.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "client/cli/marks.h"
#include "client/reminding/listener.h"
#include "client/reminding/reminder_calls.h"
#include "sync/natural_id.h"
#include "tests/client/sync/exchange_test.h"

namespace toward::client {

class RemindingTest : public ExchangeTest {
 protected:
  void SetUp() override {
    ExchangeTest::SetUp();
    // What is asked for comes later than the devices.
    PassTo(12 * 60);
    const plan::Calendar calendar = *plan::Calendar::Make("Etc/UTC", 3);
    const Identity& identity = ana_.identity();
    ASSERT_TRUE(ana_.replica().Commit(NewPlan(identity.family, identity.member, "Ana", calendar)).ok());
    ASSERT_TRUE(ben_.replica().Commit(NameMember(ben_.identity().member, "Ben")).ok());
    SyncAll({&ana_, &ben_});
    // Answered between two looks of the server at what is due: after the second it has seen this plan.
    for (int i = 0; i < 2; ++i) ASSERT_TRUE(Calls(ana_)->SayAsleep(ReminderCalls::Baby::kAwake).ok());
  }

  // So many minutes after midnight, milliseconds since 1970-01-01 UTC.
  static int64_t At(int minute) { return support::HandClock::kStartMs + int64_t{minute} * 60'000; }
  void PassTo(int minute) {
    for (support::HandClock* const clock : {&server_.clock, &ana_.clock, &ben_.clock}) {
      clock->Advance(At(minute) - clock->TrueMs());
    }
  }
  RecordId RitualId(const std::string& natural_part) {
    return sync::NaturalId(ana_.identity().family, v1::KIND_RITUAL).Add(natural_part).Finish();
  }

  std::unique_ptr<Listener> Listen(Device& device, int64_t silence_ms = Listener::kSilenceMs) {
    auto listener = Listener::Start(device.identity(), device.random, silence_ms);
    EXPECT_TRUE(listener.ok()) << listener.status();
    return *std::move(listener);
  }
  std::unique_ptr<ReminderCalls> Calls(Device& device) {
    auto calls = ReminderCalls::Open(device.identity());
    EXPECT_TRUE(calls.ok()) << calls.status();
    return calls.ok() ? *std::move(calls) : nullptr;
  }

  // The next of a kind that is heard; others are passed over. Absent: none was, for as long as a test waits.
  template <typename Kind>
  static std::optional<Kind> Next(Listener& listener) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(kLongestMs);
    while (std::chrono::steady_clock::now() < deadline) {
      while (const std::optional<Heard> heard = listener.Take()) {
        if (const auto* kind = std::get_if<Kind>(&*heard)) return *kind;
      }
      pollfd readable{listener.fd(), POLLIN, 0};
      poll(&readable, 1, static_cast<int>(kLongestMs));
    }
    return std::nullopt;
  }
  // The ritual of the next reminder that is heard; empty for a test.
  static std::string NextRitual(Listener& listener) {
    const auto nudge = Next<v1::Nudge>(listener);
    EXPECT_TRUE(nudge.has_value());
    return nudge ? nudge->ritual_id() : "none";
  }
};

}  // namespace toward::client

#endif  // TOWARD_TESTS_CLIENT_REMINDING_REMINDING_TEST_H_
