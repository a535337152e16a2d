// What makes a directory this person's: the device's keys, the keys of the words, the family's roster, and where the
// server is. One file, `keys.bin`, readable by its owner only; under a passphrase when its owner wants one.
//
//   02 | size of the box (4, big-endian) | box | nonce (24) | XChaCha20-Poly1305 of the content | tag
//
// The box (trust/locked_box.h) holds the key of the rest, in clear or under the passphrase. So the rest can be written
// without the passphrase while the keys are unlocked: until `Lock`, or until the machine starts again, the box's key is
// in a file of $XDG_RUNTIME_DIR too.
#ifndef TOWARD_CLIENT_REPLICA_KEY_FILE_H_
#define TOWARD_CLIENT_REPLICA_KEY_FILE_H_

#include <optional>
#include <string>
#include <string_view>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/ids.h"
#include "base/random.h"
#include "trust/device_identity.h"
#include "trust/keyring.h"
#include "trust/locked_box.h"
#include "trust/roster.h"

namespace toward::client {

struct Identity {
  FamilyId family;
  MemberId member;
  trust::DeviceIdentity device;
  // The keys of both scopes.
  trust::Keyring keyring;
  // As given to `init` or found in the invite: "http://127.0.0.1:7340", "https://toward.example".
  std::string server;
  // The name the server signs sessions for; sessions are opened with no other.
  std::string origin;
  // SHA-256 of the public key (SPKI) of the only authority that may vouch for the server. Empty: the system's roots.
  std::string tls_pin;
  // That authority's certificate, PEM, once the server has shown it; empty without a pin.
  std::string authority_pem = {};
  // The family's chain as far as this device has checked it; it never goes back. Absent: the plan was begun with a
  // version that had none.
  std::optional<trust::Roster> roster = std::nullopt;
};

// Where a device keeps its keys.
struct KeyPlace {
  // NOLINTNEXTLINE(google-explicit-constructor): most have no more than a directory.
  KeyPlace(std::string directory_of_plan, std::string runtime = "")
      : directory(std::move(directory_of_plan)), runtime_directory(std::move(runtime)) {}

  std::string directory;
  // $XDG_RUNTIME_DIR. Empty: there is none, so keys under a passphrase cannot stay unlocked.
  std::string runtime_directory;
};

// PERMISSION_DENIED when others than its owner may use the file; the sentence says how to change that. OK when there is
// no such file.
absl::Status CheckPrivate(const std::string& path);

// Reads a file of this device, following no link. NOT_FOUND: there is none. PERMISSION_DENIED: as CheckPrivate, or it
// is no plain file.
absl::StatusOr<std::string> ReadPrivateFile(const std::string& path);

// Writes a file of this directory, 0600, in the place of an older one: in one step, and only once it is on disk.
// PERMISSION_DENIED: it cannot be written.
absl::Status WritePrivateFile(const std::string& directory, const std::string& path, std::string_view content);

// Reads `<directory>/keys.bin`; a plan of version 1 is moved there from `<directory>/keys`, once. NOT_FOUND: there is
// none. PERMISSION_DENIED: others may read it, and the sentence says how to change that. FAILED_PRECONDITION,
// AreLocked: it needs the passphrase (Unlock). DATA_LOSS: not a key file.
absl::StatusOr<Identity> ReadKeyFile(const KeyPlace& place);
bool AreLocked(const absl::Status& status);

// Writes it, by WritePrivateFile. A passphrase stays. FAILED_PRECONDITION: AreLocked, or the roster on disk is longer
// than `identity`'s or another one, so this would go back.
absl::Status WriteKeyFile(const KeyPlace& place, const Identity& identity);

// Reads it, changes that, and writes it, while no other process does. Returns what is on disk then. Errors: those of
// both, and of `change`, which leave it as it was.
absl::StatusOr<Identity> UpdateKeyFile(const KeyPlace& place, absl::FunctionRef<absl::Status(Identity&)> change);

// --- The passphrase -----------------------------------------------------------------------------------------------

enum class KeyLock {
  // There is no passphrase.
  kNone,
  kLocked,
  // There is one, and it has been given since the machine started.
  kUnlocked,
};
// NOT_FOUND, DATA_LOSS: as ReadKeyFile.
absl::StatusOr<KeyLock> KeyLockOf(const KeyPlace& place);

// Puts the keys under a passphrase, in the place of an earlier one, and leaves them unlocked where that is possible.
// INVALID_ARGUMENT: it is empty. AreLocked: give the earlier one first.
absl::Status SetPassphrase(const KeyPlace& place, std::string_view passphrase, const trust::PassphraseCost& cost,
                           Random& random);
// Takes it off. PERMISSION_DENIED: wrong. OK when there is none.
absl::Status RemovePassphrase(const KeyPlace& place, std::string_view passphrase, Random& random);
// Until Lock, or until the machine starts again. PERMISSION_DENIED: wrong. FAILED_PRECONDITION: no runtime directory.
absl::Status Unlock(const KeyPlace& place, std::string_view passphrase);
// OK also when nothing is unlocked.
absl::Status Lock(const KeyPlace& place);

}  // namespace toward::client

#endif  // TOWARD_CLIENT_REPLICA_KEY_FILE_H_
