// What the store keeps for the reminder engine: when each member is to be looked at next, and a ledger with one row for
// every reminder on every channel, so that a restart neither loses one nor sends one twice.
//
// The contract of store.h holds here too: what is written together is there together, and one family's rows are no
// other's business.
#ifndef TOWARD_SERVER_STORE_REMINDER_STORE_H_
#define TOWARD_SERVER_STORE_REMINDER_STORE_H_

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/ids.h"
#include "server/store/store.h"
#include "toward/v1/options.pb.h"

namespace toward::server {

enum class ChannelKind { kStream = 1, kWebPush = 2, kEmail = 3 };

// A way to a member: to one device, or by mail, which has no device.
struct Channel {
  ChannelKind kind = ChannelKind::kStream;
  DeviceId device;
  friend auto operator<=>(const Channel&, const Channel&) = default;
};

// What is sent once at most. Never an instant: a changed time is the same reminder.
struct DeliveryKey {
  FamilyNumber family{};
  MemberId member;
  // A plan day.
  int32_t day = 0;
  // All zero: a digest.
  RecordId ritual;
  // All zero: not about one child.
  RecordId child;
  // 1 and 2 as plan::Stage; from kFirstSnooze on, what somebody asked for once more.
  int stage = 1;
  Channel channel;
  friend auto operator<=>(const DeliveryKey&, const DeliveryKey&) = default;
};
inline constexpr int kFirstSnooze = 3;

//   kWaiting ──► kSent ──► kShown          (stream: the device says that it has shown it)
//      │           └──────────┴──► kClosed  done meanwhile, or not wanted any more
//      ├──► kClosed, kExpired, kMerged (into a digest), kFailed (the channel refused it)
enum class DeliveryState { kWaiting = 1, kSent = 2, kShown = 3, kClosed = 4, kExpired = 5, kMerged = 6, kFailed = 7 };

// Times are milliseconds since 1970-01-01 UTC.
struct Delivery {
  DeliveryKey key;
  DeliveryState state = DeliveryState::kWaiting;
  int64_t due_ms = 0;
  int64_t useful_until_ms = 0;
  // kWaiting: when to look at it next. While it is being sent, the end of the lease.
  int64_t not_before_ms = 0;
  // The end of the quiet hours that hold it; 0: none do.
  int64_t held_until_ms = 0;
  // How often it was handed to its channel.
  int attempts = 0;
};

// A member whose reminders are to be looked at.
struct DueMember {
  FamilyNumber family{};
  MemberId member;
  // When that was to be; 0: as soon as possible, since the plan has changed.
  int64_t next_ms = 0;
  // When it was last done; 0: never.
  int64_t looked_ms = 0;
  // Counts the changes of the plan.
  int64_t change = 0;
};

// A browser's subscription, as it gave it.
struct WebPushRow {
  std::string endpoint;
  std::string p256dh;
  std::string auth;
};

struct ReachableDevice {
  DeviceId id;
  MemberId member;
  // Absent: none, or its push service says that it is gone.
  std::optional<WebPushRow> web_push;
};

struct AsleepRow {
  int32_t day = 0;
  int64_t at_ms = 0;
};

enum class StoredLinkKind { kCalendar = 1, kAsleep = 2 };

struct StoredLink {
  FamilyNumber family{};
  MemberId member;
  StoredLinkKind kind = StoredLinkKind::kCalendar;
};

// What the engine remembers of itself.
struct EngineRow {
  // The latest time it has worked at; 0: never.
  int64_t high_water_ms = 0;
  // Which zone data the due times were computed with; empty: none yet.
  std::string zone_data;
};

// Inside a transaction of Store::Write.
class ReminderWrites {
 public:
  virtual ~ReminderWrites() = default;

  // Every member of the family is due at once.
  virtual absl::Status Replan(FamilyNumber family) = 0;
  // The same for up to `count` families after `after`, in order of their numbers. Returns the last one; absent: there
  // are no more.
  virtual absl::StatusOr<std::optional<FamilyNumber>> ReplanFrom(FamilyNumber after, int count) = 0;
  // The member was looked at at `now_ms`, and is due again at `next_ms`. Nothing happens when the plan has changed
  // since `member` was read.
  virtual absl::Status SetNext(const DueMember& member, int64_t next_ms, int64_t now_ms) = 0;

