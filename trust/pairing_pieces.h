// The pieces of pairing, in bytes: what both sides compute alike. Inviter and Joiner are made of it; nobody else needs
// this.
#ifndef TOWARD_TRUST_PAIRING_PIECES_H_
#define TOWARD_TRUST_PAIRING_PIECES_H_

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "trust/crypto.h"
#include "trust/pairing.h"

namespace toward::trust {

// Additional data is the invite's id; the key is DeriveKey(`label`, secret).
std::string SealPiece(std::string_view label, const Secret& secret, const InviteId& id, std::string_view nonce,
                      std::string_view plain);
std::optional<std::string> OpenPiece(std::string_view label, const Secret& secret, const InviteId& id,
                                     std::string_view sealed);

std::string ToPlain(const PairingOffer& offer);
std::optional<PairingOffer> ReadOffer(std::string_view plain);
std::string ToPlain(const PairingJoin& join);
std::optional<PairingJoin> ReadJoin(std::string_view plain);

// BLAKE2b-256("toward/v1/inv/commit" || opening).
std::string Commitment(std::string_view opening);

// X25519.
std::string EphemeralPublicKey(const Secret& seed);

// What only the two sides have: BLAKE2b-256("toward/v1/inv/welcome" || secret || id || BLAKE2b-256(offer || join)),
// keyed with the shared point. Absent: the other side's key is no proper point.
std::optional<Secret> WelcomeKey(const Secret& secret, const InviteId& id, std::string_view offer_plain,
                                 std::string_view join_plain, const Secret& ephemeral_seed,
                                 std::string_view other_public_key);

// The first eight bytes of BLAKE2b-128("toward/v1/inv/sas" || opening), keyed with the welcome key, modulo 1,000,000.
std::string PairingDigits(const Secret& welcome_key, std::string_view opening);

// What a side keeps in a file: a version, then each string behind its length (2 bytes).
std::string PackSaved(char version, std::initializer_list<std::string_view> strings);
// Absent: not `count` strings of this version.
std::optional<std::vector<std::string>> UnpackSaved(char version, size_t count, std::string_view saved);

}  // namespace toward::trust

#endif  // TOWARD_TRUST_PAIRING_PIECES_H_
