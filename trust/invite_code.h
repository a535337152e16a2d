// The typed form of an invite: twelve characters of Crockford's base32 and one that catches typing errors.
//
// K7QF-2M9X-TR4B-9: 60 random bits, stretched with Argon2id to the invite's id and secret, so that guessing one within
// its ten minutes is hopeless even for the server (security study, 4.6).
#ifndef TOWARD_TRUST_INVITE_CODE_H_
#define TOWARD_TRUST_INVITE_CODE_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "base/ids.h"
#include "trust/crypto.h"

namespace toward::trust {

class InviteCode {
 public:
  // The 60 lowest bits count.
  static InviteCode FromBits(uint64_t bits);

  // As typed: case, spaces and dashes do not matter; O is 0, I and L are 1. INVALID_ARGUMENT, one sentence for a
  // person: not thirteen characters, one that does not occur, or the check character does not fit (a typing error).
  static absl::StatusOr<InviteCode> Parse(std::string_view text);

  // "K7QF-2M9X-TR4B-9"; the last is the number modulo 37 in Crockford's alphabet.
  std::string Display() const;

  struct Stretched {
    InviteId id;
    Secret secret;
  };
  // Argon2id (RFC 9106) of the twelve characters: t = 3, m = 64 MiB, salt "toward-invite-v1". Takes some 0.2 s.
  Stretched Stretch() const;

 private:
  explicit InviteCode(uint64_t bits) : bits_(bits) {}
  uint64_t bits_;
};

}  // namespace toward::trust

#endif  // TOWARD_TRUST_INVITE_CODE_H_
