// What goes when a device, a member or a family goes. Works inside the transaction its caller has open.
#ifndef TOWARD_SERVER_STORE_DEPARTURES_H_
#define TOWARD_SERVER_STORE_DEPARTURES_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/sqlite.h"
#include "server/store/store.h"

namespace toward::server {

// The device, its sessions, its ways to be reminded, and the invites it has open. Returns the sessions' token hashes.
absl::StatusOr<std::vector<std::string>> RemoveDevice(Database& database, FamilyNumber family, const DeviceId& device);

// The member's private feed, links, mail and reminders. Devices are removed one by one.
absl::Status RemoveMember(Database& database, FamilyNumber family, const MemberId& member);

// Every row of the family, which has no devices any more.
absl::Status RemoveFamily(Database& database, FamilyNumber family);

// The records of a member's private feed.
absl::Status RemovePrivateRecords(Database& database, FamilyNumber family, const MemberId& member);

}  // namespace toward::server

#endif  // TOWARD_SERVER_STORE_DEPARTURES_H_
