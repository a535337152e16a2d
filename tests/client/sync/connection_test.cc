#include "client/sync/connection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/sync/sync_lock.h"
#include "tests/support/household.h"

namespace toward::client {
namespace {

using grpc::StatusCode;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;

TEST(Connection, TakesAServersAddress) {
  for (const char* server :
       {"http://127.0.0.1:7340", "https://toward.example", "https://toward.example:7340", "http://[::1]:7340"}) {
    EXPECT_TRUE(Connection::Open(server).ok()) << server;
  }
}

TEST(Connection, TakesNothingElse) {
  for (const char* server : {"", "toward.example", "ftp://toward.example", "http://", "https://toward.example/plan",
                             "HTTPS//toward.example"}) {
    const absl::Status status = Connection::Open(server).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << server;
    EXPECT_THAT(std::string(status.message()), HasSubstr("It looks like https://"));
  }
}

TEST(Connection, WhatTheNetworkDoesIsTriedAgain) {
  for (const StatusCode code : {StatusCode::UNAVAILABLE, StatusCode::DEADLINE_EXCEEDED, StatusCode::CANCELLED,
                                StatusCode::UNKNOWN, StatusCode::INTERNAL}) {
    const absl::Status status = FromGrpc(grpc::Status(code, "Socket closed"));
    EXPECT_EQ(FailureOf(status), sync::Failure::kTransient) << code;
    EXPECT_THAT(std::string(status.message()), Not(HasSubstr("Socket")));
    EXPECT_THAT(std::string(status.message()), EndsWith("."));
  }
}

TEST(Connection, WithoutASessionTheDeviceProvesItself) {
  EXPECT_EQ(FailureOf(FromGrpc(grpc::Status(StatusCode::UNAUTHENTICATED, ""))), sync::Failure::kUnauthenticated);
}

TEST(Connection, ARefusalIsNotTriedAgainAndSaysWhatTheServerSays) {
  for (const StatusCode code :
       {StatusCode::INVALID_ARGUMENT, StatusCode::PERMISSION_DENIED, StatusCode::FAILED_PRECONDITION}) {
    const absl::Status status = FromGrpc(grpc::Status(code, "The family is full."));
    EXPECT_EQ(FailureOf(status), sync::Failure::kRefused) << code;
    EXPECT_EQ(status.message(), "The family is full.");
  }
  EXPECT_EQ(FailureOf(FromGrpc(grpc::Status(StatusCode::UNIMPLEMENTED, ""))), sync::Failure::kRefused);
}

TEST(Connection, TooManyCallsAreTriedAgainLater) {
  const absl::Status status = FromGrpc(grpc::Status(StatusCode::RESOURCE_EXHAUSTED, "Too many calls."));
  EXPECT_EQ(FailureOf(status), sync::Failure::kTransient);
}

TEST(Connection, OkIsOk) { EXPECT_TRUE(FromGrpc(grpc::Status::OK).ok()); }

TEST(SyncLock, IsHeldByOneAtATime) {
  const support::TemporaryDirectory directory;
  auto lock = SyncLock::Take(directory.path().string());
  ASSERT_TRUE(lock.ok());
  EXPECT_TRUE(absl::IsUnavailable(SyncLock::Take(directory.path().string()).status()));
  {
    const SyncLock moved = *std::move(lock);
    EXPECT_TRUE(absl::IsUnavailable(SyncLock::Take(directory.path().string()).status()));
  }
  EXPECT_TRUE(SyncLock::Take(directory.path().string()).ok());
}

TEST(SyncLock, WithoutADirectoryThereIsNone) {
  EXPECT_TRUE(absl::IsPermissionDenied(SyncLock::Take("/nowhere").status()));
}

}  // namespace
}  // namespace toward::client
