#include "tests/client/replica/replica_test.h"

#include <utility>

#include "base/check.h"

namespace toward::client {

trust::Keyring ReplicaTest::NewKeyring() {
  trust::Keyring keyring;
  keyring.Add(trust::Scope::kShared, 1, *trust::Secret::FromBytes(random_.Bytes(trust::kKeyBytes)));
  return keyring;
}

void ReplicaTest::SetUp() {
  replica_ = OpenAnother();
  ASSERT_TRUE(replica_->TakeReplicaNumber(kAnasReplica).ok());
}

std::unique_ptr<Replica> ReplicaTest::OpenAnother() {
  auto replica = Replica::Open(Directory(), words_, clock_);
  TOWARD_CHECK(replica.ok());
  return *std::move(replica);
}

void ReplicaTest::Reopen() {
  replica_.reset();
  replica_ = OpenAnother();
}

void ReplicaTest::Do(const Write& write) {
  const absl::Status done = TryTo({write});
  EXPECT_TRUE(done.ok()) << done;
}

v1::Moment ReplicaTest::ShownBy(Replica& replica, char letter) {
  const auto record = replica.Find(v1::KIND_MOMENT, MomentId(letter));
  EXPECT_TRUE(record.ok()) << record.status();
  v1::Moment moment;
  if (record.ok() && record->has_value()) words_.OpenAll(**record, {plan::kAna, plan::kBen}, moment);
  return moment;
}

sync::Record ReplicaTest::Bens(const Write& write, int64_t after_ms) {
  const sync::Stamp stamp{sync::HlcFromMs(support::HandClock::kStartMs + after_ms), kBensReplica};
  const std::unique_ptr<google::protobuf::Message> fields(write.fields->New());
  fields->CopyFrom(*write.fields);
  const google::protobuf::FieldDescriptor* const alive = fields->GetDescriptor()->FindFieldByName("alive");
  if (!fields->GetReflection()->HasField(*fields, alive)) fields->GetReflection()->SetBool(fields.get(), alive, true);
  EXPECT_TRUE(bens_words_.SealAll(*fields, write.id, stamp).ok());
  return sync::Record::Write(write.kind, write.id, *fields, write.cleared, stamp);
}

absl::Status ReplicaTest::TryToDeliver(const std::vector<v1::Patch>& patches) {
  v1::Page page;
  for (const v1::Patch& patch : patches) *page.add_records() = patch;
  page.mutable_cursor()->set_epoch(std::string(16, 'e'));
  page.mutable_cursor()->set_salt(11 * ++seq_);
  page.mutable_cursor()->set_seq(seq_);
  page.set_head(seq_);
  return replica_->ApplyPages(std::vector<v1::Page>{page});
}

void ReplicaTest::Deliver(const std::vector<sync::Record>& records) {
  std::vector<v1::Patch> patches;
  for (const sync::Record& record : records) patches.push_back(record.ToPatch());
  const absl::Status delivered = TryToDeliver(patches);
  EXPECT_TRUE(delivered.ok()) << delivered;
}

v1::PushRequest ReplicaTest::NextPush() {
  auto request = replica_->NextPush();
  EXPECT_TRUE(request.ok()) << request.status();
  EXPECT_TRUE(request->has_value());
  return request->value_or(v1::PushRequest());
}

v1::PushResponse ReplicaTest::Answered(const v1::PushRequest& request, v1::Verdict::Code code) {
  v1::PushResponse response;
  response.set_outcome(v1::PushResponse::OUTCOME_ACCEPTED);
  response.set_last_push_no(request.push_no());
  for (int i = 0; i < request.transactions_size(); ++i) response.add_verdicts()->set_code(code);
  return response;
}

v1::PushResponse ReplicaTest::Rejected(const v1::PushRequest& request, v1::Verdict::Reason reason) {
  v1::PushResponse response = Answered(request, v1::Verdict::CODE_REJECTED);
  for (v1::Verdict& verdict : *response.mutable_verdicts()) verdict.set_reason(reason);
  return response;
}

std::vector<sync::Record> ReplicaTest::PushAll() {
  std::vector<sync::Record> sent;
  while (true) {
    const auto request = replica_->NextPush();
    EXPECT_TRUE(request.ok()) << request.status();
    if (!request.ok() || !request->has_value()) return sent;
    for (const v1::Transaction& transaction : (*request)->transactions()) {
      for (sync::Record& record : RecordsOf(transaction)) sent.push_back(std::move(record));
    }
    const absl::Status answered = replica_->ApplyAnswer(**request, Answered(**request));
    EXPECT_TRUE(answered.ok()) << answered;
    if (!answered.ok()) return sent;
  }
}

std::vector<sync::Record> RecordsOf(const v1::Transaction& transaction) {
  std::vector<sync::Record> records;
  for (const v1::Patch& patch : transaction.patches()) records.push_back(*sync::Record::FromPatch(patch));
  return records;
}

}  // namespace toward::client
