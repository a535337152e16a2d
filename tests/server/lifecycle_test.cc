// A server's life: starting, stopping while people are connected, and starting again on the same data.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <thread>

#include "grpcpp/generic/generic_stub.h"
#include "tests/server/test_device.h"

namespace toward::server {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

class LifecycleTest : public testing::Test {
 protected:
  support::TestServer server_;
};

TEST_F(LifecycleTest, StoppingEndsStreamsAsUnavailable) {
  ASSERT_TRUE(server_.Start().ok());
  TestDevice ana(server_);
  ana.Settle();
  const auto idle = ana.Watch();
  const auto deaf = ana.Watch();
  idle->CatchUp();
  for (int i = 0; i < 20; ++i) ana.Push(std::vector<v1::Patch>(1, ana.NewRecord(60'000)));
  server_.server().Shutdown();
  EXPECT_EQ(idle->End(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_FALSE(ana.Send(ana.NewPush({ana.NewRecord()})).ok());
}

TEST_F(LifecycleTest, AHealthWatchHearsThatTheServerServesAndThatItStops) {
  ASSERT_TRUE(server_.Start().ok());
  grpc::GenericStub stub(server_.NewChannel());
  grpc::CompletionQueue queue;
  grpc::ClientContext context;
  context.set_deadline(Deadline());
  const auto wait = [&queue] {
    void* tag = nullptr;
    bool ok = false;
    return queue.Next(&tag, &ok) && ok;
  };
  const auto call = stub.PrepareCall(&context, "/grpc.health.v1.Health/Watch", &queue);
  call->StartCall(nullptr);
  ASSERT_TRUE(wait());
  call->WriteLast(grpc::ByteBuffer(nullptr, 0), {}, nullptr);
  ASSERT_TRUE(wait());
  std::jthread stop;
  // HealthCheckResponse.status, field 1: SERVING is 1, NOT_SERVING is 2.
  for (const char* status : {"\x08\x01", "\x08\x02"}) {
    grpc::ByteBuffer response;
    call->Read(&response, nullptr);
    ASSERT_TRUE(wait());
    grpc::Slice bytes;
    ASSERT_TRUE(response.DumpToSingleSlice(&bytes).ok());
    EXPECT_EQ(std::string(bytes.begin(), bytes.end()), status);
    if (!stop.joinable()) stop = std::jthread([this] { server_.server().Shutdown(); });
  }
}

TEST_F(LifecycleTest, AServerThatNobodyUsedStops) {
  ASSERT_TRUE(server_.Start().ok());
  server_.Stop();
}

TEST_F(LifecycleTest, ARestartKeepsPlansAndSessions) {
  ASSERT_TRUE(server_.Start().ok());
  TestDevice ana(server_);
  ana.Settle();
  ana.Push({ana.NewRecord(), ana.NewRecord()});
  server_.Stop();
  ASSERT_TRUE(server_.Start().ok());
  ana.Reconnect(server_);
  EXPECT_THAT(ana.Watch()->CatchUp(), SizeIs(2));
  ana.Push({ana.NewRecord()});
}

TEST_F(LifecycleTest, ASecondServerOnTheSameDataIsRefused) {
  ASSERT_TRUE(server_.Start().ok());
  SystemRandom random;
  const auto second = Server::Start(server_.config, server_.clock, random);
  EXPECT_EQ(second.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(second.status().message()), HasSubstr("Another toward-server uses"));
}

TEST_F(LifecycleTest, APortThatIsTakenIsSaidInOneSentence) {
  ASSERT_TRUE(server_.Start().ok());
  support::TestServer second;
  second.config.listen = server_.server().address();
  const absl::Status status = second.Start();
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(status.message()), HasSubstr("the port is taken"));
}

TEST_F(LifecycleTest, ADatabaseOthersCanReadIsRefused) {
  ASSERT_TRUE(server_.Start().ok());
  server_.Stop();
  const std::string database = server_.config.data_directory + "/toward.db";
  ASSERT_EQ(chmod(database.c_str(), 0644), 0);
  const absl::Status status = server_.Start();
  EXPECT_EQ(status.code(), absl::StatusCode::kPermissionDenied);
  EXPECT_THAT(std::string(status.message()), HasSubstr("chmod 600"));
}

TEST_F(LifecycleTest, ADamagedDatabaseIsRefusedAndLeftAlone) {
  ASSERT_TRUE(server_.Start().ok());
  server_.Stop();
  const std::string database = server_.config.data_directory + "/toward.db";
  const std::string rubbish(8192, 'x');
  std::ofstream(database) << rubbish;
  const absl::Status status = server_.Start();
  EXPECT_FALSE(status.ok());
  EXPECT_THAT(std::string(status.message()), Not(testing::IsEmpty()));
  std::ifstream file(database);
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(file), {}), rubbish);
}

TEST_F(LifecycleTest, TheOriginOfTheConfigIsWhatDevicesSign) {
  server_.config.origin = "toward.example";
  ASSERT_TRUE(server_.Start().ok());
  TestDevice ana(server_);
  ana.Settle();
  v1::CreateChallengeRequest request;
  request.set_device_id(ana.identity.device_id().ToBytes());
  v1::CreateChallengeResponse response;
  ASSERT_TRUE(ana.account->CreateChallenge(ana.NewContext().get(), request, &response).ok());
  EXPECT_EQ(response.origin(), "toward.example");
}

}  // namespace
}  // namespace toward::server
