// `toward status` about what the server did not take: in words, on this screen only, until its person removes it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "nlohmann/json.hpp"
#include "tests/client/cli/device.h"

namespace toward::client {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

class StatusProgram : public testing::Test {
 protected:
  void SetUp() override { device_.BeginPlan(); }

  std::string Do(const std::vector<std::string>& arguments) {
    const Printed printed = device_.Toward(arguments);
    EXPECT_EQ(printed.exit_code, 0) << printed.err;
    EXPECT_EQ(printed.err, "");
    return printed.out;
  }
  json Json(const std::vector<std::string>& arguments) { return json::parse(Do(arguments)); }

  // The server takes all but the newest change.
  void RefuseTheNewest(v1::Verdict::Reason reason) {
    const std::unique_ptr<Home> home = device_.OpenHome();
    const auto push = home->replica().NextPush();
    ASSERT_TRUE(push.ok() && push->has_value());
    v1::PushResponse answer;
    answer.set_outcome(v1::PushResponse::OUTCOME_ACCEPTED);
    for (int i = 0; i < (*push)->transactions_size(); ++i) answer.add_verdicts()->set_code(v1::Verdict::CODE_APPLIED);
    v1::Verdict& newest = *answer.mutable_verdicts(answer.verdicts_size() - 1);
    newest.set_code(v1::Verdict::CODE_REJECTED);
    newest.set_reason(reason);
    ASSERT_TRUE(home->replica().ApplyAnswer(**push, answer).ok());
  }

  Device device_;
};

TEST_F(StatusProgram, ShowsWhatWasNotTakenInItsOwnWords) {
  Do({"thank", "For the soup.\nAnd the bread."});
  RefuseTheNewest(v1::Verdict::REASON_FAMILY_FULL);
  EXPECT_THAT(Do({"status"}),
              HasSubstr("The server did not take one change, because it keeps no more for this family; ask whoever "
                        "runs it.\n"
                        "  A mark, Tuesday 24 November\n"
                        "      For the soup.\n"
                        "      And the bread.\n"
                        "What was not taken is kept on this device; `toward status --forget` removes it.\n"));
}

TEST_F(StatusProgram, TheJsonHoldsWhatWasNotTaken) {
  Do({"children", "add", "Leo"});
  RefuseTheNewest(v1::Verdict::REASON_TOO_LARGE);
  const json status = Json({"status", "--json"});
  ASSERT_EQ(status["not_taken"].size(), 1U);
  const json refused = status["not_taken"][0];
  EXPECT_EQ(refused["reason"], "REASON_TOO_LARGE");
  ASSERT_EQ(refused["records"].size(), 1U);
  EXPECT_EQ(refused["records"][0]["kind"], "Child");
  EXPECT_EQ(refused["records"][0]["fields"]["name"], "Leo");
}

TEST_F(StatusProgram, WordsThatCouldSteerTheTerminalAreMadeSafe) {
  Do({"thank", "For \x1b[2J all."});
  RefuseTheNewest(v1::Verdict::REASON_MALFORMED);
  EXPECT_THAT(Do({"status"}), HasSubstr("For ?[2J all."));
}

TEST_F(StatusProgram, ForgetRemovesWhatWasNotTakenAndNothingElse) {
  Do({"checkin"});
  Do({"thank", "For the soup."});
  RefuseTheNewest(v1::Verdict::REASON_MALFORMED);
  EXPECT_EQ(Do({"status", "--forget"}), "What the server did not take is removed from this device.\n");
  EXPECT_THAT(Do({"status"}), Not(HasSubstr("did not take")));
  EXPECT_TRUE(Json({"status", "--json"})["not_taken"].empty());
  EXPECT_THAT(Do({"today"}), HasSubstr("[x] Check-in"));
}

TEST_F(StatusProgram, WithNothingToForgetItSaysSo) {
  EXPECT_EQ(Do({"status", "--forget"}), "There is nothing that the server did not take.\n");
}

TEST_F(StatusProgram, TheJsonOfForgettingSaysHowMany) {
  Do({"thank", "For the soup."});
  RefuseTheNewest(v1::Verdict::REASON_MALFORMED);
  EXPECT_EQ(Json({"status", "--forget", "--json"})["forgotten"], 1);
  EXPECT_EQ(Json({"status", "--forget", "--json"})["forgotten"], 0);
}

}  // namespace
}  // namespace toward::client
