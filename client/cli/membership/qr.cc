#include "client/cli/membership/qr.h"

#include <qrencode.h>

#include <memory>

namespace toward::client {
namespace {

// Modules of white around the code: four are asked for by the standard.
constexpr int kQuietZone = 4;
constexpr std::string_view kBlackOnWhite = "\x1b[30;107m";
constexpr std::string_view kAsBefore = "\x1b[0m";

// The modules, and white around them.
class Modules {
 public:
  explicit Modules(const QRcode& code) : code_(code) {}

  int width() const { return code_.width + 2 * kQuietZone; }
  bool IsDark(int row, int column) const {
    const int y = row - kQuietZone, x = column - kQuietZone;
    if (y < 0 || x < 0 || y >= code_.width || x >= code_.width) return false;
    return (code_.data[y * code_.width + x] & 1) != 0;
  }

 private:
  const QRcode& code_;
};

std::string_view HalfBlocks(bool upper_dark, bool lower_dark) {
  if (upper_dark) return lower_dark ? "█" : "▀";
  return lower_dark ? "▄" : " ";
}

}  // namespace

std::optional<std::string> RenderQr(std::string_view text, size_t columns) {
  const std::string bytes(text);
  const std::unique_ptr<QRcode, void (*)(QRcode*)> code(QRcode_encodeString8bit(bytes.c_str(), 0, QR_ECLEVEL_L),
                                                        QRcode_free);
  if (code == nullptr) return std::nullopt;
  const Modules modules(*code);
  if (static_cast<size_t>(modules.width()) > columns) return std::nullopt;
  std::string drawn;
  for (int row = 0; row < modules.width(); row += 2) {
    drawn += kBlackOnWhite;
    for (int column = 0; column < modules.width(); ++column) {
      drawn += HalfBlocks(modules.IsDark(row, column), modules.IsDark(row + 1, column));
    }
    drawn += kAsBefore;
    drawn += "\n";
  }
  return drawn;
}

}  // namespace toward::client
