// Families that come and go at random, beside a model of who may know what.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <rapidcheck/state.h>

#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include "tests/trust/any_bytes.h"
#include "tests/trust/family.h"

namespace toward::trust {
namespace {

constexpr int kMostDevicesEver = 40;

enum class What {
  kAddMember,
  kAddDevice,
  kAddPaper,
  kAddPaperWithPrivate,
  kRemoveDevice,
  kRemoveMember,
  kLeave,
  kFamilyEpoch,
  kPrivateEpoch,
};
constexpr int kWhats = 9;

MemberId MemberOf(int number) { return *MemberId::FromBytes("member number  " + std::string(1, 'A' + number)); }
DeviceIdentity NthDevice(size_t number) { return DeviceOf(static_cast<char>(number + 1)); }

// Who is there, by the rules in words and not by the program's.
struct Model {
  struct Device {
    int member = 0;
    bool paper = false;
    bool has_private = true;
    bool live = true;
  };
  std::vector<Device> devices = {Device()};
  std::vector<bool> members = {true};

  bool LiveOf(size_t device, int member) const { return devices[device].live && devices[device].member == member; }
  int Ordinary(int member) const {
    return static_cast<int>(std::count_if(devices.begin(), devices.end(), [&](const Device& device) {
      return device.live && !device.paper && (member < 0 || device.member == member);
    }));
  }
  bool HasPaper(int member) const {
    return std::any_of(devices.begin(), devices.end(),
                       [&](const Device& device) { return device.live && device.paper && device.member == member; });
  }
  bool MayGet(size_t device, Scope scope, int member) const {
    return devices[device].live &&
           (scope == Scope::kShared || (devices[device].member == member && devices[device].has_private));
  }

  bool Allows(What what, size_t who, size_t whom) const {
    const Device& signer = devices[who];
    if (!signer.live) return false;
    switch (what) {
      case What::kAddMember:
        return !signer.paper && std::count(members.begin(), members.end(), true) < kMaxMembers &&
               Ordinary(-1) < kMaxDevices;
      case What::kAddDevice:
        return Ordinary(-1) < kMaxDevices;
      case What::kAddPaper:
      case What::kAddPaperWithPrivate:
        return !signer.paper && !HasPaper(signer.member);
      case What::kRemoveDevice:
        return LiveOf(whom, signer.member) && (devices[whom].paper || Ordinary(signer.member) > 1);
      case What::kRemoveMember:
        return !signer.paper && members[whom] && static_cast<int>(whom) != signer.member;
      case What::kLeave:
        return true;
      case What::kFamilyEpoch:
      case What::kPrivateEpoch:
        return !signer.paper;
    }
    return false;
  }

  void End(int member) {
    members[member] = false;
    for (Device& device : devices) device.live = device.live && device.member != member;
  }

  void Apply(What what, size_t who, size_t whom) {
    const int member = devices[who].member;
    if (what == What::kAddMember) members.push_back(true);
    if (what == What::kAddMember) devices.push_back({.member = static_cast<int>(members.size()) - 1});
    if (what == What::kAddDevice) devices.push_back({.member = member});
    if (what == What::kAddPaper) devices.push_back({.member = member, .paper = true, .has_private = false});
    if (what == What::kAddPaperWithPrivate) devices.push_back({.member = member, .paper = true});
    if (what == What::kRemoveDevice) devices[whom].live = false;
    if (what == What::kRemoveMember) End(static_cast<int>(whom));
    if (what == What::kLeave) End(member);
  }
};

struct World {
  Roster roster = *Roster::FromStatements({SignGenesis(kFamily, MemberOf(0), NthDevice(0))});
  int keys = 0;
};

Secret NextSecret(World& world) {
  std::string bytes(kKeyBytes, 'k');
  bytes[0] = static_cast<char>(++world.keys % 256);
  bytes[1] = static_cast<char>(world.keys / 256);
  return *Secret::FromBytes(bytes);
}

Act ActOf(const Model& model, World& world, What what, size_t who, size_t whom) {
  const MemberId member = MemberOf(model.devices[who].member);
  const DeviceIdentity added = NthDevice(model.devices.size());
  const auto epoch = [&](Scope scope) {
    return NewEpoch(world.roster, scope, NthDevice(who), member, NextSecret(world), [&] { return NextSecret(world); });
  };
  switch (what) {
    case What::kAddMember:
      return AddMember(MemberOf(static_cast<int>(model.members.size())), added.public_keys());
    case What::kAddDevice:
      return AddDevice(added.public_keys());
    case What::kAddPaper:
    case What::kAddPaperWithPrivate:
      return AddPaper(added, member, what == What::kAddPaperWithPrivate, world.roster);
    case What::kRemoveDevice:
      return RemoveDevice(NthDevice(whom).device_id());
    case What::kRemoveMember:
      return RemoveMember(MemberOf(static_cast<int>(whom)));
    case What::kLeave:
      return Leave();
    case What::kFamilyEpoch:
      return epoch(Scope::kShared);
    case What::kPrivateEpoch:
      return epoch(Scope::kPrivate);
  }
  return Act();
}

void RequireUnchanged(const World& world, const v1::SignedStatement& statement) {
  Roster roster = world.roster;
  RC_ASSERT(!roster.Append(statement).ok());
  RC_ASSERT(roster.length() == world.roster.length());
  RC_ASSERT(roster.head_hash() == world.roster.head_hash());
  RC_ASSERT(roster.devices().size() == world.roster.devices().size());
}

// Nothing that is not this very statement, in this very place, gets in.
void RequireNoForgery(const World& world, const v1::SignedStatement& statement) {
  v1::SignedStatement changed = statement;
  changed.set_statement(WithAnyBitFlipped(statement.statement()));
  RequireUnchanged(world, changed);
  changed = statement;
  changed.set_signature(WithAnyBitFlipped(statement.signature()));
  RequireUnchanged(world, changed);
  changed = statement;
  changed.set_signature(kStranger.Sign("toward/v1/roster" + Blake2b(statement.statement(), 32)));
  RequireUnchanged(world, changed);
  // One of before again, wherever it was.
  const auto place = *rc::gen::inRange<size_t>(0, world.roster.statements().size());
  RequireUnchanged(world, world.roster.statements()[place]);
}

// Each device collects exactly what it may know.
void RequireKeysOnlyForThoseThere(const Model& model, const World& world, Scope scope, int member, size_t signer) {
  const KeyEpoch epoch = world.roster.CurrentEpoch(scope, MemberOf(member));
  for (size_t device = 0; device < model.devices.size(); ++device) {
    if (device == signer) continue;
    Keyring keyring;
    RC_ASSERT(CollectKeys(world.roster, NthDevice(device), keyring).ok());
    const bool mine = scope == Scope::kShared || model.devices[device].member == member;
    RC_ASSERT((mine && keyring.CurrentEpoch(scope) == epoch) == model.MayGet(device, scope, member));
  }
}

void RequireSameAsModel(const Model& model, const Roster& roster) {
  RC_ASSERT(roster.devices().size() == model.devices.size());
  for (size_t i = 0; i < model.devices.size(); ++i) {
    RC_ASSERT(roster.IsLive(NthDevice(i).device_id()) == model.devices[i].live);
  }
  for (size_t i = 0; i < model.members.size(); ++i) {
    RC_ASSERT(roster.IsLiveMember(MemberOf(static_cast<int>(i))) == model.members[i]);
  }
  const absl::StatusOr<Roster> again = Roster::FromStatements(roster.statements());
  RC_ASSERT(again.ok());
  RC_ASSERT(again->head_hash() == roster.head_hash());
}

// A device, there or gone, says something, allowed or not.
class Say : public rc::state::Command<Model, World> {
 public:
  explicit Say(const Model& model)
      : what_(static_cast<What>(*rc::gen::inRange(0, kWhats))),
        who_(*rc::gen::inRange<size_t>(0, model.devices.size())),
        whom_(
            *rc::gen::inRange<size_t>(0, what_ == What::kRemoveMember ? model.members.size() : model.devices.size())) {}

