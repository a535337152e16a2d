// Beginning and joining a family, also when the line is cut in between.

#include "client/sync/account.h"

#include <chrono>

#include "grpcpp/server_builder.h"
#include "tests/client/sync/exchange_test.h"
#include "toward/v1/account.grpc.pb.h"

namespace toward::client {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class AccountTest : public ExchangeTest {
 protected:
  void SetUp() override { BeginWithAna(); }

  std::string Invite() { return *CreateInvite(ana_.identity(), InviteFor::kPartner, 600, random_); }
  std::string Directory() const { return directory_.path().string(); }
  bool Joining() const { return fs::exists(directory_.path() / "joining"); }

  SystemRandom random_;
  const support::TemporaryDirectory directory_;
};

TEST_F(AccountTest, WhoJoinsHasTheFamilysKeysAndKnowsItsServer) {
  const auto joined = Join(Directory(), Invite(), nullptr, random_);
  ASSERT_TRUE(joined.ok()) << joined.status();
  EXPECT_EQ(joined->identity.family, ana_.identity().family);
  EXPECT_NE(joined->identity.member, ana_.identity().member);
  const std::string key(ana_.identity().keyring.keys(trust::Scope::kShared).at(1).bytes());
  EXPECT_EQ(joined->identity.keyring.keys(trust::Scope::kShared).at(1).bytes(), key);
  EXPECT_EQ(joined->identity.server, Url());
  EXPECT_EQ(joined->identity.origin, ana_.identity().origin);
  EXPECT_NE(joined->replica, 0U);
}

TEST_F(AccountTest, JoiningThatWasCutOffIsDoneAgainAsTheSameDevice) {
  const std::string link = Invite();
  const auto first = Join(Directory(), link, nullptr, random_);
  ASSERT_TRUE(first.ok()) << first.status();
  ASSERT_TRUE(Joining());
  const auto again = Join(Directory(), link, nullptr, random_);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->identity.device.device_id(), first->identity.device.device_id());
  EXPECT_EQ(again->identity.member, first->identity.member);
  EXPECT_EQ(again->replica, first->replica);
  FinishJoin(Directory());
  EXPECT_FALSE(Joining());
}

TEST_F(AccountTest, TheNewKeysOnDiskAreForTheirOwnerOnly) {
  ASSERT_TRUE(Join(Directory(), Invite(), nullptr, random_).ok());
  EXPECT_EQ(fs::status(directory_.path() / "joining").permissions(), fs::perms::owner_read | fs::perms::owner_write);
}

TEST_F(AccountTest, AnotherInviteIsAnotherJoin) {
  const auto invite = [this] { return *CreateInvite(ana_.identity(), InviteFor::kOwnDevice, 600, random_); };
  const auto first = Join(Directory(), invite(), nullptr, random_);
  ASSERT_TRUE(first.ok()) << first.status();
  const auto second = Join(Directory(), invite(), nullptr, random_);
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_NE(first->identity.device.device_id(), second->identity.device.device_id());
  EXPECT_EQ(first->identity.member, second->identity.member);
}

TEST_F(AccountTest, AnInviteWorksOnce) {
  const std::string link = Invite();
  ASSERT_TRUE(Join(Directory(), link, nullptr, random_).ok());
  const support::TemporaryDirectory elsewhere;
  const auto second = Join(elsewhere.path().string(), link, nullptr, random_);
  EXPECT_FALSE(second.ok());
  EXPECT_THAT(std::string(second.status().message()), HasSubstr("invite"));
}

TEST_F(AccountTest, AnInviteIsOverAfterItsTime) {
  const std::string link = Invite();
  server_.clock.Advance(601'000);
  EXPECT_FALSE(Join(Directory(), link, nullptr, random_).ok());
}

TEST_F(AccountTest, ALinkThatIsNotWholeIsSaidSo) {
  std::string link = Invite();
  link.resize(link.size() - 3);
  EXPECT_EQ(Join(Directory(), link, nullptr, random_).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_FALSE(Joining());
}

TEST_F(AccountTest, AnInviteOfAnotherFamilyLeavesThisOneAsItIs) {
  Device stranger;
  stranger.BeginFamily(Url());
  const auto joined = Join(stranger.directory(), Invite(), &stranger.identity(), random_);
  EXPECT_FALSE(joined.ok());
  stranger.Do(Lasted('a', 5));
  EXPECT_TRUE(stranger.Sync().ok());
}

TEST_F(AccountTest, AFamilyBegunTwiceByTheSameDeviceIsTheSame) {
  const auto again = CreateFamily(Url(), ana_.identity());
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->identity.family, ana_.identity().family);
  EXPECT_EQ(again->identity.origin, ana_.identity().origin);
}

TEST_F(AccountTest, AFamilyTheServerHasIsNotBegunByADeviceItDoesNotKnow) {
  Identity other = NewFamily(random_);
  other.family = ana_.identity().family;
  const absl::Status status = CreateFamily(Url(), other).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kAlreadyExists);
  EXPECT_THAT(std::string(status.message()), HasSubstr("toward join"));
}

TEST_F(AccountTest, WithoutAServerEveryCallIsUnavailable) {
  const std::string link = Invite();
  server_.Stop();
  EXPECT_TRUE(absl::IsUnavailable(CreateFamily(Url(), NewFamily(random_)).status()));
  EXPECT_TRUE(absl::IsUnavailable(CreateInvite(ana_.identity(), InviteFor::kPartner, 600, random_).status()));
  EXPECT_TRUE(absl::IsUnavailable(Join(Directory(), link, nullptr, random_).status()));
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
                               v1::CreateChallengeResponse*) override {
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
