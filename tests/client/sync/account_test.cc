// Beginning and joining a family, also when the line is cut in between.

#include "client/sync/account.h"

#include <chrono>

#include "grpcpp/server_builder.h"
#include "tests/client/sync/exchange_test.h"
#include "toward/v1/account.grpc.pb.h"
#include "trust/session_proof.h"

namespace toward::client {
namespace {

using testing::HasSubstr;

class AccountTest : public ExchangeTest {
 protected:
  void SetUp() override { BeginWithAna(); }

  SystemRandom random_;
};

TEST_F(AccountTest, ANewFamilyHasAChainOfThreeAndAKeyOfEachScope) {
  const Identity family = NewFamily(random_);
  ASSERT_TRUE(family.roster.has_value());
  EXPECT_EQ(family.roster->length(), 3U);
  EXPECT_EQ(family.keyring.CurrentEpoch(trust::Scope::kShared), 1U);
  EXPECT_EQ(family.keyring.CurrentEpoch(trust::Scope::kPrivate), 1U);
}

TEST_F(AccountTest, AFamilyBegunTwiceByTheSameDeviceIsTheSame) {
  const auto again = CreateFamily(Url(), ana_.identity());
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->identity.family, ana_.identity().family);
  EXPECT_EQ(again->identity.origin, ana_.identity().origin);
}

TEST_F(AccountTest, AFamilyTheServerHasIsNotBegunWithAnotherHistory) {
  Identity other = NewFamily(random_);
  other.family = ana_.identity().family;
  const std::vector<v1::SignedStatement> first = {trust::SignGenesis(other.family, other.member, other.device)};
  other.roster = *trust::Roster::FromStatements(first);
  const absl::Status status = CreateFamily(Url(), other).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kAlreadyExists);
  EXPECT_THAT(std::string(status.message()), HasSubstr("toward join"));
}

TEST_F(AccountTest, WithoutAServerEveryCallIsUnavailable) {
  server_.Stop();
  EXPECT_TRUE(absl::IsUnavailable(CreateFamily(Url(), NewFamily(random_)).status()));
  const auto connection = *Connection::Open(Url());
  Calls calls;
  EXPECT_TRUE(absl::IsUnavailable(OpenSession(*connection, calls, ana_.identity()).status()));
}

// A server that takes everybody and gives no one a number.
class ForgetfulServer final : public v1::AccountService::Service {
 public:
  ForgetfulServer() {
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port_);
    builder.RegisterService(this);
    server_ = builder.BuildAndStart();
  }
  ~ForgetfulServer() override { server_->Shutdown(std::chrono::system_clock::now()); }

  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }

 private:
  grpc::Status CreateFamily(grpc::ServerContext*, const v1::CreateFamilyRequest*, v1::CreateFamilyResponse*) override {
    return grpc::Status::OK;
  }
  grpc::Status CreateChallenge(grpc::ServerContext*, const v1::CreateChallengeRequest*,
                               v1::CreateChallengeResponse* response) override {
    response->set_nonce(std::string(trust::kChallengeBytes, 'n'));
    return grpc::Status::OK;
  }
  grpc::Status OpenSession(grpc::ServerContext*, const v1::OpenSessionRequest*, v1::OpenSessionResponse*) override {
    return grpc::Status::OK;
  }
  grpc::Status RegisterReplica(grpc::ServerContext*, const v1::RegisterReplicaRequest*,
                               v1::RegisterReplicaResponse*) override {
    return grpc::Status::OK;
  }

  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
};

TEST_F(AccountTest, AServerThatGivesNoReplicaNumberIsASentenceNotAnAbort) {
  const ForgetfulServer server;
  const auto begun = CreateFamily(server.url(), NewFamily(random_));
  EXPECT_THAT(begun.status().message(), HasSubstr("gave this device no number"));
}

}  // namespace
}  // namespace toward::client
