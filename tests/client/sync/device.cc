#include "tests/client/sync/device.h"

#include <filesystem>
#include <utility>

#include "base/check.h"
#include "tests/support/pairing.h"

namespace toward::client {

void Device::BeginFamily(const std::string& server) {
  const auto enrolment = CreateFamily(server, NewFamily(random));
  ASSERT_TRUE(enrolment.ok()) << enrolment.status();
  ASSERT_TRUE(WriteKeyFile(directory(), enrolment->identity).ok());
  Become(enrolment->identity);
  ASSERT_TRUE(replica_->TakeReplicaNumber(enrolment->replica).ok());
  ASSERT_TRUE(ShareNumber(*replica_, *own_replica_).ok());
}

void Device::JoinFamilyOf(Device& other, InviteFor whom, Past past) {
  const InviteOptions options{.whom = whom, .past = past};
  const auto joined = support::Pair(other.directory(), other.identity(), directory(), options, random);
  ASSERT_TRUE(joined.ok()) << joined.status();
  const auto invite = Inviting::Resume(other.directory(), other.identity(), random);
  ASSERT_TRUE(invite.ok()) << invite.status();
  ASSERT_TRUE((*invite)->Finish(other.replica()).ok());
  Become(*joined);
  authors_.push_back(other.identity().member);
  other.authors_.push_back(identity_->member);
  TakeNumber();
}

void Device::TakeNumber() {
  const auto connection = *Connection::Open(identity_->server);
  Calls calls;
  const auto session = OpenSession(*connection, calls, *identity_);
  ASSERT_TRUE(session.ok()) << session.status();
  const auto number = RegisterReplica(*connection, calls, session->token);
  ASSERT_TRUE(number.ok()) << number.status();
  ASSERT_TRUE(replica_->TakeReplicaNumber(*number).ok());
  ASSERT_TRUE(ShareNumber(*replica_, *own_replica_).ok());
}

void Device::CloneOf(Device& other) {
  std::filesystem::copy(other.directory(), directory(), std::filesystem::copy_options::recursive);
  Become(other.identity());
  authors_ = other.authors_;
}

void Device::ForgetReplica() {
  replica_.reset();
  std::filesystem::remove(directory() + "/replica.db");
  replica_ = OpenReplica();
}

void Device::Become(const Identity& identity) {
  replica_.reset();
  own_replica_.reset();
  identity_ = identity;
  words_ = std::make_unique<Words>(identity_->keyring, identity.family, identity.member, random);
  own_words_ =
      std::make_unique<Words>(identity_->keyring, identity.family, identity.member, random, trust::Scope::kPrivate);
  replica_ = OpenReplica();
  auto own = Replica::Open(directory(), *own_words_, clock);
  ASSERT_TRUE(own.ok()) << own.status();
  own_replica_ = *std::move(own);
  authors_.push_back(identity.member);
}

std::unique_ptr<Replica> Device::OpenReplica() {
  auto replica = Replica::Open(directory(), *words_, clock);
  TOWARD_CHECK(replica.ok());
  return *std::move(replica);
}

absl::Status Device::Sync() {
  const auto exchange = Exchange::Open(directory(), *identity_, plans(), random);
  return exchange.ok() ? (*exchange)->RunUntilSettled(kLongestMs) : exchange.status();
}

void Device::Do(const Write& write) {
  const absl::Status done = replica_->Commit(std::vector<Write>{write});
  EXPECT_TRUE(done.ok()) << done;
}

v1::Moment Device::Shown(char letter) {
  const auto record = replica_->Find(v1::KIND_MOMENT, MomentId(letter));
  EXPECT_TRUE(record.ok()) << record.status();
  v1::Moment moment;
  if (record.ok() && record->has_value()) words_->OpenAll(**record, authors_, moment);
  return moment;
}

std::vector<sync::Record> Device::Screen() {
  auto records = replica_->List(v1::KIND_MOMENT);
  EXPECT_TRUE(records.ok()) << records.status();
  return *std::move(records);
}

void Device::NoteToSelf(char letter, const std::string& text) {
  auto note = std::make_shared<v1::PrivateNote>();
  note->set_text(text);
  const Write write{.kind = v1::KIND_PRIVATE_NOTE, .id = MomentId(letter), .fields = note, .cleared = {}};
  const absl::Status done = own_replica_->Commit(std::vector<Write>{write});
  EXPECT_TRUE(done.ok()) << done;
}

std::string Device::PrivateNote(char letter) {
  const auto record = own_replica_->Find(v1::KIND_PRIVATE_NOTE, MomentId(letter));
  EXPECT_TRUE(record.ok()) << record.status();
  v1::PrivateNote note;
  if (record.ok() && record->has_value()) own_words_->OpenAll(**record, {identity_->member}, note);
  return note.text();
}

Identity Device::OnDisk() {
  auto identity = ReadKeyFile(directory());
  TOWARD_CHECK(identity.ok());
  return *std::move(identity);
}

}  // namespace toward::client
