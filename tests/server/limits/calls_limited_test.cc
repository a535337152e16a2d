// Limits as a client meets them, at the real server.

#include <gtest/gtest.h>

#include "server/tickets.h"
#include "tests/server/test_device.h"

namespace toward::server {
namespace {

class CallsLimitedTest : public testing::Test {
 protected:
  void Start() {
    EXPECT_TRUE(server_.Start().ok());
    ana_ = std::make_unique<TestDevice>(server_);
  }

  grpc::Status Challenge(const std::string& forwarded_for = "", std::string* retry_after = nullptr) {
    const auto context = ana_->NewContext();
    if (!forwarded_for.empty()) context->AddMetadata("x-forwarded-for", forwarded_for);
    v1::CreateChallengeRequest request;
    request.set_device_id(std::string(16, 'd'));
    v1::CreateChallengeResponse response;
    grpc::Status status = ana_->account->CreateChallenge(context.get(), request, &response);
    const auto found = context->GetServerTrailingMetadata().find("retry-after");
    if (retry_after != nullptr && found != context->GetServerTrailingMetadata().end()) {
      *retry_after = std::string(found->second.data(), found->second.size());
    }
    return status;
  }

  support::TestServer server_;
  std::unique_ptr<TestDevice> ana_;
};

TEST_F(CallsLimitedTest, TooManyOpenCallsAreToldWhenToComeAgain) {
  server_.config.call_limits = "on";
  server_.config.sessions_per_minute = 2;
  Start();
  EXPECT_TRUE(Challenge().ok());
  EXPECT_TRUE(Challenge().ok());
  std::string retry_after;
  EXPECT_EQ(Challenge("", &retry_after).error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(retry_after, "30");
  server_.clock.Advance(30'000);
  EXPECT_TRUE(Challenge().ok());
}

TEST_F(CallsLimitedTest, AStrangersForwardedForChangesNothing) {
  server_.config.call_limits = "on";
  server_.config.sessions_per_minute = 1;
  Start();
  EXPECT_TRUE(Challenge("198.51.100.1").ok());
  EXPECT_EQ(Challenge("198.51.100.2").error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
}

TEST_F(CallsLimitedTest, TheProxysForwardedForTellsWhoCalls) {
  server_.config.call_limits = "on";
  server_.config.sessions_per_minute = 1;
  server_.config.trusted_proxy = "127.0.0.1";
  Start();
  EXPECT_TRUE(Challenge("198.51.100.1").ok());
  EXPECT_TRUE(Challenge("198.51.100.2").ok());
  EXPECT_EQ(Challenge("198.51.100.1").error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(Challenge("198.51.100.9, 198.51.100.2").error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
}

TEST_F(CallsLimitedTest, ADevicesCallsAreCountedAndItsPartnersAreNot) {
  server_.config.call_limits = "on";
  server_.config.device_calls_per_second = 4;
  server_.config.family_calls_per_second = 1'000;
  Start();
  ana_->Settle();
  TestDevice ben(server_);
  ben.Join(*ana_);
  server_.clock.Advance(60'000);
  const auto call = [](TestDevice& device) {
    v1::GetRosterResponse response;
    return device.rosters->GetRoster(device.NewContext().get(), {}, &response).error_code();
  };
  for (int i = 0; i < 20; ++i) EXPECT_EQ(call(*ana_), grpc::StatusCode::OK) << i;
  EXPECT_EQ(call(*ana_), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(call(ben), grpc::StatusCode::OK);
  server_.clock.Advance(250);
  EXPECT_EQ(call(*ana_), grpc::StatusCode::OK);
}

TEST_F(CallsLimitedTest, AClosedServerTakesAFamilyWithATicketOnce) {
  server_.config.open_registration = "no";
  Start();
  EXPECT_EQ(ana_->CreateFamily().error_code(), grpc::StatusCode::FAILED_PRECONDITION);
  SystemRandom random;
  const auto printed = Perform({.kind = Task::Kind::kTicket}, server_.config.data_directory, server_.clock, random);
  ASSERT_TRUE(printed.ok()) << printed.status();
  ana_->ticket = printed->text.substr(0, printed->text.size() - 1);
  EXPECT_TRUE(ana_->CreateFamily().ok());
  EXPECT_TRUE(ana_->CreateFamily().ok());
  TestDevice eva(server_);
  eva.ticket = ana_->ticket;
  EXPECT_EQ(eva.CreateFamily().error_code(), grpc::StatusCode::FAILED_PRECONDITION);
  eva.ticket = "made up";
  EXPECT_EQ(eva.CreateFamily().error_code(), grpc::StatusCode::FAILED_PRECONDITION);
}

TEST(Tickets, AreOfOneKeyAndGoodForAWhile) {
  SystemRandom random;
  const trust::Secret key = NewSecret(random);
  const Ticket ticket{random.Bytes(kTicketNonceBytes), 1'000};
  const std::string text = FormatTicket(key, ticket);
  const auto read = ReadTicket(key, text, 999);
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->nonce, ticket.nonce);
  EXPECT_EQ(read->expire_time_ms, 1'000);
  EXPECT_FALSE(ReadTicket(key, text, 1'000).has_value());
  EXPECT_FALSE(ReadTicket(NewSecret(random), text, 0).has_value());
  for (size_t i = 0; i < text.size(); ++i) {
    std::string other = text;
    other[i] = other[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(ReadTicket(key, other, 0).has_value()) << i;
  }
}

}  // namespace
}  // namespace toward::server
