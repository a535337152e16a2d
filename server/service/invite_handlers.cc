#include "server/service/invite_handlers.h"

#include <optional>
#include <utility>

#include "base/status_macros.h"
#include "server/errors.h"
#include "server/service/validate.h"
#include "server/service/write_job.h"
#include "server/store/invite_store.h"
#include "trust/crypto.h"

namespace toward::server {
namespace {

constexpr size_t kHashBytes = 32;
constexpr size_t kRedeemKeyBytes = 32;
constexpr size_t kMaxOfferBytes = 1024;
constexpr size_t kMaxJoinBytes = 1024;
constexpr size_t kMaxRevealBytes = 256;
constexpr size_t kMaxWelcomeBytes = 128 * 1024;
constexpr uint64_t kMaxLifetimeSeconds = 86'400;
constexpr uint64_t kMaxOwnDeviceLifetimeSeconds = 600;

absl::StatusOr<InviteOpening> ReadOpening(const v1::OpenInviteRequest& request) {
  InviteOpening opening;
  ASSIGN_OR_RETURN(opening.id, ReadId<InviteId>("invite_id", request.invite_id()));
  RETURN_IF_ERROR(CheckLength("redeem_key_sha256", request.redeem_key_sha256(), kHashBytes));
  RETURN_IF_ERROR(CheckSize("offer", request.offer(), kMaxOfferBytes));
  RETURN_IF_ERROR(CheckRange("lifetime_seconds", request.lifetime_seconds(), 1,
                             request.own_device() ? kMaxOwnDeviceLifetimeSeconds : kMaxLifetimeSeconds));
  opening.redeem_key_sha256 = request.redeem_key_sha256();
  opening.offer = request.offer();
  opening.own_device = request.own_device();
  opening.lifetime_ms = int64_t{request.lifetime_seconds()} * 1000;
  return opening;
}

}  // namespace

absl::Status InviteHandlers::OpenInvite(const Caller& caller, const v1::OpenInviteRequest& request,
                                        const Answer<v1::OpenInviteResponse>& answer) const {
  ASSIGN_OR_RETURN(InviteOpening opening, ReadOpening(request));
  WriteAs<v1::OpenInviteResponse>(
      context_, caller,
      [opening = std::move(opening), now_ms = context_.clock.WallMs()](
          StoreWrites& writes, const Device& device) -> absl::StatusOr<v1::OpenInviteResponse> {
        v1::OpenInviteResponse response;
        ASSIGN_OR_RETURN(const int64_t expire_time_ms, writes.invites().Open(device, opening, now_ms));
        response.set_expire_time_ms(expire_time_ms);
        return response;
      },
      answer);
  return absl::OkStatus();
}

absl::Status InviteHandlers::ClaimInvite(const Caller&, const v1::ClaimInviteRequest& request,
                                         const Answer<v1::ClaimInviteResponse>& answer) const {
  ASSIGN_OR_RETURN(const InviteId id, ReadId<InviteId>("invite_id", request.invite_id()));
  RETURN_IF_ERROR(CheckLength("redeem_key", request.redeem_key(), kRedeemKeyBytes));
  RETURN_IF_ERROR(CheckSize("join", request.join(), kMaxJoinBytes));
  Write<std::optional<Invite>>(
      context_,
      [id, key_hash = trust::Sha256(request.redeem_key()), join = request.join(), now_ms = context_.clock.WallMs()](
          StoreWrites& writes) { return writes.invites().Claim(id, key_hash, join, now_ms); },
      [answer](const absl::StatusOr<std::optional<Invite>>& claimed) {
        if (!claimed.ok()) return answer(claimed.status());
        if (!claimed->has_value()) return answer(InviteNotUsable());
        v1::ClaimInviteResponse response;
        response.set_offer((*claimed)->offer);
        response.set_expire_time_ms((*claimed)->expire_time_ms);
        answer(std::move(response));
      });
  return absl::OkStatus();
}

absl::Status InviteHandlers::GetInvite(const Caller& caller, const v1::GetInviteRequest& request,
                                       const Answer<v1::GetInviteResponse>& answer) const {
  ASSIGN_OR_RETURN(const InviteId id, ReadId<InviteId>("invite_id", request.invite_id()));
  WriteAs<v1::GetInviteResponse>(
      context_, caller,
      [id, now_ms = context_.clock.WallMs()](StoreWrites& writes,
                                             const Device& device) -> absl::StatusOr<v1::GetInviteResponse> {
        ASSIGN_OR_RETURN(Invite invite, writes.invites().Get(device, id, now_ms));
        v1::GetInviteResponse response;
        response.set_state(invite.state);
        response.set_join(std::move(invite.join));
        response.set_further_claims(invite.further_claims);
        response.set_expire_time_ms(invite.expire_time_ms);
        return response;
      },
      answer);
  return absl::OkStatus();
}

absl::Status InviteHandlers::RevealInvite(const Caller& caller, const v1::RevealInviteRequest& request,
                                          const Answer<v1::RevealInviteResponse>& answer) const {
  ASSIGN_OR_RETURN(const InviteId id, ReadId<InviteId>("invite_id", request.invite_id()));
  RETURN_IF_ERROR(CheckSize("reveal", request.reveal(), kMaxRevealBytes));
  WriteAs<v1::RevealInviteResponse>(
      context_, caller,
      [id, reveal = request.reveal(), now_ms = context_.clock.WallMs()](
          StoreWrites& writes, const Device& device) -> absl::StatusOr<v1::RevealInviteResponse> {
        RETURN_IF_ERROR(writes.invites().Reveal(device, id, reveal, now_ms));
        return v1::RevealInviteResponse();
      },
      answer);
  return absl::OkStatus();
}

absl::Status InviteHandlers::ConfirmInvite(const Caller& caller, const v1::ConfirmInviteRequest& request,
                                           const Answer<v1::ConfirmInviteResponse>& answer) const {
  ASSIGN_OR_RETURN(const InviteId id, ReadId<InviteId>("invite_id", request.invite_id()));
  RETURN_IF_ERROR(CheckStatements(request.statements()));
  RETURN_IF_ERROR(CheckSize("welcome", request.welcome(), kMaxWelcomeBytes));
  WriteAs<RosterChange>(
      context_, caller,
      [id, &request, now_ms = context_.clock.WallMs()](StoreWrites& writes, const Device& device) {
        return writes.invites().Confirm(device, id, request.first_seq(), ToVector(request.statements()),
                                        request.welcome(), now_ms);
      },
      [this, answer](const absl::StatusOr<RosterChange>& change) {
        if (!change.ok()) return answer(change.status());
        Spread(context_, *change);
        v1::ConfirmInviteResponse response;
        response.set_roster_length(change->length);
        answer(std::move(response));
      },
      2 * request.ByteSizeLong());
  return absl::OkStatus();
}

absl::Status InviteHandlers::EndInvite(const Caller& caller, const v1::EndInviteRequest& request,
                                       const Answer<v1::EndInviteResponse>& answer) const {
  ASSIGN_OR_RETURN(const InviteId id, ReadId<InviteId>("invite_id", request.invite_id()));
  const InviteEnd end = request.burned() ? InviteEnd::kBurned : InviteEnd::kCancelled;
  WriteAs<v1::EndInviteResponse>(
      context_, caller,
      [id, end, now_ms = context_.clock.WallMs()](StoreWrites& writes,
                                                  const Device& device) -> absl::StatusOr<v1::EndInviteResponse> {
        RETURN_IF_ERROR(writes.invites().End(device, id, end, now_ms));
        return v1::EndInviteResponse();
      },
      answer);
  return absl::OkStatus();
}

absl::Status InviteHandlers::FetchWelcome(const Caller&, const v1::FetchWelcomeRequest& request,
                                          const Answer<v1::FetchWelcomeResponse>& answer) const {
  ASSIGN_OR_RETURN(const InviteId id, ReadId<InviteId>("invite_id", request.invite_id()));
  RETURN_IF_ERROR(CheckLength("redeem_key", request.redeem_key(), kRedeemKeyBytes));
  Write<v1::FetchWelcomeResponse>(
      context_,
      [id, key_hash = trust::Sha256(request.redeem_key()),
       now_ms = context_.clock.WallMs()](StoreWrites& writes) -> absl::StatusOr<v1::FetchWelcomeResponse> {
        ASSIGN_OR_RETURN(Invite invite, writes.invites().Fetch(id, key_hash, now_ms));
        v1::FetchWelcomeResponse response;
        response.set_state(invite.state);
        response.set_reveal(std::move(invite.reveal));
        response.set_welcome(std::move(invite.welcome));
        return response;
      },
      answer);
  return absl::OkStatus();
}

}  // namespace toward::server
