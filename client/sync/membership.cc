#include "client/sync/membership.h"

#include <algorithm>
#include <cstdio>
#include <optional>
#include <utility>

#include "base/status_macros.h"
#include "client/sync/errand.h"
#include "client/sync/roster_keeping.h"
#include "trust/key_packet.h"
#include "trust/paper.h"
#include "trust/roster_acts.h"

namespace toward::client {
namespace {

absl::Status NotYourDevice() {
  return absl::InvalidArgumentError("That is none of your own devices; `toward devices` shows them.");
}

absl::Status ThisVeryDevice() {
  return absl::InvalidArgumentError(
      "That is this device itself; take it out from another one of yours, or leave the family with `toward leave`.");
}

absl::Status NotAnotherMember() {
  return absl::InvalidArgumentError("That is nobody else in your family; `toward devices` shows who is in it.");
}

std::optional<trust::Act> Nothing() { return std::nullopt; }

// Adds the act to the family's chain, in a session of its own, and makes what came of it this device's.
absl::Status Do(const KeyPlace& place, Identity& identity, Random& random, MakeAct make) {
  RETURN_IF_ERROR(CheckStillPart(identity));
  ASSIGN_OR_RETURN(const std::unique_ptr<Errand> errand, Errand::Begin(identity));
  ASSIGN_OR_RETURN(const Identity changed,
                   AddToRoster(errand->connection(), errand->calls(), errand->token(), identity, make, random));
  return Adopt(place, changed, identity);
}

std::optional<DeviceId> OwnPaper(const Identity& identity) {
  for (const trust::RosterDevice& device : identity.roster->devices()) {
    if (device.live && device.is_paper() && device.member == identity.member) return device.id;
  }
  return std::nullopt;
}

std::string SheetPath(const KeyPlace& place) { return place.directory + "/sheet"; }

// Of the sheet that is being made: the same after a lost answer, so that no sheet is in the family whose words nobody
// has seen. A byte for what it is for, then the seed.
absl::StatusOr<std::string> SeedOfSheet(const KeyPlace& place, PaperFor what, Random& random) {
  const char mark = what == PaperFor::kPrivateWordsToo ? '\2' : '\1';
  const absl::StatusOr<std::string> begun = ReadPrivateFile(SheetPath(place));
  if (begun.ok() && begun->size() == 1 + trust::kPaperSeedBytes && begun->front() == mark) return begun->substr(1);
  const std::string seed = random.Bytes(trust::kPaperSeedBytes);
  RETURN_IF_ERROR(WritePrivateFile(place.directory, SheetPath(place), mark + seed));
  return seed;
}

bool HasOtherDevices(const Identity& identity) {
  const std::vector<trust::RosterDevice> devices =
      identity.roster->LiveDevices(trust::Scope::kPrivate, identity.member);
  return std::any_of(devices.begin(), devices.end(), [&](const trust::RosterDevice& device) {
    return !device.is_paper() && device.id != identity.device.device_id();
  });
}

}  // namespace

absl::Status RefreshRoster(const KeyPlace& place, Identity& identity, Random& random) {
  return Do(place, identity, random,
            [](const Identity&) -> absl::StatusOr<std::optional<trust::Act>> { return Nothing(); });
}

absl::Status RemoveDevice(const KeyPlace& place, Identity& identity, const DeviceId& device, Random& random) {
  if (device == identity.device.device_id()) return ThisVeryDevice();
  return Do(place, identity, random, [&](const Identity& now) -> absl::StatusOr<std::optional<trust::Act>> {
    const trust::RosterDevice* const found = now.roster->FindDevice(device);
    if (found == nullptr || found->member != now.member) return NotYourDevice();
    return found->live ? std::optional(trust::RemoveDevice(device)) : Nothing();
  });
}

absl::Status RemoveMember(const KeyPlace& place, Identity& identity, const MemberId& member, Random& random) {
  if (member == identity.member) return NotAnotherMember();
  return Do(place, identity, random, [&](const Identity& now) -> absl::StatusOr<std::optional<trust::Act>> {
    const auto& members = now.roster->members();
    const auto found = std::find_if(members.begin(), members.end(), [&](const auto& one) { return one.id == member; });
    if (found == members.end()) return NotAnotherMember();
    return found->live ? std::optional(trust::RemoveMember(member)) : Nothing();
  });
}

absl::Status Leave(const KeyPlace& place, Identity& identity, Random& random) {
  const absl::Status left =
      Do(place, identity, random, [](const Identity& now) -> absl::StatusOr<std::optional<trust::Act>> {
        return now.roster->IsLive(now.device.device_id()) ? std::optional(trust::Leave()) : Nothing();
      });
  return IsNoLongerPart(left) ? absl::OkStatus() : left;
}

absl::StatusOr<std::vector<std::string>> AddPaper(const KeyPlace& place, Identity& identity, PaperFor what,
                                                  Random& random) {
  RETURN_IF_ERROR(RefreshRoster(place, identity, random));
  RETURN_IF_ERROR(CheckStillPart(identity));
  ASSIGN_OR_RETURN(const std::string seed, SeedOfSheet(place, what, random));
  const trust::DeviceIdentity paper = trust::PaperDevice(seed);
  const std::optional<DeviceId> present = OwnPaper(identity);
  if (present.has_value() && *present != paper.device_id()) {
    RETURN_IF_ERROR(RemoveDevice(place, identity, *present, random));
  }
  const bool with_private = what == PaperFor::kPrivateWordsToo;
  const auto next_seed = [&random] { return *trust::Secret::FromBytes(random.Bytes(trust::kKeyBytes)); };
  RETURN_IF_ERROR(Do(place, identity, random, [&](const Identity& now) -> absl::StatusOr<std::optional<trust::Act>> {
    if (now.roster->IsLive(paper.device_id())) return Nothing();
    trust::Act act = trust::AddPaper(paper, now.member, with_private, *now.roster);
    trust::AddPackets(now.family, now.keyring, with_private, act, next_seed);
    return std::optional(std::move(act));
  }));
  std::remove(SheetPath(place).c_str());
  return trust::PaperWords(seed);
}

absl::Status ErasePrivate(const Identity& identity, Replica& own_replica, Random& random) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Errand> errand, Errand::Begin(identity));
  ASSIGN_OR_RETURN(const Identity now,
                   LevelRoster(errand->connection(), errand->calls(), errand->token(), identity, random));
  if (HasOtherDevices(now)) {
    return own_replica.Erase([](const sync::Record& record) { return !IsBare(record); }).status();
  }
  // Here first: what is forgotten here is not given back to the server, whatever is cut off now.
  RETURN_IF_ERROR(own_replica.ForgetEverything());
  return errand->Ask(errand->connection().account(), &v1::AccountService::Stub::ErasePrivate, v1::ErasePrivateRequest())
      .status();
}

absl::StatusOr<int> EraseShared(const Identity& identity, Replica& replica) {
  return replica.Erase([&](const sync::Record& record) {
    switch (record.kind()) {
      case v1::KIND_MOMENT:
      case v1::KIND_REFLECTION:
      case v1::KIND_PREFERENCE:
        return MemberOf(record) == identity.member && !IsBare(record);
      default:
        return false;
    }
  });
}

}  // namespace toward::client
