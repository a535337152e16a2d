#include "server/store/accounts.h"

#include <set>

#include "base/check.h"
#include "base/status_macros.h"
#include "server/errors.h"

namespace toward::server {
namespace {

// DATA_LOSS: the column holds no id.
template <typename IdType>
absl::StatusOr<IdType> IdAt(const Query& query, int column) {
  const std::optional<IdType> id = IdType::FromBytes(query.Blob(column));
  if (!id.has_value()) return DamagedFile();
  return *id;
}

int64_t Number(FamilyNumber family) { return static_cast<int64_t>(family); }

}  // namespace

absl::StatusOr<uint32_t> Accounts::CreateFamily(const FamilyId& family, const MemberId& member, const NewDevice& device,
                                                uint32_t replica_hint) {
  ASSIGN_OR_RETURN(const std::optional<FamilyNumber> existing, FindFamily(family));
  ASSIGN_OR_RETURN(const std::optional<Device> enrolled, Find(device.id));
  if (existing.has_value()) {
    if (!enrolled.has_value() || enrolled->family != *existing || enrolled->member != member) return FamilyIdTaken();
    return FirstReplicaOf(*existing, device.id, replica_hint);
  }
  if (enrolled.has_value()) return DeviceTaken();
  {
    ASSIGN_OR_RETURN(Query count, database_.Prepare("SELECT families FROM family_count"));
    ASSIGN_OR_RETURN(const bool row, count.Step());
    if (!row) return DamagedFile();
    if (count.Integer(0) >= limits_.max_families) return TooManyFamilies();
  }
  {
    ASSIGN_OR_RETURN(Query insert,
                     database_.Prepare("INSERT INTO family (id, head, max_hlc, records) VALUES (?, 0, 0, 0)"));
    RETURN_IF_ERROR(insert.Bind(family.bytes()).Run());
  }
  const FamilyNumber number{database_.LastInsertRowId()};
  RETURN_IF_ERROR(AddDevice(number, member, device));
  return AddReplica(number, device.id, replica_hint);
}

absl::StatusOr<uint32_t> Accounts::RegisterReplica(const Device& device, uint32_t replica_hint) {
  return AddReplica(device.family, device.id, replica_hint);
}

absl::Status Accounts::CreateInvite(const Device& inviter, const NewInvite& invite, int64_t now_ms) {
  if (invite.member.has_value() && *invite.member != inviter.member) return InviteForSomeoneElse();
  ASSIGN_OR_RETURN(const std::optional<StoredInvite> existing, FindInvite(invite.id));
  if (existing.has_value()) {
    const bool same = existing->family == inviter.family && existing->redeem_key_sha256 == invite.redeem_key_sha256 &&
                      existing->offer == invite.offer && existing->member == invite.member;
    return same ? absl::OkStatus() : InviteIdTaken();
  }
  RETURN_IF_ERROR(CheckRoom(inviter.family, invite.member));
  {
    ASSIGN_OR_RETURN(Query count, database_.Prepare("SELECT count(*) FROM former_invite "
                                                    "WHERE family = ? AND used_by IS NULL AND expire_time_ms > ?"));
    ASSIGN_OR_RETURN(const bool row, count.Bind(Number(inviter.family)).Bind(now_ms).Step());
    TOWARD_CHECK(row);
    if (count.Integer(0) >= limits_.max_open_invites_per_family) return TooManyInvites();
  }
  {
    ASSIGN_OR_RETURN(Query forget,
                     database_.Prepare("DELETE FROM former_invite WHERE family = ? AND expire_time_ms <= ?"));
    RETURN_IF_ERROR(forget.Bind(Number(inviter.family)).Bind(now_ms).Run());
  }
  ASSIGN_OR_RETURN(
      Query insert,
      database_.Prepare("INSERT INTO former_invite (id, family, inviter, member, redeem_key_sha256, offer, "
                        "expire_time_ms) VALUES (?, ?, ?, ?, ?, ?, ?)"));
  insert.Bind(invite.id.bytes()).Bind(Number(inviter.family)).Bind(inviter.member.bytes());
  if (invite.member.has_value()) {
    insert.Bind(invite.member->bytes());
  } else {
    insert.Bind(std::nullopt);
  }
  return insert.Bind(invite.redeem_key_sha256).Bind(invite.offer).Bind(invite.expire_time_ms).Run();
}

absl::StatusOr<Redemption> Accounts::RedeemInvite(const InviteId& id, std::string_view redeem_key_sha256,
                                                  const NewDevice& device, const MemberId& new_member,
                                                  uint32_t replica_hint, int64_t now_ms) {
  ASSIGN_OR_RETURN(const std::optional<StoredInvite> invite, FindInvite(id));
  if (!invite.has_value() || invite->redeem_key_sha256 != redeem_key_sha256) return InviteNotUsable();
  ASSIGN_OR_RETURN(const std::optional<Device> enrolled, Find(device.id));
  if (invite->used_by.has_value()) {
    if (*invite->used_by != device.id || !enrolled.has_value()) return InviteNotUsable();
    ASSIGN_OR_RETURN(const FamilyId family, FamilyIdOf(invite->family));
    return Redemption{family, enrolled->member, invite->replica, invite->offer};
  }
  if (invite->expire_time_ms <= now_ms) return InviteNotUsable();
  if (enrolled.has_value() && enrolled->family != invite->family) return DeviceTaken();
  if (!invite->member.has_value() && new_member == invite->inviter) return InviteForSomeoneElse();
  const MemberId member = enrolled.has_value() ? enrolled->member : invite->member.value_or(new_member);
  if (!enrolled.has_value()) {
    RETURN_IF_ERROR(CheckRoom(invite->family, member));
    RETURN_IF_ERROR(AddDevice(invite->family, member, device));
  }
  return Enrol(id, *invite, device, member, replica_hint);
}

absl::StatusOr<Redemption> Accounts::Enrol(const InviteId& id, const StoredInvite& invite, const NewDevice& device,
                                           const MemberId& member, uint32_t replica_hint) {
  ASSIGN_OR_RETURN(const uint32_t replica, AddReplica(invite.family, device.id, replica_hint));
  ASSIGN_OR_RETURN(Query use, database_.Prepare("UPDATE former_invite SET used_by = ?, replica = ? WHERE id = ?"));
  RETURN_IF_ERROR(use.Bind(device.id.bytes()).Bind(replica).Bind(id.bytes()).Run());
  ASSIGN_OR_RETURN(const FamilyId family, FamilyIdOf(invite.family));
  return Redemption{family, member, replica, invite.offer};
}

absl::StatusOr<Device> Accounts::FindDevice(const DeviceId& device) {
  ASSIGN_OR_RETURN(std::optional<Device> found, Find(device));
  if (!found.has_value()) return UnknownDevice();
  return *std::move(found);
}

absl::StatusOr<std::vector<Session>> Accounts::LoadSessions(int64_t now_ms) {
  std::vector<Session> sessions;
  ASSIGN_OR_RETURN(Query query, database_.Prepare("SELECT token_hash, device, session.family, session.member, "
                                                  "expire_time_ms, kind FROM session JOIN device ON device.id = device "
                                                  "WHERE expire_time_ms > ? ORDER BY token_hash"));
  query.Bind(now_ms);
  while (true) {
    ASSIGN_OR_RETURN(const bool row, query.Step());
    if (!row) return sessions;
    ASSIGN_OR_RETURN(const DeviceId device, IdAt<DeviceId>(query, 1));
    ASSIGN_OR_RETURN(const MemberId member, IdAt<MemberId>(query, 3));
    sessions.push_back({std::string(query.Blob(0)), device, FamilyNumber{query.Integer(2)}, member, query.Integer(4),
                        query.Integer(5) != v1::RosterDevice::KIND_DEVICE});
  }
}

absl::Status Accounts::CloseSession(std::string_view token_hash) {
  ASSIGN_OR_RETURN(Query forget, database_.Prepare("DELETE FROM session WHERE token_hash = ?"));
  return forget.Bind(token_hash).Run();
}

absl::Status Accounts::ForgetEnded(int64_t now_ms) {
  for (const char* sql :
       {"DELETE FROM session WHERE expire_time_ms <= ?", "DELETE FROM used_ticket WHERE expire_time_ms <= ?",
        "DELETE FROM invite WHERE forget_ms <= ?"}) {
    ASSIGN_OR_RETURN(Query forget, database_.Prepare(sql));
    RETURN_IF_ERROR(forget.Bind(now_ms).Run());
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<DeviceId>> Accounts::DevicesOf(FamilyNumber family) {
  std::vector<DeviceId> devices;
  ASSIGN_OR_RETURN(Query query, database_.Prepare("SELECT id FROM device WHERE family = ?"));
  query.Bind(Number(family));
  while (true) {
    ASSIGN_OR_RETURN(const bool row, query.Step());
    if (!row) return devices;
    ASSIGN_OR_RETURN(const DeviceId device, IdAt<DeviceId>(query, 0));
    devices.push_back(device);
  }
}

absl::Status Accounts::CheckDevicesFree(const trust::Roster& roster, std::optional<FamilyNumber> family) {
  for (const trust::RosterDevice& device : roster.devices()) {
    if (!device.live) continue;
    ASSIGN_OR_RETURN(const std::optional<Device> enrolled, Find(device.id));
    if (enrolled.has_value() && enrolled->family != family) return DeviceTaken();
  }
  return absl::OkStatus();
}

absl::StatusOr<uint32_t> Accounts::FirstReplicaOf(FamilyNumber family, const DeviceId& device, uint32_t replica_hint) {
  ASSIGN_OR_RETURN(const std::optional<Device> enrolled, Find(device));
  if (!enrolled.has_value() || enrolled->family != family) return 0;
  {
    ASSIGN_OR_RETURN(Query query, database_.Prepare("SELECT replica FROM replica WHERE family = ? AND device = ? "
                                                    "ORDER BY push_no, replica"));
    ASSIGN_OR_RETURN(const bool row, query.Bind(Number(family)).Bind(device.bytes()).Step());
    if (row) return static_cast<uint32_t>(query.Integer(0));
  }
  return AddReplica(family, device, replica_hint);
}

absl::StatusOr<std::optional<FamilyNumber>> Accounts::FindFamily(const FamilyId& family) {
  ASSIGN_OR_RETURN(Query query, database_.Prepare("SELECT family FROM family WHERE id = ?"));
  ASSIGN_OR_RETURN(const bool row, query.Bind(family.bytes()).Step());
  return row ? std::optional(FamilyNumber{query.Integer(0)}) : std::nullopt;
}

absl::StatusOr<FamilyId> Accounts::FamilyIdOf(FamilyNumber family) {
  ASSIGN_OR_RETURN(Query query, database_.Prepare("SELECT id FROM family WHERE family = ?"));
  ASSIGN_OR_RETURN(const bool row, query.Bind(Number(family)).Step());
  if (!row) return DamagedFile();
  return IdAt<FamilyId>(query, 0);
}

absl::StatusOr<std::optional<Device>> Accounts::Find(const DeviceId& device) {
  Device found{.id = device};
  {
    ASSIGN_OR_RETURN(Query query, database_.Prepare("SELECT family, member, sign_public_key, box_public_key, kind "
                                                    "FROM device WHERE id = ?"));
    ASSIGN_OR_RETURN(const bool row, query.Bind(device.bytes()).Step());
    if (!row) return std::nullopt;
    found.family = FamilyNumber{query.Integer(0)};
    ASSIGN_OR_RETURN(found.member, IdAt<MemberId>(query, 1));
    found.sign_public_key = query.Blob(2);
    found.box_public_key = query.Blob(3);
    found.kind = static_cast<v1::RosterDevice::Kind>(query.Integer(4));
  }
  ASSIGN_OR_RETURN(found.family_id, FamilyIdOf(found.family));
  return found;
}

absl::StatusOr<std::optional<Accounts::StoredInvite>> Accounts::FindInvite(const InviteId& invite) {
  ASSIGN_OR_RETURN(Query query,
                   database_.Prepare("SELECT family, inviter, member, redeem_key_sha256, offer, expire_time_ms, "
                                     "used_by, replica FROM former_invite WHERE id = ?"));
  ASSIGN_OR_RETURN(const bool row, query.Bind(invite.bytes()).Step());
  if (!row) return std::nullopt;
  StoredInvite found;
  found.family = FamilyNumber{query.Integer(0)};
  ASSIGN_OR_RETURN(found.inviter, IdAt<MemberId>(query, 1));
  if (!query.IsNull(2)) {
    ASSIGN_OR_RETURN(found.member, IdAt<MemberId>(query, 2));
  }
  found.redeem_key_sha256 = query.Blob(3);
  found.offer = query.Blob(4);
  found.expire_time_ms = query.Integer(5);
  if (!query.IsNull(6)) {
    ASSIGN_OR_RETURN(found.used_by, IdAt<DeviceId>(query, 6));
  }
  found.replica = static_cast<uint32_t>(query.Integer(7));
  return found;
}

absl::Status Accounts::AddDevice(FamilyNumber family, const MemberId& member, const NewDevice& device) {
  ASSIGN_OR_RETURN(Query insert, database_.Prepare("INSERT INTO device (id, family, member, sign_public_key, "
                                                   "box_public_key) VALUES (?, ?, ?, ?, ?)"));
  insert.Bind(device.id.bytes()).Bind(Number(family)).Bind(member.bytes());
  RETURN_IF_ERROR(insert.Bind(device.sign_public_key).Bind(device.box_public_key).Run());
  ASSIGN_OR_RETURN(Query due, database_.Prepare("INSERT OR IGNORE INTO reminder_due (family, member, next_ms, "
                                                "looked_ms, change) VALUES (?, ?, 0, 0, 0)"));
  return due.Bind(Number(family)).Bind(member.bytes()).Run();
}

absl::StatusOr<uint32_t> Accounts::AddReplica(FamilyNumber family, const DeviceId& device, uint32_t replica_hint) {
  for (uint32_t replica = replica_hint;; ++replica) {
    if (replica == 0) continue;
    ASSIGN_OR_RETURN(Query insert,
                     database_.Prepare("INSERT OR IGNORE INTO replica (family, replica, device, push_no, digest, "
                                       "verdicts) VALUES (?, ?, ?, 0, x'', x'')"));
    RETURN_IF_ERROR(insert.Bind(Number(family)).Bind(replica).Bind(device.bytes()).Run());
    if (database_.Changes() == 1) return replica;
  }
}

absl::Status Accounts::CheckRoom(FamilyNumber family, const std::optional<MemberId>& member) {
  std::set<MemberId> members;
  int devices = 0;
  ASSIGN_OR_RETURN(Query query, database_.Prepare("SELECT member FROM device WHERE family = ? AND kind = 1"));
  query.Bind(Number(family));
  while (true) {
    ASSIGN_OR_RETURN(const bool row, query.Step());
    if (!row) break;
    ASSIGN_OR_RETURN(const MemberId of_device, IdAt<MemberId>(query, 0));
    members.insert(of_device);
    ++devices;
  }
  const bool new_member = !member.has_value() || !members.contains(*member);
  const bool full = devices >= limits_.max_devices_per_family ||
                    (new_member && static_cast<int>(members.size()) >= limits_.max_members_per_family);
  return full ? FamilyFull() : absl::OkStatus();
}

}  // namespace toward::server
