// Who goes is cut off at once, on every stream and in every call.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/server/test_device.h"
#include "toward/v1/reminders.grpc.pb.h"

namespace toward::server {
namespace {

using grpc::StatusCode;
using testing::SizeIs;

class DeparturesTest : public testing::Test {
 protected:
  DeparturesTest() {
    EXPECT_TRUE(server_.Start().ok());
    for (auto* device : {&ana_, &ben_, &tablet_}) *device = std::make_unique<TestDevice>(server_);
    ana_->Settle();
    ben_->Join(*ana_);
    tablet_->JoinAsFurther(*ana_);
  }

  void RemoveTablet() { ana_->Say(trust::RemoveDevice(tablet_->identity.device_id())); }

  support::TestServer server_;
  std::unique_ptr<TestDevice> ana_, ben_, tablet_;
};

TEST_F(DeparturesTest, ARemovedDevicesStreamsEnd) {
  const auto shared = tablet_->Watch();
  const auto own = tablet_->Watch({}, v1::SCOPE_MEMBER);
  shared->CatchUp();
  own->CatchUp();
  const auto reminders = v1::ReminderService::NewStub(server_.NewChannel());
  const auto context = tablet_->NewContext();
  const auto listen = reminders->Listen(context.get(), {});
  v1::ListenResponse life;
  ASSERT_TRUE(listen->Read(&life));
  RemoveTablet();
  EXPECT_EQ(shared->End(), StatusCode::UNAUTHENTICATED);
  EXPECT_EQ(own->End(), StatusCode::UNAUTHENTICATED);
  while (listen->Read(&life)) {
  }
  EXPECT_EQ(listen->Finish().error_code(), StatusCode::UNAUTHENTICATED);
}

TEST_F(DeparturesTest, ARemovedDevicesSessionsEndAndItGetsNoOther) {
  const v1::PushRequest push = tablet_->NewPush({});
  RemoveTablet();
  EXPECT_EQ(tablet_->Send(push).error_code(), StatusCode::UNAUTHENTICATED);
  EXPECT_EQ(tablet_->OpenSession().error_code(), StatusCode::UNAUTHENTICATED);
  server_.Stop();
  ASSERT_TRUE(server_.Start().ok());
  tablet_->Reconnect(server_);
  EXPECT_EQ(tablet_->Send(push).error_code(), StatusCode::UNAUTHENTICATED);
}

TEST_F(DeparturesTest, TheOthersAreToldThatTheRosterMoved) {
  const auto watch = ben_->Watch();
  EXPECT_EQ(watch->Next()->hello().roster_length(), ana_->chain->length());
  watch->CatchUp();
  RemoveTablet();
  auto response = watch->Next();
  while (response.has_value() && !response->has_roster_moved()) response = watch->Next();
  ASSERT_TRUE(response.has_value());
  EXPECT_EQ(response->roster_moved().length(), ana_->chain->length());
  EXPECT_EQ(response->roster_moved().head(), ana_->chain->roster().head_hash());
}

TEST_F(DeparturesTest, NothingIsPushedUntilTheNextEpochBegins) {
  v1::PushRequest push = ben_->NewPush({ben_->NewRecord()});
  RemoveTablet();
  v1::PushResponse response;
  ASSERT_TRUE(ben_->Send(push, &response).ok());
  EXPECT_EQ(response.outcome(), v1::PushResponse::OUTCOME_STALE_EPOCH);
  ben_->BeginEpochs();
  push.set_key_epoch(2);
  ASSERT_TRUE(ben_->Send(push, &response).ok());
  EXPECT_EQ(response.outcome(), v1::PushResponse::OUTCOME_ACCEPTED);
}

TEST_F(DeparturesTest, WhoLeavesIsOutAndTheOtherGoesOn) {
  const auto watch = ben_->Watch();
  watch->CatchUp();
  ben_->Say(trust::Leave());
  EXPECT_EQ(watch->End(), StatusCode::UNAUTHENTICATED);
  EXPECT_EQ(ben_->OpenSession().error_code(), StatusCode::UNAUTHENTICATED);
  ana_->BeginEpochs();
  ana_->Push({ana_->NewRecord()});
}

TEST_F(DeparturesTest, AClosedSessionsStreamsEnd) {
  const auto watch = ben_->Watch();
  watch->CatchUp();
  v1::CloseSessionResponse closed;
  ASSERT_TRUE(ben_->account->CloseSession(ben_->NewContext().get(), {}, &closed).ok());
  EXPECT_EQ(watch->End(), StatusCode::UNAUTHENTICATED);
  EXPECT_TRUE(ben_->OpenSession().ok());
}

TEST_F(DeparturesTest, PrivatePushesWakeTheMembersOwnWatchesOnly) {
  const auto own = tablet_->Watch({}, v1::SCOPE_MEMBER);
  const auto bens_own = ben_->Watch({}, v1::SCOPE_MEMBER);
  const auto shared = ben_->Watch();
  for (const auto* watch : {&own, &bens_own, &shared}) (*watch)->CatchUp();
  v1::PushResponse response;
  ASSERT_TRUE(ana_->Send(ana_->NewPrivatePush({ana_->NewRecord()}), &response).ok());
  ASSERT_EQ(response.outcome(), v1::PushResponse::OUTCOME_ACCEPTED);
  EXPECT_THAT(own->NextRecords(), SizeIs(1));
  const v1::Patch for_both = ana_->NewRecord();
  ana_->Push({for_both});
  EXPECT_EQ(shared->NextRecords().front().id(), for_both.id());
  ASSERT_TRUE(ben_->Send(ben_->NewPrivatePush({ben_->NewRecord()}), &response).ok());
  EXPECT_THAT(bens_own->NextRecords(), SizeIs(1));
}

TEST_F(DeparturesTest, ErasedPrivateRecordsAreGone) {
  ASSERT_TRUE(ana_->Send(ana_->NewPrivatePush({ana_->NewRecord()})).ok());
  v1::ErasePrivateResponse erased;
  ASSERT_TRUE(ana_->account->ErasePrivate(ana_->NewContext().get(), {}, &erased).ok());
  EXPECT_THAT(tablet_->Watch({}, v1::SCOPE_MEMBER)->CatchUp(), SizeIs(0));
}

}  // namespace
}  // namespace toward::server
