// Ana and Ben, paired, with Mia in the plan: where every end-to-end story begins.
#ifndef TOWARD_TESTS_END_TO_END_FAMILY_TEST_H_
#define TOWARD_TESTS_END_TO_END_FAMILY_TEST_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/support/household.h"
#include "tests/support/pairing.h"

namespace toward {

class FamilyTest : public ::testing::Test {
 protected:
  FamilyTest() : home_({.server = TOWARD_SERVER_PROGRAM, .client = TOWARD_CLIENT_PROGRAM}) {}

  void SetUp() override {
    ASSERT_TRUE(home_.StartServer());
    Do("ana",
       {"init", "--server", home_.server_url(), "--name", "Ana", "--zone", support::Household::TimeZoneAtNoon()});
    const absl::Status paired = support::LetInPartner(home_, "ana", "ben", "Ben");
    ASSERT_TRUE(paired.ok()) << paired;
    Do("ana", {"children", "add", "Mia"});
    Do("ben", {"sync"});
  }

  // A command that must succeed; returns what it printed.
  std::string Do(const std::string& device, const std::vector<std::string>& arguments,
                 const std::string& standard_input = "") {
    const support::Finished finished = home_.Toward(device, arguments, standard_input);
    EXPECT_EQ(finished.exit_code, 0) << device << ": toward " << arguments[0] << "\n" << finished.error;
    return finished.output;
  }

  // A further device of the member of `device` comes in, whose way to the server is `server` if that is another.
  void LetIn(const std::string& device, const std::string& further, const std::string& server = "") {
    const absl::Status paired = support::LetInOwnDevice(home_, device, further, server);
    EXPECT_TRUE(paired.ok()) << paired;
  }

  // Every device sends and fetches until nothing is left to tell.
  void SyncAll(const std::vector<std::string>& devices) {
    for (int round = 0; round < 2; ++round) {
      for (const std::string& device : devices) Do(device, {"sync"});
    }
  }

  std::string Screen(const std::string& device) { return Do(device, {"today"}); }

  support::Household home_;
};

}  // namespace toward

#endif  // TOWARD_TESTS_END_TO_END_FAMILY_TEST_H_
