// A family with its chain and all its secrets: Ana with a phone, Ben with a phone, and devices that may come.
#ifndef TOWARD_TESTS_TRUST_FAMILY_H_
#define TOWARD_TESTS_TRUST_FAMILY_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "trust/key_packet.h"
#include "trust/paper.h"
#include "trust/roster.h"
#include "trust/roster_acts.h"

namespace toward::trust {

inline Secret SecretOf(char byte) { return *Secret::FromBytes(std::string(kKeyBytes, byte)); }

inline DeviceIdentity DeviceOf(char byte) {
  return DeviceIdentity::FromSeeds(SecretOf(byte), SecretOf(static_cast<char>(byte ^ '\x80')));
}

inline const FamilyId kFamily = *FamilyId::FromBytes("a family's bytes");
inline const MemberId kAna = *MemberId::FromBytes("Ana, a member...");
inline const MemberId kBen = *MemberId::FromBytes("Ben, a member...");
inline const MemberId kEve = *MemberId::FromBytes("Eve, a member...");
inline const DeviceIdentity kAnasPhone = DeviceOf('a');
inline const DeviceIdentity kAnasLaptop = DeviceOf('l');
inline const DeviceIdentity kBensPhone = DeviceOf('b');
inline const DeviceIdentity kStranger = DeviceOf('s');
inline const DeviceIdentity kAnasPaper = PaperDevice("sixteen of Ana's");
inline const DeviceIdentity kBensPaper = PaperDevice("sixteen of Ben's");

class Family {
 public:
  // Created by Ana's phone, and nothing else said yet.
  Family() : roster_(*Roster::FromStatements({SignGenesis(kFamily, kAna, kAnasPhone)})) {}

  // Ana and Ben with a phone each, and every epoch begun.
  static Family OfTwo() {
    Family family;
    family.BeginEpoch(kAnasPhone, Scope::kShared, 'F');
    family.BeginEpoch(kAnasPhone, Scope::kPrivate, 'A');
    family.Say(kAnasPhone, AddMember(kBen, kBensPhone.public_keys()));
    family.BeginEpoch(kBensPhone, Scope::kPrivate, 'B');
    return family;
  }

  const Roster& roster() const { return roster_; }

  void Say(const DeviceIdentity& signer, Act act) { Add(roster_.Sign(signer, std::move(act))); }

  void Add(const v1::SignedStatement& statement) {
    const absl::Status added = roster_.Append(statement);
    ASSERT_TRUE(added.ok()) << added;
  }

  Act Epoch(const DeviceIdentity& signer, Scope scope, char key) const {
    return NewEpoch(roster_, scope, signer, roster_.FindDevice(signer.device_id())->member, SecretOf(key),
                    [this] { return Secret(SecretOf(static_cast<char>(++seeds_))); });
  }

  void BeginEpoch(const DeviceIdentity& signer, Scope scope, char key) { Say(signer, Epoch(signer, scope, key)); }

  // What Append says; the chain stays as it is.
  absl::Status Try(const v1::SignedStatement& statement) const {
    Roster roster = roster_;
    const absl::Status appended = roster.Append(statement);
    if (!appended.ok()) {
      EXPECT_EQ(roster.head_hash(), roster_.head_hash());
      EXPECT_EQ(roster.length(), roster_.length());
      EXPECT_EQ(roster.devices().size(), roster_.devices().size());
    }
    return appended;
  }
  absl::Status Try(const DeviceIdentity& signer, Act act) const { return Try(roster_.Sign(signer, std::move(act))); }

 private:
  Roster roster_;
  mutable int seeds_ = 0;
};

// INVALID_ARGUMENT, for this reason.
MATCHER_P(Breaks, why, "") {
  *result_listener << arg;
  return absl::IsInvalidArgument(arg) && std::string(arg.message()).find(why) != std::string::npos;
}

inline std::vector<DeviceId> Ids(const std::vector<RosterDevice>& devices) {
  std::vector<DeviceId> ids;
  for (const RosterDevice& device : devices) ids.push_back(device.id);
  return ids;
}

// The statement that `signer` would make of these bytes, whatever they are.
inline v1::SignedStatement SignedBytes(const DeviceIdentity& signer, const std::string& bytes) {
  v1::SignedStatement statement;
  statement.set_statement(bytes);
  statement.set_signature(signer.Sign("toward/v1/roster" + Blake2b(bytes, 32)));
  return statement;
}

// The act that adds a sheet.
inline Act Paper(const Family& family, const DeviceIdentity& paper = kAnasPaper, const MemberId& member = kAna,
                 bool with_private = false) {
  return AddPaper(paper, member, with_private, family.roster());
}

}  // namespace toward::trust

#endif  // TOWARD_TESTS_TRUST_FAMILY_H_