  // Adds the delivery. When there is one with this key that waits, or never was handed over and has expired or was
  // closed, it takes over state and times of `delivery`; any other stays as it is. Nothing happens when the member has
  // left.
  virtual absl::Status Plan(const Delivery& delivery) = 0;
  // Overwrites all but the key. Nothing happens when there is none with the key.
  virtual absl::Status Update(const Delivery& delivery) = 0;
  // Forgets the member's deliveries of plan days before `day`, and the family's sleeping babies.
  virtual absl::Status ForgetBefore(FamilyNumber family, const MemberId& member, int32_t day) = 0;
  // Deliveries that wait for a time after `now_ms` and are due wait for their due time, or for now.
  virtual absl::Status WaitAnew(int64_t now_ms) = 0;

  // Sets or, absent, forgets when somebody said that the baby sleeps. Replans the family.
  virtual absl::Status SetAsleep(FamilyNumber family, int32_t day, const MemberId& member,
                                 std::optional<int64_t> at_ms) = 0;

  // Sets or, absent, removes the device's subscription.
  virtual absl::Status SetWebPush(const DeviceId& device, const std::optional<WebPushRow>& row) = 0;
  // Never again to this endpoint; another one that the device has by now stays.
  virtual absl::Status WebPushGone(const DeviceId& device, std::string_view endpoint) = 0;
  // Never again to this address, of which only the hash is kept.
  virtual absl::Status MailGone(FamilyNumber family, const MemberId& member, std::string_view address_sha256) = 0;

  // Makes the member's link of a kind, in the place of an earlier one; absent: ends it.
  virtual absl::Status SetLink(const StoredLink& link, std::optional<std::string_view> token_sha256) = 0;

  virtual absl::Status SaveEngine(const EngineRow& row) = 0;
};

// A connection of its own for reading; one thread at a time.
class ReminderReader {
 public:
  virtual ~ReminderReader() = default;

  // Members who are due at `now_ms`, those of one family together.
  virtual absl::StatusOr<std::vector<DueMember>> Due(int64_t now_ms, int limit) = 0;
  // Deliveries that wait for `now_ms` or earlier, the earliest first.
  virtual absl::StatusOr<std::vector<Delivery>> Waiting(int64_t now_ms, int limit) = 0;
  // The earliest moment for which Due or Waiting has something; absent: there is none.
  virtual absl::StatusOr<std::optional<int64_t>> Next() = 0;
  // The family's deliveries of plan days from `day` on, by key.
  virtual absl::StatusOr<std::vector<Delivery>> DeliveriesFrom(FamilyNumber family, int32_t day) = 0;

  struct OpenFamily {
    FamilyNumber family{};
    int64_t until_ms = 0;
  };
  // Families with deliveries that are of use after `now_ms`, and until when. Reads everything: once, at the start.
  virtual absl::StatusOr<std::vector<OpenFamily>> OpenFamilies(int64_t now_ms) = 0;

  // The family's stored records of the kinds that say when something is due; for kinds of a day see RecordsOn. At most
  // kMaxSkeletonRecords.
  virtual absl::StatusOr<std::vector<std::string>> Skeleton(FamilyNumber family) = 0;
  // Those of a kind with a day (MOMENT, SLOT, REFLECTION) from `first_day` to `last_day`. At most kMaxSkeletonRecords.
  virtual absl::StatusOr<std::vector<std::string>> RecordsOn(FamilyNumber family, v1::Kind kind, int32_t first_day,
                                                             int32_t last_day) = 0;
  virtual absl::StatusOr<std::vector<AsleepRow>> Asleep(FamilyNumber family, int32_t first_day) = 0;
  virtual absl::StatusOr<std::vector<ReachableDevice>> DevicesOf(FamilyNumber family) = 0;
  // The hash that MailGone got; empty: none.
  virtual absl::StatusOr<std::string> GoneMail(FamilyNumber family, const MemberId& member) = 0;
  // NOT_FOUND: no link has this token.
  virtual absl::StatusOr<StoredLink> FindLink(std::string_view token_sha256) = 0;
  virtual absl::StatusOr<EngineRow> Engine() = 0;
};

// More of one family than any plan has; bounds the work that one family can make.
inline constexpr int kMaxSkeletonRecords = 2'000;

}  // namespace toward::server

#endif  // TOWARD_SERVER_STORE_REMINDER_STORE_H_
