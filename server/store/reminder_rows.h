// The reminder engine's rows. The writing half works inside the transaction its caller has open; the reading half has a
// connection of its own.
#ifndef TOWARD_SERVER_STORE_REMINDER_ROWS_H_
#define TOWARD_SERVER_STORE_REMINDER_ROWS_H_

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/sqlite.h"
#include "server/store/reminder_store.h"

namespace toward::server {

// Each method as ReminderWrites says.
class ReminderRows final : public ReminderWrites {
 public:
  // Must outlive it.
  explicit ReminderRows(Database& database) : database_(database) {}

  absl::Status Replan(FamilyNumber family) override;
  absl::StatusOr<std::optional<FamilyNumber>> ReplanFrom(FamilyNumber after, int count) override;
  absl::Status SetNext(const DueMember& member, int64_t next_ms, int64_t now_ms) override;
  absl::Status Plan(const Delivery& delivery) override;
  absl::Status Update(const Delivery& delivery) override;
  absl::Status ForgetBefore(FamilyNumber family, const MemberId& member, int32_t day) override;
  absl::Status WaitAnew(int64_t now_ms) override;
  absl::Status SetAsleep(FamilyNumber family, int32_t day, const MemberId& member,
                         std::optional<int64_t> at_ms) override;
  absl::Status SetWebPush(const DeviceId& device, const std::optional<WebPushRow>& row) override;
  absl::Status WebPushGone(const DeviceId& device, std::string_view endpoint) override;
  absl::Status MailGone(FamilyNumber family, const MemberId& member, std::string_view address_sha256) override;
  absl::Status SetLink(const StoredLink& link, std::optional<std::string_view> token_sha256) override;
  absl::Status SaveEngine(const EngineRow& row) override;

 private:
  Database& database_;
};

// Each method as ReminderReader says.
class SqliteReminderReader final : public ReminderReader {
 public:
  explicit SqliteReminderReader(std::unique_ptr<Database> database) : database_(std::move(database)) {}

  absl::StatusOr<std::vector<DueMember>> Due(int64_t now_ms, int limit) override;
  absl::StatusOr<std::vector<Delivery>> Waiting(int64_t now_ms, int limit) override;
  absl::StatusOr<std::optional<int64_t>> Next() override;
  absl::StatusOr<std::vector<Delivery>> DeliveriesFrom(FamilyNumber family, int32_t day) override;
  absl::StatusOr<std::vector<OpenFamily>> OpenFamilies(int64_t now_ms) override;
  absl::StatusOr<std::vector<std::string>> Skeleton(FamilyNumber family) override;
  absl::StatusOr<std::vector<std::string>> RecordsOn(FamilyNumber family, v1::Kind kind, int32_t first_day,
                                                     int32_t last_day) override;
  absl::StatusOr<std::vector<AsleepRow>> Asleep(FamilyNumber family, int32_t first_day) override;
  absl::StatusOr<std::vector<ReachableDevice>> DevicesOf(FamilyNumber family) override;
  absl::StatusOr<std::string> GoneMail(FamilyNumber family, const MemberId& member) override;
  absl::StatusOr<StoredLink> FindLink(std::string_view token_sha256) override;
  absl::StatusOr<EngineRow> Engine() override;

 private:
  const std::unique_ptr<Database> database_;
};

}  // namespace toward::server

#endif  // TOWARD_SERVER_STORE_REMINDER_ROWS_H_
