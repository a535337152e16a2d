// The families of the roster vectors.
#ifndef TOWARD_TESTS_TRUST_EXAMPLE_CHAINS_H_
#define TOWARD_TESTS_TRUST_EXAMPLE_CHAINS_H_

#include <string>

#include "base/check.h"
#include "base/hex.h"
#include "tests/trust/vectors.h"
#include "trust/key_packet.h"
#include "trust/paper.h"
#include "trust/roster.h"
#include "trust/roster_acts.h"

namespace toward::trust::example {

inline const FamilyId kFamily = *FamilyId::FromBytes(Ascending(0x10, 16));
inline const MemberId kAna = *MemberId::FromBytes(Ascending(0x20, 16));
inline const MemberId kBen = *MemberId::FromBytes(Ascending(0x30, 16));
inline const MemberId kEve = *MemberId::FromBytes(Ascending(0x40, 16));

inline DeviceIdentity AnasPhone() { return DeviceOfBytes(0x03); }
inline DeviceIdentity AnasLaptop() { return DeviceOfBytes(0x23); }
inline DeviceIdentity BensPhone() { return DeviceOfBytes(0x43); }
inline DeviceIdentity Stranger() { return DeviceOfBytes(0x63); }
inline DeviceIdentity AnasPaper() { return PaperDevice(Ascending(0xe0, kPaperSeedBytes)); }
inline DeviceIdentity OtherPaper() { return PaperDevice(Ascending(0xf0, kPaperSeedBytes)); }

inline v1::SignedStatement SignedBytes(const DeviceIdentity& signer, const std::string& bytes) {
  v1::SignedStatement statement;
  statement.set_statement(bytes);
  statement.set_signature(signer.Sign("toward/v1/roster" + Blake2b(bytes, 32)));
  return statement;
}

inline Act EpochOf(const Roster& roster, const DeviceIdentity& signer, Scope scope, int key) {
  int seed = 0xb0;
  return NewEpoch(roster, scope, signer, roster.FindDevice(signer.device_id())->member, AscendingSecret(key),
                  [&] { return AscendingSecret(seed++); });
}

// A chain in the making.
struct Chain {
  Roster roster = *Roster::FromStatements({SignGenesis(kFamily, kAna, AnasPhone())});

  Chain& Say(const DeviceIdentity& signer, const Act& act) {
    TOWARD_CHECK(roster.Append(roster.Sign(signer, act)).ok());
    return *this;
  }
  Chain& Epoch(const DeviceIdentity& signer, Scope scope, int key) {
    return Say(signer, EpochOf(roster, signer, scope, key));
  }
};

inline Chain OfTwo() {
  return Chain()
      .Epoch(AnasPhone(), Scope::kShared, 0x50)
      .Epoch(AnasPhone(), Scope::kPrivate, 0x60)
      .Say(AnasPhone(), AddMember(kBen, BensPhone().public_keys()))
      .Epoch(BensPhone(), Scope::kPrivate, 0x70);
}

inline Chain WithLaptop() { return OfTwo().Say(AnasPhone(), AddDevice(AnasLaptop().public_keys())); }

inline Act Sheet(const Chain& chain, const DeviceIdentity& paper, const MemberId& member, bool with_private) {
  Keyring keyring;
  keyring.Add(Scope::kShared, 1, AscendingSecret(0x50));
  if (with_private) keyring.Add(Scope::kPrivate, 1, AscendingSecret(0x60));
  Act act = AddPaper(paper, member, with_private, chain.roster);
  int seed = 0xc0;
  AddPackets(kFamily, keyring, with_private, act, [&] { return AscendingSecret(seed++); });
  return act;
}

inline Chain WithPaper() {
  Chain chain = OfTwo();
  return chain.Say(AnasPhone(), Sheet(chain, AnasPaper(), kAna, false));
}

inline Json StatementsJson(absl::Span<const v1::SignedStatement> statements) {
  Json json = Json::array();
  for (const v1::SignedStatement& statement : statements) {
    json.push_back({{"statement", ToHex(statement.statement())}, {"signature", ToHex(statement.signature())}});
  }
  return json;
}

}  // namespace toward::trust::example

#endif  // TOWARD_TESTS_TRUST_EXAMPLE_CHAINS_H_
