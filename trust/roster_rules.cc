#include "trust/roster_rules.h"

#include <algorithm>
#include <set>

#include "base/status_macros.h"
#include "google/protobuf/message.h"
#include "trust/key_packet.h"
#include "trust/paper.h"

namespace toward::trust {
namespace {

constexpr size_t kKeyCheckBytes = 32;

absl::Status IdWrong() { return BreaksRule("an id in it is not 16 bytes, or all zeros"); }
absl::Status FirstCreatesNothing() { return BreaksRule("a first statement creates a family"); }
absl::Status CreateLater() { return BreaksRule("a family is created once, at the beginning"); }
absl::Status SaysNothing() { return BreaksRule("it says nothing"); }
absl::Status KeysWrong() { return BreaksRule("the device's keys are not two proper keys"); }
absl::Status KindWrong() { return BreaksRule("a device of this kind cannot be added so"); }
absl::Status KeysUsedBefore() { return BreaksRule("the device's keys were in the chain before"); }
absl::Status ConsentWrong() { return BreaksRule("the paper's consent is not for this family and member"); }
absl::Status ConsentOfDevice() { return BreaksRule("a device that is not paper gives no consent"); }
absl::Status TooManyMembers() { return BreaksRule("the family has as many members as it can have"); }
absl::Status TooManyDevices() { return BreaksRule("the family has as many devices as it can have"); }
absl::Status TooManySheets() { return BreaksRule("the member has a sheet of paper already"); }
absl::Status MemberBefore() { return BreaksRule("the member was in the chain before"); }
absl::Status SignedByPaper() { return BreaksRule("paper may not say this"); }
absl::Status PacketNotNeeded() { return BreaksRule("the device gets its keys when it is paired"); }
absl::Status PacketForAnother() { return BreaksRule("a packet is for a device that is not to have the key"); }
absl::Status PacketTwice() { return BreaksRule("a device has two packets for one key"); }
absl::Status PacketMissing() { return BreaksRule("a live device has no packet for the key"); }
absl::Status PacketWrong() { return BreaksRule("a packet is not as long as one is"); }
absl::Status DeviceNotLive() { return BreaksRule("the device is not in the family"); }
absl::Status DeviceOfAnother() { return BreaksRule("the device is another member's"); }
absl::Status LastDevice() { return BreaksRule("a member's last device is not removed; the member leaves"); }
absl::Status MemberNotLive() { return BreaksRule("the member is not in the family"); }
absl::Status RemovesOneself() { return BreaksRule("a member does not remove itself; it leaves"); }
absl::Status ScopeWrong() { return BreaksRule("the epoch is of no scope"); }
absl::Status EpochOutOfTurn() { return BreaksRule("the epoch is not the one after the newest"); }
absl::Status KeyCheckWrong() { return BreaksRule("the key's check is not 32 bytes"); }
absl::Status KeyUsedBefore() { return BreaksRule("the key was one of an earlier epoch"); }

template <typename AnId>
absl::StatusOr<AnId> ReadId(const std::string& bytes) {
  const std::optional<AnId> id = AnId::FromBytes(bytes);
  if (!id.has_value() || *id == AnId()) return IdWrong();
  return *id;
}

bool HasUnknownFields(const google::protobuf::Message& message) {
  const google::protobuf::Reflection& reflection = *message.GetReflection();
  if (!reflection.GetUnknownFields(message).empty()) return true;
  std::vector<const google::protobuf::FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  return std::any_of(fields.begin(), fields.end(), [&](const google::protobuf::FieldDescriptor* field) {
    if (field->cpp_type() != google::protobuf::FieldDescriptor::CPPTYPE_MESSAGE) return false;
    if (!field->is_repeated()) return HasUnknownFields(reflection.GetMessage(message, field));
    for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
      if (HasUnknownFields(reflection.GetRepeatedMessage(message, field, i))) return true;
    }
    return false;
  });
}

bool IsUnknown(v1::RosterDevice::Kind kind) { return !v1::RosterDevice::Kind_IsValid(kind); }

bool IsPaper(v1::RosterDevice::Kind kind) {
  return kind == v1::RosterDevice::KIND_PAPER || kind == v1::RosterDevice::KIND_PAPER_WITH_PRIVATE;
}

absl::Status CheckKeys(const Roster* roster, const v1::RosterDevice& device) {
  const auto keys = DevicePublicKeys::FromBytes(device.keys().sign_public_key(), device.keys().box_public_key());
  if (!keys.has_value() || !IsProperBoxKey(keys->box)) return KeysWrong();
  if (roster == nullptr) return absl::OkStatus();
  const bool used = std::any_of(roster->devices().begin(), roster->devices().end(), [&](const RosterDevice& other) {
    return other.keys.sign == keys->sign || other.keys.box == keys->box;
  });
  return used ? KeysUsedBefore() : absl::OkStatus();
}

absl::Status CheckOrdinary(const v1::RosterDevice& device) {
  if (device.kind() != v1::RosterDevice::KIND_DEVICE) return KindWrong();
  return device.paper_consent().empty() ? absl::OkStatus() : ConsentOfDevice();
}

absl::Status CheckRoomForDevice(const Roster& roster) {
  const auto live = std::count_if(roster.devices().begin(), roster.devices().end(),
                                  [](const RosterDevice& device) { return device.live && !device.is_paper(); });
  return live < kMaxDevices ? absl::OkStatus() : TooManyDevices();
}

absl::Status CheckPaper(const Roster& roster, const MemberId& member, const v1::RosterDevice& device) {
  const auto sheets = std::count_if(roster.devices().begin(), roster.devices().end(), [&](const RosterDevice& other) {
    return other.live && other.is_paper() && other.member == member;
  });
  if (sheets >= kMaxPaperPerMember) return TooManySheets();
  const DevicePublicKeys keys{device.keys().sign_public_key(), device.keys().box_public_key()};
  if (!VerifyPaperConsent(keys, roster.genesis_hash(), member, device.paper_consent())) return ConsentWrong();
  return absl::OkStatus();
}

absl::Status CheckAddMember(const Roster& roster, const v1::AddMemberAct& act) {
  ASSIGN_OR_RETURN(const MemberId member, ReadId<MemberId>(act.member_id()));
  const bool before = std::any_of(roster.members().begin(), roster.members().end(),
                                  [&](const RosterMember& other) { return other.id == member; });
  if (before) return MemberBefore();
  if (roster.LiveMembers().size() >= kMaxMembers) return TooManyMembers();
  RETURN_IF_ERROR(CheckOrdinary(act.device()));
  RETURN_IF_ERROR(CheckRoomForDevice(roster));
  return CheckKeys(&roster, act.device());
}

absl::Status CheckAddDevice(const Roster& roster, const RosterDevice& signer, const v1::AddDeviceAct& act) {
  const bool paper = IsPaper(act.device().kind());
  RETURN_IF_ERROR(CheckKeys(&roster, act.device()));
  if (paper) {
    if (signer.is_paper()) return SignedByPaper();
    RETURN_IF_ERROR(CheckPaper(roster, signer.member, act.device()));
  } else {
    RETURN_IF_ERROR(CheckOrdinary(act.device()));
    RETURN_IF_ERROR(CheckRoomForDevice(roster));
  }
  if (!act.packets().empty() && !paper && !signer.is_paper()) return PacketNotNeeded();
  const DevicePublicKeys keys{act.device().keys().sign_public_key(), act.device().keys().box_public_key()};
  const DeviceId added = keys.device_id();
  for (const v1::KeyPacket& packet : act.packets()) {
    if (packet.device_id() != added.bytes()) return PacketForAnother();
    if (packet.sealed().size() != kKeyPacketBytes) return PacketWrong();
  }
  return absl::OkStatus();
}

absl::Status CheckRemoveDevice(const Roster& roster, const RosterDevice& signer, const v1::RemoveDeviceAct& act) {
  ASSIGN_OR_RETURN(const DeviceId id, ReadId<DeviceId>(act.device_id()));
  const RosterDevice* const device = roster.FindDevice(id);
  if (device == nullptr || !device->live) return DeviceNotLive();
  if (device->member != signer.member) return DeviceOfAnother();
  if (device->is_paper()) return absl::OkStatus();
  const auto left = std::count_if(roster.devices().begin(), roster.devices().end(), [&](const RosterDevice& other) {
    return other.live && other.member == signer.member && !other.is_paper();
  });
  return left > 1 ? absl::OkStatus() : LastDevice();
}

absl::Status CheckRemoveMember(const Roster& roster, const RosterDevice& signer, const v1::RemoveMemberAct& act) {
  ASSIGN_OR_RETURN(const MemberId member, ReadId<MemberId>(act.member_id()));
  if (!roster.IsLiveMember(member)) return MemberNotLive();
  return member == signer.member ? RemovesOneself() : absl::OkStatus();
}

absl::Status CheckPackets(const std::vector<RosterDevice>& entitled, const RosterDevice& signer,
                          const v1::NewEpochAct& act) {
  std::set<std::string> missing;
  for (const RosterDevice& device : entitled) {
    if (device.id != signer.id) missing.insert(device.id.ToBytes());
  }
  std::set<std::string> had;
  for (const v1::KeyPacket& packet : act.packets()) {
    if (had.contains(packet.device_id())) return PacketTwice();
    if (missing.erase(packet.device_id()) == 0) return PacketForAnother();
    if (packet.sealed().size() != kKeyPacketBytes) return PacketWrong();
    had.insert(packet.device_id());
  }
  return missing.empty() ? absl::OkStatus() : PacketMissing();
}

absl::StatusOr<Scope> ScopeOf(const v1::NewEpochAct& act) {
  if (act.scope() == v1::SCOPE_FAMILY) return Scope::kShared;
  if (act.scope() == v1::SCOPE_MEMBER) return Scope::kPrivate;
  return ScopeWrong();
}

absl::Status CheckNewEpoch(const Roster& roster, const RosterDevice& signer, const v1::NewEpochAct& act) {
  ASSIGN_OR_RETURN(const Scope scope, ScopeOf(act));
  const uint64_t next = uint64_t{roster.CurrentEpoch(scope, signer.member)} + 1;
  if (act.epoch() != next) return EpochOutOfTurn();
  if (act.key_check().size() != kKeyCheckBytes) return KeyCheckWrong();
  if (roster.HasKeyCheck(act.key_check())) return KeyUsedBefore();
  return CheckPackets(roster.LiveDevices(scope, signer.member), signer, act);
}

}  // namespace

