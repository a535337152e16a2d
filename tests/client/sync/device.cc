#include "tests/client/sync/device.h"

#include <filesystem>
#include <utility>

#include "base/check.h"
#include "client/sync/exchange.h"

namespace toward::client {
namespace {

constexpr int64_t kInviteSeconds = 600;

}  // namespace

void Device::BeginFamily(const std::string& server) {
  const auto enrolment = CreateFamily(server, NewFamily(random));
  ASSERT_TRUE(enrolment.ok()) << enrolment.status();
  Become(enrolment->identity);
  ASSERT_TRUE(replica_->TakeReplicaNumber(enrolment->replica).ok());
}

void Device::JoinFamilyOf(Device& other, InviteFor whom) {
  const auto link = CreateInvite(other.identity(), whom, kInviteSeconds, random);
  ASSERT_TRUE(link.ok()) << link.status();
  const auto enrolment = Join(directory(), *link, nullptr, random);
  ASSERT_TRUE(enrolment.ok()) << enrolment.status();
  Become(enrolment->identity);
  ASSERT_TRUE(replica_->TakeReplicaNumber(enrolment->replica).ok());
  FinishJoin(directory());
  authors_.push_back(other.identity().member);
  other.authors_.push_back(identity_->member);
}

void Device::JoinAgain(Device& other) {
  const auto link = CreateInvite(other.identity(), InviteFor::kOwnDevice, kInviteSeconds, random);
  ASSERT_TRUE(link.ok()) << link.status();
  const auto enrolment = Join(directory(), *link, &*identity_, random);
  ASSERT_TRUE(enrolment.ok()) << enrolment.status();
  ASSERT_TRUE(replica_->RepushEverything(0).ok());
  ASSERT_TRUE(replica_->TakeReplicaNumber(enrolment->replica).ok());
  FinishJoin(directory());
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
  identity_ = identity;
  words_ = std::make_unique<Words>(identity.keyring, identity.family, identity.member, random);
  replica_ = OpenReplica();
  authors_.push_back(identity.member);
}

std::unique_ptr<Replica> Device::OpenReplica() {
  auto replica = Replica::Open(directory(), *words_, clock);
  TOWARD_CHECK(replica.ok());
  return *std::move(replica);
}

absl::Status Device::Sync() {
  const auto exchange = Exchange::Open(directory(), *identity_, *replica_, random);
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

}  // namespace toward::client
