// What a person's commands must do, whichever they are: succeed and print, or refuse in one sentence.
#ifndef TOWARD_TESTS_CLIENT_CLI_PROGRAM_TEST_H_
#define TOWARD_TESTS_CLIENT_CLI_PROGRAM_TEST_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "nlohmann/json.hpp"
#include "tests/client/cli/device.h"

namespace toward::client {

// On Ana's device, where her plan has begun.
class ProgramTest : public testing::Test {
 protected:
  void SetUp() override { device_.BeginPlan(); }

  // A command that must succeed; returns what it printed.
  std::string Do(const std::vector<std::string>& arguments, const std::string& input = "") {
    const Printed printed = device_.Toward(arguments, input);
    EXPECT_EQ(printed.exit_code, 0) << printed.err;
    return printed.out;
  }
  nlohmann::json Json(const std::vector<std::string>& arguments) { return nlohmann::json::parse(Do(arguments)); }
  // A command that must be refused, in one sentence that repeats nothing private; returns it.
  std::string Refused(const std::vector<std::string>& arguments, int exit_code = 1) {
    const Printed printed = device_.Toward(arguments);
    EXPECT_EQ(printed.exit_code, exit_code) << arguments.front();
    EXPECT_EQ(std::count(printed.err.begin(), printed.err.end(), '\n'), 1) << printed.err;
    EXPECT_THAT(printed.err, testing::EndsWith(".\n"));
    EXPECT_THAT(printed.err, testing::Not(testing::HasSubstr("secret")));
    return printed.err;
  }

  Device device_;
};

}  // namespace toward::client

#endif  // TOWARD_TESTS_CLIENT_CLI_PROGRAM_TEST_H_
