// Who is in a family, as a chain of signed statements (toward/v1/roster.proto): checked link by link, never believed.
//
// A device and a server run the same checks, so a server that forges, forks or cuts the chain is noticed by everybody
// who carries it. Keys are sealed for the live devices of a Roster and for nobody else.
#ifndef TOWARD_TRUST_ROSTER_H_
#define TOWARD_TRUST_ROSTER_H_

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "base/ids.h"
#include "toward/v1/roster.pb.h"
#include "trust/device_identity.h"
#include "trust/keyring.h"

namespace toward::trust {

inline constexpr int kMaxMembers = 2;
// Of a family, in all; and beside them one sheet of paper for each member.
inline constexpr int kMaxDevices = 8;
inline constexpr int kMaxPaperPerMember = 1;
// Statements of one chain; more than a family makes in a lifetime.
inline constexpr uint32_t kMaxStatements = 4'096;
// The last of them are kept for what ends something and for the epochs that are due after it, so nobody who fills a
// chain can keep another from leaving.
inline constexpr uint32_t kStatementsForEndings = 64;
inline constexpr size_t kMaxStatementBytes = 8'192;

// A device of the family, at present or once.
struct RosterDevice {
  DeviceId id;
  DevicePublicKeys keys;
  MemberId member;
  v1::RosterDevice::Kind kind = v1::RosterDevice::KIND_UNSPECIFIED;
  bool live = true;

  bool is_paper() const { return kind != v1::RosterDevice::KIND_DEVICE; }
};

struct RosterMember {
  MemberId id;
  bool live = true;
};

// An epoch that has begun.
struct EpochFacts {
  Scope scope = Scope::kShared;
  // Whose private words; for Scope::kPrivate.
  MemberId member;
  KeyEpoch epoch = 0;
  std::string key_check;
};

// What a statement is about to say; the chain adds the rest.
using Act = v1::RosterStatement;

class Roster {
 public:
  // A chain from its first statement, of which there must be one. The caller compares genesis_hash() with the one it
  // was told. Errors as Append's; the message says which statement and why, for a log, and has nothing private in it.
  static absl::StatusOr<Roster> FromStatements(absl::Span<const v1::SignedStatement> statements);

  // Adds the next statement, or changes nothing.
  //   - it is a canonical RosterStatement: fields ascending, each once, none with its default value
  //   - family, place and hash of the one before are right; the signature is of a live device of the chain
  //   - ADD_DEVICE, REMOVE_DEVICE: by a device (or paper) of the same member. Paper does nothing else but LEAVE
  //   - ADD_DEVICE: of paper, with the paper's consent. Packets only for paper or by paper, and for the added device
  //   only
  //   - REMOVE_MEMBER: of another member; a member's last ordinary device is not removed but leaves
  //   - NEW_EPOCH: the next number, a key that was never one before, one packet for each live device of the scope but
  //   the
  //     signer and for nobody else
  //   - ids and keys of the chain are never used twice; at most kMaxMembers, kMaxDevices, kMaxPaperPerMember at once
  //
  // INVALID_ARGUMENT: it breaks a rule. UNIMPLEMENTED: signed by a device of the family, but of a newer Toward; the
  // message says so to a person. RESOURCE_EXHAUSTED: the chain is full.
  absl::Status Append(const v1::SignedStatement& statement);

  // The same for several, all or none.
  absl::Status AppendAll(absl::Span<const v1::SignedStatement> statements);

  const FamilyId& family() const { return family_; }
  uint32_t length() const { return static_cast<uint32_t>(statements_.size()); }
  const std::vector<v1::SignedStatement>& statements() const { return statements_; }
  // BLAKE2b-256 of the first and of the last statement, 32 bytes.
  const std::string& genesis_hash() const { return genesis_hash_; }
  const std::string& head_hash() const { return head_hash_; }

  // Those who ever were in it, in the order in which they came.
  const std::vector<RosterMember>& members() const { return members_; }
  const std::vector<RosterDevice>& devices() const { return devices_; }
  // Absent: never in this chain.
  const RosterDevice* FindDevice(const DeviceId& id) const;
  bool IsLive(const DeviceId& id) const;
  bool IsLiveMember(const MemberId& id) const;
  std::vector<MemberId> LiveMembers() const;
  // Those that get the keys of a scope: of the family, or of `member`'s private words. Paper without private keys is
  // not among the latter.
  std::vector<RosterDevice> LiveDevices(Scope scope, const MemberId& member) const;

  // 0: none has begun. `member` counts for Scope::kPrivate.
  KeyEpoch CurrentEpoch(Scope scope, const MemberId& member) const;
  // The epoch's facts; absent: it has not begun.
  const EpochFacts* FindEpoch(Scope scope, const MemberId& member, KeyEpoch epoch) const;
  // Whether an epoch, of whatever scope, has this key check.
  bool HasKeyCheck(std::string_view key_check) const;
  // Whether a device that holds the newest key of the scope has gone, or it has none yet: nothing may be sealed before
  // the next epoch. False when nobody is there who could begin one.
  bool NewEpochDue(Scope scope, const MemberId& member) const;

  // A packet of the chain.
  struct Packet {
    DeviceId device;
    std::string sealed;
    // The epoch a NEW_EPOCH gives the key of. Absent: from an ADD_DEVICE; the packet itself says which key it is.
    std::optional<EpochFacts> epoch;
  };
  // Those for a device, in the order of the chain.
  std::vector<Packet> PacketsFor(const DeviceId& id) const;

  // `act`, signed by `signer` as the next statement. Does not add it.
  v1::SignedStatement Sign(const DeviceIdentity& signer, Act act) const;

 private:
  Roster() = default;

  absl::Status Check(const v1::SignedStatement& statement, const v1::RosterStatement& parsed) const;
  void Apply(const v1::SignedStatement& statement, const v1::RosterStatement& parsed);
  void AddDevice(const v1::RosterDevice& device, const MemberId& member);
  void AddEpoch(const v1::NewEpochAct& act, const MemberId& signer);
  void End(RosterDevice& device);
  void EndMember(const MemberId& id);

  // Everything in it follows from statements_.
  FamilyId family_;
  std::string genesis_hash_;
  std::string head_hash_;
  std::vector<v1::SignedStatement> statements_;
  std::vector<RosterMember> members_;
  std::vector<RosterDevice> devices_;
  std::vector<EpochFacts> epochs_;
  std::vector<Packet> packets_;
  // Whose epochs are due; the default MemberId stands for the family.
  std::set<MemberId> due_;
};

// The first statement of a family's chain, signed by the device it names.
v1::SignedStatement SignGenesis(const FamilyId& family, const MemberId& member, const DeviceIdentity& device);

// How another copy of a chain is to this one.
enum class RosterKinship {
  kSame,
  // The other goes on where this one ends; its further statements are valid.
  kContinues,
  // This one goes on where the other ends: whoever holds the other has lost statements.
  kBehind,
  // Another history, or an invalid one.
  kForked,
  // The other goes on with what a newer Toward has signed: update.
  kNewerVersion,
};
RosterKinship Compare(const Roster& mine, absl::Span<const v1::SignedStatement> other);

// BLAKE2b-256 of a statement's bytes.
std::string StatementHash(const v1::SignedStatement& statement);

}  // namespace toward::trust

#endif  // TOWARD_TRUST_ROSTER_H_
