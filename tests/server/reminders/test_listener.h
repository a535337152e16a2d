// A device that uses ReminderService of a real server.
#ifndef TOWARD_TESTS_SERVER_REMINDERS_TEST_LISTENER_H_
#define TOWARD_TESTS_SERVER_REMINDERS_TEST_LISTENER_H_

#include <memory>
#include <optional>
#include <string>

#include "sync/record.h"
#include "tests/server/test_device.h"
#include "toward/v1/records.pb.h"
#include "toward/v1/reminders.grpc.pb.h"

namespace toward::server {

// A stream of reminders as its device reads it.
class TestListen {
 public:
  TestListen(v1::ReminderService::Stub& stub, const std::string& token);
  ~TestListen() { context_.TryCancel(); }

  // The next response, signs of life as well; absent when the stream has ended.
  std::optional<v1::ListenResponse> Next();
  // Reads on until something is said.
  std::optional<v1::ListenResponse> NextWord();
  grpc::StatusCode End();

 private:
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReader<v1::ListenResponse>> reader_;
};

class TestListener : public TestDevice {
 public:
  explicit TestListener(const support::TestServer& server)
      : TestDevice(server), reminders(v1::ReminderService::NewStub(server.NewChannel())) {}

  // A call of ReminderService: Call(&Stub::Snooze, request, response).
  template <typename Method, typename Request, typename Response>
  grpc::Status Call(Method method, const Request& request, Response& response) {
    return ((*reminders).*method)(NewContext().get(), request, &response);
  }
  std::unique_ptr<TestListen> Listen() { return std::make_unique<TestListen>(*reminders, token); }

  // Pushes one record of the plan.
  void Write(uint32_t kind, const RecordId& id, const google::protobuf::MessageLite& fields);
  // A calendar in UTC, whose days begin at 3, and a check-in every day at that minute for this member.
  void PlanCheckInAt(int minute);

  // Returns once the engine has looked at what was pushed before.
  void WaitForTheEngine();

  std::unique_ptr<v1::ReminderService::Stub> reminders;
  RecordId check_in = random.NewId<RecordId>();

 private:
  uint64_t hlc_ = 0;
};

}  // namespace toward::server

#endif  // TOWARD_TESTS_SERVER_REMINDERS_TEST_LISTENER_H_
