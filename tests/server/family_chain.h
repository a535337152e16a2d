// A family's chain with the secrets of its devices, as the devices together have them.
#ifndef TOWARD_TESTS_SERVER_FAMILY_CHAIN_H_
#define TOWARD_TESTS_SERVER_FAMILY_CHAIN_H_

#include <string>
#include <utility>
#include <vector>

#include "base/check.h"
#include "base/random.h"
#include "trust/key_packet.h"
#include "trust/paper.h"
#include "trust/roster.h"
#include "trust/roster_acts.h"

namespace toward::server {

using Statements = std::vector<v1::SignedStatement>;

inline trust::Secret NewSecret(Random& random) { return *trust::Secret::FromBytes(random.Bytes(trust::kKeyBytes)); }

inline trust::DeviceIdentity NewIdentity(Random& random) {
  return trust::DeviceIdentity::FromSeeds(NewSecret(random), NewSecret(random));
}

class FamilyChain {
 public:
  // Of one member with one device, and both epochs begun. `random` outlives it.
  FamilyChain(const FamilyId& family, const MemberId& member, const trust::DeviceIdentity& founder, Random& random)
      : random_(random),
        roster_(*trust::Roster::FromStatements(Statements{trust::SignGenesis(family, member, founder)})) {
    BeginEpoch(founder, trust::Scope::kShared);
    BeginEpoch(founder, trust::Scope::kPrivate);
  }

  const trust::Roster& roster() const { return roster_; }
  uint32_t length() const { return roster_.length(); }

  // Each adds a statement and returns it.
  v1::SignedStatement Say(const trust::DeviceIdentity& signer, trust::Act act) {
    v1::SignedStatement statement = roster_.Sign(signer, std::move(act));
    const absl::Status added = roster_.Append(statement);
    TOWARD_CHECK(added.ok());
    return statement;
  }
  v1::SignedStatement BeginEpoch(const trust::DeviceIdentity& signer, trust::Scope scope) {
    const MemberId member = roster_.FindDevice(signer.device_id())->member;
    return Say(signer, trust::NewEpoch(roster_, scope, signer, member, NewSecret(random_),
                                       [this] { return NewSecret(random_); }));
  }

  // Statements from `seq` on.
  Statements From(uint32_t seq) const { return {roster_.statements().begin() + seq, roster_.statements().end()}; }

 private:
  Random& random_;
  trust::Roster roster_;
};

}  // namespace toward::server

#endif  // TOWARD_TESTS_SERVER_FAMILY_CHAIN_H_
