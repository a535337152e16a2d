// The server's truth: families, their devices, invites and sessions, and every family's records in feed order.
//
// The contract that every implementation keeps (tests/server/store/store_contract.h checks it):
//   - Writes happen in transactions, one at a time, on one thread. When Write returns OK they are on disk; when it
//     returns anything else none of them happened.
//   - A family's feed is the present state of its records in the order of their newest change. Each effective merge
//     takes the next sequence number; one that changes nothing takes none.
//   - Every read sees whole transactions only.
//   - What a member wrote until reveal or private reaches the partner's pages only when plan/visibility.h says so; two
//     answers that reveal each other do so in the transaction that brings the second, in which the first is changed
//     anew.
//   - Whoever asks for one family never sees, changes or counts anything of another. The same holds for a member's
//     private feed and the other member.
//   - Words that were cleared or erased, and all that a removal takes with it, are in none of the store's files once
//     Write has returned, or, when somebody was just reading, after a later Write.
#ifndef TOWARD_SERVER_STORE_STORE_H_
#define TOWARD_SERVER_STORE_STORE_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/ids.h"
#include "sync/cursor.h"
#include "sync/push_gate.h"
#include "sync/transaction.h"
#include "toward/v1/roster.pb.h"
#include "toward/v1/sync.pb.h"

namespace toward::server {

// The store's short name for a family; never leaves the server.
enum class FamilyNumber : int64_t {};

// A device as enrolled.
struct Device {
  DeviceId id;
  FamilyNumber family{};
  FamilyId family_id;
  MemberId member;
  // Ed25519 and X25519 public keys, 32 bytes each.
  std::string sign_public_key;
  std::string box_public_key;
  v1::RosterDevice::Kind kind = v1::RosterDevice::KIND_DEVICE;

  bool is_paper() const { return kind != v1::RosterDevice::KIND_DEVICE; }
};

// A device that asks to be enrolled.
struct NewDevice {
  DeviceId id;
  std::string sign_public_key;
  std::string box_public_key;
};

struct Session {
  // SHA-256 of the token's bytes.
  std::string token_hash;
  DeviceId device;
  FamilyNumber family{};
  MemberId member;
  int64_t expire_time_ms = 0;
  // Of a sheet of paper, which may do little.
  bool paper = false;
};

struct NewInvite {
  InviteId id;
  // SHA-256 of the redeem key.
  std::string redeem_key_sha256;
  std::string offer;
  // Set: for a further device of this member.
  std::optional<MemberId> member;
  int64_t expire_time_ms = 0;
};

struct Redemption {
  FamilyId family;
  MemberId member;
  uint32_t replica = 0;
  std::string offer;
};

enum class FeedScope { kFamily, kMember };

// A feed: the family's, or the private one of a member.
struct FeedKey {
  FamilyNumber family{};
  // Set: this member's own.
  std::optional<MemberId> member;
  friend auto operator<=>(const FeedKey&, const FeedKey&) = default;
};

// A push that has passed the gate of its form; sizes and fields are checked, digest has 32 bytes.
struct Push {
  FamilyNumber family{};
  DeviceId device;
  // Whose device it is.
  MemberId member;
  uint32_t replica = 0;
  uint64_t push_no = 0;
  std::string_view digest;
  int64_t sent_time_ms = 0;
  // kMember: into the private feed of `member`.
  FeedScope scope = FeedScope::kFamily;
  // With which epoch's key the device seals in this scope.
  uint32_t key_epoch = 0;
  // One per transaction of the request: its records, or why it is rejected.
  std::vector<std::variant<sync::Transaction, v1::Verdict::Reason>> transactions;
};

struct PushAnswer {
  v1::PushResponse::Outcome outcome = v1::PushResponse::OUTCOME_UNSPECIFIED;
  std::vector<v1::Verdict> verdicts;
  uint64_t last_push_no = 0;
  // Whether the family's feed has something new.
  bool feed_moved = false;
  // Whether that may change when somebody is reminded; the family's members have been made due.
  bool plan_moved = false;
  // Whether it may settle what somebody is reminded of.
  bool marks_moved = false;
};

class InviteWrites;
class ReminderReader;
class ReminderWrites;
class RosterWrites;

// What one server takes on.
struct StoreLimits {
  int64_t max_families = 1'000'000;
  // Of a feed: the family's, and beside it each member's private one.
  int64_t max_records_per_family = 200'000;
  int64_t max_bytes_per_family = int64_t{64} * 1024 * 1024;
  int max_members_per_family = 2;
  // Papers not counted.
  int max_devices_per_family = 8;
  int max_open_invites_per_family = 10;
  int max_live_invites_per_family = 3;
  int max_invites_per_hour = 10;
  int max_sessions_per_device = 4;
};

// Everything that may be done inside one write transaction. `now_ms`, random ids and tokens come in as values.
class StoreWrites {
 public:
  virtual ~StoreWrites() = default;

  // Returns the device's replica: `replica_hint`, or the one it has when the same family was made by the same device
  // before. ALREADY_EXISTS: the family id or the device is taken. RESOURCE_EXHAUSTED: max_families.
  virtual absl::StatusOr<uint32_t> CreateFamily(const FamilyId& family, const MemberId& member, const NewDevice& device,
                                                uint32_t replica_hint) = 0;

  // A further replica number for an enrolled device: `replica_hint`, or the next free one.
  virtual absl::StatusOr<uint32_t> RegisterReplica(const Device& device, uint32_t replica_hint) = 0;

