// Any bytes as a chain of statements, and as what a device of a family signs. What is added keeps every promise of a
// roster; what is not changes nothing.

#include <algorithm>
#include <string>
#include <vector>

#include "base/check.h"
#include "tests/fuzz/fuzzer.h"
#include "toward/v1/roster.pb.h"
#include "trust/key_packet.h"
#include "trust/paper.h"
#include "trust/roster.h"
#include "trust/roster_acts.h"

namespace toward::trust {
namespace {

using Statements = std::vector<v1::SignedStatement>;

Secret SampleSecret(char byte) { return *Secret::FromBytes(std::string(kKeyBytes, byte)); }

DeviceIdentity SampleDevice(char byte) {
  return DeviceIdentity::FromSeeds(SampleSecret(byte), SampleSecret(static_cast<char>(byte + 1)));
}

const MemberId kAna = *MemberId::FromBytes(std::string(MemberId::kBytes, 'a'));
const MemberId kBen = *MemberId::FromBytes(std::string(MemberId::kBytes, 'b'));

// Ana with a phone, a laptop and a sheet, Ben with a phone.
struct Family {
  DeviceIdentity phone = SampleDevice('0');
  DeviceIdentity laptop = SampleDevice('2');
  DeviceIdentity bens = SampleDevice('4');
  DeviceIdentity paper = PaperDevice(std::string(kPaperSeedBytes, 'p'));
  Roster roster =
      *Roster::FromStatements({SignGenesis(*FamilyId::FromBytes(std::string(FamilyId::kBytes, 'f')), kAna, phone)});

  Family() {
    Say(NewEpoch(roster, Scope::kShared, phone, kAna, SampleSecret('k'), [] { return SampleSecret('s'); }));
    Say(AddDevice(laptop.public_keys()));
    Say(AddPaper(paper, kAna, /*with_private=*/false, roster));
    Say(AddMember(kBen, bens.public_keys()));
  }
  void Say(const Act& act) { TOWARD_CHECK(roster.Append(roster.Sign(phone, act)).ok()); }
};

void CheckPromises(const Roster& roster) {
  const std::vector<RosterDevice> live = roster.LiveDevices(Scope::kShared, {});
  TOWARD_CHECK(roster.LiveMembers().size() <= kMaxMembers);
  TOWARD_CHECK(std::count_if(live.begin(), live.end(), [](const RosterDevice& device) { return !device.is_paper(); }) <=
               kMaxDevices);
  for (const RosterDevice& device : live) TOWARD_CHECK(roster.IsLiveMember(device.member));
  const absl::StatusOr<Roster> again = Roster::FromStatements(roster.statements());
  TOWARD_CHECK(again.ok() && again->head_hash() == roster.head_hash());
  TOWARD_CHECK(Compare(roster, again->statements()) == RosterKinship::kSame);
}

// No packet of the last statement is for a device that is not there.
void CheckPackets(const Roster& roster) {
  v1::RosterStatement last;
  TOWARD_CHECK(last.ParseFromString(roster.statements().back().statement()));
  for (const v1::KeyPacket& packet : last.new_epoch().packets()) {
    TOWARD_CHECK(roster.IsLive(*DeviceId::FromBytes(packet.device_id())));
  }
}

void FuzzChain(std::string_view bytes) {
  v1::GetRosterResponse response;
  if (!response.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return;
  const Statements statements(response.statements().begin(), response.statements().end());
  const absl::StatusOr<Roster> roster = Roster::FromStatements(statements);
  if (roster.ok()) CheckPromises(*roster);
  static const auto* const family = new Family();
  Compare(family->roster, statements);
}

void FuzzAct(std::string_view bytes) {
  static const auto* const family = new Family();
  Act act;
  if (!act.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return;
  for (const DeviceIdentity& signer : {family->phone, family->bens, family->paper}) {
    Roster roster = family->roster;
    if (roster.Append(roster.Sign(signer, act)).ok()) {
      CheckPromises(roster);
      CheckPackets(roster);
    } else {
      TOWARD_CHECK(roster.head_hash() == family->roster.head_hash());
      TOWARD_CHECK(roster.devices().size() == family->roster.devices().size());
    }
  }
}

}  // namespace
}  // namespace toward::trust

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes = toward::fuzz::Bytes(data, size);
  toward::trust::FuzzChain(bytes);
  toward::trust::FuzzAct(bytes);
  return 0;
}