  void checkPreconditions(const Model& model) const override {
    RC_PRE(model.devices.size() < kMostDevicesEver);
    RC_PRE(who_ < model.devices.size());
    RC_PRE(whom_ < (what_ == What::kRemoveMember ? model.members.size() : model.devices.size()));
  }

  void apply(Model& model) const override {
    if (model.Allows(what_, who_, whom_)) model.Apply(what_, who_, whom_);
  }

  void run(const Model& model, World& world) const override {
    const v1::SignedStatement statement = world.roster.Sign(NthDevice(who_), ActOf(model, world, what_, who_, whom_));
    if (!model.Allows(what_, who_, whom_)) return RequireUnchanged(world, statement);
    RequireNoForgery(world, statement);
    RC_ASSERT(world.roster.Append(statement).ok());
    RequireUnchanged(world, statement);
    Model after = model;
    after.Apply(what_, who_, whom_);
    RequireSameAsModel(after, world.roster);
    const int member = model.devices[who_].member;
    if (what_ == What::kFamilyEpoch) RequireKeysOnlyForThoseThere(after, world, Scope::kShared, member, who_);
    if (what_ == What::kPrivateEpoch) RequireKeysOnlyForThoseThere(after, world, Scope::kPrivate, member, who_);
  }

  void show(std::ostream& out) const override {
    out << "act " << static_cast<int>(what_) << " by " << who_ << " on " << whom_;
  }

 private:
  What what_;
  size_t who_;
  size_t whom_;
};

RC_GTEST_PROP(RosterOfAnyFamily, FollowsTheRulesAndGivesKeysOnlyToThoseThere, ()) {
  World world;
  rc::state::check(Model(), world, rc::state::gen::execOneOfWithArgs<Say>());
}

RC_GTEST_PROP(RosterOfAnyFamily, IsNeverReadFromAChainWithOneOfItsStatementsMissing, ()) {
  const Roster roster = Family::OfTwo().roster();
  std::vector<v1::SignedStatement> statements = roster.statements();
  const auto missing = *rc::gen::inRange<size_t>(0, statements.size() - 1);
  statements.erase(statements.begin() + static_cast<ptrdiff_t>(missing));
  RC_ASSERT(!Roster::FromStatements(statements).ok());
}

RC_GTEST_PROP(RosterOfAnyFamily, IsNeverReadFromAChainInAnotherOrder, ()) {
  std::vector<v1::SignedStatement> statements = Family::OfTwo().roster().statements();
  const auto first = *rc::gen::inRange<size_t>(0, statements.size());
  const auto second = *rc::gen::inRange<size_t>(0, statements.size());
  RC_PRE(first != second);
  std::swap(statements[first], statements[second]);
  RC_ASSERT(!Roster::FromStatements(statements).ok());
}

}  // namespace
}  // namespace toward::trust
