#include "server/store/roster_rows.h"

#include <algorithm>
#include <utility>

#include "base/status_macros.h"
#include "server/errors.h"
#include "server/store/departures.h"
#include "server/store/reminder_rows.h"

namespace toward::server {
namespace {

constexpr size_t kKeptRosters = 256;

int64_t Number(FamilyNumber family) { return static_cast<int64_t>(family); }

bool SameBytes(const v1::SignedStatement& a, const v1::SignedStatement& b) {
  return a.statement() == b.statement() && a.signature() == b.signature();
}

// Whether `longer` begins with all of `shorter`.
bool BeginsWith(const trust::Roster& longer, const trust::Roster& shorter) {
  return longer.length() >= shorter.length() &&
         std::equal(shorter.statements().begin(), shorter.statements().end(), longer.statements().begin(), SameBytes);
}

absl::Status ForCaller(const absl::Status& status) { return absl::IsResourceExhausted(status) ? RosterFull() : status; }

// Whether each of the statements was signed for the device's member.
bool AllOfMember(const trust::Roster& roster, uint32_t first_seq, const MemberId& member) {
  for (uint32_t seq = first_seq; seq < roster.length(); ++seq) {
    v1::RosterStatement statement;
    if (!statement.ParseFromString(roster.statements()[seq].statement())) return false;
    const std::optional<DeviceId> signer = DeviceId::FromBytes(statement.signer_device_id());
    const trust::RosterDevice* const device = signer.has_value() ? roster.FindDevice(*signer) : nullptr;
    if (device == nullptr || device->member != member) return false;
  }
  return true;
}

}  // namespace

std::shared_ptr<const trust::Roster> RosterCache::Find(FamilyNumber family, const RosterPlace& place) const {
  const auto found =
      std::find_if(entries_.begin(), entries_.end(), [&](const Entry& entry) { return entry.family == family; });
  if (found == entries_.end()) return nullptr;
  const trust::Roster& roster = *found->roster;
  return roster.length() == place.length && roster.head_hash() == place.head ? found->roster : nullptr;
}

void RosterCache::Keep(FamilyNumber family, std::shared_ptr<const trust::Roster> roster) {
  Forget(family);
  entries_.push_front({family, std::move(roster)});
  if (entries_.size() > kKeptRosters) entries_.pop_back();
}

void RosterCache::Forget(FamilyNumber family) {
  entries_.remove_if([&](const Entry& entry) { return entry.family == family; });
}

absl::StatusOr<Founding> RosterRows::CreateFamily(const trust::Roster& roster, const Registration& registration,
                                                  uint32_t replica_hint) {
  if (roster.LiveMembers().empty()) return NobodyLeft();
  ASSIGN_OR_RETURN(std::optional<FamilyNumber> family, accounts_.FindFamily(roster.family()));
  uint32_t length = 0;
  if (family.has_value()) {
    ASSIGN_OR_RETURN(const auto stored, Load(*family));
    if (stored == nullptr) return FamilyIdTaken();
    length = stored->length();
    const bool kin = BeginsWith(roster, *stored) || BeginsWith(*stored, roster);
    if (!kin) return FamilyIdTaken();
  } else {
    RETURN_IF_ERROR(accounts_.CheckDevicesFree(roster));
    ASSIGN_OR_RETURN(family, AddFamily(roster.family(), registration));
  }
  Founding founding{.replica = 0,
                    .change = {.family = *family, .length = length, .moved = false, .ended_sessions = {}}};
  if (roster.length() > length) {
    ASSIGN_OR_RETURN(founding.change, Adopt(*family, length, roster));
  }
  ASSIGN_OR_RETURN(founding.replica, accounts_.FirstReplicaOf(*family, roster.devices().front().id, replica_hint));
  return founding;
}

absl::StatusOr<RosterPart> RosterRows::Read(FamilyNumber family, uint32_t first_seq) {
  RosterPart part;
  ASSIGN_OR_RETURN(const RosterPlace place, PlaceOf(family));
  part.length = place.length;
  ASSIGN_OR_RETURN(Query query, database_.Prepare("SELECT statement, signature FROM roster "
                                                  "WHERE family = ? AND seq >= ? ORDER BY seq"));
  query.Bind(Number(family)).Bind(first_seq);
  for (size_t bytes = 0; bytes < kMaxRosterPartBytes;) {
    ASSIGN_OR_RETURN(const bool row, query.Step());
    if (!row) break;
    v1::SignedStatement statement;
    statement.set_statement(std::string(query.Blob(0)));
    statement.set_signature(std::string(query.Blob(1)));
    bytes += statement.ByteSizeLong();
    part.statements.push_back(std::move(statement));
  }
  return part;
}

absl::StatusOr<RosterChange> RosterRows::Append(const Device& caller, uint32_t first_seq,
                                                absl::Span<const v1::SignedStatement> statements) {
  ASSIGN_OR_RETURN(const auto stored, Load(caller.family));
  if (stored == nullptr || first_seq > stored->length()) return RosterGrown();
  const size_t known = std::min<size_t>(stored->length() - first_seq, statements.size());
  if (!std::equal(statements.begin(), statements.begin() + known, stored->statements().begin() + first_seq,
                  SameBytes)) {
    return RosterGrown();
  }
  if (known == statements.size()) return RosterChange{caller.family, stored->length(), false, {}};
  auto extended = std::make_shared<trust::Roster>(*stored);
  RETURN_IF_ERROR(ForCaller(extended->AppendAll(statements.subspan(known))));
  if (caller.is_paper() && !AllOfMember(*extended, stored->length(), caller.member)) return PaperMayNot();
  ASSIGN_OR_RETURN(RosterChange change, Adopt(caller.family, stored->length(), *extended));
  cache_.Keep(caller.family, std::move(extended));
  return change;
}

absl::Status RosterRows::ErasePrivate(FamilyNumber family, const MemberId& member, uint64_t salt) {
  RETURN_IF_ERROR(before_change_());
  removed_ = true;
  RETURN_IF_ERROR(RemovePrivateRecords(database_, family, member));
  {
    ASSIGN_OR_RETURN(Query update, database_.Prepare("UPDATE private_feed SET records = 0, bytes = 0 "
                                                     "WHERE family = ? AND member = ?"));
    RETURN_IF_ERROR(update.Bind(Number(family)).Bind(member.bytes()).Run());
  }
  ASSIGN_OR_RETURN(Query run, database_.Prepare("INSERT INTO private_run (family, member, first_seq, salt) "
                                                "SELECT family, member, 1, ? FROM private_feed "
                                                "WHERE family = ? AND member = ? AND head > 0"));
  return run.Bind(salt).Bind(Number(family)).Bind(member.bytes()).Run();
}

absl::StatusOr<RosterPlace> RosterRows::PlaceOf(FamilyNumber family) {
  ASSIGN_OR_RETURN(Query query, database_.Prepare("SELECT roster_length, roster_head FROM family WHERE family = ?"));
  ASSIGN_OR_RETURN(const bool row, query.Bind(Number(family)).Step());
  if (!row) return RosterPlace{};
  return RosterPlace{static_cast<uint32_t>(query.Integer(0)), std::string(query.Blob(1))};
}

absl::StatusOr<std::shared_ptr<const trust::Roster>> RosterRows::Load(FamilyNumber family) {
  ASSIGN_OR_RETURN(const RosterPlace place, PlaceOf(family));
  if (place.length == 0) return nullptr;
  if (auto kept = cache_.Find(family, place)) return kept;
  std::vector<v1::SignedStatement> statements;
  while (statements.size() < place.length) {
    ASSIGN_OR_RETURN(RosterPart part, Read(family, static_cast<uint32_t>(statements.size())));
    if (part.statements.empty()) return DamagedFile();
    std::move(part.statements.begin(), part.statements.end(), std::back_inserter(statements));
  }
  absl::StatusOr<trust::Roster> roster = trust::Roster::FromStatements(statements);
  if (!roster.ok() || roster->head_hash() != place.head) return DamagedFile();
  auto loaded = std::make_shared<const trust::Roster>(*std::move(roster));
  cache_.Keep(family, loaded);
  return loaded;
}

absl::StatusOr<FamilyNumber> RosterRows::AddFamily(const FamilyId& id, const Registration& registration) {
  {
    ASSIGN_OR_RETURN(Query count, database_.Prepare("SELECT families FROM family_count"));
    ASSIGN_OR_RETURN(const bool row, count.Step());
    if (!row) return DamagedFile();
    if (count.Integer(0) >= limits_.max_families) return TooManyFamilies();
  }
  if (!registration.open) {
    if (!registration.ticket.has_value()) return RegistrationClosed();
    RETURN_IF_ERROR(UseTicket(*registration.ticket));
  }
  ASSIGN_OR_RETURN(Query insert, database_.Prepare("INSERT INTO family (family, id, head, max_hlc, records) "
                                                   "SELECT next_family, ?, 0, 0, 0 FROM family_count"));
  RETURN_IF_ERROR(insert.Bind(id.bytes()).Run());
  return FamilyNumber{database_.LastInsertRowId()};
}

absl::Status RosterRows::UseTicket(const Ticket& ticket) {
  ASSIGN_OR_RETURN(Query insert,
                   database_.Prepare("INSERT OR IGNORE INTO used_ticket (nonce, expire_time_ms) VALUES (?, ?)"));
  RETURN_IF_ERROR(insert.Bind(ticket.nonce).Bind(ticket.expire_time_ms).Run());
  return database_.Changes() == 1 ? absl::OkStatus() : TicketNotUsable();
}

absl::StatusOr<RosterChange> RosterRows::Adopt(FamilyNumber family, uint32_t length, const trust::Roster& roster) {
  RETURN_IF_ERROR(accounts_.CheckDevicesFree(roster, family));
  RETURN_IF_ERROR(before_change_());
  RosterChange change{family, roster.length(), true, {}};
  RETURN_IF_ERROR(AddStatements(family, length, roster));
  for (const trust::RosterDevice& device : roster.devices()) {
    if (device.live) RETURN_IF_ERROR(AddDevice(family, device));
  }
  RETURN_IF_ERROR(RemoveEnded(family, roster, change));
  if (roster.LiveMembers().empty()) {
    RETURN_IF_ERROR(RemoveFamily(database_, family));
    return change;
  }
  RETURN_IF_ERROR(SetEpochs(family, roster));
  RETURN_IF_ERROR(ReminderRows(database_).Replan(family));
  return change;
}

absl::Status RosterRows::AddStatements(FamilyNumber family, uint32_t first_seq, const trust::Roster& roster) {
  for (uint32_t seq = first_seq; seq < roster.length(); ++seq) {
    const v1::SignedStatement& statement = roster.statements()[seq];
    ASSIGN_OR_RETURN(Query insert,
                     database_.Prepare("INSERT INTO roster (family, seq, statement, signature) VALUES (?, ?, ?, ?)"));
    insert.Bind(Number(family)).Bind(seq).Bind(statement.statement()).Bind(statement.signature());
    RETURN_IF_ERROR(insert.Run());
  }
  ASSIGN_OR_RETURN(Query update,
                   database_.Prepare("UPDATE family SET roster_length = ?, roster_head = ? WHERE family = ?"));
  return update.Bind(roster.length()).Bind(roster.head_hash()).Bind(Number(family)).Run();
}

absl::Status RosterRows::AddDevice(FamilyNumber family, const trust::RosterDevice& device) {
  {
    ASSIGN_OR_RETURN(Query insert,
                     database_.Prepare("INSERT OR IGNORE INTO device (id, family, member, sign_public_key, "
                                       "box_public_key, kind) VALUES (?, ?, ?, ?, ?, ?)"));
    insert.Bind(device.id.bytes()).Bind(Number(family)).Bind(device.member.bytes()).Bind(device.keys.sign);
    RETURN_IF_ERROR(insert.Bind(device.keys.box).Bind(static_cast<int>(device.kind)).Run());
  }
  {
    ASSIGN_OR_RETURN(Query feed, database_.Prepare("INSERT OR IGNORE INTO private_feed (family, member, head, max_hlc, "
                                                   "records, bytes, key_epoch, epoch_due) "
                                                   "VALUES (?, ?, 0, 0, 0, 0, 0, 0)"));
    RETURN_IF_ERROR(feed.Bind(Number(family)).Bind(device.member.bytes()).Run());
  }
  ASSIGN_OR_RETURN(Query due, database_.Prepare("INSERT OR IGNORE INTO reminder_due (family, member, next_ms, "
                                                "looked_ms, change) VALUES (?, ?, 0, 0, 0)"));
  return due.Bind(Number(family)).Bind(device.member.bytes()).Run();
}

absl::Status RosterRows::RemoveEnded(FamilyNumber family, const trust::Roster& roster, RosterChange& change) {
  ASSIGN_OR_RETURN(const std::vector<DeviceId> enrolled, accounts_.DevicesOf(family));
  for (const DeviceId& device : enrolled) {
    if (roster.IsLive(device)) continue;
    removed_ = true;
    ASSIGN_OR_RETURN(const std::vector<std::string> ended, RemoveDevice(database_, family, device));
    change.ended_sessions.insert(change.ended_sessions.end(), ended.begin(), ended.end());
  }
  for (const trust::RosterMember& member : roster.members()) {
    if (!member.live) RETURN_IF_ERROR(RemoveMember(database_, family, member.id));
  }
  return absl::OkStatus();
}

absl::Status RosterRows::SetEpochs(FamilyNumber family, const trust::Roster& roster) {
  {
    ASSIGN_OR_RETURN(Query update,
                     database_.Prepare("UPDATE family SET key_epoch = ?, epoch_due = ? WHERE family = ?"));
    update.Bind(roster.CurrentEpoch(trust::Scope::kShared, {}));
    update.Bind(int{roster.NewEpochDue(trust::Scope::kShared, {})});
    RETURN_IF_ERROR(update.Bind(Number(family)).Run());
  }
  for (const MemberId& member : roster.LiveMembers()) {
    ASSIGN_OR_RETURN(Query update, database_.Prepare("UPDATE private_feed SET key_epoch = ?, epoch_due = ? "
                                                     "WHERE family = ? AND member = ?"));
    update.Bind(roster.CurrentEpoch(trust::Scope::kPrivate, member));
    update.Bind(int{roster.NewEpochDue(trust::Scope::kPrivate, member)});
    RETURN_IF_ERROR(update.Bind(Number(family)).Bind(member.bytes()).Run());
  }
  return absl::OkStatus();
}

}  // namespace toward::server
