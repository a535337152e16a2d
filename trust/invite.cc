#include "trust/invite.h"

#include <optional>

#include "absl/status/status.h"

namespace toward::trust {
namespace {

constexpr std::string_view kLinkPath = "/j#1.";
constexpr std::string_view kPlain = "http://";
constexpr std::string_view kTls = "https://";
constexpr std::string_view kWhiteSpace = " \t\r\n";
constexpr size_t kPinOffset = InviteId::kBytes + kKeyBytes;

absl::Status NotALink() {
  return absl::InvalidArgumentError("This is not a whole invite link. Copy it again, from http to the last letter.");
}

std::string_view Trim(std::string_view text) {
  const size_t begin = text.find_first_not_of(kWhiteSpace);
  if (begin == std::string_view::npos) return "";
  return text.substr(begin, text.find_last_not_of(kWhiteSpace) - begin + 1);
}

bool IsAddress(std::string_view server) {
  const std::string_view scheme = server.starts_with(kTls) ? kTls : kPlain;
  return server.starts_with(scheme) && server.size() > scheme.size() &&
         server.find_first_of(kWhiteSpace) == std::string_view::npos;
}

}  // namespace

std::string FormatInviteLink(const Invite& invite) {
  std::string link = invite.server;
  link += kLinkPath;
  std::string fragment = invite.id.ToBytes();
  fragment += invite.secret.bytes();
  fragment += invite.spki_pin;
  link += ToBase64Url(fragment);
  Wipe(fragment);
  return link;
}

absl::StatusOr<Invite> ParseInviteLink(std::string_view text) {
  const std::string_view link = Trim(text);
  const size_t path = link.find(kLinkPath);
  if (path == std::string_view::npos) return NotALink();
  const std::string_view server = link.substr(0, path);
  if (!IsAddress(server)) return NotALink();
  std::optional<std::string> fragment = FromBase64Url(link.substr(path + kLinkPath.size()));
  if (!fragment.has_value() || (fragment->size() != kPinOffset && fragment->size() != kPinOffset + kSpkiPinBytes)) {
    return NotALink();
  }
  const std::string_view view = *fragment;
  const Invite invite{*InviteId::FromBytes(view.substr(0, InviteId::kBytes)),
                      *Secret::FromBytes(view.substr(InviteId::kBytes, kKeyBytes)), std::string(server),
                      std::string(view.substr(kPinOffset))};
  Wipe(*fragment);
  return invite;
}

}  // namespace toward::trust
