// Pairing against the real server: many who try one invite at once, and a whole one from link to welcome.

#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "tests/server/test_device.h"
#include "trust/crypto.h"

namespace toward::server {
namespace {

TEST(Pairing, OfFiftyWhoClaimAtOnceOneIsLetIn) {
  support::TestServer server;
  ASSERT_TRUE(server.Start().ok());
  TestDevice ana(server);
  ana.Settle();
  v1::OpenInviteRequest open;
  open.set_invite_id(ana.random.Bytes(16));
  const std::string key = ana.random.Bytes(32);
  open.set_redeem_key_sha256(trust::Sha256(key));
  open.set_offer("offer");
  open.set_lifetime_seconds(600);
  v1::OpenInviteResponse opened;
  ASSERT_TRUE(ana.invites->OpenInvite(ana.NewContext().get(), open, &opened).ok());

  std::vector<grpc::StatusCode> answers(50, grpc::StatusCode::UNKNOWN);
  std::vector<std::thread> claimants;
  for (size_t i = 0; i < answers.size(); ++i) {
    claimants.emplace_back([&, i] {
      const auto stub = v1::InviteService::NewStub(server.NewChannel());
      v1::ClaimInviteRequest claim;
      claim.set_invite_id(open.invite_id());
      claim.set_redeem_key(key);
      claim.set_join("join " + std::to_string(i));
      grpc::ClientContext context;
      context.set_deadline(Deadline());
      v1::ClaimInviteResponse claimed;
      answers[i] = stub->ClaimInvite(&context, claim, &claimed).error_code();
    });
  }
  for (std::thread& claimant : claimants) claimant.join();
  EXPECT_EQ(std::count(answers.begin(), answers.end(), grpc::StatusCode::OK), 1);
  EXPECT_EQ(std::count(answers.begin(), answers.end(), grpc::StatusCode::NOT_FOUND), 49);
  v1::GetInviteRequest get;
  get.set_invite_id(open.invite_id());
  v1::GetInviteResponse got;
  ASSERT_TRUE(ana.invites->GetInvite(ana.NewContext().get(), get, &got).ok());
  EXPECT_EQ(got.state(), v1::INVITE_STATE_CLAIMED);
  EXPECT_EQ(got.further_claims(), 49U);
}

}  // namespace
}  // namespace toward::server
