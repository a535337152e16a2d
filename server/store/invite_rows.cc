#include "server/store/invite_rows.h"

#include "base/status_macros.h"
#include "server/errors.h"
#include "trust/crypto.h"

namespace toward::server {
namespace {

constexpr int64_t kHourMs = int64_t{60} * 60 * 1000;
// More of them say nothing more.
constexpr int kMostClaimsCounted = 1'000;

int64_t Number(FamilyNumber family) { return static_cast<int64_t>(family); }

bool IsUnderWay(v1::InviteState state) { return state == v1::INVITE_STATE_OPEN || state == v1::INVITE_STATE_CLAIMED; }

v1::InviteState StateAt(v1::InviteState stored, int64_t expire_time_ms, int64_t now_ms) {
  return IsUnderWay(stored) && expire_time_ms <= now_ms ? v1::INVITE_STATE_EXPIRED : stored;
}

}  // namespace

absl::StatusOr<int64_t> InviteRows::Open(const Device& inviter, const InviteOpening& invite, int64_t now_ms) {
  RETURN_IF_ERROR(accounts_.ForgetEnded(now_ms));
  ASSIGN_OR_RETURN(const std::optional<Row> existing, Find(invite.id, now_ms));
  if (existing.has_value()) {
    const bool same = existing->inviter == inviter.id && existing->redeem_key_sha256 == invite.redeem_key_sha256 &&
                      existing->invite.offer == invite.offer && existing->own_device == invite.own_device;
    if (!same) return InviteIdTaken();
    return existing->invite.expire_time_ms;
  }
  RETURN_IF_ERROR(
      accounts_.CheckRoom(inviter.family, invite.own_device ? std::optional(inviter.member) : std::nullopt));
  RETURN_IF_ERROR(CheckQuota(inviter.family, now_ms));
  const int64_t expire_time_ms = now_ms + invite.lifetime_ms;
  ASSIGN_OR_RETURN(Query insert,
                   database_.Prepare("INSERT INTO invite (id, family, inviter, own_device, redeem_key_sha256, offer, "
                                     "opened_ms, expire_time_ms, forget_ms, state, further_claims) "
                                     "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)"));
  insert.Bind(invite.id.bytes()).Bind(Number(inviter.family)).Bind(inviter.id.bytes()).Bind(int{invite.own_device});
  insert.Bind(invite.redeem_key_sha256).Bind(invite.offer).Bind(now_ms).Bind(expire_time_ms);
  insert.Bind(expire_time_ms + kInviteForgottenAfterMs).Bind(int{v1::INVITE_STATE_OPEN});
  RETURN_IF_ERROR(insert.Run());
  return expire_time_ms;
}

absl::StatusOr<std::optional<Invite>> InviteRows::Claim(const InviteId& id, std::string_view redeem_key_sha256,
                                                        std::string_view join, int64_t now_ms) {
  ASSIGN_OR_RETURN(std::optional<Row> row, Find(id, now_ms));
  if (!row.has_value() || !trust::EqualSecrets(row->redeem_key_sha256, redeem_key_sha256)) return std::nullopt;
  Invite& invite = row->invite;
  if (invite.state == v1::INVITE_STATE_CLAIMED && invite.join == join) return invite;
  if (invite.state != v1::INVITE_STATE_OPEN) {
    ASSIGN_OR_RETURN(Query count, database_.Prepare("UPDATE invite SET further_claims = further_claims + 1 "
                                                    "WHERE id = ? AND further_claims < ?"));
    RETURN_IF_ERROR(count.Bind(id.bytes()).Bind(kMostClaimsCounted).Run());
    return std::nullopt;
  }
  ASSIGN_OR_RETURN(Query claim, database_.Prepare("UPDATE invite SET state = ?, joining = ? WHERE id = ?"));
  RETURN_IF_ERROR(claim.Bind(int{v1::INVITE_STATE_CLAIMED}).Bind(join).Bind(id.bytes()).Run());
  return invite;
}

absl::StatusOr<Invite> InviteRows::Fetch(const InviteId& id, std::string_view redeem_key_sha256, int64_t now_ms) {
  ASSIGN_OR_RETURN(std::optional<Row> row, Find(id, now_ms));
  if (!row.has_value() || row->invite.join.empty()) return InviteNotUsable();
  if (!trust::EqualSecrets(row->redeem_key_sha256, redeem_key_sha256)) return InviteNotUsable();
  return row->invite;
}

absl::StatusOr<Invite> InviteRows::Get(const Device& inviter, const InviteId& id, int64_t now_ms) {
  ASSIGN_OR_RETURN(Row row, FindOwn(inviter, id, now_ms));
  return std::move(row.invite);
}

absl::Status InviteRows::Reveal(const Device& inviter, const InviteId& id, std::string_view reveal, int64_t now_ms) {
  ASSIGN_OR_RETURN(const Row row, FindOwn(inviter, id, now_ms));
  if (row.invite.state == v1::INVITE_STATE_OPEN) return InviteNotClaimed();
  if (row.invite.reveal == reveal) return absl::OkStatus();
  if (row.invite.state != v1::INVITE_STATE_CLAIMED) return InviteOver();
  if (!row.invite.reveal.empty()) return RevealedOtherwise();
  ASSIGN_OR_RETURN(Query update, database_.Prepare("UPDATE invite SET reveal = ? WHERE id = ?"));
  return update.Bind(reveal).Bind(id.bytes()).Run();
}

absl::StatusOr<RosterChange> InviteRows::Confirm(const Device& inviter, const InviteId& id, uint32_t first_seq,
                                                 absl::Span<const v1::SignedStatement> statements,
                                                 std::string_view welcome, int64_t now_ms) {
  ASSIGN_OR_RETURN(const Row row, FindOwn(inviter, id, now_ms));
  if (row.invite.state == v1::INVITE_STATE_OPEN) return InviteNotClaimed();
  const bool again = row.invite.state == v1::INVITE_STATE_CONFIRMED && row.invite.welcome == welcome;
  if (!again && row.invite.state != v1::INVITE_STATE_CLAIMED) return InviteOver();
  ASSIGN_OR_RETURN(RosterChange change, rosters_.Append(inviter, first_seq, statements));
  if (again) return change;
  {
    ASSIGN_OR_RETURN(Query update, database_.Prepare("UPDATE invite SET welcome = ? WHERE id = ?"));
    RETURN_IF_ERROR(update.Bind(welcome).Bind(id.bytes()).Run());
  }
  RETURN_IF_ERROR(Finish(id, v1::INVITE_STATE_CONFIRMED, now_ms));
  return change;
}

absl::Status InviteRows::End(const Device& inviter, const InviteId& id, InviteEnd end, int64_t now_ms) {
  ASSIGN_OR_RETURN(const Row row, FindOwn(inviter, id, now_ms));
  if (row.invite.state == v1::INVITE_STATE_CONFIRMED) return InviteConfirmed();
  if (!IsUnderWay(row.invite.state)) return absl::OkStatus();
  return Finish(id, end == InviteEnd::kBurned ? v1::INVITE_STATE_BURNED : v1::INVITE_STATE_CANCELLED, now_ms);
}

absl::StatusOr<std::optional<InviteRows::Row>> InviteRows::Find(const InviteId& id, int64_t now_ms) {
  ASSIGN_OR_RETURN(Query query,
                   database_.Prepare("SELECT family, inviter, own_device, redeem_key_sha256, offer, state, "
                                     "further_claims, expire_time_ms, joining, reveal, welcome "
                                     "FROM invite WHERE id = ? AND forget_ms > ?"));
  ASSIGN_OR_RETURN(const bool found, query.Bind(id.bytes()).Bind(now_ms).Step());
  if (!found) return std::nullopt;
  Row row;
  const std::optional<DeviceId> inviter = DeviceId::FromBytes(query.Blob(1));
  if (!inviter.has_value()) return DamagedFile();
  row.family = FamilyNumber{query.Integer(0)};
  row.inviter = *inviter;
  row.own_device = query.Integer(2) != 0;
  row.redeem_key_sha256 = query.Blob(3);
  row.invite.offer = query.Blob(4);
  row.invite.expire_time_ms = query.Integer(7);
  row.invite.state = StateAt(static_cast<v1::InviteState>(query.Integer(5)), row.invite.expire_time_ms, now_ms);
  row.invite.further_claims = static_cast<uint32_t>(query.Integer(6));
  row.invite.join = query.Blob(8);
  row.invite.reveal = query.Blob(9);
  row.invite.welcome = query.Blob(10);
  return row;
}

absl::StatusOr<InviteRows::Row> InviteRows::FindOwn(const Device& inviter, const InviteId& id, int64_t now_ms) {
  ASSIGN_OR_RETURN(std::optional<Row> row, Find(id, now_ms));
  if (!row.has_value() || row->inviter != inviter.id || row->family != inviter.family) return UnknownInvite();
  return *std::move(row);
}

absl::Status InviteRows::CheckQuota(FamilyNumber family, int64_t now_ms) {
  ASSIGN_OR_RETURN(Query count, database_.Prepare("SELECT count(*) FILTER (WHERE state IN (?, ?) AND "
                                                  "expire_time_ms > ?), count(*) FILTER (WHERE opened_ms > ?) "
                                                  "FROM invite WHERE family = ?"));
  count.Bind(int{v1::INVITE_STATE_OPEN}).Bind(int{v1::INVITE_STATE_CLAIMED}).Bind(now_ms).Bind(now_ms - kHourMs);
  ASSIGN_OR_RETURN(const bool row, count.Bind(Number(family)).Step());
  if (!row) return DamagedFile();
  if (count.Integer(0) >= limits_.max_live_invites_per_family) return TooManyInvites();
  return count.Integer(1) >= limits_.max_invites_per_hour ? InvitesTooOften() : absl::OkStatus();
}

absl::Status InviteRows::Finish(const InviteId& id, v1::InviteState state, int64_t now_ms) {
  ASSIGN_OR_RETURN(Query update, database_.Prepare("UPDATE invite SET state = ?, forget_ms = ? WHERE id = ?"));
  return update.Bind(int{state}).Bind(now_ms + kInviteForgottenAfterMs).Bind(id.bytes()).Run();
}

}  // namespace toward::server
