#include "tests/trust/example_chains.h"

namespace toward::trust {
namespace {

using namespace example;

Json StateOfMember(const Roster& roster, const MemberId& member) {
  return {{"member", member.ToHex()},
          {"private_epoch", roster.CurrentEpoch(Scope::kPrivate, member)},
          {"private_epoch_due", roster.NewEpochDue(Scope::kPrivate, member)}};
}

Json RosterCase(const char* name, const Chain& chain) {
  const Roster& roster = chain.roster;
  Json json = {{"name", name},
               {"statements", StatementsJson(roster.statements())},
               {"genesis_hash", ToHex(roster.genesis_hash())},
               {"head_hash", ToHex(roster.head_hash())},
               {"live_devices", Json::array()},
               {"live_members", Json::array()},
               {"family_epoch", roster.CurrentEpoch(Scope::kShared, {})},
               {"family_epoch_due", roster.NewEpochDue(Scope::kShared, {})}};
  for (const RosterDevice& device : roster.LiveDevices(Scope::kShared, {})) {
    json["live_devices"].push_back(device.id.ToHex());
  }
  for (const MemberId& member : roster.LiveMembers()) json["live_members"].push_back(StateOfMember(roster, member));
  return json;
}

}  // namespace

Json RosterCases() {
  Chain by_paper = WithPaper();
  by_paper.Say(AnasPaper(), [] {
    Act act = AddDevice(AnasLaptop().public_keys());
    Keyring keyring;
    keyring.Add(Scope::kShared, 1, AscendingSecret(0x50));
    AddPackets(kFamily, keyring, false, act, [] { return AscendingSecret(0xd0); });
    return act;
  }());
  by_paper.Say(AnasPaper(), RemoveDevice(AnasPhone().device_id()));
  Chain anew = by_paper;
  anew.Epoch(AnasLaptop(), Scope::kShared, 0x51).Epoch(AnasLaptop(), Scope::kPrivate, 0x61);
  Chain private_sheet = OfTwo();
  private_sheet.Say(AnasPhone(), Sheet(private_sheet, AnasPaper(), kAna, true));
  private_sheet.Epoch(AnasPhone(), Scope::kPrivate, 0x61);
  return {RosterCase("a family begins", Chain()),
          RosterCase("two members and their epochs", OfTwo()),
          RosterCase("a further device", WithLaptop()),
          RosterCase("a device is removed", WithLaptop().Say(AnasPhone(), RemoveDevice(AnasLaptop().device_id()))),
          RosterCase("an epoch for those who stay", WithLaptop().Epoch(BensPhone(), Scope::kShared, 0x51)),
          RosterCase("a member leaves", OfTwo().Say(BensPhone(), Leave())),
          RosterCase("a member is removed", OfTwo().Say(BensPhone(), RemoveMember(kAna))),
          RosterCase("another member comes after", OfTwo()
                                                       .Say(BensPhone(), Leave())
                                                       .Epoch(AnasPhone(), Scope::kShared, 0x51)
                                                       .Say(AnasPhone(), AddMember(kEve, Stranger().public_keys()))),
          RosterCase("both have left", OfTwo().Say(BensPhone(), Leave()).Say(AnasPhone(), Leave())),
          RosterCase("a sheet of paper", WithPaper()),
          RosterCase("a sheet of paper with private keys", private_sheet),
          RosterCase("paper brings a device and removes the lost one", by_paper),
          RosterCase("and that device begins the epochs", anew)};
}

}  // namespace toward::trust
