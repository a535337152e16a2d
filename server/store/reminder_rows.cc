#include "server/store/reminder_rows.h"

#include "base/status_macros.h"

namespace toward::server {
namespace {

int64_t Number(FamilyNumber family) { return static_cast<int64_t>(family); }

}  // namespace

absl::Status ReminderRows::Replan(FamilyNumber family) {
  ASSIGN_OR_RETURN(Query update,
                   database_.Prepare("UPDATE reminder_due SET next_ms = 0, change = change + 1 WHERE family = ?"));
  return update.Bind(Number(family)).Run();
}

absl::StatusOr<std::optional<FamilyNumber>> ReminderRows::ReplanFrom(FamilyNumber after, int count) {
  FamilyNumber last{};
  {
    ASSIGN_OR_RETURN(Query query, database_.Prepare("SELECT max(family) FROM (SELECT DISTINCT family FROM reminder_due "
                                                    "WHERE family > ? ORDER BY family LIMIT ?)"));
    ASSIGN_OR_RETURN(const bool row, query.Bind(Number(after)).Bind(count).Step());
    if (!row || query.IsNull(0)) return std::nullopt;
    last = FamilyNumber{query.Integer(0)};
  }
  ASSIGN_OR_RETURN(Query update, database_.Prepare("UPDATE reminder_due SET next_ms = 0, change = change + 1 "
                                                   "WHERE family > ? AND family <= ?"));
  RETURN_IF_ERROR(update.Bind(Number(after)).Bind(Number(last)).Run());
  return last;
}

absl::Status ReminderRows::SetNext(const DueMember& member, int64_t next_ms, int64_t now_ms) {
  ASSIGN_OR_RETURN(Query update, database_.Prepare("UPDATE reminder_due SET next_ms = ?, looked_ms = ? "
                                                   "WHERE family = ? AND member = ? AND change = ?"));
  update.Bind(next_ms).Bind(now_ms).Bind(Number(member.family)).Bind(member.member.bytes());
  return update.Bind(member.change).Run();
}

absl::Status ReminderRows::Plan(const Delivery& delivery) {
  ASSIGN_OR_RETURN(
      Query insert,
      database_.Prepare(
          "INSERT INTO delivery (family, member, day, ritual, child, stage, channel, device, state, due_ms, "
          "useful_until_ms, not_before_ms, held_until_ms, attempts) "
          "SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14 "
          "WHERE EXISTS (SELECT 1 FROM reminder_due WHERE family = ?1 AND member = ?2) "
          "ON CONFLICT DO UPDATE SET state = excluded.state, due_ms = excluded.due_ms, "
          "useful_until_ms = excluded.useful_until_ms, not_before_ms = excluded.not_before_ms, "
          "held_until_ms = excluded.held_until_ms WHERE attempts = 0 AND (state IN (4, 5) OR state = 1 AND "
          "(due_ms != excluded.due_ms OR useful_until_ms != excluded.useful_until_ms))"));
  const DeliveryKey& key = delivery.key;
  insert.Bind(Number(key.family)).Bind(key.member.bytes()).Bind(key.day).Bind(key.ritual.bytes());
  insert.Bind(key.child.bytes()).Bind(key.stage).Bind(static_cast<int>(key.channel.kind));
  insert.Bind(key.channel.device.bytes()).Bind(static_cast<int>(delivery.state)).Bind(delivery.due_ms);
  insert.Bind(delivery.useful_until_ms).Bind(delivery.not_before_ms).Bind(delivery.held_until_ms);
  return insert.Bind(delivery.attempts).Run();
}

absl::Status ReminderRows::Update(const Delivery& delivery) {
  ASSIGN_OR_RETURN(Query update,
                   database_.Prepare("UPDATE delivery SET state = ?, due_ms = ?, useful_until_ms = ?, "
                                     "not_before_ms = ?, held_until_ms = ?, attempts = ? WHERE family = ? AND "
                                     "member = ? AND day = ? AND ritual = ? AND child = ? AND stage = ? AND "
                                     "channel = ? AND device = ?"));
  const DeliveryKey& key = delivery.key;
  update.Bind(static_cast<int>(delivery.state)).Bind(delivery.due_ms).Bind(delivery.useful_until_ms);
  update.Bind(delivery.not_before_ms).Bind(delivery.held_until_ms).Bind(delivery.attempts);
  update.Bind(Number(key.family)).Bind(key.member.bytes()).Bind(key.day).Bind(key.ritual.bytes());
  update.Bind(key.child.bytes()).Bind(key.stage).Bind(static_cast<int>(key.channel.kind));
  return update.Bind(key.channel.device.bytes()).Run();
}

absl::Status ReminderRows::ForgetBefore(FamilyNumber family, const MemberId& member, int32_t day) {
  {
    ASSIGN_OR_RETURN(Query forget,
                     database_.Prepare("DELETE FROM delivery WHERE family = ? AND member = ? AND day < ?"));
    RETURN_IF_ERROR(forget.Bind(Number(family)).Bind(member.bytes()).Bind(day).Run());
  }
  ASSIGN_OR_RETURN(Query forget, database_.Prepare("DELETE FROM asleep WHERE family = ? AND day < ?"));
  return forget.Bind(Number(family)).Bind(day).Run();
}

absl::Status ReminderRows::WaitAnew(int64_t now_ms) {
  ASSIGN_OR_RETURN(Query update, database_.Prepare("UPDATE delivery SET not_before_ms = max(due_ms, ?1) "
                                                   "WHERE state = 1 AND not_before_ms > ?1"));
  return update.Bind(now_ms).Run();
}

absl::Status ReminderRows::SetAsleep(FamilyNumber family, int32_t day, const MemberId& member,
                                     std::optional<int64_t> at_ms) {
  if (at_ms.has_value()) {
    ASSIGN_OR_RETURN(
        Query insert,
        database_.Prepare("INSERT OR REPLACE INTO asleep (family, day, at_ms, member) VALUES (?, ?, ?, ?)"));
    RETURN_IF_ERROR(insert.Bind(Number(family)).Bind(day).Bind(*at_ms).Bind(member.bytes()).Run());
  } else {
    ASSIGN_OR_RETURN(Query forget, database_.Prepare("DELETE FROM asleep WHERE family = ? AND day = ?"));
    RETURN_IF_ERROR(forget.Bind(Number(family)).Bind(day).Run());
  }
  return Replan(family);
}

absl::Status ReminderRows::SetWebPush(const DeviceId& device, const std::optional<WebPushRow>& row) {
  if (!row.has_value()) {
    ASSIGN_OR_RETURN(Query remove, database_.Prepare("DELETE FROM web_push WHERE device = ?"));
    return remove.Bind(device.bytes()).Run();
  }
  ASSIGN_OR_RETURN(Query insert, database_.Prepare("INSERT OR REPLACE INTO web_push (device, endpoint, p256dh, auth, "
                                                   "gone) VALUES (?, ?, ?, ?, 0)"));
  return insert.Bind(device.bytes()).BindText(row->endpoint).Bind(row->p256dh).Bind(row->auth).Run();
}

absl::Status ReminderRows::WebPushGone(const DeviceId& device, std::string_view endpoint) {
  ASSIGN_OR_RETURN(Query update, database_.Prepare("UPDATE web_push SET gone = 1 WHERE device = ? AND endpoint = ?"));
  return update.Bind(device.bytes()).BindText(endpoint).Run();
}

absl::Status ReminderRows::MailGone(FamilyNumber family, const MemberId& member, std::string_view address_sha256) {
  ASSIGN_OR_RETURN(
      Query insert,
      database_.Prepare("INSERT OR REPLACE INTO mail_gone (family, member, address_sha256) VALUES (?, ?, ?)"));
  return insert.Bind(Number(family)).Bind(member.bytes()).Bind(address_sha256).Run();
}

absl::Status ReminderRows::SetLink(const StoredLink& link, std::optional<std::string_view> token_sha256) {
  const int kind = static_cast<int>(link.kind);
  {
    ASSIGN_OR_RETURN(Query end, database_.Prepare("DELETE FROM link WHERE family = ? AND member = ? AND kind = ?"));
    RETURN_IF_ERROR(end.Bind(Number(link.family)).Bind(link.member.bytes()).Bind(kind).Run());
  }
  if (!token_sha256.has_value()) return absl::OkStatus();
  ASSIGN_OR_RETURN(Query insert,
                   database_.Prepare("INSERT INTO link (token_sha256, family, member, kind) VALUES (?, ?, ?, ?)"));
  return insert.Bind(*token_sha256).Bind(Number(link.family)).Bind(link.member.bytes()).Bind(kind).Run();
}

absl::Status ReminderRows::SaveEngine(const EngineRow& row) {
  ASSIGN_OR_RETURN(Query update, database_.Prepare("UPDATE engine SET high_water_ms = ?, zone_data = ?"));
  return update.Bind(row.high_water_ms).Bind(row.zone_data).Run();
}

}  // namespace toward::server
