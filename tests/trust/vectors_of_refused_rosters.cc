#include <functional>

#include "tests/trust/example_chains.h"

namespace toward::trust {
namespace {

using namespace example;

// A chain whose last statement is the first that breaks a rule.
Json Refused(const char* name, const Chain& chain, const v1::SignedStatement& last) {
  std::vector<v1::SignedStatement> statements = chain.roster.statements();
  statements.push_back(last);
  const absl::Status refused = Roster::FromStatements(statements).status();
  TOWARD_CHECK(!refused.ok());
  return {{"name", name},
          {"statements", StatementsJson(statements)},
          {"reason", std::string(refused.message())},
          {"newer_version", absl::IsUnimplemented(refused)}};
}

Json Refused(const char* name, const Chain& chain, const DeviceIdentity& signer, const Act& act) {
  return Refused(name, chain, chain.roster.Sign(signer, act));
}

using Change = std::function<void(v1::RosterStatement&)>;

Json Changed(const char* name, const Chain& chain, const DeviceIdentity& signer, const Act& act, const Change& change) {
  v1::RosterStatement parsed;
  TOWARD_CHECK(parsed.ParseFromString(chain.roster.Sign(signer, act).statement()));
  change(parsed);
  return Refused(name, chain, SignedBytes(signer, parsed.SerializeAsString()));
}

Json ChangedGenesis(const char* name, const Change& change, const DeviceIdentity& signer = AnasPhone()) {
  v1::RosterStatement parsed;
  TOWARD_CHECK(parsed.ParseFromString(SignGenesis(kFamily, kAna, AnasPhone()).statement()));
  change(parsed);
  const std::vector<v1::SignedStatement> statements = {SignedBytes(signer, parsed.SerializeAsString())};
  const absl::Status refused = Roster::FromStatements(statements).status();
  TOWARD_CHECK(!refused.ok());
  return {{"name", name},
          {"statements", StatementsJson(statements)},
          {"reason", std::string(refused.message())},
          {"newer_version", absl::IsUnimplemented(refused)}};
}

void AddAll(Json& cases, Json more) {
  for (Json& json : more) cases.push_back(std::move(json));
}

Json RefusedBeginnings() {
  return {ChangedGenesis(
              "a first statement signed by another", [](v1::RosterStatement&) {}, Stranger()),
          ChangedGenesis("a first statement of another signer",
                         [](auto& s) { s.set_signer_device_id(Stranger().device_id().ToBytes()); }),
          ChangedGenesis("a first statement in the second place", [](auto& s) { s.set_seq(1); }),
          ChangedGenesis("a first statement after another", [](auto& s) { s.set_previous(Ascending(0x90, 32)); }),
          ChangedGenesis("a family of zeros", [](auto& s) { s.set_family_id(std::string(16, '\0')); }),
          ChangedGenesis("a member id of 15 bytes",
                         [](auto& s) { s.mutable_create()->set_member_id(Ascending(0x20, 15)); }),
          ChangedGenesis("paper as the first device", [](auto& s) {
            s.mutable_create()->mutable_device()->set_kind(v1::RosterDevice::KIND_PAPER);
          })};
}

Json RefusedEnvelopes() {
  const Chain chain = OfTwo();
  Chain further = chain;
  further.Say(AnasPhone(), AddDevice(AnasLaptop().public_keys()));
  Chain gone = WithLaptop();
  gone.Say(AnasPhone(), RemoveDevice(AnasLaptop().device_id()));
  const v1::SignedStatement leave = chain.roster.Sign(BensPhone(), Leave());
  v1::SignedStatement flipped = leave;
  flipped.set_signature(WithBitFlipped(leave.signature(), 10));
  v1::SignedStatement unlabelled = leave;
  unlabelled.set_signature(BensPhone().Sign(Blake2b(leave.statement(), 32)));
  v1::SignedStatement others = leave;
  others.set_signature(SignedBytes(AnasPhone(), leave.statement()).signature());
  v1::RosterStatement leave_alone;
  leave_alone.mutable_leave();
  return {Refused("a stranger signs", chain, Stranger(), AddMember(kEve, Stranger().public_keys())),
          Refused("a device that is gone signs", gone, AnasLaptop(), Leave()),
          Refused("one bit of the signature changed", chain, flipped),
          Refused("a signature without its label", chain, unlabelled),
          Refused("another device's signature", chain, others),
          Refused("the last statement again", further, further.roster.statements().back()),
          Refused("a statement left out", chain, further.roster.Sign(AnasPhone(), Leave())),
          Changed("another family", chain, AnasPhone(), Leave(), [](auto& s) { s.set_family_id(Ascending(0x11, 16)); }),
          Changed("another place", chain, AnasPhone(), Leave(), [](auto& s) { s.set_seq(9); }),
          Changed("another statement before", chain, AnasPhone(), Leave(),
                  [](auto& s) { s.set_previous(Ascending(0x90, 32)); }),
          Changed("an act nobody knows yet", chain, AnasPhone(), Act(),
                  [](auto& s) { s.GetReflection()->MutableUnknownFields(&s)->AddLengthDelimited(17, ""); }),
          Changed("a field nobody knows yet", chain, AnasPhone(), AddDevice(AnasLaptop().public_keys()),
                  [](auto& s) {
                    v1::DeviceKeys& keys = *s.mutable_add_device()->mutable_device()->mutable_keys();
                    keys.GetReflection()->MutableUnknownFields(&keys)->AddVarint(9, 1);
                  }),
          Changed("a kind of device nobody knows yet", chain, AnasPhone(), AddDevice(AnasLaptop().public_keys()),
                  [](auto& s) {
                    s.mutable_add_device()->mutable_device()->set_kind(static_cast<v1::RosterDevice::Kind>(4));
                  }),
          Refused("no act", chain, AnasPhone(), Act()),
          Refused("bytes that are no statement", chain, SignedBytes(AnasPhone(), "\xff\xff\xff")),
          Refused("an act that is said twice", chain,
                  SignedBytes(BensPhone(), leave.statement() + leave_alone.SerializeAsString())),
          Refused("a second beginning", chain, AnasPhone(), [] {
            Act act;
            act.ParseFromString(SignGenesis(kFamily, kAna, AnasPhone()).statement());
            return act;
          }())};
}

Json RefusedComings() {
  const Chain chain = OfTwo();
  Chain gone = WithLaptop();
  gone.Say(AnasPhone(), RemoveDevice(AnasLaptop().device_id()));
  Chain left = OfTwo();
  left.Say(BensPhone(), Leave());
  Chain full = OfTwo();
  for (int device = 0; device < 6; ++device)
    full.Say(AnasPhone(), AddDevice(DeviceOfBytes(0x80 + device).public_keys()));
  Act consenting = AddDevice(AnasLaptop().public_keys());
  consenting.mutable_add_device()->mutable_device()->set_paper_consent("yes");
  Act unspecified = AddDevice(AnasLaptop().public_keys());
  unspecified.mutable_add_device()->mutable_device()->clear_kind();
  const DevicePublicKeys small = {Stranger().public_keys().sign, std::string(32, '\0')};
  return {Refused("a third member", chain, AnasPhone(), AddMember(kEve, Stranger().public_keys())),
          Refused("a member that was there before", left, AnasPhone(), AddMember(kBen, Stranger().public_keys())),
          Refused("a ninth device", full, BensPhone(), AddDevice(Stranger().public_keys())),
          Refused("keys that were there before", gone, AnasPhone(), AddDevice(AnasLaptop().public_keys())),
          Refused("a box key of small order", chain, AnasPhone(), AddDevice(small)),
          Refused("a sign key of 31 bytes", chain, AnasPhone(),
                  AddDevice({Ascending(0x80, 31), Stranger().public_keys().box})),
          Refused("a device of no kind", chain, AnasPhone(), unspecified),
          Refused("a device with a paper's consent", chain, AnasPhone(), consenting)};
}

Json RefusedSheets() {
  const Chain chain = OfTwo();
  const Chain with_paper = WithPaper();
  Act forgetful = Sheet(chain, AnasPaper(), kAna, false);
  forgetful.mutable_add_device()->mutable_device()->clear_paper_consent();
  Act misdirected = Sheet(chain, AnasPaper(), kAna, false);
  misdirected.mutable_add_device()->mutable_packets(0)->set_device_id(BensPhone().device_id().ToBytes());
  Act cut = Sheet(chain, AnasPaper(), kAna, false);
  cut.mutable_add_device()->mutable_packets(0)->mutable_sealed()->pop_back();
  Act needless = AddDevice(AnasLaptop().public_keys());
  *needless.mutable_add_device()->mutable_packets() = misdirected.add_device().packets();
  Chain left = WithPaper();
  left.Say(BensPhone(), Leave());
  return {Refused("paper that consents to nothing", chain, AnasPhone(), forgetful),
          Refused("paper that consents to another member", chain, AnasPhone(), Sheet(chain, AnasPaper(), kBen, false)),
          Refused("a second sheet", with_paper, AnasPhone(), Sheet(with_paper, OtherPaper(), kAna, false)),
          Refused("a packet for another device", chain, AnasPhone(), misdirected),
          Refused("a packet of 119 bytes", chain, AnasPhone(), cut),
          Refused("a packet for a device that is paired", chain, AnasPhone(), needless),
          Refused("paper adds a member", left, AnasPaper(), AddMember(kEve, Stranger().public_keys())),
          Refused("paper adds paper", with_paper, AnasPaper(), Sheet(with_paper, OtherPaper(), kAna, false)),
          Refused("paper removes a member", with_paper, AnasPaper(), RemoveMember(kBen)),
          Refused("paper begins an epoch", with_paper, AnasPaper(),
                  EpochOf(with_paper.roster, AnasPaper(), Scope::kShared, 0x51))};
}

Json RefusedGoings() {
  const Chain chain = WithLaptop();
  Chain left = OfTwo();
  left.Say(BensPhone(), Leave());
  return {Refused("a device of the partner's is removed", chain, BensPhone(), RemoveDevice(AnasLaptop().device_id())),
          Refused("a device that is not there is removed", chain, AnasPhone(), RemoveDevice(Stranger().device_id())),
          Refused("the last device is removed", chain, BensPhone(), RemoveDevice(BensPhone().device_id())),
          Refused("paper removes the last device", WithPaper(), AnasPaper(), RemoveDevice(AnasPhone().device_id())),
          Refused("a device id of zeros", chain, AnasPhone(), RemoveDevice(DeviceId())),
          Refused("a member removes itself", chain, AnasPhone(), RemoveMember(kAna)),
          Refused("a member who has left is removed", left, AnasPhone(), RemoveMember(kBen)),
          Refused("somebody who has left leaves", left, BensPhone(), Leave())};
}

Json RefusedEpochs() {
  const Chain chain = WithLaptop();
  const Act act = EpochOf(chain.roster, AnasPhone(), Scope::kShared, 0x51);
  const auto changed = [&](const char* name, const std::function<void(v1::NewEpochAct&)>& change) {
    Act other = act;
    change(*other.mutable_new_epoch());
    return Refused(name, chain, AnasPhone(), other);
  };
  const auto packet_for = [](v1::NewEpochAct& epoch, const DeviceIdentity& device) {
    v1::KeyPacket& packet = *epoch.add_packets();
    packet.set_device_id(device.device_id().ToBytes());
    packet.set_sealed(Ascending(0, kKeyPacketBytes));
  };
  Act private_for_partner = EpochOf(chain.roster, AnasPhone(), Scope::kPrivate, 0x61);
  packet_for(*private_for_partner.mutable_new_epoch(), BensPhone());
  return {changed("an epoch left out", [](auto& e) { e.set_epoch(3); }),
          changed("the same epoch again", [](auto& e) { e.set_epoch(1); }),
          changed("an epoch of no scope", [](auto& e) { e.clear_scope(); }),
          changed("an epoch of a scope nobody knows yet", [](auto& e) { e.set_scope(static_cast<v1::Scope>(3)); }),
          changed("a key check of 31 bytes", [](auto& e) { e.mutable_key_check()->pop_back(); }),
          Refused("the key of an earlier epoch", chain, AnasPhone(),
                  EpochOf(chain.roster, AnasPhone(), Scope::kShared, 0x50)),
          changed("no packet for a live device", [](auto& e) { e.mutable_packets()->RemoveLast(); }),
          changed("two packets for a device", [](auto& e) { *e.add_packets() = e.packets(0); }),
          changed("a packet for the signer", [&](auto& e) { packet_for(e, AnasPhone()); }),
          changed("a packet for a stranger", [&](auto& e) { packet_for(e, Stranger()); }),
          changed("a packet cut short", [](auto& e) { e.mutable_packets(0)->mutable_sealed()->pop_back(); }),
          Refused("a private key for the partner", chain, AnasPhone(), private_for_partner)};
}

}  // namespace

Json RefusedRosters() {
  Json cases = RefusedBeginnings();
  for (const Json& more : {RefusedEnvelopes(), RefusedComings(), RefusedSheets(), RefusedGoings(), RefusedEpochs()}) {
    AddAll(cases, more);
  }
  return cases;
}

}  // namespace toward::trust
