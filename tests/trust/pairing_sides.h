// Both sides of a pairing, and a family to be let into.
#ifndef TOWARD_TESTS_TRUST_PAIRING_SIDES_H_
#define TOWARD_TESTS_TRUST_PAIRING_SIDES_H_

#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "tests/trust/family.h"
#include "trust/pairing.h"

namespace toward::trust {

inline const InviteId kInvite = *InviteId::FromBytes("an invite's id..");
inline const std::string kNonce(kNonceBytes, 'n');
inline constexpr std::string_view kOrigin = "https://toward.example:443";

// Both sides of an invite into a family: Ana's phone and a new device.
class Pairing {
 public:
  explicit Pairing(InviteKind kind = InviteKind::kPartner, std::string pin = "") : kind_(kind) {
    inviter_.emplace(kInvite, SecretOf('S'), kind, family_.roster().genesis_hash(), family_.roster().head_hash(), pin,
                     SecretOf('i'), "opening 16 bytes");
    keyring_.Add(Scope::kShared, 1, SecretOf('F'));
    keyring_.Add(Scope::kPrivate, 1, SecretOf('A'));
  }

  Inviter& inviter() { return *inviter_; }
  Joiner& joiner() { return joiner_; }
  Family& family() { return family_; }
  const Keyring& keyring() const { return keyring_; }

  // Until both sides show digits.
  PairingJoin Meet() {
    EXPECT_TRUE(joiner_.TakeOffer(inviter_->SealOffer(kNonce)));
    return *inviter_->OpenJoin(joiner_.SealJoin(kNonce));
  }

  // The joiner is in the chain.
  void LetIn() {
    family_.Say(kAnasPhone, kind_ == InviteKind::kPartner ? AddMember(kEve, joiner_.device().public_keys())
                                                          : AddDevice(joiner_.device().public_keys()));
  }

  v1::Welcome Welcome(bool share_past = true) {
    return NewWelcome(kind_ == InviteKind::kPartner ? kEve : kAna, kOrigin, family_.roster(), keyring_, kind_,
                      share_past);
  }

  absl::StatusOr<Joiner::Admission> Open(const v1::Welcome& welcome) {
    return joiner_.OpenWelcome(*inviter_->SealWelcome(Meet(), welcome, kNonce));
  }

 private:
  static Family OfAna() {
    Family family;
    family.BeginEpoch(kAnasPhone, Scope::kShared, 'F');
    family.BeginEpoch(kAnasPhone, Scope::kPrivate, 'A');
    return family;
  }

  InviteKind kind_;
  Family family_ = OfAna();
  Keyring keyring_;
  std::optional<Inviter> inviter_;
  Joiner joiner_{kInvite, SecretOf('S'), kAnasLaptop, "Ana's laptop", SecretOf('j')};
};

}  // namespace toward::trust

#endif  // TOWARD_TESTS_TRUST_PAIRING_SIDES_H_
