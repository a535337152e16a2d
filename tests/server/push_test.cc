// SyncService.Push against the real server: what is stored, what is refused, and that nobody else's plan is touched.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "grpcpp/generic/generic_stub.h"
#include "sync/limits.h"
#include "sync/transaction.h"
#include "tests/server/test_device.h"
#include "trust/crypto.h"

namespace toward::server {
namespace {

using testing::SizeIs;

class PushTest : public testing::Test {
 protected:
  PushTest() {
    EXPECT_TRUE(server_.Start().ok());
    ana_.emplace(server_);
    ana_->Settle();
  }

  // What the server says to a push that `spoil` has spoilt; the number is used again.
  grpc::Status Spoilt(const std::function<void(v1::PushRequest&)>& spoil) {
    v1::PushRequest request = ana_->NewPush({ana_->NewRecord()});
    --ana_->last_push_no;
    spoil(request);
    return ana_->Send(request);
  }

  support::TestServer server_;
  std::optional<TestDevice> ana_;
};

TEST_F(PushTest, TheSamePushIsAnsweredTheSame) {
  const v1::PushRequest request = ana_->NewPush({ana_->NewRecord(), ana_->NewRecord()});
  v1::PushResponse first, second;
  ASSERT_TRUE(ana_->Send(request, &first).ok());
  ASSERT_TRUE(ana_->Send(request, &second).ok());
  EXPECT_EQ(first.outcome(), v1::PushResponse::OUTCOME_ACCEPTED);
  EXPECT_THAT(first.verdicts(), SizeIs(2));
  EXPECT_EQ(first.SerializeAsString(), second.SerializeAsString());
}

TEST_F(PushTest, AnswersCarryTheServersTimeAndTheLastPush) {
  v1::PushResponse response;
  ASSERT_TRUE(ana_->Send(ana_->NewPush({ana_->NewRecord()}), &response).ok());
  EXPECT_EQ(response.server_time_ms(), server_.clock.WallMs());
  EXPECT_EQ(response.last_push_no(), 1U);
}

TEST_F(PushTest, WhatBreaksARuleIsRefusedAndTheNextGoodOneWorks) {
  const std::vector<std::function<void(v1::PushRequest&)>> spoilers = {
      [](auto& request) { request.clear_replica(); },
      [](auto& request) { request.clear_push_no(); },
      [](auto& request) { request.set_push_no(~uint64_t{0}); },
      [](auto& request) { request.clear_digest(); },
      [](auto& request) { request.set_digest(std::string(31, 'x')); },
      [](auto& request) {
        for (size_t i = 0; i < sync::kMaxTransactionsPerPush; ++i) request.add_transactions();
      },
  };
  for (const auto& spoil : spoilers) {
    const grpc::Status status = Spoilt(spoil);
    EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT) << status.error_message();
    EXPECT_FALSE(status.error_message().empty());
  }
  ana_->Push({ana_->NewRecord()});
}

TEST_F(PushTest, WhatIsNoMessageIsRefused) {
  grpc::GenericStub stub(server_.NewChannel());
  grpc::CompletionQueue queue;
  const auto context = ana_->NewContext();
  const grpc::Slice garbage("\xff\xff\xff");
  auto call =
      stub.PrepareUnaryCall(context.get(), "/toward.v1.SyncService/Push", grpc::ByteBuffer(&garbage, 1), &queue);
  grpc::ByteBuffer response;
  grpc::Status status;
  call->StartCall();
  call->Finish(&response, &status, nullptr);
  void* tag = nullptr;
  bool ok = false;
  ASSERT_TRUE(queue.Next(&tag, &ok));
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT) << status.error_message();
}

TEST_F(PushTest, TooMuchIsRefusedAndTheNextGoodOneWorks) {
  for (const size_t bytes : {sync::kMaxPushBytes, 4 * sync::kMaxPushBytes}) {
    const grpc::Status status = Spoilt([bytes](auto& request) {
      request.mutable_transactions(0)->mutable_patches(0)->set_body(std::string(bytes, 'x'));
    });
    EXPECT_EQ(status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED) << status.error_message();
  }
  ana_->Push({ana_->NewRecord()});
}

TEST_F(PushTest, ABadTransactionIsRejectedAloneAndItsNeighboursAreStored) {
  v1::PushRequest request = ana_->NewPush({ana_->NewRecord(), ana_->NewRecord()});
  request.mutable_transactions(0)->mutable_patches(0)->set_id("short");
  v1::PushResponse response;
  ASSERT_TRUE(ana_->Send(request, &response).ok());
  ASSERT_THAT(response.verdicts(), SizeIs(2));
  EXPECT_EQ(response.verdicts(0).code(), v1::Verdict::CODE_REJECTED);
  EXPECT_EQ(response.verdicts(0).reason(), v1::Verdict::REASON_MALFORMED);
  EXPECT_EQ(response.verdicts(1).code(), v1::Verdict::CODE_APPLIED);
}

TEST_F(PushTest, TwoFamiliesWithTheSameRecordIdsNeverMeet) {
  TestDevice eva(server_);
  eva.Settle();
  const auto id = ana_->random.NewId<RecordId>();
  const v1::Patch of_ana = ana_->NewRecord(8, id);
  const v1::Patch of_eva = eva.NewRecord(8, id);
  ana_->Push({of_ana});
  eva.Push({of_eva});
  const auto ana_sees = ana_->Watch()->CatchUp();
  const auto eva_sees = eva.Watch()->CatchUp();
  ASSERT_THAT(ana_sees, SizeIs(1));
  ASSERT_THAT(eva_sees, SizeIs(1));
  EXPECT_EQ(ana_sees[0].body(), of_ana.body());
  EXPECT_EQ(eva_sees[0].body(), of_eva.body());
}

TEST_F(PushTest, AForeignReplicaNumberIsAFork) {
  TestDevice eva(server_);
  eva.Settle();
  eva.replica = ana_->replica;
  v1::PushResponse response;
  ASSERT_TRUE(eva.Send(eva.NewPush({eva.NewRecord()}), &response).ok());
  EXPECT_EQ(response.outcome(), v1::PushResponse::OUTCOME_FORK);
}

}  // namespace
}  // namespace toward::server
