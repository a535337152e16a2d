#include "client/cli/membership/authority.h"

#include <optional>

#include "base/hex.h"
#include "client/cli/errors.h"
#include "client/cli/membership/errors.h"
#include "client/cli/text.h"

namespace toward::client {
namespace {

constexpr size_t kPinBytes = 32;

}  // namespace

absl::StatusOr<std::string> ReadAuthority(std::string_view typed) {
  std::string digits;
  for (const char c : typed) {
    if (c != ' ' && c != ':' && c != '-') digits += c;
  }
  const std::optional<std::string> pin = FromHex(Folded(digits));
  if (!pin.has_value() || pin->size() != kPinBytes) return AuthorityNotUnderstood();
  return *pin;
}

}  // namespace toward::client
