// The keys that seal words: one for each epoch of the family's words and of a member's private ones, because a device
// that goes ends an epoch.
#ifndef TOWARD_TRUST_KEYRING_H_
#define TOWARD_TRUST_KEYRING_H_

#include <cstdint>
#include <map>
#include <optional>

#include "trust/crypto.h"

namespace toward::trust {

using KeyEpoch = uint32_t;

// Who may read.
enum class Scope : uint8_t {
  // Every device of the family.
  kShared = 1,
  // The devices of the member who wrote.
  kPrivate = 2,
};

class Keyring {
 public:
  void Add(Scope scope, KeyEpoch epoch, const Secret& key) { keys_[scope].insert_or_assign(epoch, key); }

  // The newest epoch, which seals. Absent: no key of this scope.
  std::optional<KeyEpoch> CurrentEpoch(Scope scope) const;

  // As added. Absent: the epoch is not known.
  std::optional<Secret> Key(Scope scope, KeyEpoch epoch) const;

  // The key that seals fields: DeriveKey of "toward/v1/field/shared" or "toward/v1/field/private". Absent: as Key.
  std::optional<Secret> FieldKey(Scope scope, KeyEpoch epoch) const;

  // Ascending by epoch.
  const std::map<KeyEpoch, Secret>& keys(Scope scope) const;

 private:
  std::map<Scope, std::map<KeyEpoch, Secret>> keys_;
};

}  // namespace toward::trust

#endif  // TOWARD_TRUST_KEYRING_H_
