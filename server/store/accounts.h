// Families, devices, invites and sessions as rows. Works inside the transaction its caller has open.
#ifndef TOWARD_SERVER_STORE_ACCOUNTS_H_
#define TOWARD_SERVER_STORE_ACCOUNTS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/sqlite.h"
#include "server/store/store.h"
#include "trust/roster.h"

namespace toward::server {

// The account half of StoreWrites; each method is described there.
class Accounts {
 public:
  // Both must outlive it.
  Accounts(Database& database, const StoreLimits& limits) : database_(database), limits_(limits) {}

  absl::StatusOr<uint32_t> CreateFamily(const FamilyId& family, const MemberId& member, const NewDevice& device,
                                        uint32_t replica_hint);
  absl::StatusOr<uint32_t> RegisterReplica(const Device& device, uint32_t replica_hint);
  absl::Status CreateInvite(const Device& inviter, const NewInvite& invite, int64_t now_ms);
  absl::StatusOr<Redemption> RedeemInvite(const InviteId& invite, std::string_view redeem_key_sha256,
                                          const NewDevice& device, const MemberId& new_member, uint32_t replica_hint,
                                          int64_t now_ms);
  // NOT_FOUND: no such device.
  absl::StatusOr<Device> FindDevice(const DeviceId& device);
  absl::StatusOr<std::vector<std::string>> AddSession(const Session& session, int64_t now_ms);
  absl::StatusOr<std::vector<Session>> LoadSessions(int64_t now_ms);
  absl::Status CloseSession(std::string_view token_hash);
  absl::Status ForgetEnded(int64_t now_ms);

  // Absent: no such family.
  absl::StatusOr<std::optional<FamilyNumber>> FindFamily(const FamilyId& family);
  absl::StatusOr<std::vector<DeviceId>> DevicesOf(FamilyNumber family);
  // ALREADY_EXISTS: one of the roster's live devices is enrolled in another family than this.
  absl::Status CheckDevicesFree(const trust::Roster& roster, std::optional<FamilyNumber> family = std::nullopt);
  // FAILED_PRECONDITION unless the family has room for one more device of this member, or, absent, of a new one.
  absl::Status CheckRoom(FamilyNumber family, const std::optional<MemberId>& member);
  // The device's first replica number, made from the hint when it has none; 0: it is not enrolled.
  absl::StatusOr<uint32_t> FirstReplicaOf(FamilyNumber family, const DeviceId& device, uint32_t replica_hint);

 private:
  struct StoredInvite {
    FamilyNumber family{};
    MemberId inviter;
    std::optional<MemberId> member;
    std::string redeem_key_sha256;
    std::string offer;
    int64_t expire_time_ms = 0;
    std::optional<DeviceId> used_by;
    uint32_t replica = 0;
  };

  absl::StatusOr<FamilyId> FamilyIdOf(FamilyNumber family);
  absl::StatusOr<std::optional<Device>> Find(const DeviceId& device);
  absl::StatusOr<std::optional<StoredInvite>> FindInvite(const InviteId& invite);
  absl::Status AddDevice(FamilyNumber family, const MemberId& member, const NewDevice& device);
  absl::StatusOr<uint32_t> AddReplica(FamilyNumber family, const DeviceId& device, uint32_t replica_hint);
  absl::StatusOr<Redemption> Enrol(const InviteId& id, const StoredInvite& invite, const NewDevice& device,
                                   const MemberId& member, uint32_t replica_hint);

  Database& database_;
  const StoreLimits& limits_;
};

}  // namespace toward::server

#endif  // TOWARD_SERVER_STORE_ACCOUNTS_H_
