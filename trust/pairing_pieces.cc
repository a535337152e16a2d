#include "trust/pairing_pieces.h"

#include <fmt/format.h>
#include <sodium.h>

#include <array>

#include "base/check.h"

namespace toward::trust {
namespace {

constexpr size_t kHashBytes = 32;
constexpr size_t kSasHashBytes = 16;
constexpr size_t kSasBytes = 8;
constexpr uint64_t kSasModulus = 1'000'000;
constexpr size_t kLengthBytes = 2;
constexpr size_t kOfferBytes = 4 * 32 + 1;
constexpr size_t kJoinBytes = 3 * 32;

const unsigned char* Bytes(std::string_view view) { return reinterpret_cast<const unsigned char*>(view.data()); }

// Keyed BLAKE2b; `size` bytes.
std::string KeyedHash(std::string_view message, std::string_view key, size_t size) {
  std::string hash(size, '\0');
  crypto_generichash(reinterpret_cast<unsigned char*>(hash.data()), size, Bytes(message), message.size(), Bytes(key),
                     key.size());
  return hash;
}

// The shared point. Absent: the other key is of small order.
std::optional<Secret> SharedPoint(const Secret& seed, std::string_view other_public_key) {
  std::array<unsigned char, crypto_box_PUBLICKEYBYTES> public_key{};
  std::array<unsigned char, crypto_box_SECRETKEYBYTES> secret_key{};
  crypto_box_seed_keypair(public_key.data(), secret_key.data(), Bytes(seed.bytes()));
  std::string point(crypto_scalarmult_BYTES, '\0');
  const int result =
      crypto_scalarmult(reinterpret_cast<unsigned char*>(point.data()), secret_key.data(), Bytes(other_public_key));
  sodium_memzero(secret_key.data(), secret_key.size());
  std::optional<Secret> shared;
  if (result == 0) shared = Secret::FromBytes(point);
  Wipe(point);
  return shared;
}

}  // namespace

std::string SealPiece(std::string_view label, const Secret& secret, const InviteId& id, std::string_view nonce,
                      std::string_view plain) {
  return EncryptWithNonce(DeriveKey(label, secret), nonce, id.bytes(), plain);
}

std::optional<std::string> OpenPiece(std::string_view label, const Secret& secret, const InviteId& id,
                                     std::string_view sealed) {
  return DecryptWithNonce(DeriveKey(label, secret), id.bytes(), sealed);
}

std::string ToPlain(const PairingOffer& offer) {
  std::string plain = offer.ephemeral_public_key + offer.genesis_hash + offer.roster_head + offer.commitment;
  plain += static_cast<char>(offer.kind);
  return plain + offer.spki_pin;
}

std::optional<PairingOffer> ReadOffer(std::string_view plain) {
  if (plain.size() != kOfferBytes && plain.size() != kOfferBytes + kSpkiPinBytes) return std::nullopt;
  const auto kind = static_cast<InviteKind>(plain[kOfferBytes - 1]);
  if (kind != InviteKind::kPartner && kind != InviteKind::kOwnDevice) return std::nullopt;
  return PairingOffer{std::string(plain.substr(0, 32)),
                      std::string(plain.substr(32, 32)),
                      std::string(plain.substr(64, 32)),
                      std::string(plain.substr(96, 32)),
                      kind,
                      std::string(plain.substr(kOfferBytes))};
}

std::string ToPlain(const PairingJoin& join) {
  return join.ephemeral_public_key + join.device.sign + join.device.box + join.label;
}

std::optional<PairingJoin> ReadJoin(std::string_view plain) {
  if (plain.size() < kJoinBytes || plain.size() > kJoinBytes + kMaxLabelBytes) return std::nullopt;
  if (!IsProperBoxKey(plain.substr(0, 32)) || !IsProperBoxKey(plain.substr(64, 32))) return std::nullopt;
  return PairingJoin{std::string(plain.substr(0, 32)),
                     *DevicePublicKeys::FromBytes(plain.substr(32, 32), plain.substr(64, 32)),
                     std::string(plain.substr(kJoinBytes))};
}

std::string Commitment(std::string_view opening) {
  return Blake2b(std::string("toward/v1/inv/commit").append(opening), kHashBytes);
}

std::string EphemeralPublicKey(const Secret& seed) { return DeviceIdentity::FromSeeds(seed, seed).public_keys().box; }

std::optional<Secret> WelcomeKey(const Secret& secret, const InviteId& id, std::string_view offer_plain,
                                 std::string_view join_plain, const Secret& ephemeral_seed,
                                 std::string_view other_public_key) {
  const std::optional<Secret> shared = SharedPoint(ephemeral_seed, other_public_key);
  if (!shared.has_value()) return std::nullopt;
  std::string message = "toward/v1/inv/welcome";
  message += secret.bytes();
  message += id.bytes();
  message += Blake2b(std::string(offer_plain).append(join_plain), kHashBytes);
  std::string key = KeyedHash(message, shared->bytes(), kKeyBytes);
  std::optional<Secret> welcome_key = Secret::FromBytes(key);
  Wipe(message);
  Wipe(key);
  return welcome_key;
}

std::string PairingDigits(const Secret& welcome_key, std::string_view opening) {
  const std::string hash =
      KeyedHash(std::string("toward/v1/inv/sas").append(opening), welcome_key.bytes(), kSasHashBytes);
  return fmt::format("{:06}", ReadBigEndian(hash.substr(0, kSasBytes)) % kSasModulus);
}

std::string PackSaved(char version, std::initializer_list<std::string_view> strings) {
  std::string saved(1, version);
  for (const std::string_view string : strings) {
    TOWARD_CHECK(string.size() < uint64_t{1} << (8 * kLengthBytes));
    AppendBigEndian(saved, string.size(), kLengthBytes);
    saved += string;
  }
  return saved;
}

std::optional<std::vector<std::string>> UnpackSaved(char version, size_t count, std::string_view saved) {
  if (saved.empty() || saved.front() != version) return std::nullopt;
  saved.remove_prefix(1);
  std::vector<std::string> strings;
  while (!saved.empty()) {
    if (saved.size() < kLengthBytes) return std::nullopt;
    const size_t size = ReadBigEndian(saved.substr(0, kLengthBytes));
    saved.remove_prefix(kLengthBytes);
    if (saved.size() < size) return std::nullopt;
    strings.emplace_back(saved.substr(0, size));
    saved.remove_prefix(size);
  }
  if (strings.size() != count) return std::nullopt;
  return strings;
}

}  // namespace toward::trust