absl::Status BreaksRule(std::string_view why) { return absl::InvalidArgumentError(std::string(why)); }

bool IsOfNewerVersion(const v1::RosterStatement& statement) {
  return HasUnknownFields(statement) || IsUnknown(statement.create().device().kind()) ||
         IsUnknown(statement.add_member().device().kind()) || IsUnknown(statement.add_device().device().kind()) ||
         !v1::Scope_IsValid(statement.new_epoch().scope());
}

bool EndsSomething(const Roster& roster, const RosterDevice& signer, const v1::RosterStatement& statement) {
  switch (statement.act_case()) {
    case v1::RosterStatement::kRemoveDevice:
    case v1::RosterStatement::kRemoveMember:
    case v1::RosterStatement::kLeave:
      return true;
    case v1::RosterStatement::kNewEpoch: {
      const absl::StatusOr<Scope> scope = ScopeOf(statement.new_epoch());
      return scope.ok() && roster.NewEpochDue(*scope, signer.member);
    }
    default:
      return false;
  }
}

absl::Status CheckCreate(const v1::RosterStatement& statement) {
  RETURN_IF_ERROR(ReadId<FamilyId>(statement.family_id()).status());
  if (!statement.has_create()) return FirstCreatesNothing();
  RETURN_IF_ERROR(ReadId<MemberId>(statement.create().member_id()).status());
  RETURN_IF_ERROR(CheckOrdinary(statement.create().device()));
  return CheckKeys(nullptr, statement.create().device());
}

absl::Status CheckAct(const Roster& roster, const RosterDevice& signer, const v1::RosterStatement& statement) {
  switch (statement.act_case()) {
    case v1::RosterStatement::kCreate:
      return CreateLater();
    case v1::RosterStatement::kAddMember:
      if (signer.is_paper()) return SignedByPaper();
      return CheckAddMember(roster, statement.add_member());
    case v1::RosterStatement::kAddDevice:
      return CheckAddDevice(roster, signer, statement.add_device());
    case v1::RosterStatement::kRemoveDevice:
      return CheckRemoveDevice(roster, signer, statement.remove_device());
    case v1::RosterStatement::kRemoveMember:
      if (signer.is_paper()) return SignedByPaper();
      return CheckRemoveMember(roster, signer, statement.remove_member());
    case v1::RosterStatement::kLeave:
      return absl::OkStatus();
    case v1::RosterStatement::kNewEpoch:
      if (signer.is_paper()) return SignedByPaper();
      return CheckNewEpoch(roster, signer, statement.new_epoch());
    case v1::RosterStatement::ACT_NOT_SET:
      break;
  }
  return SaysNothing();
}

}  // namespace toward::trust
