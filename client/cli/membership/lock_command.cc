// `toward lock` and `unlock`: a passphrase for the keys of this device.

#include <string>

#include "base/status_macros.h"
#include "client/cli/command.h"
#include "client/cli/errors.h"
#include "client/cli/membership/errors.h"
#include "client/cli/membership/passphrase.h"

namespace toward::client {
namespace {

struct LockOptions {
  bool change = false;
  bool off = false;
};

absl::StatusOr<KeyPlace> PlaceOf(Invocation& invocation) {
  ASSIGN_OR_RETURN(const std::string directory, ChooseDirectory(invocation.directory, invocation.around));
  return KeyPlaceOf(directory, invocation.around);
}

absl::StatusOr<std::string> NewPassphrase(Surroundings& around) {
  const std::string first = AskUnseen("A passphrase for this device; four words or more are good", around);
  if (first.empty()) return NoPassphrase();
  if (AskUnseen("The same once more", around) != first) return PassphrasesDiffer();
  return first;
}

absl::Status Begin(const KeyPlace& place, Surroundings& around) {
  if (place.runtime_directory.empty()) return NoPlaceForOpenKeys();
  ASSIGN_OR_RETURN(const std::string passphrase, NewPassphrase(around));
  RETURN_IF_ERROR(SetPassphrase(place, passphrase, {}, around.random));
  RETURN_IF_ERROR(Lock(place));
  around.out
      << "Locked. From now on this device asks for the passphrase; there is no other way in, so a recovery sheet "
         "(`toward recover sheet`) is a good thing to have.\n";
  return absl::OkStatus();
}

absl::Status TakeOff(const KeyPlace& place, Surroundings& around) {
  RETURN_IF_ERROR(RemovePassphrase(place, AskUnseen("Your passphrase for this device", around), around.random));
  around.out << "There is no passphrase any more.\n";
  return absl::OkStatus();
}

absl::StatusOr<KeyLock> LockedHow(const KeyPlace& place) {
  absl::StatusOr<KeyLock> lock = KeyLockOf(place);
  if (absl::IsNotFound(lock.status())) return NoPlanHere();
  return lock;
}

absl::Status RunLock(Invocation& invocation, const LockOptions& options) {
  ASSIGN_OR_RETURN(const KeyPlace place, PlaceOf(invocation));
  ASSIGN_OR_RETURN(const KeyLock lock, LockedHow(place));
  if (options.off) return TakeOff(place, invocation.around);
  if (lock == KeyLock::kNone) return Begin(place, invocation.around);
  if (options.change) {
    if (lock == KeyLock::kLocked) RETURN_IF_ERROR(AskToUnlock(place, invocation.around));
    return Begin(place, invocation.around);
  }
  RETURN_IF_ERROR(Lock(place));
  invocation.around.out << "Locked.\n";
  return absl::OkStatus();
}

absl::Status RunUnlock(Invocation& invocation, const LockOptions&) {
  ASSIGN_OR_RETURN(const KeyPlace place, PlaceOf(invocation));
  ASSIGN_OR_RETURN(const KeyLock lock, LockedHow(place));
  if (lock == KeyLock::kLocked) RETURN_IF_ERROR(AskToUnlock(place, invocation.around));
  invocation.around.out << (lock == KeyLock::kNone ? "There is no passphrase here.\n"
                                                   : "Open until `toward lock`, or until this machine starts again.\n");
  return absl::OkStatus();
}

}  // namespace

void AddLock(CLI::App& app, Invocation& invocation) {
  auto options = std::make_shared<LockOptions>();
  CLI::App* lock =
      AddCommand<LockOptions>(app, invocation, "lock", "Close this device with a passphrase", options, RunLock);
  CLI::Option* change = lock->add_flag("--change", options->change, "Another passphrase");
  lock->add_flag("--off", options->off, "No passphrase any more")->excludes(change);
  AddCommand<LockOptions>(app, invocation, "unlock", "Open it again for a while", std::make_shared<LockOptions>(),
                          RunUnlock);
}

}  // namespace toward::client
