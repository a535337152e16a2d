#include "trust/keyring.h"

namespace toward::trust {
namespace {

std::string_view FieldLabel(Scope scope) {
  return scope == Scope::kPrivate ? "toward/v1/field/private" : "toward/v1/field/shared";
}

}  // namespace

std::optional<KeyEpoch> Keyring::CurrentEpoch(Scope scope) const {
  const std::map<KeyEpoch, Secret>& epochs = keys(scope);
  if (epochs.empty()) return std::nullopt;
  return epochs.rbegin()->first;
}

std::optional<Secret> Keyring::Key(Scope scope, KeyEpoch epoch) const {
  const std::map<KeyEpoch, Secret>& epochs = keys(scope);
  const auto found = epochs.find(epoch);
  if (found == epochs.end()) return std::nullopt;
  return found->second;
}

std::optional<Secret> Keyring::FieldKey(Scope scope, KeyEpoch epoch) const {
  const std::optional<Secret> key = Key(scope, epoch);
  if (!key.has_value()) return std::nullopt;
  return DeriveKey(FieldLabel(scope), *key);
}

const std::map<KeyEpoch, Secret>& Keyring::keys(Scope scope) const {
  static const auto* const none = new std::map<KeyEpoch, Secret>();
  const auto found = keys_.find(scope);
  return found == keys_.end() ? *none : found->second;
}

}  // namespace toward::trust
