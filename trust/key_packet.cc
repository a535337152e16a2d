#include "trust/key_packet.h"

#include <sodium.h>

#include <algorithm>
#include <array>

#include "absl/status/status.h"
#include "base/check.h"

namespace toward::trust {
namespace {

constexpr std::string_view kFamilyMagic = "TWFK";
constexpr std::string_view kPrivateMagic = "TWMK";
constexpr size_t kFamilyOffset = 4;
constexpr size_t kEpochOffset = kFamilyOffset + FamilyId::kBytes;
constexpr size_t kDeviceOffset = kEpochOffset + 4;
constexpr size_t kKeyOffset = kDeviceOffset + DeviceId::kBytes;
constexpr size_t kPlainBytes = kKeyOffset + kKeyBytes;
static_assert(kPlainBytes + crypto_box_SEALBYTES == kKeyPacketBytes);

// What of a statement is left for packets, and how much a packet takes of it.
constexpr size_t kPacketRoom = kMaxStatementBytes - 512;
constexpr size_t kPacketCost = kKeyPacketBytes + DeviceId::kBytes + 8;

const unsigned char* Bytes(std::string_view view) { return reinterpret_cast<const unsigned char*>(view.data()); }
unsigned char* Bytes(std::string& string) { return reinterpret_cast<unsigned char*>(string.data()); }

absl::Status PacketDamaged() {
  return absl::DataLossError(
      "A key this device was sent does not fit what the family was told of it. Ask your partner to run `toward sync`; "
      "if "
      "it stays so, pair this device again.");
}

// A key pair that is gone with its secret half when it goes out of scope.
struct BoxKeys {
  explicit BoxKeys(const Secret& seed) {
    crypto_box_seed_keypair(public_key.data(), secret_key.data(), Bytes(seed.bytes()));
  }
  BoxKeys(const BoxKeys&) = delete;
  BoxKeys& operator=(const BoxKeys&) = delete;
  ~BoxKeys() { sodium_memzero(secret_key.data(), secret_key.size()); }

