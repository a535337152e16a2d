// How a server says to push services who it is: RFC 8292.
#ifndef TOWARD_SERVER_CHANNELS_VAPID_H_
#define TOWARD_SERVER_CHANNELS_VAPID_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "base/random.h"
#include "server/channels/p256.h"

namespace toward::server {

// A new key for a server, as PEM. Made once and kept: subscriptions hold for one key only. Secret.
std::string MakeVapidKeyPem(Random& random);

// Thread-safe.
class Vapid {
 public:
  // `subject` is whom a push service may write to when something is wrong: "mailto:" and an address, or an https URL,
  // both at a public name, as Apple's refuses others. INVALID_ARGUMENT: the key or the subject is not of that form.
  static absl::StatusOr<std::unique_ptr<Vapid>> Make(const std::string& key_pem, const std::string& subject);

  // What the browser needs to subscribe (applicationServerKey): 65 bytes in base64url.
  const std::string& public_key() const { return public_key_; }

  // The value of the Authorization header for the service at `origin` ("https://push.example.org"), good for
  // twelve hours from `now_ms` (milliseconds since 1970-01-01 UTC).
  std::string AuthorizationFor(const std::string& origin, int64_t now_ms) const;

 private:
  Vapid(P256Key key, std::string subject);

  const P256Key key_;
  const std::string subject_;
  const std::string public_key_;
};

}  // namespace toward::server

#endif  // TOWARD_SERVER_CHANNELS_VAPID_H_
