#include "tests/server/test_device.h"

#include <gtest/gtest.h>

#include "base/check.h"
#include "sync/record.h"
#include "sync/transaction.h"
#include "trust/crypto.h"
#include "trust/session_proof.h"

namespace toward::server {
namespace {

// Field `number` with `value` as its bytes, on the wire.
std::string BytesField(int number, const std::string& value) {
  std::string wire(1, static_cast<char>(number << 3 | 2));
  for (size_t left = value.size(); true; left >>= 7) {
    wire.push_back(static_cast<char>((left & 0x7f) | (left > 0x7f ? 0x80 : 0)));
    if (left <= 0x7f) return wire + value;
  }
}

void Authorize(grpc::ClientContext& context, const std::string& token) {
  context.set_deadline(Deadline());
  if (!token.empty()) context.AddMetadata("authorization", "Bearer " + token);
}

}  // namespace

TestWatch::TestWatch(v1::SyncService::Stub& stub, const std::string& token, const v1::WatchRequest& request) {
  Authorize(context_, token);
  reader_ = stub.Watch(&context_, request);
}

TestWatch::~TestWatch() { context_.TryCancel(); }

std::optional<v1::WatchResponse> TestWatch::Next() {
  v1::WatchResponse response;
  if (!reader_->Read(&response)) return std::nullopt;
  if (response.has_page()) cursor_ = response.page().cursor();
  return response;
}

std::vector<v1::Patch> TestWatch::CatchUp(int* pages) {
  std::vector<v1::Patch> records;
  while (auto response = Next()) {
    if (!response->has_page()) continue;
    if (pages != nullptr) ++*pages;
    records.insert(records.end(), response->page().records().begin(), response->page().records().end());
    if (response->page().cursor().seq() == response->page().head()) return records;
  }
  ADD_FAILURE() << "the stream ended before the head: " << End();
  return records;
}

std::vector<v1::Patch> TestWatch::NextRecords() {
  while (auto response = Next()) {
    const auto& records = response->page().records();
    if (!records.empty()) return {records.begin(), records.end()};
  }
  ADD_FAILURE() << "the stream ended before a record came: " << End();
  return {};
}

grpc::StatusCode TestWatch::End() {
  while (Next()) {
  }
  return reader_->Finish().error_code();
}

TestDevice::TestDevice(const support::TestServer& server)
    : clock(&server.clock),
      identity(NewIdentity(random)),
      family(random.NewId<FamilyId>()),
      member(random.NewId<MemberId>()) {
  Reconnect(server);
}

void TestDevice::Reconnect(const support::TestServer& server) {
  const auto channel = server.NewChannel();
  account = v1::AccountService::NewStub(channel);
  sync = v1::SyncService::NewStub(channel);
  rosters = v1::RosterService::NewStub(channel);
  invites = v1::InviteService::NewStub(channel);
}

grpc::Status TestDevice::CreateFamily() {
  if (chain == nullptr) chain = std::make_shared<FamilyChain>(family, member, identity, random);
  v1::CreateFamilyRequest request;
  request.set_family_id(family.ToBytes());
  const Statements statements = chain->From(0);
  request.mutable_roster()->Assign(statements.begin(), statements.end());
  request.set_ticket(ticket);
  v1::CreateFamilyResponse response;
  grpc::Status status = account->CreateFamily(NewContext().get(), request, &response);
  if (status.ok()) replica = response.replica();
  return status;
}

grpc::Status TestDevice::OpenSession() {
  v1::CreateChallengeRequest ask;
  ask.set_device_id(identity.device_id().ToBytes());
  v1::CreateChallengeResponse challenge;
  grpc::Status asked = account->CreateChallenge(NewContext().get(), ask, &challenge);
  if (!asked.ok()) return asked;
  v1::OpenSessionRequest request;
  request.set_device_id(ask.device_id());
  request.set_nonce(challenge.nonce());
  request.set_signature(trust::SignSession(identity, challenge.origin(), challenge.nonce()));
  v1::OpenSessionResponse response;
  grpc::Status opened = account->OpenSession(NewContext().get(), request, &response);
  if (opened.ok()) token = response.token();
  return opened;
}

void TestDevice::Settle() {
  ASSERT_TRUE(CreateFamily().ok());
  ASSERT_TRUE(OpenSession().ok());
}

void TestDevice::Join(TestDevice& other) { Enter(other, trust::AddMember(member, identity.public_keys())); }

void TestDevice::JoinAsFurther(TestDevice& other) {
  member = other.member;
  Enter(other, trust::AddDevice(identity.public_keys()));
}

void TestDevice::Enter(TestDevice& inviter, trust::Act act) {
  inviter.Say(std::move(act));
  family = inviter.family;
  chain = inviter.chain;
  ASSERT_TRUE(OpenSession().ok());
  BeginEpochs();
  v1::RegisterReplicaResponse registered;
  ASSERT_TRUE(account->RegisterReplica(NewContext().get(), {}, &registered).ok());
  replica = registered.replica();
}

grpc::Status TestDevice::Append(uint32_t first_seq) {
  v1::AppendRosterRequest request;
  request.set_first_seq(first_seq);
  const Statements statements = chain->From(first_seq);
  request.mutable_statements()->Assign(statements.begin(), statements.end());
  v1::AppendRosterResponse response;
  return rosters->AppendRoster(NewContext().get(), request, &response);
}

void TestDevice::Say(trust::Act act) {
  chain->Say(identity, std::move(act));
  const grpc::Status appended = Append(chain->length() - 1);
  ASSERT_TRUE(appended.ok()) << appended.error_message();
}

void TestDevice::BeginEpochs() {
  const uint32_t first_seq = chain->length();
  for (const trust::Scope scope : {trust::Scope::kShared, trust::Scope::kPrivate}) {
    if (chain->roster().NewEpochDue(scope, member)) chain->BeginEpoch(identity, scope);
  }
  if (chain->length() > first_seq) {
    ASSERT_TRUE(Append(first_seq).ok());
  }
}

v1::Patch TestDevice::NewRecord(size_t size, std::optional<RecordId> id) {
  last_hlc_ = std::max(last_hlc_ + 1, sync::HlcFromMs(clock->WallMs()));
  const sync::Stamp stamp{.hlc = last_hlc_, .replica = replica};
  sync::Record record(v1::KIND_MEMBER, id.has_value() ? *id : random.NewId<RecordId>());
  record.Set(1, std::string("\x08\x01"), stamp);
  record.Set(2, BytesField(2, random.Bytes(size)), stamp);
  return record.ToPatch();
}

v1::PushRequest TestDevice::NewPush(const std::vector<v1::Patch>& records) {
  v1::PushRequest request;
  request.set_replica(replica);
  request.set_push_no(++last_push_no);
  for (const v1::Patch& record : records) *request.add_transactions()->add_patches() = record;
  request.set_digest(sync::PushDigest(request));
  request.set_sent_time_ms(clock->WallMs());
  request.set_key_epoch(chain->roster().CurrentEpoch(trust::Scope::kShared, member));
  return request;
}

v1::PushRequest TestDevice::NewPrivatePush(const std::vector<v1::Patch>& records) {
  v1::PushRequest request = NewPush(records);
  --last_push_no;
  request.set_push_no(++last_private_push_no);
  request.set_digest(sync::PushDigest(request));
  request.set_scope(v1::SCOPE_MEMBER);
  request.set_key_epoch(chain->roster().CurrentEpoch(trust::Scope::kPrivate, member));
  return request;
}

grpc::Status TestDevice::Send(const v1::PushRequest& request, v1::PushResponse* response) {
  v1::PushResponse ignored;
  return sync->Push(NewContext().get(), request, response == nullptr ? &ignored : response);
}

void TestDevice::Push(const std::vector<v1::Patch>& records) {
  v1::PushResponse response;
  const grpc::Status status = Send(NewPush(records), &response);
  ASSERT_TRUE(status.ok()) << status.error_message();
  ASSERT_EQ(response.outcome(), v1::PushResponse::OUTCOME_ACCEPTED);
}

std::unique_ptr<TestWatch> TestDevice::Watch(const v1::Cursor& cursor, v1::Scope scope) {
  v1::WatchRequest request;
  *request.mutable_cursor() = cursor;
  request.set_replica(replica);
  request.set_scope(scope);
  return std::make_unique<TestWatch>(*sync, token, request);
}

std::unique_ptr<grpc::ClientContext> TestDevice::NewContext() const {
  auto context = std::make_unique<grpc::ClientContext>();
  Authorize(*context, token);
  return context;
}

}  // namespace toward::server
