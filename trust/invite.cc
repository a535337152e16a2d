#include "trust/invite.h"

#include "absl/status/status.h"

namespace toward::trust {
namespace {

constexpr std::string_view kLinkPath = "/j#1.";
constexpr std::string_view kPlain = "http://";
constexpr std::string_view kTls = "https://";
constexpr std::string_view kWhiteSpace = " \t\r\n";
constexpr size_t kPinOffset = InviteId::kBytes + kKeyBytes;
constexpr char kOfferVersion = 1;
constexpr size_t kFamilyOffset = 1;
constexpr size_t kEpochOffset = kFamilyOffset + FamilyId::kBytes;
constexpr size_t kKeyOffset = kEpochOffset + 4;
constexpr size_t kOriginOffset = kKeyOffset + kKeyBytes;

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

Secret OfferKey(const Invite& invite) { return DeriveKey("toward/v1/inv/offer", invite.secret); }

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
  const std::optional<std::string> fragment = FromBase64Url(link.substr(path + kLinkPath.size()));
  if (!fragment.has_value() || (fragment->size() != kPinOffset && fragment->size() != kPinOffset + kSpkiPinBytes)) {
    return NotALink();
  }
  const std::string_view view = *fragment;
  return Invite{*InviteId::FromBytes(view.substr(0, InviteId::kBytes)),
                *Secret::FromBytes(view.substr(InviteId::kBytes, kKeyBytes)), std::string(server),
                std::string(view.substr(kPinOffset))};
}

Secret RedeemKey(const Invite& invite) { return DeriveKey("toward/v1/inv/redeem", invite.secret); }

std::string SealOffer(const Invite& invite, const Offer& offer, std::string_view nonce) {
  std::string plain(1, kOfferVersion);
  plain += offer.family.bytes();
  AppendBigEndian(plain, offer.epoch, 4);
  plain += offer.family_key.bytes();
  plain += offer.origin;
  return std::string(nonce) + Encrypt(OfferKey(invite), nonce, invite.id.bytes(), plain);
}

std::optional<Offer> OpenOffer(const Invite& invite, std::string_view sealed) {
  if (sealed.size() < kNonceBytes) return std::nullopt;
  const std::optional<std::string> plain =
      Decrypt(OfferKey(invite), sealed.substr(0, kNonceBytes), invite.id.bytes(), sealed.substr(kNonceBytes));
  if (!plain.has_value() || plain->size() < kOriginOffset || (*plain)[0] != kOfferVersion) return std::nullopt;
  const std::string_view view = *plain;
  return Offer{*FamilyId::FromBytes(view.substr(kFamilyOffset, FamilyId::kBytes)),
               static_cast<KeyEpoch>(ReadBigEndian(view.substr(kEpochOffset, 4))),
               *Secret::FromBytes(view.substr(kKeyOffset, kKeyBytes)), std::string(view.substr(kOriginOffset))};
}

}  // namespace toward::trust
