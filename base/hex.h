// Bytes as text.
#ifndef TOWARD_BASE_HEX_H_
#define TOWARD_BASE_HEX_H_

#include <optional>
#include <string>
#include <string_view>

namespace toward {

// Two lower-case digits a byte.
std::string ToHex(std::string_view bytes);

// The bytes of an even number of hexadecimal digits of either case; absent for anything else.
std::optional<std::string> FromHex(std::string_view digits);

}  // namespace toward

#endif  // TOWARD_BASE_HEX_H_
