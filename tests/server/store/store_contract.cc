#include "tests/server/store/store_contract.h"

#include <optional>
#include <utility>

#include "base/check.h"
#include "google/protobuf/unknown_field_set.h"
#include "tests/sync/pieces.h"

namespace toward::server {
namespace {

constexpr std::string_view kDigest = "a digest is thirty-two bytes lon";
constexpr std::string_view kRedeemKeySha256 = "the hash of the redeem key it is";
constexpr uint32_t kTextField = 9;

}  // namespace

std::string RepeatableRandom::Bytes(size_t size) {
  std::string bytes(size, '\0');
  for (char& byte : bytes) byte = static_cast<char>(engine_());
  return bytes;
}

NewDevice StoreUser::AnyDevice() {
  return {.id = random.NewId<DeviceId>(), .sign_public_key = random.Bytes(32), .box_public_key = random.Bytes(32)};
}

NewInvite StoreUser::AnyInvite() {
  return {.id = random.NewId<InviteId>(),
          .redeem_key_sha256 = std::string(kRedeemKeySha256),
          .offer = random.Bytes(80),
          .member = std::nullopt,
          .expire_time_ms = kNowMs + 60'000};
}

absl::StatusOr<uint32_t> StoreUser::CreateFamily(const FamilyId& family, const MemberId& member,
                                                 const NewDevice& device, uint32_t replica_hint) {
  absl::StatusOr<uint32_t> replica;
  const absl::Status written = store->Write([&](StoreWrites& writes) {
    replica = writes.CreateFamily(family, member, device, replica_hint);
    return replica.status();
  });
  return written.ok() ? replica : written;
}

absl::Status StoreUser::Invite(const Phone& inviter, const NewInvite& invite, int64_t now_ms) {
  return store->Write([&](StoreWrites& writes) { return writes.CreateInvite(inviter.device, invite, now_ms); });
}

absl::StatusOr<Redemption> StoreUser::Redeem(const InviteId& invite, const NewDevice& device, const MemberId& member,
                                             int64_t now_ms) {
  absl::StatusOr<Redemption> redemption;
  const absl::Status written = store->Write([&](StoreWrites& writes) {
    redemption = writes.RedeemInvite(invite, kRedeemKeySha256, device, member, 1, now_ms);
    return redemption.status();
  });
  return written.ok() ? redemption : written;
}

absl::StatusOr<Device> StoreUser::Find(const DeviceId& device) {
  absl::StatusOr<Device> found;
  const absl::Status written = store->Write([&](StoreWrites& writes) {
    found = writes.FindDevice(device);
    return found.status();
  });
  return written.ok() ? found : written;
}

uint32_t Phone::key_epoch() const {
  return chain->roster().CurrentEpoch(scope == FeedScope::kMember ? trust::Scope::kPrivate : trust::Scope::kShared,
                                      device.member);
}

Phone Phone::InPrivate() const {
  Phone phone = *this;
  phone.last_push_no = 0;
  phone.scope = FeedScope::kMember;
  return phone;
}

FeedKey Phone::feed() const {
  return {device.family, scope == FeedScope::kMember ? std::optional(device.member) : std::nullopt};
}

Phone StoreUser::Settle() {
  const auto identity = std::make_shared<trust::DeviceIdentity>(NewIdentity(random));
  const auto chain =
      std::make_shared<FamilyChain>(random.NewId<FamilyId>(), random.NewId<MemberId>(), *identity, random);
  uint32_t replica = 0;
  const absl::Status made = store->Write([&](StoreWrites& writes) -> absl::Status {
    const auto founding = writes.rosters().CreateFamily(chain->roster(), {}, 1);
    if (founding.ok()) replica = founding->replica;
    return founding.status();
  });
  EXPECT_TRUE(made.ok()) << made;
  return {*Find(identity->device_id()), replica, 0, identity, chain};
}

absl::StatusOr<RosterChange> StoreUser::Append(const Device& caller, uint32_t first_seq, const Statements& statements) {
  absl::StatusOr<RosterChange> change;
  const absl::Status written = store->Write([&](StoreWrites& writes) {
    change = writes.rosters().Append(caller, first_seq, statements);
    return change.status();
  });
  return written.ok() ? change : written;
}

absl::StatusOr<RosterChange> StoreUser::Append(const Phone& phone, uint32_t first_seq) {
  return Append(phone.device, first_seq, phone.chain->From(first_seq));
}

RosterChange StoreUser::Say(const Phone& signer, trust::Act act) {
  signer.chain->Say(*signer.identity, std::move(act));
  const auto change = Append(signer, signer.chain->length() - 1);
  EXPECT_TRUE(change.ok()) << change.status();
  return change.ok() ? *change : RosterChange();
}

void StoreUser::BeginEpochs(const Phone& signer) {
  const uint32_t first_seq = signer.chain->length();
  for (const trust::Scope scope : {trust::Scope::kShared, trust::Scope::kPrivate}) {
    if (signer.chain->roster().NewEpochDue(scope, signer.device.member)) {
      signer.chain->BeginEpoch(*signer.identity, scope);
    }
  }
  EXPECT_TRUE(Append(signer, first_seq).ok());
}

uint32_t StoreUser::Register(const Device& device) {
  uint32_t replica = 0;
  const absl::Status written = store->Write([&](StoreWrites& writes) -> absl::Status {
    const auto registered = writes.RegisterReplica(device, 1);
    if (registered.ok()) replica = *registered;
    return registered.status();
  });
  EXPECT_TRUE(written.ok()) << written;
  return replica;
}

Phone StoreUser::Join(const Phone& inviter) {
  const auto identity = std::make_shared<trust::DeviceIdentity>(NewIdentity(random));
  Say(inviter, trust::AddMember(random.NewId<MemberId>(), identity->public_keys()));
  const Device device = *Find(identity->device_id());
  const Phone phone{device, Register(device), 0, identity, inviter.chain};
  BeginEpochs(phone);
  return phone;
}

Phone StoreUser::AddDevice(const Phone& phone) {
  const auto identity = std::make_shared<trust::DeviceIdentity>(NewIdentity(random));
  Say(phone, trust::AddDevice(identity->public_keys()));
  const Device device = *Find(identity->device_id());
  return {device, Register(device), 0, identity, phone.chain};
}

sync::Record StoreUser::Note(const RecordId& id, std::string_view text) {
  return NoteAt(id, text, kNowMs - 1'000'000 + notes_++);
}

sync::Record StoreUser::NoteAt(const RecordId& id, std::string_view text, int64_t ms) {
  sync::Record record(v1::KIND_MOMENT, id);
  record.Set(kTextField, sync::TextPiece(kTextField, text), {.hlc = sync::HlcFromMs(ms), .replica = 1});
  return record;
}

Push StoreUser::NextPush(const Phone& phone, std::vector<Item> transactions) {
  return {.family = phone.device.family,
          .device = phone.device.id,
          .member = phone.device.member,
          .replica = phone.replica,
          .push_no = phone.last_push_no + 1,
          .digest = kDigest,
          .sent_time_ms = 0,
          .scope = phone.scope,
          .key_epoch = phone.key_epoch(),
          .transactions = std::move(transactions)};
}

absl::StatusOr<PushAnswer> StoreUser::Send(const Push& push, int64_t now_ms) {
  absl::StatusOr<PushAnswer> answer;
  const absl::Status written = store->Write([&](StoreWrites& writes) {
    answer = writes.ApplyPush(push, now_ms);
    return answer.status();
  });
  return written.ok() ? answer : written;
}

PushAnswer StoreUser::ApplyTransactions(Phone& phone, std::vector<Item> transactions) {
  const auto answer = Send(NextPush(phone, std::move(transactions)));
  TOWARD_CHECK(answer.ok());
  EXPECT_EQ(answer->outcome, v1::PushResponse::OUTCOME_ACCEPTED);
  EXPECT_EQ(answer->last_push_no, ++phone.last_push_no);
  return *answer;
}

PushAnswer StoreUser::Apply(Phone& phone, const std::vector<sync::Record>& records) {
  std::vector<Item> transactions;
  for (const sync::Record& record : records) transactions.emplace_back(sync::Transaction{record});
  return ApplyTransactions(phone, std::move(transactions));
}

FeedPage StoreUser::ReadPage(const Phone& phone, sync::Seq after) {
  const auto page = (*store->NewReader())->ReadPage(phone.feed(), phone.device.member, after);
  TOWARD_CHECK(page.ok());
  return *page;
}

std::vector<sync::Record> StoreUser::ReadFeed(const Phone& phone, sync::Seq after) {
  std::vector<sync::Record> records;
  while (true) {
    const FeedPage page = ReadPage(phone, after);
    for (sync::Record& record : RecordsOf(page)) records.push_back(std::move(record));
    if (page.cursor.seq == page.head) return records;
    after = page.cursor.seq;
  }
}

sync::Cursor StoreUser::CursorAtHead(const Phone& phone) {
  FeedPage page = ReadPage(phone);
  while (page.cursor.seq != page.head) page = ReadPage(phone, page.cursor.seq);
  return page.cursor;
}

WatchStart StoreUser::BeginWatch(const Phone& phone, const sync::Cursor& cursor) {
  const auto start = (*store->NewReader())->BeginWatch(phone.feed(), phone.device.id, phone.replica, cursor);
  TOWARD_CHECK(start.ok());
  return *start;
}

std::vector<sync::Record> RecordsOf(const FeedPage& page) {
  v1::Page parsed;
  TOWARD_CHECK(parsed.ParseFromString(page.records));
  EXPECT_EQ(parsed.records_size(), page.record_count);
  std::vector<sync::Record> records;
  for (const v1::Patch& patch : parsed.records()) records.push_back(*sync::Record::FromPatch(patch));
  return records;
}

std::string TextOf(const sync::Record& record) {
  const sync::Register* const reg = record.Find(kTextField);
  TOWARD_CHECK(reg != nullptr);
  google::protobuf::UnknownFieldSet body;
  TOWARD_CHECK(body.ParseFromString(std::string(record.body())));
  for (int i = 0; i < body.field_count(); ++i) {
    if (body.field(i).number() == static_cast<int>(kTextField)) return body.field(i).length_delimited();
  }
  return "";
}

std::vector<std::string> TextsOf(const std::vector<sync::Record>& records) {
  std::vector<std::string> texts;
  for (const sync::Record& record : records) texts.push_back(TextOf(record));
  return texts;
}

std::vector<v1::Verdict::Code> CodesOf(const PushAnswer& answer) {
  std::vector<v1::Verdict::Code> codes;
  for (const v1::Verdict& verdict : answer.verdicts) codes.push_back(verdict.code());
  return codes;
}

void StoreContract::Reopen(const StoreLimits& limits) {
  store.reset();
  auto opened = home_->Open(limits, random);
  TOWARD_CHECK(opened.ok());
  store = *std::move(opened);
}

void StoreContract::SaveCopy() {
  store.reset();
  home_->SaveCopy();
  Reopen();
}

void StoreContract::PutCopyBack() {
  store.reset();
  home_->PutCopyBack();
  Reopen();
}

}  // namespace toward::server
