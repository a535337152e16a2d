#include "server/channels/vapid.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "absl/strings/escaping.h"
#include "base/https_url.h"
#include "base/public_host.h"
#include "base/status_macros.h"
#include "fmt/format.h"
#include "server/channels/mail_message.h"

namespace toward::server {
namespace {

// RFC 8292 2 allows a day; half of it leaves room for a clock that is off.
constexpr int64_t kLifeSeconds = 12LL * 60 * 60;

absl::Status SubjectMalformed() {
  return absl::InvalidArgumentError(
      "The push contact must be a real one, as in mailto:ana@example.org or https://example.org; push services refuse "
      "local ones.");
}

bool IsSubject(const std::string& subject) {
  constexpr std::string_view kMailto = "mailto:";
  if (subject.starts_with(kMailto)) {
    const std::string address = subject.substr(kMailto.size());
    return IsMailAddress(address) && IsPublicHost(std::string(DomainOf(address)));
  }
  const auto url = ParseHttpsUrl(subject);
  return url && IsPublicHost(url->host);
}

}  // namespace

std::string MakeVapidKeyPem(Random& random) { return P256Key::Draw(random).ToPem(); }

absl::StatusOr<std::unique_ptr<Vapid>> Vapid::Make(const std::string& key_pem, const std::string& subject) {
  ASSIGN_OR_RETURN(P256Key key, P256Key::FromPem(key_pem));
  if (!IsSubject(subject)) return SubjectMalformed();
  return std::unique_ptr<Vapid>(new Vapid(std::move(key), subject));
}

Vapid::Vapid(P256Key key, std::string subject)
    : key_(std::move(key)), subject_(std::move(subject)), public_key_(absl::WebSafeBase64Escape(key_.PublicPoint())) {}

std::string Vapid::AuthorizationFor(const std::string& origin, int64_t now_ms) const {
  const nlohmann::json header = {{"typ", "JWT"}, {"alg", "ES256"}};
  const nlohmann::json claims = {{"aud", origin}, {"exp", now_ms / 1000 + kLifeSeconds}, {"sub", subject_}};
  const std::string signed_part =
      fmt::format("{}.{}", absl::WebSafeBase64Escape(header.dump()), absl::WebSafeBase64Escape(claims.dump()));
  return fmt::format("vapid t={}.{}, k={}", signed_part, absl::WebSafeBase64Escape(key_.Sign(signed_part)),
                     public_key_);
}

}  // namespace toward::server