  std::array<unsigned char, crypto_box_PUBLICKEYBYTES> public_key{};
  std::array<unsigned char, crypto_box_SECRETKEYBYTES> secret_key{};
};

std::string Plain(const PacketKey& key, const DeviceId& device) {
  std::string plain(key.scope == Scope::kShared ? kFamilyMagic : kPrivateMagic);
  plain += key.family.bytes();
  AppendBigEndian(plain, key.epoch, 4);
  plain += device.bytes();
  plain += key.key.bytes();
  return plain;
}

// The nonce of crypto_box_seal.
std::string SealNonce(const BoxKeys& ephemeral, std::string_view recipient) {
  std::string both(reinterpret_cast<const char*>(ephemeral.public_key.data()), ephemeral.public_key.size());
  both += recipient;
  return Blake2b(both, crypto_box_NONCEBYTES);
}

std::optional<Scope> ScopeOf(std::string_view magic) {
  if (magic == kFamilyMagic) return Scope::kShared;
  if (magic == kPrivateMagic) return Scope::kPrivate;
  return std::nullopt;
}

std::optional<PacketKey> Read(const FamilyId& family, const DeviceId& device, std::string_view plain) {
  const std::optional<Scope> scope = ScopeOf(plain.substr(0, kFamilyOffset));
  if (!scope.has_value() || plain.substr(kFamilyOffset, FamilyId::kBytes) != family.bytes() ||
      plain.substr(kDeviceOffset, DeviceId::kBytes) != device.bytes()) {
    return std::nullopt;
  }
  return PacketKey{family, *scope, static_cast<KeyEpoch>(ReadBigEndian(plain.substr(kEpochOffset, 4))),
                   *Secret::FromBytes(plain.substr(kKeyOffset))};
}

// The key in a packet of the chain, if it is the one the packet's statement is about.
std::optional<PacketKey> OpenFromChain(const FamilyId& family, const DeviceIdentity& device,
                                       const Roster::Packet& packet) {
  std::optional<PacketKey> key = OpenKeyPacket(family, device, packet.sealed);
  const bool other = key.has_value() && packet.epoch.has_value() &&
                     (packet.epoch->scope != key->scope || packet.epoch->epoch != key->epoch);
  return other ? std::nullopt : key;
}

}  // namespace

std::string SealKeyPacket(const PacketKey& key, const DevicePublicKeys& device, const Secret& ephemeral_seed) {
  const BoxKeys ephemeral(ephemeral_seed);
  std::string plain = Plain(key, device.device_id());
  std::string sealed(reinterpret_cast<const char*>(ephemeral.public_key.data()), ephemeral.public_key.size());
  const std::string nonce = SealNonce(ephemeral, device.box);
  sealed.resize(kKeyPacketBytes);
  const int result = crypto_box_easy(Bytes(sealed) + crypto_box_PUBLICKEYBYTES, Bytes(plain), plain.size(),
                                     Bytes(nonce), Bytes(device.box), ephemeral.secret_key.data());
  sodium_memzero(plain.data(), plain.size());
  TOWARD_CHECK(result == 0);
  return sealed;
}

std::optional<PacketKey> OpenKeyPacket(const FamilyId& family, const DeviceIdentity& device, std::string_view sealed) {
  if (sealed.size() != kKeyPacketBytes) return std::nullopt;
  const BoxKeys keys(device.box_seed());
  std::string plain(kPlainBytes, '\0');
  const int result =
      crypto_box_seal_open(Bytes(plain), Bytes(sealed), sealed.size(), keys.public_key.data(), keys.secret_key.data());
  std::optional<PacketKey> key;
  if (result == 0) key = Read(family, device.device_id(), plain);
  sodium_memzero(plain.data(), plain.size());
  return key;
}

std::string KeyCheck(const Secret& key) {
  const Secret check = DeriveKey("toward/v1/kcv", key);
  return std::string(check.bytes());
}

Act NewEpoch(const Roster& roster, Scope scope, const DeviceIdentity& signer, const MemberId& member, const Secret& key,
             absl::FunctionRef<Secret()> next_seed) {
  const PacketKey packet_key{roster.family(), scope, roster.CurrentEpoch(scope, member) + 1, key};
  Act act;
  v1::NewEpochAct& epoch = *act.mutable_new_epoch();
  epoch.set_scope(scope == Scope::kShared ? v1::SCOPE_FAMILY : v1::SCOPE_MEMBER);
  epoch.set_epoch(packet_key.epoch);
  epoch.set_key_check(KeyCheck(key));
  for (const RosterDevice& device : roster.LiveDevices(scope, member)) {
    if (device.id == signer.device_id()) continue;
    v1::KeyPacket& packet = *epoch.add_packets();
    packet.set_device_id(device.id.ToBytes());
    packet.set_sealed(SealKeyPacket(packet_key, device.keys, next_seed()));
  }
  return act;
}

bool AddConfirmed(const Roster& roster, const MemberId& member, Scope scope, KeyEpoch epoch, const Secret& key,
                  Keyring& keyring) {
  const EpochFacts* const facts = roster.FindEpoch(scope, member, epoch);
  if (facts == nullptr || !EqualSecrets(facts->key_check, KeyCheck(key))) return false;
  keyring.Add(scope, epoch, key);
  return true;
}

void AddPackets(const FamilyId& family, const Keyring& keyring, bool with_private, Act& act,
                absl::FunctionRef<Secret()> next_seed) {
  v1::AddDeviceAct& add = *act.mutable_add_device();
  const DevicePublicKeys device{add.device().keys().sign_public_key(), add.device().keys().box_public_key()};
  size_t room = kPacketRoom / kPacketCost;
  const auto add_scope = [&](Scope scope, size_t most) {
    const std::map<KeyEpoch, Secret>& keys = keyring.keys(scope);
    for (auto key = keys.rbegin(); key != keys.rend() && most > 0; ++key, --most, --room) {
      v1::KeyPacket& packet = *add.add_packets();
      packet.set_device_id(device.device_id().ToBytes());
      packet.set_sealed(SealKeyPacket({family, scope, key->first, key->second}, device, next_seed()));
    }
  };
  // The family's words come first, but the newest private ones always have their place.
  const size_t reserved = with_private ? std::min<size_t>(keyring.keys(Scope::kPrivate).size(), room / 2) : 0;
  add_scope(Scope::kShared, room - reserved);
  if (with_private) add_scope(Scope::kPrivate, room);
}

absl::Status CollectKeys(const Roster& roster, const DeviceIdentity& device, Keyring& keyring) {
  const RosterDevice* const self = roster.FindDevice(device.device_id());
  if (self == nullptr) return absl::OkStatus();
  bool whole = true;
  for (const Roster::Packet& packet : roster.PacketsFor(self->id)) {
    const std::optional<PacketKey> key = OpenFromChain(roster.family(), device, packet);
    whole &= key.has_value() && AddConfirmed(roster, self->member, key->scope, key->epoch, key->key, keyring);
  }
  return whole ? absl::OkStatus() : PacketDamaged();
}

}  // namespace toward::trust
