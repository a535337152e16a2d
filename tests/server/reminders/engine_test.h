// The engine in a family whose thanks are not asked for, so that each test has one thing to look at.
#ifndef TOWARD_TESTS_SERVER_REMINDERS_ENGINE_TEST_H_
#define TOWARD_TESTS_SERVER_REMINDERS_ENGINE_TEST_H_

#include <gtest/gtest.h>

#include <optional>

#include "tests/server/reminders/reminder_world.h"

namespace toward::server {

class EngineTest : public testing::Test, public ReminderWorld {
 protected:
  EngineTest() {
    Remind(ana, thanks, std::nullopt);
    Remind(ben, thanks, std::nullopt);
    Step();
  }
  // The due time, and as much later as letters may be.
  static bool IsAt(const SentLetter& letter, int64_t due_ms) {
    return letter.at_ms >= due_ms && letter.at_ms < due_ms + kJitterMs;
  }
};

}  // namespace toward::server

#endif  // TOWARD_TESTS_SERVER_REMINDERS_ENGINE_TEST_H_
