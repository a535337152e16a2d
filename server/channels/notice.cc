#include "server/channels/notice.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "base/check.h"

namespace toward::server {
namespace {

constexpr size_t kCollapseKeyCharacters = 32;

}  // namespace

bool IsCollapseKey(std::string_view text) {
  return text.size() == kCollapseKeyCharacters && std::all_of(text.begin(), text.end(), [](char c) {
           return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_';
         });
}

NoticeText TextOf(NoticeKind kind) {
  switch (kind) {
    case NoticeKind::kCheckIn:
      return {"Ten minutes for the two of you", "If tonight has room for it."};
    case NoticeKind::kAppreciation:
      return {"One small thank-you", "Something specific, in a sentence."};
    case NoticeKind::kOneOnOne:
      return {"Time together", "Ten minutes, and they choose what."};
    case NoticeKind::kExtra:
      return {"A small thing you wanted to do", "Only if there is room for it."};
    case NoticeKind::kAsleep:
      return {"It is quiet now", "Ten minutes for the two of you, if you like."};
    case NoticeKind::kDigest:
      return {"While it was quiet", "A few small things are still open. Only if there is room."};
    case NoticeKind::kTest:
      return {"Toward can reach you here", "This is a test; there is nothing to do."};
  }
  TOWARD_CHECK(false);
}

}  // namespace toward::server
