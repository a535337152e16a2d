#include "trust/roster.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/check.h"
#include "base/status_macros.h"
#include "trust/roster_rules.h"

namespace toward::trust {
namespace {

constexpr std::string_view kSignatureLabel = "toward/v1/roster";
constexpr size_t kHashBytes = 32;

absl::Status ChainEmpty() { return BreaksRule("there is no first statement"); }
absl::Status TooLong() { return BreaksRule("it is longer than a statement may be"); }
absl::Status NotAStatement() { return BreaksRule("it is not a statement"); }
absl::Status NotCanonical() { return BreaksRule("its bytes are not in the one form that a statement has"); }
absl::Status OfAnotherFamily() { return BreaksRule("it is of another family"); }
absl::Status OutOfPlace() { return BreaksRule("it belongs at another place of the chain"); }
absl::Status FollowsAnother() { return BreaksRule("it follows another statement"); }
absl::Status SignerUnknown() { return BreaksRule("its signer was never in the family"); }
absl::Status SignerGone() { return BreaksRule("its signer is no longer in the family"); }
absl::Status SignatureWrong() { return BreaksRule("its signature is not its signer's"); }

absl::Status OfNewerVersion() {
  return absl::UnimplementedError(
      "A newer Toward has changed who is in the family. Update Toward on this device to go on.");
}

absl::Status ChainFull() {
  return absl::ResourceExhaustedError(
      "So many devices have come and gone that no more can be added. Export the plan and begin a new one with it.");
}

std::string SignedMessage(std::string_view statement) {
  return std::string(kSignatureLabel) + Blake2b(statement, kHashBytes);
}

// A breach of the rules, with its place in the chain.
absl::Status At(uint32_t seq, const absl::Status& status) {
  if (!absl::IsInvalidArgument(status)) return status;
  return absl::InvalidArgumentError(fmt::format("Statement {}: {}.", seq, std::string(status.message())));
}

v1::SignedStatement Signed(const DeviceIdentity& signer, const v1::RosterStatement& statement) {
  v1::SignedStatement proto;
  proto.set_statement(statement.SerializeAsString());
  proto.set_signature(signer.Sign(SignedMessage(proto.statement())));
  return proto;
}

bool SameBytes(const v1::SignedStatement& a, const v1::SignedStatement& b) {
  return a.statement() == b.statement() && a.signature() == b.signature();
}

// The key that signs: of a device of the chain, or, in the first statement, of the device it names.
absl::StatusOr<std::string> SignKey(const Roster& roster, const v1::RosterStatement& statement) {
  const std::optional<DeviceId> id = DeviceId::FromBytes(statement.signer_device_id());
  if (!id.has_value()) return SignerUnknown();
  if (roster.length() == 0) {
    const v1::DeviceKeys& proto = statement.create().device().keys();
    const auto keys = DevicePublicKeys::FromBytes(proto.sign_public_key(), proto.box_public_key());
    if (!keys.has_value() || keys->device_id() != *id) return SignerUnknown();
    return keys->sign;
  }
  const RosterDevice* const device = roster.FindDevice(*id);
  if (device == nullptr) return SignerUnknown();
  if (!device->live) return SignerGone();
  return device->keys.sign;
}

}  // namespace

absl::StatusOr<Roster> Roster::FromStatements(absl::Span<const v1::SignedStatement> statements) {
  if (statements.empty()) return ChainEmpty();
  Roster roster;
  for (const v1::SignedStatement& statement : statements) RETURN_IF_ERROR(roster.Append(statement));
  return roster;
}

absl::Status Roster::Append(const v1::SignedStatement& statement) {
  if (statement.statement().size() > kMaxStatementBytes) return At(length(), TooLong());
  v1::RosterStatement parsed;
  if (!parsed.ParseFromString(statement.statement())) return At(length(), NotAStatement());
  RETURN_IF_ERROR(At(length(), Check(statement, parsed)));
  Apply(statement, parsed);
  return absl::OkStatus();
}

absl::Status Roster::AppendAll(absl::Span<const v1::SignedStatement> statements) {
  Roster extended = *this;
  for (const v1::SignedStatement& statement : statements) RETURN_IF_ERROR(extended.Append(statement));
  *this = std::move(extended);
  return absl::OkStatus();
}

absl::Status Roster::Check(const v1::SignedStatement& statement, const v1::RosterStatement& parsed) const {
  const bool first = length() == 0;
  if (!first && parsed.family_id() != family_.bytes()) return OfAnotherFamily();
  if (parsed.seq() != length()) return OutOfPlace();
  if (parsed.previous() != head_hash_) return FollowsAnother();
  ASSIGN_OR_RETURN(const std::string sign_key, SignKey(*this, parsed));
  if (!VerifySignature(sign_key, SignedMessage(statement.statement()), statement.signature())) return SignatureWrong();
  // Only now: what nobody in the family has signed is no reason to update.
  if (IsOfNewerVersion(parsed)) return OfNewerVersion();
  if (parsed.SerializeAsString() != statement.statement()) return NotCanonical();
  if (first) return CheckCreate(parsed);
  const RosterDevice& signer = *FindDevice(*DeviceId::FromBytes(parsed.signer_device_id()));
  const bool ends = EndsSomething(*this, signer, parsed);
  if (length() >= (ends ? kMaxStatements : kMaxStatements - kStatementsForEndings)) return ChainFull();
  return CheckAct(*this, signer, parsed);
}

void Roster::Apply(const v1::SignedStatement& statement, const v1::RosterStatement& parsed) {
  const MemberId signer =
      parsed.has_create() ? MemberId() : FindDevice(*DeviceId::FromBytes(parsed.signer_device_id()))->member;
  statements_.push_back(statement);
  head_hash_ = StatementHash(statement);
  switch (parsed.act_case()) {
    case v1::RosterStatement::kCreate:
      family_ = *FamilyId::FromBytes(parsed.family_id());
      genesis_hash_ = head_hash_;
      due_.insert(MemberId());
      members_.push_back({*MemberId::FromBytes(parsed.create().member_id())});
      return AddDevice(parsed.create().device(), members_.back().id);
    case v1::RosterStatement::kAddMember:
      members_.push_back({*MemberId::FromBytes(parsed.add_member().member_id())});
      return AddDevice(parsed.add_member().device(), members_.back().id);
    case v1::RosterStatement::kAddDevice:
      AddDevice(parsed.add_device().device(), signer);
      for (const v1::KeyPacket& packet : parsed.add_device().packets()) {
        packets_.push_back({devices_.back().id, packet.sealed(), std::nullopt});
      }
      return;
    case v1::RosterStatement::kRemoveDevice:
      return End(*std::find_if(devices_.begin(), devices_.end(), [&](const RosterDevice& device) {
        return device.id.bytes() == parsed.remove_device().device_id();
      }));
    case v1::RosterStatement::kRemoveMember:
      return EndMember(*MemberId::FromBytes(parsed.remove_member().member_id()));
    case v1::RosterStatement::kLeave:
      return EndMember(signer);
    case v1::RosterStatement::kNewEpoch:
      return AddEpoch(parsed.new_epoch(), signer);
    case v1::RosterStatement::ACT_NOT_SET:
      break;
  }
}

void Roster::AddDevice(const v1::RosterDevice& device, const MemberId& member) {
  const DevicePublicKeys keys{device.keys().sign_public_key(), device.keys().box_public_key()};
  devices_.push_back({keys.device_id(), keys, member, device.kind()});
  if (CurrentEpoch(Scope::kPrivate, member) == 0) due_.insert(member);
}

void Roster::AddEpoch(const v1::NewEpochAct& act, const MemberId& signer) {
  const bool shared = act.scope() == v1::SCOPE_FAMILY;
  epochs_.push_back(
      {shared ? Scope::kShared : Scope::kPrivate, shared ? MemberId() : signer, act.epoch(), act.key_check()});
  due_.erase(epochs_.back().member);
  for (const v1::KeyPacket& packet : act.packets()) {
    packets_.push_back({*DeviceId::FromBytes(packet.device_id()), packet.sealed(), epochs_.back()});
  }
}

void Roster::End(RosterDevice& device) {
  device.live = false;
  due_.insert(MemberId());
  if (device.kind != v1::RosterDevice::KIND_PAPER) due_.insert(device.member);
}

void Roster::EndMember(const MemberId& id) {
  for (RosterMember& member : members_) {
    if (member.id == id) member.live = false;
  }
  for (RosterDevice& device : devices_) {
    if (device.member == id && device.live) End(device);
  }
}

const RosterDevice* Roster::FindDevice(const DeviceId& id) const {
  const auto found =
      std::find_if(devices_.begin(), devices_.end(), [&](const RosterDevice& device) { return device.id == id; });
  return found == devices_.end() ? nullptr : &*found;
}

bool Roster::IsLive(const DeviceId& id) const {
  const RosterDevice* const device = FindDevice(id);
  return device != nullptr && device->live;
}

bool Roster::IsLiveMember(const MemberId& id) const {
  return std::any_of(members_.begin(), members_.end(),
                     [&](const RosterMember& member) { return member.id == id && member.live; });
}

std::vector<MemberId> Roster::LiveMembers() const {
  std::vector<MemberId> live;
  for (const RosterMember& member : members_) {
    if (member.live) live.push_back(member.id);
  }
  return live;
}

std::vector<RosterDevice> Roster::LiveDevices(Scope scope, const MemberId& member) const {
  std::vector<RosterDevice> live;
  std::copy_if(devices_.begin(), devices_.end(), std::back_inserter(live), [&](const RosterDevice& device) {
    return device.live &&
           (scope == Scope::kShared || (device.member == member && device.kind != v1::RosterDevice::KIND_PAPER));
  });
  return live;
}

KeyEpoch Roster::CurrentEpoch(Scope scope, const MemberId& member) const {
  const MemberId whose = scope == Scope::kShared ? MemberId() : member;
  const auto newest = std::find_if(epochs_.rbegin(), epochs_.rend(), [&](const EpochFacts& facts) {
    return facts.scope == scope && facts.member == whose;
  });
  return newest == epochs_.rend() ? 0 : newest->epoch;
}

const EpochFacts* Roster::FindEpoch(Scope scope, const MemberId& member, KeyEpoch epoch) const {
  const MemberId whose = scope == Scope::kShared ? MemberId() : member;
  const auto found = std::find_if(epochs_.begin(), epochs_.end(), [&](const EpochFacts& facts) {
    return facts.scope == scope && facts.member == whose && facts.epoch == epoch;
  });
  return found == epochs_.end() ? nullptr : &*found;
}

bool Roster::HasKeyCheck(std::string_view key_check) const {
  return std::any_of(epochs_.begin(), epochs_.end(),
                     [&](const EpochFacts& facts) { return facts.key_check == key_check; });
}

bool Roster::NewEpochDue(Scope scope, const MemberId& member) const {
  if (scope == Scope::kPrivate && !IsLiveMember(member)) return false;
  return due_.contains(scope == Scope::kShared ? MemberId() : member) && !LiveMembers().empty();
}

std::vector<Roster::Packet> Roster::PacketsFor(const DeviceId& id) const {
  std::vector<Packet> packets;
  std::copy_if(packets_.begin(), packets_.end(), std::back_inserter(packets),
               [&](const Packet& packet) { return packet.device == id; });
  return packets;
}

v1::SignedStatement Roster::Sign(const DeviceIdentity& signer, Act act) const {
  act.set_family_id(family_.ToBytes());
  act.set_seq(length());
  act.set_previous(head_hash_);
  act.set_signer_device_id(signer.device_id().ToBytes());
  return Signed(signer, act);
}

v1::SignedStatement SignGenesis(const FamilyId& family, const MemberId& member, const DeviceIdentity& device) {
  v1::RosterStatement statement;
  statement.set_family_id(family.ToBytes());
  statement.set_signer_device_id(device.device_id().ToBytes());
  statement.mutable_create()->set_member_id(member.ToBytes());
  v1::RosterDevice& named = *statement.mutable_create()->mutable_device();
  named.mutable_keys()->set_sign_public_key(device.public_keys().sign);
  named.mutable_keys()->set_box_public_key(device.public_keys().box);
  named.set_kind(v1::RosterDevice::KIND_DEVICE);
  return Signed(device, statement);
}

RosterKinship Compare(const Roster& mine, absl::Span<const v1::SignedStatement> other) {
  const size_t common = std::min<size_t>(mine.length(), other.size());
  if (!std::equal(other.begin(), other.begin() + common, mine.statements().begin(), SameBytes)) {
    return RosterKinship::kForked;
  }
  if (other.size() < mine.length()) return RosterKinship::kBehind;
  if (other.size() == mine.length()) return RosterKinship::kSame;
  Roster extended = mine;
  const absl::Status further = extended.AppendAll(other.subspan(common));
  if (absl::IsUnimplemented(further)) return RosterKinship::kNewerVersion;
  return further.ok() ? RosterKinship::kContinues : RosterKinship::kForked;
}

std::string StatementHash(const v1::SignedStatement& statement) { return Blake2b(statement.statement(), kHashBytes); }

}  // namespace toward::trust
