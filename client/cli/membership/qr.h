// A link as a QR code for a phone's camera (ISO/IEC 18004), drawn with half blocks.
#ifndef TOWARD_CLIENT_CLI_MEMBERSHIP_QR_H_
#define TOWARD_CLIENT_CLI_MEMBERSHIP_QR_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace toward::client {

// Lines in black on white, with the quiet zone a camera needs, whatever the terminal's own colours are. Absent: the
// text is too long for a code, or the code is wider than `columns`.
std::optional<std::string> RenderQr(std::string_view text, size_t columns);

}  // namespace toward::client

#endif  // TOWARD_CLIENT_CLI_MEMBERSHIP_QR_H_
