#include "client/sync/roster_keeping.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/status_macros.h"
#include "trust/key_packet.h"

namespace toward::client {
namespace {

constexpr char kNoLongerPart[] = "toward/no-longer-part";
constexpr char kDifferentHistory[] = "toward/different-history";
// As often another device may have been faster before this one gives up for now.
constexpr int kMaxRounds = 8;
constexpr int kMaxStatementsPerCall = 64;

absl::Status NoRoster() {
  return absl::FailedPreconditionError(
      "This plan was begun with an earlier version, which could not tell who is in the family. Save it with `toward "
      "export`, begin anew with `toward init` in another directory, and bring it back with `toward import`.");
}

absl::Status Busy() {
  return absl::UnavailableError("Another device of your family is changing it right now. Try again in a moment.");
}

// A server that the calls go to, and what to say there.
struct Line {
  Connection& connection;
  Calls& calls;
  const std::string& token;
};

absl::StatusOr<v1::GetRosterResponse> Get(const Line& line, uint32_t first_seq) {
  v1::GetRosterRequest request;
  request.set_first_seq(first_seq);
  v1::GetRosterResponse response;
  Call call(line.calls, line.token, kCallTimeoutMs);
  RETURN_IF_ERROR(FromGrpc(line.connection.rosters().GetRoster(call.context(), request, &response)));
  return response;
}

absl::Status Append(const Line& line, uint32_t first_seq, absl::Span<const v1::SignedStatement> statements) {
  v1::AppendRosterRequest request;
  request.set_first_seq(first_seq);
  for (const v1::SignedStatement& statement : statements) *request.add_statements() = statement;
  v1::AppendRosterResponse response;
  Call call(line.calls, line.token, kCallTimeoutMs);
  return FromGrpc(line.connection.rosters().AppendRoster(call.context(), request, &response));
}

// Whether the server's statement at this place is the one this device has there.
absl::StatusOr<bool> HasSame(const Line& line, const trust::Roster& roster, uint32_t seq) {
  ASSIGN_OR_RETURN(const v1::GetRosterResponse response, Get(line, seq));
  return response.statements_size() > 0 &&
         trust::StatementHash(response.statements(0)) == trust::StatementHash(roster.statements()[seq]);
}

// The server's chain has `length` statements, fewer than this device's: gives it the rest.
absl::Status GiveBack(const Line& line, const trust::Roster& roster, uint32_t length) {
  if (length > 0) {
    ASSIGN_OR_RETURN(const bool same, HasSame(line, roster, length - 1));
    if (!same) return DifferentHistory();
  }
  const absl::Span<const v1::SignedStatement> all = roster.statements();
  for (uint32_t seq = length; seq < roster.length(); seq += kMaxStatementsPerCall) {
    RETURN_IF_ERROR(Append(line, seq, all.subspan(seq, kMaxStatementsPerCall)));
  }
  return absl::OkStatus();
}

// Brings both to the same length. ABORTED: another device was faster.
absl::Status MeetInOnePlace(const Line& line, trust::Roster& roster) {
  while (true) {
    // The last one of one's own, so that another history shows.
    ASSIGN_OR_RETURN(const v1::GetRosterResponse response, Get(line, roster.length() - 1));
    if (response.length() < roster.length()) return GiveBack(line, roster, response.length());
    const uint32_t before = roster.length();
    for (int i = 0; i < response.statements_size(); ++i) {
      if (i == 0 && trust::StatementHash(response.statements(0)) != roster.head_hash()) return DifferentHistory();
      if (i == 0) continue;
      const absl::Status added = roster.Append(response.statements(i));
      if (absl::IsInvalidArgument(added)) return DifferentHistory();
      RETURN_IF_ERROR(added);
    }
    if (roster.length() >= response.length()) return absl::OkStatus();
    if (roster.length() == before) return DifferentHistory();
  }
}

bool IsPaper(const Identity& identity) {
  const trust::RosterDevice* const device = identity.roster->FindDevice(identity.device.device_id());
  return device != nullptr && device->is_paper();
}

// A scope whose next epoch this device is to begin. A device that paper let in may have no key of its member's private
// words; what is written from now on gets a new one.
std::optional<trust::Scope> DueScope(const Identity& identity) {
  if (IsPaper(identity)) return std::nullopt;
  const trust::KeyEpoch own = identity.roster->CurrentEpoch(trust::Scope::kPrivate, identity.member);
  if (own != 0 && !identity.keyring.Key(trust::Scope::kPrivate, own).has_value()) return trust::Scope::kPrivate;
  for (const trust::Scope scope : {trust::Scope::kShared, trust::Scope::kPrivate}) {
    if (identity.roster->NewEpochDue(scope, identity.member)) return scope;
  }
  return std::nullopt;
}

bool IsPart(const Identity& identity) { return identity.roster->IsLive(identity.device.device_id()); }

// One try. ABORTED: another device was faster.
absl::Status LevelOnce(const Line& line, Identity& identity, Random& random) {
  RETURN_IF_ERROR(MeetInOnePlace(line, *identity.roster));
  while (IsPart(identity)) {
    RETURN_IF_ERROR(CollectAllKeys(identity));
    const std::optional<trust::Scope> due = DueScope(identity);
    if (!due.has_value()) break;
    const v1::SignedStatement statement = BeginEpoch(*identity.roster, *due, identity, random);
    RETURN_IF_ERROR(Append(line, identity.roster->length(), {statement}));
    RETURN_IF_ERROR(identity.roster->Append(statement));
  }
  return absl::OkStatus();
}

absl::Status LevelWith(const Line& line, Identity& identity, Random& random) {
  for (int round = 0; round < kMaxRounds; ++round) {
    const absl::Status level = LevelOnce(line, identity, random);
    if (!absl::IsAborted(level)) return level;
  }
  return Busy();
}

// The key of an epoch that a device begins after `head`.
trust::Secret OwnEpochKey(const trust::DeviceIdentity& device, trust::Scope scope, trust::KeyEpoch epoch,
                          std::string_view head) {
  const trust::Secret seed = trust::DeriveKey("toward/v1/epoch-seed", device.sign_seed());
  std::string label = "toward/v1/epoch-key";
  label += static_cast<char>(scope);
  trust::AppendBigEndian(label, epoch, 4);
  label += head;
  return trust::DeriveKey(label, seed);
}

bool HasNewestKeys(const Identity& identity) {
  const auto has = [&](trust::Scope scope) {
    const trust::KeyEpoch epoch = identity.roster->CurrentEpoch(scope, identity.member);
    return epoch == 0 || identity.keyring.Key(scope, epoch).has_value();
  };
  return has(trust::Scope::kShared) && has(trust::Scope::kPrivate);
}

}  // namespace

bool IsNoLongerPart(const absl::Status& status) { return status.GetPayload(kNoLongerPart).has_value(); }
bool IsDifferentHistory(const absl::Status& status) { return status.GetPayload(kDifferentHistory).has_value(); }

absl::Status NoLongerPart() {
  absl::Status status = absl::PermissionDeniedError(
      "This device does not share in the family's plan any more. Everything on it stays readable here, and `toward "
      "export` saves it all, with what had not been sent.");
  status.SetPayload(kNoLongerPart, absl::Cord());
  return status;
}

absl::Status DifferentHistory() {
  absl::Status status = absl::DataLossError(
      "This server is showing a different history of your family than before, so nothing was sent; nothing here is "
      "lost. "
      "Ask whoever runs the server what happened to it.");
  status.SetPayload(kDifferentHistory, absl::Cord());
  return status;
}

absl::Status CheckStillPart(const Identity& identity) {
  if (!identity.roster.has_value()) return NoRoster();
  return IsPart(identity) ? absl::OkStatus() : NoLongerPart();
}

bool IsLevel(const Identity& identity, uint32_t length, std::string_view head) {
  return identity.roster.has_value() && identity.roster->length() == length && identity.roster->head_hash() == head &&
         !DueScope(identity).has_value() && HasNewestKeys(identity);
}

absl::StatusOr<Identity> LevelRoster(Connection& connection, Calls& calls, const std::string& token, Identity identity,
                                     Random& random) {
  if (!identity.roster.has_value()) return NoRoster();
  RETURN_IF_ERROR(LevelWith({connection, calls, token}, identity, random));
  return identity;
}

absl::Status Adopt(const KeyPlace& place, const Identity& levelled, Identity& identity) {
  const auto take_over = [&](Identity& on_disk) {
    if (!on_disk.roster.has_value() || on_disk.roster->length() < levelled.roster->length()) {
      on_disk.roster = levelled.roster;
    }
    for (const trust::Scope scope : {trust::Scope::kShared, trust::Scope::kPrivate}) {
      for (const auto& [epoch, key] : levelled.keyring.keys(scope)) on_disk.keyring.Add(scope, epoch, key);
    }
    return absl::OkStatus();
  };
  ASSIGN_OR_RETURN(Identity on_disk, UpdateKeyFile(place, take_over));
  identity.roster = std::move(on_disk.roster);
  identity.keyring = std::move(on_disk.keyring);
  return absl::OkStatus();
}

v1::SignedStatement BeginEpoch(const trust::Roster& roster, trust::Scope scope, const Identity& identity,
                               Random& random) {
  const trust::KeyEpoch epoch = roster.CurrentEpoch(scope, identity.member) + 1;
  const trust::Secret key = OwnEpochKey(identity.device, scope, epoch, roster.head_hash());
  const auto seed = [&random] { return *trust::Secret::FromBytes(random.Bytes(trust::kKeyBytes)); };
  return roster.Sign(identity.device, trust::NewEpoch(roster, scope, identity.device, identity.member, key, seed));
}

absl::Status CollectAllKeys(Identity& identity) {
  const trust::Roster& roster = *identity.roster;
  const DeviceId self = identity.device.device_id();
  for (const v1::SignedStatement& signed_statement : roster.statements()) {
    v1::RosterStatement statement;
    if (!statement.ParseFromString(signed_statement.statement()) || !statement.has_new_epoch()) continue;
    if (statement.signer_device_id() != self.bytes()) continue;
    const trust::Scope scope =
        statement.new_epoch().scope() == v1::SCOPE_MEMBER ? trust::Scope::kPrivate : trust::Scope::kShared;
    const trust::KeyEpoch epoch = statement.new_epoch().epoch();
    if (identity.keyring.Key(scope, epoch).has_value()) continue;
    const trust::Secret key = OwnEpochKey(identity.device, scope, epoch, statement.previous());
    trust::AddConfirmed(roster, identity.member, scope, epoch, key, identity.keyring);
  }
  const absl::Status collected = trust::CollectKeys(roster, identity.device, identity.keyring);
  // A packet of long ago that does not open is no reason to stop; one of now is.
  return HasNewestKeys(identity) ? absl::OkStatus() : collected;
}

absl::StatusOr<Identity> AddToRoster(Connection& connection, Calls& calls, const std::string& token, Identity identity,
                                     MakeAct make, Random& random) {
  if (!identity.roster.has_value()) return NoRoster();
  const Line line{connection, calls, token};
  for (int round = 0; round < kMaxRounds; ++round) {
    RETURN_IF_ERROR(LevelWith(line, identity, random));
    ASSIGN_OR_RETURN(const std::optional<trust::Act> act, make(identity));
    if (!act.has_value()) return identity;
    trust::Roster longer = *identity.roster;
    const v1::SignedStatement statement = longer.Sign(identity.device, *act);
    RETURN_IF_ERROR(longer.Append(statement));
    const absl::Status added = Append(line, identity.roster->length(), {statement});
    if (absl::IsAborted(added)) continue;
    RETURN_IF_ERROR(added);
    identity.roster = std::move(longer);
    if (IsPart(identity)) RETURN_IF_ERROR(LevelWith(line, identity, random));
    return identity;
  }
  return Busy();
}

}  // namespace toward::client
