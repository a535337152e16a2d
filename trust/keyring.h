// The keys that seal a family's words: one per epoch, because a device that leaves ends an epoch.
#ifndef TOWARD_TRUST_KEYRING_H_
#define TOWARD_TRUST_KEYRING_H_

#include <cstdint>
#include <map>
#include <optional>

#include "trust/crypto.h"

namespace toward::trust {

using KeyEpoch = uint32_t;

class Keyring {
 public:
  void Add(KeyEpoch epoch, const Secret& family_key) { keys_.insert_or_assign(epoch, family_key); }

  // The newest epoch, which seals. Aborts when there is no key at all.
  KeyEpoch current_epoch() const;

  // The key that seals shared fields: DeriveKey("toward/v1/field/shared", family key). Absent: the epoch is not known.
  std::optional<Secret> SharedFieldKey(KeyEpoch epoch) const;

  const std::map<KeyEpoch, Secret>& keys() const { return keys_; }

 private:
  std::map<KeyEpoch, Secret> keys_;
};

}  // namespace toward::trust

#endif  // TOWARD_TRUST_KEYRING_H_
