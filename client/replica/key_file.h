// What makes a directory this person's: the device's keys, the family's keys, and where the server is. One file,
// readable by its owner only.
#ifndef TOWARD_CLIENT_REPLICA_KEY_FILE_H_
#define TOWARD_CLIENT_REPLICA_KEY_FILE_H_

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/ids.h"
#include "trust/device_identity.h"
#include "trust/keyring.h"

namespace toward::client {

struct Identity {
  FamilyId family;
  MemberId member;
  trust::DeviceIdentity device;
  trust::Keyring keyring;
  // As given to `init` or found in the invite: "http://127.0.0.1:7340", "https://toward.example".
  std::string server;
  // The name the server signs sessions for; sessions are opened with no other.
  std::string origin;
};

// PERMISSION_DENIED when others than its owner may use the file; the sentence says how to change that. OK when there is
// no such file.
absl::Status CheckPrivate(const std::string& path);

// Writes a file of this directory, 0600, in the place of an older one: in one step, and only once it is on disk.
// PERMISSION_DENIED: it cannot be written.
absl::Status WritePrivateFile(const std::string& directory, const std::string& path, std::string_view content);

// Reads `<directory>/keys`. NOT_FOUND: there is none. PERMISSION_DENIED: others may read it, and the sentence says how
// to change that. DATA_LOSS: not a key file.
absl::StatusOr<Identity> ReadKeyFile(const std::string& directory);

// Writes it, by WritePrivateFile.
absl::Status WriteKeyFile(const std::string& directory, const Identity& identity);

}  // namespace toward::client

#endif  // TOWARD_CLIENT_REPLICA_KEY_FILE_H_