  // ALREADY_EXISTS: another invite has the id. FAILED_PRECONDITION: no room for a member or device.
  // RESOURCE_EXHAUSTED: max_open_invites_per_family. PERMISSION_DENIED: for a member who is not the caller.
  virtual absl::Status CreateInvite(const Device& inviter, const NewInvite& invite, int64_t now_ms) = 0;

  // Enrols the device. The device that used this invite before is answered the same, at least until it expires.
  // `new_member` counts for an invite to the partner: the id of a member the family does not have, or has and who is
  // not the inviter (a device coming back). NOT_FOUND: no such invite, wrong key, used by another device, or expired.
  // ALREADY_EXISTS: the device belongs to another family. PERMISSION_DENIED: `new_member` is the inviter.
  // FAILED_PRECONDITION: no room.
  virtual absl::StatusOr<Redemption> RedeemInvite(const InviteId& invite, std::string_view redeem_key_sha256,
                                                  const NewDevice& device, const MemberId& new_member,
                                                  uint32_t replica_hint, int64_t now_ms) = 0;

  // NOT_FOUND: no such device in any family, or it is no longer in its one.
  virtual absl::StatusOr<Device> FindDevice(const DeviceId& device) = 0;

  // Keeps a session; forgets the device's oldest beyond max_sessions_per_device, those of it that have expired, and those
  // that would last another lifetime longer than this one: they were opened while the clock was ahead. Returns the token
  // hashes it forgot.
  virtual absl::StatusOr<std::vector<std::string>> AddSession(const Session& session, int64_t now_ms) = 0;

  // Ends the session; no matter if there is none.
  virtual absl::Status CloseSession(std::string_view token_hash) = 0;

  // Forgets what is over: sessions that have expired, invites an hour after their end, tickets that were used.
  virtual absl::Status ForgetEnded(int64_t now_ms) = 0;

  // The gate, the merge and the verdicts, as PushRequest and PushResponse describe. Not an error: every outcome and
  // every rejected transaction. NOT_FOUND: the device is no longer in the family.
  virtual absl::StatusOr<PushAnswer> ApplyPush(const Push& push, int64_t now_ms) = 0;

  // In the same transaction: who is in families, who is about to be, and what the reminder engine keeps.
  virtual RosterWrites& rosters() = 0;
  virtual InviteWrites& invites() = 0;
  virtual ReminderWrites& reminders() = 0;
};

// Where a family's roster ends; length 0: it has none.
struct RosterPlace {
  uint32_t length = 0;
  // BLAKE2b-256 of the last statement.
  std::string head;
  friend bool operator==(const RosterPlace&, const RosterPlace&) = default;
};

// Part of a feed, ready to be sent.
struct FeedPage {
  // The records as the `records` fields of a serialized Page: stored bytes, unchanged.
  std::string records;
  int record_count = 0;
  // The place after this page.
  sync::Cursor cursor;
  // The feed's newest change when the page was read.
  sync::Seq head = 0;
  // Whether another member's page from the same place would have other records.
  bool personal = false;
  // When the page was read.
  RosterPlace roster;
};

// Where a watch begins.
struct WatchStart {
  // The cursor is of this feed; false: begin at 0.
  bool continues = true;
  uint64_t last_push_no = 0;
  RosterPlace roster;
};

// A consistent view for reading. One thread at a time; several readers may work beside the writer.
class StoreReader {
 public:
  virtual ~StoreReader() = default;

  // Records after `after` that `reader` may be given (plan/visibility.h), oldest change first: about
  // sync::kTargetPageBytes, at most sync::kMaxPageRecords, at least one when there is any. Beyond the head there is
  // none, and the page's cursor is the head.
  virtual absl::StatusOr<FeedPage> ReadPage(const FeedKey& feed, const MemberId& reader, sync::Seq after) = 0;

  // `replica` 0, or not of this device: last_push_no is 0.
  virtual absl::StatusOr<WatchStart> BeginWatch(const FeedKey& feed, const DeviceId& device, uint32_t replica,
                                                const sync::Cursor& cursor) = 0;
};

class Store {
 public:
  virtual ~Store() = default;

  // Runs `work` in one transaction and commits it durably. When `work` fails, or the commit does, nothing of it
  // happened and its status is returned. RESOURCE_EXHAUSTED: the disk is full. UNAVAILABLE: the disk refused. One
  // thread only.
  virtual absl::Status Write(absl::FunctionRef<absl::Status(StoreWrites&)> work) = 0;

  virtual absl::StatusOr<std::unique_ptr<StoreReader>> NewReader() = 0;
  virtual absl::StatusOr<std::unique_ptr<ReminderReader>> NewReminderReader() = 0;

  // All sessions that have not expired, to fill the server's memory at its start.
  virtual absl::StatusOr<std::vector<Session>> LoadSessions(int64_t now_ms) = 0;

  // The key that push services know this server by, as PEM: the one kept before, or, from now on, `offered`. It is on
  // disk when this returns OK, and part of every copy. The thread of Write. Secret. Errors: as for Write.
  virtual absl::StatusOr<std::string> KeepVapidKey(const std::string& offered) = 0;

  // The key that tickets are made with: the one kept before, or, from now on, `offered`; otherwise as KeepVapidKey.
  virtual absl::StatusOr<std::string> KeepTicketKey(const std::string& offered) = 0;

  // The name this server signs sessions for: random, made with the store.
  virtual const std::string& origin() const = 0;
};

}  // namespace toward::server

#endif  // TOWARD_SERVER_STORE_STORE_H_
