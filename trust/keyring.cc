#include "trust/keyring.h"

#include "base/check.h"

namespace toward::trust {

KeyEpoch Keyring::current_epoch() const {
  TOWARD_CHECK(!keys_.empty());
  return keys_.rbegin()->first;
}

std::optional<Secret> Keyring::SharedFieldKey(KeyEpoch epoch) const {
  const auto found = keys_.find(epoch);
  if (found == keys_.end()) return std::nullopt;
  return DeriveKey("toward/v1/field/shared", found->second);
}

}  // namespace toward::trust
