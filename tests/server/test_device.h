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
#include "tests/server/family_chain.h"
#include "tests/support/test_server.h"
#include "toward/v1/account.grpc.pb.h"
#include "toward/v1/invites.grpc.pb.h"
#include "toward/v1/roster.grpc.pb.h"
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

  // Makes the family of a chain of its own, or gives the chain it has.
  grpc::Status CreateFamily();
  grpc::Status OpenSession();
  // A family of its own, with an open session.
  void Settle();
  // Joins the family of `other`, as the partner or as a further device of its member, with an open session.
  void Join(TestDevice& other);
  void JoinAsFurther(TestDevice& other);
  // Appends what the chain has and the server may not have, from `first_seq` on.
  grpc::Status Append(uint32_t first_seq);
  // The same for one statement that this device makes.
  void Say(trust::Act act);
  // Begins the epochs that are due.
  void BeginEpochs();
  // Lets a device that says something in its chain in: it is enrolled, with a session and a replica number.
  void Enter(TestDevice& inviter, trust::Act act);

  // One record with a field of `size` bytes, stamped `ms` after the server's start.
  v1::Patch NewRecord(size_t size = 8, std::optional<RecordId> id = std::nullopt);
  // The next push of this replica, one transaction a record.
  v1::PushRequest NewPush(const std::vector<v1::Patch>& records);
  // The same for the private feed, whose pushes are counted apart.
  v1::PushRequest NewPrivatePush(const std::vector<v1::Patch>& records);
  grpc::Status Send(const v1::PushRequest& request, v1::PushResponse* response = nullptr);
  // Makes and sends one; the outcome must be ACCEPTED.
  void Push(const std::vector<v1::Patch>& records);

  std::unique_ptr<TestWatch> Watch(const v1::Cursor& cursor = {}, v1::Scope scope = v1::SCOPE_FAMILY);

  std::unique_ptr<grpc::ClientContext> NewContext() const;

  support::HandClock const* clock;
  SystemRandom random;
  trust::DeviceIdentity identity;
  FamilyId family;
  MemberId member;
  uint32_t replica = 0;
  uint64_t last_push_no = 0;
  uint64_t last_private_push_no = 0;
  std::string token;
  // What whoever runs a closed server gave.
  std::string ticket;
  std::unique_ptr<v1::AccountService::Stub> account;
  std::unique_ptr<v1::SyncService::Stub> sync;
  std::unique_ptr<v1::RosterService::Stub> rosters;
  std::unique_ptr<v1::InviteService::Stub> invites;
  // All of the family share it; null before there is a family.
  std::shared_ptr<FamilyChain> chain;

 private:
  uint64_t last_hlc_ = 0;
};

}  // namespace toward::server

#endif  // TOWARD_TESTS_SERVER_TEST_DEVICE_H_
