// Keys of epochs, sealed for one device each.
#ifndef TOWARD_TRUST_KEY_PACKET_H_
#define TOWARD_TRUST_KEY_PACKET_H_

#include <optional>
#include <string>
#include <string_view>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "base/ids.h"
#include "toward/v1/roster.pb.h"
#include "trust/keyring.h"
#include "trust/roster.h"

namespace toward::trust {

struct PacketKey {
  FamilyId family;
  Scope scope = Scope::kShared;
  KeyEpoch epoch = 0;
  Secret key;
};

inline constexpr size_t kKeyPacketBytes = 120;

// kKeyPacketBytes that crypto_box_seal_open of libsodium opens. `ephemeral_seed` is random and used once; the device's
// box key is proper (IsProperBoxKey), as those of a Roster are.
std::string SealKeyPacket(const PacketKey& key, const DevicePublicKeys& device, const Secret& ephemeral_seed);

// Absent: not sealed for this device, or not of this family.
std::optional<PacketKey> OpenKeyPacket(const FamilyId& family, const DeviceIdentity& device, std::string_view sealed);

// BLAKE2b-256 of "toward/v1/kcv", keyed: what NEW_EPOCH says of a key without giving it away.
std::string KeyCheck(const Secret& key);

// A NewEpochAct for the next epoch of the scope with packets for its live devices but the signer's. `next_seed` gives
// random seeds.
Act NewEpoch(const Roster& roster, Scope scope, const DeviceIdentity& signer, const MemberId& member, const Secret& key,
             absl::FunctionRef<Secret()> next_seed);

// Adds a key if the chain's key check of its epoch confirms it; false otherwise. `member`: whose private words.
bool AddConfirmed(const Roster& roster, const MemberId& member, Scope scope, KeyEpoch epoch, const Secret& key,
                  Keyring& keyring);

// Packets with all keys of `keyring` that the device is to have, newest first, as many as a statement has room for.
// For an AddDevice signed by paper and for AddPaper.
void AddPackets(const FamilyId& family, const Keyring& keyring, bool with_private, Act& act,
                absl::FunctionRef<Secret()> next_seed);

// Adds to `keyring` what the chain holds for this device and the chain's key checks confirm. DATA_LOSS: a packet that
// does not open, or holds another key than the others were told of; the rest is added all the same.
absl::Status CollectKeys(const Roster& roster, const DeviceIdentity& device, Keyring& keyring);

}  // namespace toward::trust

#endif  // TOWARD_TRUST_KEY_PACKET_H_
