#include "server/store/departures.h"

#include "base/status_macros.h"

namespace toward::server {
namespace {

constexpr const char* kOfDevice[] = {
    "DELETE FROM session WHERE device = ?",
    "DELETE FROM web_push WHERE device = ?",
    "DELETE FROM device WHERE id = ?",
};

// Words are overwritten where they are before their rows go: a page that gives rows to its neighbour keeps their bytes.
constexpr const char* kOfMember[] = {
    "UPDATE private_record SET state = zeroblob(length(state)) WHERE family = ? AND member = ?",
    "DELETE FROM private_record WHERE family = ? AND member = ?",
    "DELETE FROM private_run WHERE family = ? AND member = ?",
    "DELETE FROM private_replica WHERE family = ? AND member = ?",
    "DELETE FROM private_feed WHERE family = ? AND member = ?",
    "DELETE FROM link WHERE family = ? AND member = ?",
    "DELETE FROM mail_gone WHERE family = ? AND member = ?",
    "DELETE FROM delivery WHERE family = ? AND member = ?",
    "DELETE FROM asleep WHERE family = ? AND member = ?",
    "DELETE FROM reminder_due WHERE family = ? AND member = ?",
};

constexpr const char* kOfFamily[] = {
    "UPDATE record SET state = zeroblob(length(state)) WHERE family = ?",
    "DELETE FROM record WHERE family = ?",
    "DELETE FROM feed_run WHERE family = ?",
    "DELETE FROM replica WHERE family = ?",
    "DELETE FROM roster WHERE family = ?",
    "DELETE FROM invite WHERE family = ?",
    "DELETE FROM former_invite WHERE family = ?",
    "DELETE FROM private_feed WHERE family = ?",
    "DELETE FROM private_record WHERE family = ?",
    "DELETE FROM private_run WHERE family = ?",
    "DELETE FROM private_replica WHERE family = ?",
    "DELETE FROM reminder_due WHERE family = ?",
    "DELETE FROM delivery WHERE family = ?",
    "DELETE FROM asleep WHERE family = ?",
    "DELETE FROM mail_gone WHERE family = ?",
    "DELETE FROM link WHERE family = ?",
    "DELETE FROM family WHERE family = ?",
};

int64_t Number(FamilyNumber family) { return static_cast<int64_t>(family); }

}  // namespace

absl::StatusOr<std::vector<std::string>> RemoveDevice(Database& database, FamilyNumber family, const DeviceId& device) {
  std::vector<std::string> sessions;
  {
    ASSIGN_OR_RETURN(Query query, database.Prepare("SELECT token_hash FROM session WHERE device = ?"));
    query.Bind(device.bytes());
    while (true) {
      ASSIGN_OR_RETURN(const bool row, query.Step());
      if (!row) break;
      sessions.emplace_back(query.Blob(0));
    }
  }
  for (const char* sql : kOfDevice) {
    ASSIGN_OR_RETURN(Query remove, database.Prepare(sql));
    RETURN_IF_ERROR(remove.Bind(device.bytes()).Run());
  }
  {
    ASSIGN_OR_RETURN(Query remove, database.Prepare("DELETE FROM delivery WHERE family = ? AND device = ?"));
    RETURN_IF_ERROR(remove.Bind(Number(family)).Bind(device.bytes()).Run());
  }
  ASSIGN_OR_RETURN(Query remove, database.Prepare("DELETE FROM invite WHERE family = ? AND inviter = ?"));
  RETURN_IF_ERROR(remove.Bind(Number(family)).Bind(device.bytes()).Run());
  return sessions;
}

absl::Status RemoveMember(Database& database, FamilyNumber family, const MemberId& member) {
  for (const char* sql : kOfMember) {
    ASSIGN_OR_RETURN(Query remove, database.Prepare(sql));
    RETURN_IF_ERROR(remove.Bind(Number(family)).Bind(member.bytes()).Run());
  }
  return absl::OkStatus();
}

absl::Status RemoveFamily(Database& database, FamilyNumber family) {
  for (const char* sql : kOfFamily) {
    ASSIGN_OR_RETURN(Query remove, database.Prepare(sql));
    RETURN_IF_ERROR(remove.Bind(Number(family)).Run());
  }
  return absl::OkStatus();
}

absl::Status RemovePrivateRecords(Database& database, FamilyNumber family, const MemberId& member) {
  for (const char* sql : {kOfMember[0], kOfMember[1], kOfMember[2]}) {
    ASSIGN_OR_RETURN(Query remove, database.Prepare(sql));
    RETURN_IF_ERROR(remove.Bind(Number(family)).Bind(member.bytes()).Run());
  }
  return absl::OkStatus();
}

}  // namespace toward::server
