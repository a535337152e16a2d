// AccountService against the real server.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "server/challenges.h"
#include "tests/server/test_device.h"
#include "trust/crypto.h"
#include "trust/session_proof.h"

namespace toward::server {
namespace {

class AccountTest : public testing::Test {
 protected:
  AccountTest() {
    EXPECT_TRUE(server_.Start().ok());
    ana_.emplace(server_);
  }

  v1::CreateChallengeResponse Challenge(const DeviceId& device) {
    v1::CreateChallengeRequest request;
    request.set_device_id(device.ToBytes());
    v1::CreateChallengeResponse response;
    EXPECT_TRUE(ana_->account->CreateChallenge(ana_->NewContext().get(), request, &response).ok());
    return response;
  }

  // OpenSession for Ana's device with this nonce and this signature.
  grpc::Status Open(const std::string& nonce, const std::string& signature) {
    v1::OpenSessionRequest request;
    request.set_device_id(ana_->identity.device_id().ToBytes());
    request.set_nonce(nonce);
    request.set_signature(signature);
    v1::OpenSessionResponse response;
    return ana_->account->OpenSession(ana_->NewContext().get(), request, &response);
  }

  support::TestServer server_;
  std::optional<TestDevice> ana_;
};

TEST_F(AccountTest, AFamilyIsMadeOnceHoweverOftenItIsAskedFor) {
  ASSERT_TRUE(ana_->CreateFamily().ok());
  const uint32_t replica = ana_->replica;
  EXPECT_NE(replica, 0U);
  ASSERT_TRUE(ana_->CreateFamily().ok());
  EXPECT_EQ(ana_->replica, replica);
}

TEST_F(AccountTest, AFamilyIdBelongsToWhoTookItFirst) {
  ASSERT_TRUE(ana_->CreateFamily().ok());
  TestDevice eva(server_);
  eva.family = ana_->family;
  EXPECT_EQ(eva.CreateFamily().error_code(), grpc::StatusCode::ALREADY_EXISTS);
}

TEST_F(AccountTest, IdsAndKeysOfAnotherLengthAreRefused) {
  v1::CreateFamilyRequest request;
  request.set_family_id("short");
  v1::CreateFamilyResponse response;
  const grpc::Status status = ana_->account->CreateFamily(ana_->NewContext().get(), request, &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(status.error_message(), "family_id must have 16 bytes.");
}

TEST_F(AccountTest, AnUnknownDeviceGetsAChallengeLikeAnyOther) {
  const auto challenge = Challenge(ana_->random.NewId<DeviceId>());
  EXPECT_EQ(challenge.nonce().size(), trust::kChallengeBytes);
  EXPECT_FALSE(challenge.origin().empty());
}

TEST_F(AccountTest, EveryWrongProofIsRefusedInTheSameWords) {
  ASSERT_TRUE(ana_->CreateFamily().ok());
  const DeviceId id = ana_->identity.device_id();
  const auto signature = [this](const v1::CreateChallengeResponse& challenge) {
    return trust::SignSession(ana_->identity, challenge.origin(), challenge.nonce());
  };
  const auto used = Challenge(id);
  ASSERT_TRUE(Open(used.nonce(), signature(used)).ok());
  const auto of_another = Challenge(ana_->random.NewId<DeviceId>());
  const auto unsigned_one = Challenge(id);
  const auto old = Challenge(id);
  const std::string invented = ana_->random.Bytes(trust::kChallengeBytes);

  std::vector<grpc::Status> answers = {
      Open(used.nonce(), signature(used)), Open(of_another.nonce(), signature(of_another)),
      Open(unsigned_one.nonce(), std::string(64, 's')),
      Open(invented, trust::SignSession(ana_->identity, used.origin(), invented)), Open("", "")};
  server_.clock.Advance(kChallengeLifetimeMs);
  answers.push_back(Open(old.nonce(), signature(old)));
  for (const grpc::Status& answer : answers) {
    EXPECT_EQ(answer.error_code(), grpc::StatusCode::UNAUTHENTICATED);
    EXPECT_EQ(answer.error_message(), answers[0].error_message());
  }
}

TEST_F(AccountTest, ADeviceTheServerDoesNotKnowGetsNoSession) {
  EXPECT_EQ(ana_->OpenSession().error_code(), grpc::StatusCode::UNAUTHENTICATED);
}

TEST_F(AccountTest, AnInviteOfUnfitSizeOrLifetimeIsRefused) {
  ana_->Settle();
  const auto opened = [this](std::string offer, uint32_t lifetime_seconds, bool own_device) {
    v1::OpenInviteRequest invite;
    invite.set_invite_id(ana_->random.Bytes(16));
    invite.set_redeem_key_sha256(std::string(32, 'h'));
    invite.set_offer(std::move(offer));
    invite.set_lifetime_seconds(lifetime_seconds);
    invite.set_own_device(own_device);
    v1::OpenInviteResponse response;
    return ana_->invites->OpenInvite(ana_->NewContext().get(), invite, &response).error_code();
  };
  EXPECT_EQ(opened("", 600, false), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(opened(std::string(1025, 'o'), 600, false), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(opened("sealed", 0, false), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(opened("sealed", 86'401, false), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(opened("sealed", 601, true), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(opened(std::string(1024, 'o'), 86'400, false), grpc::StatusCode::OK);
  EXPECT_EQ(opened("sealed", 600, true), grpc::StatusCode::OK);
}

TEST_F(AccountTest, ADeviceCanHaveAFurtherReplicaNumber) {
  ana_->Settle();
  v1::RegisterReplicaResponse response;
  ASSERT_TRUE(ana_->account->RegisterReplica(ana_->NewContext().get(), {}, &response).ok());
  EXPECT_NE(response.replica(), 0U);
  EXPECT_NE(response.replica(), ana_->replica);
}

TEST(Challenges, TheOldestGivesWay) {
  Challenges challenges(2);
  const DeviceId device;
  challenges.Add("first", device, 0);
  challenges.Add("second", device, 0);
  challenges.Add("third", device, 0);
  EXPECT_FALSE(challenges.Take("first", device, 0));
  EXPECT_TRUE(challenges.Take("second", device, 0));
  EXPECT_TRUE(challenges.Take("third", device, 0));
  EXPECT_FALSE(challenges.Take("third", device, 0));
}

}  // namespace
}  // namespace toward::server
