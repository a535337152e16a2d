// Invites as rows. Works inside the transaction its caller has open.
#ifndef TOWARD_SERVER_STORE_INVITE_ROWS_H_
#define TOWARD_SERVER_STORE_INVITE_ROWS_H_

#include <optional>
#include <string>
#include <string_view>

#include "base/sqlite.h"
#include "server/store/accounts.h"
#include "server/store/invite_store.h"

namespace toward::server {

// Each method as InviteWrites says.
class InviteRows final : public InviteWrites {
 public:
  // All must outlive it.
  InviteRows(Database& database, const StoreLimits& limits, Accounts& accounts, RosterWrites& rosters)
      : database_(database), limits_(limits), accounts_(accounts), rosters_(rosters) {}

  absl::StatusOr<int64_t> Open(const Device& inviter, const InviteOpening& invite, int64_t now_ms) override;
  absl::StatusOr<std::optional<Invite>> Claim(const InviteId& id, std::string_view redeem_key_sha256,
                                              std::string_view join, int64_t now_ms) override;
  absl::StatusOr<Invite> Fetch(const InviteId& id, std::string_view redeem_key_sha256, int64_t now_ms) override;
  absl::StatusOr<Invite> Get(const Device& inviter, const InviteId& id, int64_t now_ms) override;
  absl::Status Reveal(const Device& inviter, const InviteId& id, std::string_view reveal, int64_t now_ms) override;
  absl::StatusOr<RosterChange> Confirm(const Device& inviter, const InviteId& id, uint32_t first_seq,
                                       absl::Span<const v1::SignedStatement> statements, std::string_view welcome,
                                       int64_t now_ms) override;
  absl::Status End(const Device& inviter, const InviteId& id, InviteEnd end, int64_t now_ms) override;

 private:
  struct Row {
    FamilyNumber family{};
    DeviceId inviter;
    bool own_device = false;
    std::string redeem_key_sha256;
    Invite invite;
  };

  // Absent: there is none, or it is forgotten.
  absl::StatusOr<std::optional<Row>> Find(const InviteId& id, int64_t now_ms);
  // NOT_FOUND: UnknownInvite.
  absl::StatusOr<Row> FindOwn(const Device& inviter, const InviteId& id, int64_t now_ms);
  absl::Status CheckQuota(FamilyNumber family, int64_t now_ms);
  absl::Status Finish(const InviteId& id, v1::InviteState state, int64_t now_ms);

  Database& database_;
  const StoreLimits& limits_;
  Accounts& accounts_;
  RosterWrites& rosters_;
};

}  // namespace toward::server

#endif  // TOWARD_SERVER_STORE_INVITE_ROWS_H_
