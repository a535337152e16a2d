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

// 120 bytes that crypto_box_seal_open of libsodium opens. `ephemeral_seed` is random and used once.
std::string SealKeyPacket(const PacketKey& key, const DevicePublicKeys& device, const Secret& ephemeral_seed);

// Absent: not sealed for this device, or not of this family.
std::optional<PacketKey> OpenKeyPacket(const FamilyId& family, const DeviceIdentity& device, std::string_view sealed);

// BLAKE2b-256 of "toward/v1/kcv", keyed: what NEW_EPOCH says of a key without giving it away.
std::string KeyCheck(const Secret& key);

// A NewEpochAct for the next epoch of the scope with packets for its live devices but the signer's. `next_seed` gives
// random seeds.
Act NewEpoch(const Roster& roster, Scope scope, const DeviceIdentity& signer, const MemberId& member, const Secret& key,
             absl::FunctionRef<Secret()> next_seed);

// Adds to `keyring` what the chain holds for this device and the chain's key checks confirm. DATA_LOSS: a packet that does
// not open, or holds another key than the others were told of; the rest is added all the same.
absl::Status CollectKeys(const Roster& roster, const DeviceIdentity& device, Keyring& keyring);

}  // namespace toward::trust

#endif  // TOWARD_TRUST_KEY_PACKET_H_
