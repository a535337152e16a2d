// Who may call what: every method of the schema, against the real server, without a session, with garbage, and with one
// that has expired.

#include "server/access.h"

#include <gmock/gmock.h>
#include <google/protobuf/descriptor.pb.h>
#include <gtest/gtest.h>

#include <condition_variable>
#include <functional>
#include <mutex>
#include <vector>

#include "fmt/format.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/server_context.h"
#include "server/message_bytes.h"
#include "server/refusals.h"
#include "server/service/call.h"
#include "tests/server/test_device.h"
#include "toward/v1/reminders.grpc.pb.h"

namespace toward::server {
namespace {

std::vector<const google::protobuf::MethodDescriptor*> EveryMethod() {
  std::vector<const google::protobuf::MethodDescriptor*> methods;
  const auto* pool = google::protobuf::DescriptorPool::generated_pool();
  for (const char* name : {v1::AccountService::service_full_name(), v1::SyncService::service_full_name(),
                           v1::RosterService::service_full_name(), v1::InviteService::service_full_name(),
                           v1::ReminderService::service_full_name()}) {
    const auto* service = pool->FindServiceByName(name);
    for (int i = 0; i < service->method_count(); ++i) methods.push_back(service->method(i));
  }
  return methods;
}

class AccessTest : public testing::Test {
 protected:
  AccessTest() {
    EXPECT_TRUE(server_.Start().ok());
    stub_ = std::make_unique<grpc::GenericStub>(server_.NewChannel());
  }

  // Calls a method with an empty request and this authorization.
  grpc::StatusCode Call(const google::protobuf::MethodDescriptor& method,
                        const std::vector<std::string>& authorization) {
    grpc::ClientContext context;
    context.set_deadline(Deadline());
    for (const std::string& value : authorization) context.AddMetadata("authorization", value);
    const std::string path = fmt::format("/{}/{}", method.service()->full_name(), method.name());
    const grpc::ByteBuffer request = Serialize(v1::WatchRequest());
    grpc::ByteBuffer response;
    std::mutex mutex;
    std::condition_variable answered;
    std::optional<grpc::StatusCode> code;
    stub_->UnaryCall(&context, path, grpc::StubOptions(), &request, &response, [&](const grpc::Status& status) {
      const std::lock_guard lock(mutex);
      code = status.error_code();
      answered.notify_one();
    });
    std::unique_lock lock(mutex);
    answered.wait(lock, [&] { return code.has_value(); });
    return *code;
  }

  support::TestServer server_;
  std::unique_ptr<grpc::GenericStub> stub_;
};

TEST_F(AccessTest, EveryMethodSaysWhoMayCallIt) {
  for (const auto* method : EveryMethod()) EXPECT_NE(AccessOf(*method), v1::ACCESS_UNSPECIFIED) << method->full_name();
}

TEST_F(AccessTest, NobodyGetsInWithoutAnOpenSession) {
  TestDevice device(server_);
  device.Settle();
  const std::string expired = "Bearer " + device.token;
  server_.clock.Advance(kSessionLifetimeMs);
  const std::vector<std::vector<std::string>> strangers = {
      {}, {""}, {"Bearer "}, {"Bearer garbage"}, {"Basic " + device.token}, {expired}, {expired, expired}};
  for (const auto* method : EveryMethod()) {
    if (AccessOf(*method) == v1::ACCESS_OPEN) continue;
    for (const auto& authorization : strangers) {
      EXPECT_EQ(Call(*method, authorization), grpc::StatusCode::UNAUTHENTICATED) << method->full_name();
    }
  }
}

TEST_F(AccessTest, OpenMethodsAreServedWithoutASession) {
  for (const auto* method : EveryMethod()) {
    if (AccessOf(*method) != v1::ACCESS_OPEN) continue;
    const bool proof = method->name() == "OpenSession";
    EXPECT_EQ(Call(*method, {}), proof ? grpc::StatusCode::UNAUTHENTICATED : grpc::StatusCode::INVALID_ARGUMENT)
        << method->full_name();
  }
}

TEST_F(AccessTest, EveryOpenMethodHasALimitOfItsOwn) {
  for (const auto* method : EveryMethod()) {
    const CallPolicy policy = PolicyOf(method->full_name());
    EXPECT_EQ(policy.open_call != OpenCall::kOther, policy.access == v1::ACCESS_OPEN) << method->full_name();
  }
}

TEST_F(AccessTest, AnOpenSessionGetsIn) {
  TestDevice device(server_);
  device.Settle();
  const auto* push = google::protobuf::DescriptorPool::generated_pool()->FindMethodByName("toward.v1.SyncService.Push");
  EXPECT_EQ(Call(*push, {"Bearer " + device.token}), grpc::StatusCode::INVALID_ARGUMENT);
}

TEST_F(AccessTest, AMethodThatSaysNothingIsClosedToAll) {
  google::protobuf::FileDescriptorProto file;
  file.set_name("silent.proto");
  file.add_message_type()->set_name("Nothing");
  auto* service = file.add_service();
  service->set_name("Silent");
  auto* method = service->add_method();
  method->set_name("Call");
  method->set_input_type("Nothing");
  method->set_output_type("Nothing");
  google::protobuf::DescriptorPool pool;
  const auto* built = pool.BuildFile(file);
  ASSERT_NE(built, nullptr);
  const v1::Access access = AccessOf(*built->service(0)->method(0));
  const Sessions sessions(server_.clock, {});
  grpc::ServerContext context;
  EXPECT_EQ(Admit(access, sessions, context).status(), ClosedToAll());
}

TEST_F(AccessTest, AMethodOfNoSchemaIsClosedToAll) {
  EXPECT_EQ(AccessOf("toward.v1.SyncService.Erase"), v1::ACCESS_UNSPECIFIED);
}

}  // namespace
}  // namespace toward::server
