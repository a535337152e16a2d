#include <algorithm>
#include <limits>

#include "base/status_macros.h"
#include "server/errors.h"
#include "server/store/reminder_rows.h"

namespace toward::server {
namespace {

int64_t Number(FamilyNumber family) { return static_cast<int64_t>(family); }

// DATA_LOSS: the column holds no id.
template <typename IdType>
absl::Status ReadId(const Query& query, int column, IdType& id) {
  const std::optional<IdType> read = IdType::FromBytes(query.Blob(column));
  if (!read.has_value()) return DamagedFile();
  id = *read;
  return absl::OkStatus();
}

absl::StatusOr<Delivery> ReadDelivery(const Query& query) {
  Delivery delivery;
  DeliveryKey& key = delivery.key;
  key.family = FamilyNumber{query.Integer(0)};
  RETURN_IF_ERROR(ReadId(query, 1, key.member));
  key.day = static_cast<int32_t>(query.Integer(2));
  RETURN_IF_ERROR(ReadId(query, 3, key.ritual));
  RETURN_IF_ERROR(ReadId(query, 4, key.child));
  key.stage = static_cast<int>(query.Integer(5));
  key.channel.kind = static_cast<ChannelKind>(query.Integer(6));
  RETURN_IF_ERROR(ReadId(query, 7, key.channel.device));
  delivery.state = static_cast<DeliveryState>(query.Integer(8));
  delivery.due_ms = query.Integer(9);
  delivery.useful_until_ms = query.Integer(10);
  delivery.not_before_ms = query.Integer(11);
  delivery.held_until_ms = query.Integer(12);
  delivery.attempts = static_cast<int>(query.Integer(13));
  return delivery;
}

absl::StatusOr<std::vector<Delivery>> ReadDeliveries(Query& query) {
  std::vector<Delivery> deliveries;
  while (true) {
    ASSIGN_OR_RETURN(const bool row, query.Step());
    if (!row) return deliveries;
    ASSIGN_OR_RETURN(Delivery delivery, ReadDelivery(query));
    deliveries.push_back(delivery);
  }
}

absl::StatusOr<std::vector<std::string>> ReadStates(Query& query) {
  std::vector<std::string> states;
  while (true) {
    ASSIGN_OR_RETURN(const bool row, query.Step());
    if (!row) return states;
    states.emplace_back(query.Blob(0));
  }
}

}  // namespace

absl::StatusOr<std::vector<DueMember>> SqliteReminderReader::Due(int64_t now_ms, int limit) {
  std::vector<DueMember> due;
  {
    ASSIGN_OR_RETURN(Query query, database_->Prepare("SELECT family, member, next_ms, looked_ms, change "
                                                     "FROM reminder_due WHERE next_ms <= ? ORDER BY next_ms LIMIT ?"));
    query.Bind(now_ms).Bind(limit);
    while (true) {
      ASSIGN_OR_RETURN(const bool row, query.Step());
      if (!row) break;
      DueMember member{.family = FamilyNumber{query.Integer(0)},
                       .next_ms = query.Integer(2),
                       .looked_ms = query.Integer(3),
                       .change = query.Integer(4)};
      RETURN_IF_ERROR(ReadId(query, 1, member.member));
      due.push_back(member);
    }
  }
  std::stable_sort(due.begin(), due.end(), [](const DueMember& a, const DueMember& b) { return a.family < b.family; });
  return due;
}

absl::StatusOr<std::vector<Delivery>> SqliteReminderReader::Waiting(int64_t now_ms, int limit) {
  ASSIGN_OR_RETURN(Query query,
                   database_->Prepare("SELECT family, member, day, ritual, child, stage, channel, device, state, "
                                      "due_ms, useful_until_ms, not_before_ms, held_until_ms, attempts FROM delivery "
                                      "WHERE state = 1 AND not_before_ms <= ? ORDER BY not_before_ms LIMIT ?"));
  query.Bind(now_ms).Bind(limit);
  return ReadDeliveries(query);
}

absl::StatusOr<std::optional<int64_t>> SqliteReminderReader::Next() {
  constexpr int64_t kNever = std::numeric_limits<int64_t>::max();
  ASSIGN_OR_RETURN(Query query, database_->Prepare("SELECT (SELECT min(next_ms) FROM reminder_due), "
                                                   "(SELECT min(not_before_ms) FROM delivery WHERE state = 1)"));
  ASSIGN_OR_RETURN(const bool row, query.Step());
  if (!row) return DamagedFile();
  const int64_t next_ms =
      std::min(query.IsNull(0) ? kNever : query.Integer(0), query.IsNull(1) ? kNever : query.Integer(1));
  return next_ms == kNever ? std::nullopt : std::optional(next_ms);
}

absl::StatusOr<std::vector<Delivery>> SqliteReminderReader::DeliveriesFrom(FamilyNumber family, int32_t day) {
  ASSIGN_OR_RETURN(Query query,
                   database_->Prepare("SELECT family, member, day, ritual, child, stage, channel, device, state, "
                                      "due_ms, useful_until_ms, not_before_ms, held_until_ms, attempts FROM delivery "
                                      "WHERE family = ? AND day >= ? ORDER BY member, day, ritual, child, stage, "
                                      "channel, device"));
  query.Bind(Number(family)).Bind(day);
  return ReadDeliveries(query);
}

absl::StatusOr<std::vector<ReminderReader::OpenFamily>> SqliteReminderReader::OpenFamilies(int64_t now_ms) {
  std::vector<OpenFamily> open;
  ASSIGN_OR_RETURN(Query query, database_->Prepare("SELECT family, max(useful_until_ms) FROM delivery "
                                                   "WHERE useful_until_ms >= ? GROUP BY family"));
  query.Bind(now_ms);
  while (true) {
    ASSIGN_OR_RETURN(const bool row, query.Step());
    if (!row) return open;
    open.push_back({FamilyNumber{query.Integer(0)}, query.Integer(1)});
  }
}

absl::StatusOr<std::vector<std::string>> SqliteReminderReader::Skeleton(FamilyNumber family) {
  ASSIGN_OR_RETURN(Query query, database_->Prepare("SELECT state FROM record WHERE family = ? AND "
                                                   "kind IN (?, ?, ?, ?, ?, ?) LIMIT ?"));
  query.Bind(Number(family)).Bind(int{v1::KIND_MEMBER}).Bind(int{v1::KIND_CHILD}).Bind(int{v1::KIND_RITUAL});
  query.Bind(int{v1::KIND_PREFERENCE}).Bind(int{v1::KIND_CALENDAR}).Bind(int{v1::KIND_REMINDER});
  query.Bind(kMaxSkeletonRecords);
  return ReadStates(query);
}

absl::StatusOr<std::vector<std::string>> SqliteReminderReader::RecordsOn(FamilyNumber family, v1::Kind kind,
                                                                         int32_t first_day, int32_t last_day) {
  ASSIGN_OR_RETURN(Query query, database_->Prepare("SELECT state FROM record WHERE family = ? AND kind = ? AND "
                                                   "day BETWEEN ? AND ? LIMIT ?"));
  query.Bind(Number(family)).Bind(static_cast<int>(kind)).Bind(first_day).Bind(last_day).Bind(kMaxSkeletonRecords);
  return ReadStates(query);
}

absl::StatusOr<std::vector<AsleepRow>> SqliteReminderReader::Asleep(FamilyNumber family, int32_t first_day) {
  std::vector<AsleepRow> rows;
  ASSIGN_OR_RETURN(Query query, database_->Prepare("SELECT day, at_ms FROM asleep WHERE family = ? AND day >= ?"));
  query.Bind(Number(family)).Bind(first_day);
  while (true) {
    ASSIGN_OR_RETURN(const bool row, query.Step());
    if (!row) return rows;
    rows.push_back({static_cast<int32_t>(query.Integer(0)), query.Integer(1)});
  }
}

absl::StatusOr<std::vector<ReachableDevice>> SqliteReminderReader::DevicesOf(FamilyNumber family) {
  std::vector<ReachableDevice> devices;
  ASSIGN_OR_RETURN(Query query, database_->Prepare("SELECT id, member, endpoint, p256dh, auth FROM device "
                                                   "LEFT JOIN web_push ON device = id AND gone = 0 "
                                                   "WHERE family = ? AND kind = 1"));
  query.Bind(Number(family));
  while (true) {
    ASSIGN_OR_RETURN(const bool row, query.Step());
    if (!row) return devices;
    ReachableDevice device;
    RETURN_IF_ERROR(ReadId(query, 0, device.id));
    RETURN_IF_ERROR(ReadId(query, 1, device.member));
    if (!query.IsNull(2)) {
      device.web_push = {std::string(query.Blob(2)), std::string(query.Blob(3)), std::string(query.Blob(4))};
    }
    devices.push_back(std::move(device));
  }
}

absl::StatusOr<std::string> SqliteReminderReader::GoneMail(FamilyNumber family, const MemberId& member) {
  ASSIGN_OR_RETURN(Query query,
                   database_->Prepare("SELECT address_sha256 FROM mail_gone WHERE family = ? AND member = ?"));
  ASSIGN_OR_RETURN(const bool row, query.Bind(Number(family)).Bind(member.bytes()).Step());
  return row ? std::string(query.Blob(0)) : std::string();
}

absl::StatusOr<StoredLink> SqliteReminderReader::FindLink(std::string_view token_sha256) {
  ASSIGN_OR_RETURN(Query query, database_->Prepare("SELECT family, member, kind FROM link WHERE token_sha256 = ?"));
  ASSIGN_OR_RETURN(const bool row, query.Bind(token_sha256).Step());
  if (!row) return UnknownLink();
  StoredLink link{.family = FamilyNumber{query.Integer(0)}, .kind = static_cast<StoredLinkKind>(query.Integer(2))};
  RETURN_IF_ERROR(ReadId(query, 1, link.member));
  return link;
}

absl::StatusOr<EngineRow> SqliteReminderReader::Engine() {
  ASSIGN_OR_RETURN(Query query, database_->Prepare("SELECT high_water_ms, zone_data FROM engine"));
  ASSIGN_OR_RETURN(const bool row, query.Step());
  if (!row) return DamagedFile();
  return EngineRow{query.Integer(0), std::string(query.Blob(1))};
}

}  // namespace toward::server
