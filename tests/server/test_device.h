// A device as the server sees it: keys, a session, and the calls of both services.
#ifndef TOWARD_TESTS_SERVER_TEST_DEVICE_H_
#define TOWARD_TESTS_SERVER_TEST_DEVICE_H_

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/random.h"
#include "grpcpp/client_context.h"
#include "tests/support/test_server.h"
#include "toward/v1/account.grpc.pb.h"
#include "toward/v1/sync.grpc.pb.h"
#include "trust/device_identity.h"

namespace toward::server {

// Long enough for any machine; a test that waits this long has failed.
inline std::chrono::system_clock::time_point Deadline() {
  return std::chrono::system_clock::now() + std::chrono::seconds(60);
}

// A watch as its client reads it.
class TestWatch {
 public:
  TestWatch(v1::SyncService::Stub& stub, const std::string& token, const v1::WatchRequest& request);
  ~TestWatch();

  // The next response; absent when the stream has ended.
  std::optional<v1::WatchResponse> Next();
  // Reads the Hello and the pages up to the head; returns the records read. `pages`, when given, counts the pages.
  std::vector<v1::Patch> CatchUp(int* pages = nullptr);
  // Reads on until a page brings records; returns them.
  std::vector<v1::Patch> NextRecords();
  // Reads to the end.
  grpc::StatusCode End();

  const v1::Cursor& cursor() const { return cursor_; }

 private:
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReader<v1::WatchResponse>> reader_;
  v1::Cursor cursor_;
};

class TestDevice {
 public:
  explicit TestDevice(const support::TestServer& server);
  // Connects to the server after it was started again.
  void Reconnect(const support::TestServer& server);

  grpc::Status CreateFamily();
  grpc::Status OpenSession();
  // A family of its own, with an open session.
  void Settle();
  // Joins the family of `other` as the partner, with an open session.
  void Join(TestDevice& other);
  grpc::Status Redeem(const v1::CreateInviteRequest& invite, const std::string& key);

  // One record with a field of `size` bytes, stamped `ms` after the server's start.
  v1::Patch NewRecord(size_t size = 8, std::optional<RecordId> id = std::nullopt);
  // The next push of this replica, one transaction a record.
  v1::PushRequest NewPush(const std::vector<v1::Patch>& records);
  grpc::Status Send(const v1::PushRequest& request, v1::PushResponse* response = nullptr);
  // Makes and sends one; the outcome must be ACCEPTED.
  void Push(const std::vector<v1::Patch>& records);

  std::unique_ptr<TestWatch> Watch(const v1::Cursor& cursor = {});

  std::unique_ptr<grpc::ClientContext> NewContext() const;

  support::HandClock const* clock;
  SystemRandom random;
  trust::DeviceIdentity identity;
  FamilyId family;
  MemberId member;
  uint32_t replica = 0;
  uint64_t last_push_no = 0;
  std::string token;
  std::unique_ptr<v1::AccountService::Stub> account;
  std::unique_ptr<v1::SyncService::Stub> sync;

 private:
  v1::DeviceKeys Keys() const;

  uint64_t last_hlc_ = 0;
};

}  // namespace toward::server

#endif  // TOWARD_TESTS_SERVER_TEST_DEVICE_H_
