#include "base/log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <type_traits>

namespace toward {
namespace {

using testing::HasSubstr;
using testing::Not;

// What must not compile: a value that could hold somebody's words.
static_assert(std::is_constructible_v<LogField, const char (&)[5], int>);
static_assert(!std::is_constructible_v<LogField, const char (&)[5], std::string>);
static_assert(!std::is_constructible_v<LogField, const char (&)[5], const char*>);
static_assert(!std::is_constructible_v<LogField, const char (&)[5], absl::Status>);

TEST(Log, WritesTheEventAndItsValuesInOneLine) {
  testing::internal::CaptureStderr();
  Log::Info("push stored", {{"patches", 3}, {"code", absl::StatusCode::kNotFound}});
  EXPECT_THAT(testing::internal::GetCapturedStderr(), HasSubstr("push stored patches=3 code=NOT_FOUND\n"));
}

TEST(Log, DropsWhatIsBelowItsLevel) {
  testing::internal::CaptureStderr();
  Log::SetLevel(LogLevel::kError);
  Log::Warning("not so bad");
  Log::Error("bad");
  Log::SetLevel(LogLevel::kInfo);
  const std::string lines = testing::internal::GetCapturedStderr();
  EXPECT_THAT(lines, Not(HasSubstr("not so bad")));
  EXPECT_THAT(lines, HasSubstr("bad"));
}

}  // namespace
}  // namespace toward
