#include "trust/session_proof.h"

#include "base/check.h"

namespace toward::trust {
namespace {

constexpr std::string_view kSessionLabel = "toward/v1/session";
constexpr std::string_view kTokenPrefix = "tws1_";
constexpr size_t kOriginHashBytes = 32;

std::string SessionMessage(const DeviceId& device, std::string_view origin, std::string_view nonce) {
  std::string message(kSessionLabel);
  message += Blake2b(origin, kOriginHashBytes);
  message += nonce;
  message += device.bytes();
  return message;
}

}  // namespace

std::string SignSession(const DeviceIdentity& device, std::string_view origin, std::string_view nonce) {
  TOWARD_CHECK(nonce.size() == kChallengeBytes);
  return device.Sign(SessionMessage(device.device_id(), origin, nonce));
}

bool VerifySession(const DevicePublicKeys& device, std::string_view origin, std::string_view nonce,
                   std::string_view signature) {
  return nonce.size() == kChallengeBytes &&
         VerifySignature(device.sign, SessionMessage(device.device_id(), origin, nonce), signature);
}

std::string FormatToken(std::string_view random) {
  TOWARD_CHECK(random.size() == kTokenBytes);
  return std::string(kTokenPrefix) + ToBase64Url(random);
}

std::optional<std::string> TokenHash(std::string_view token) {
  if (!token.starts_with(kTokenPrefix)) return std::nullopt;
  const std::optional<std::string> random = FromBase64Url(token.substr(kTokenPrefix.size()));
  if (!random.has_value() || random->size() != kTokenBytes) return std::nullopt;
  return Sha256(*random);
}

}  // namespace toward::trust
