#include "server/service/account_handlers.h"

#include <memory>
#include <optional>
#include <utility>

#include "base/status_macros.h"
#include "server/refusals.h"
#include "server/service/validate.h"
#include "trust/crypto.h"
#include "trust/session_proof.h"

namespace toward::server {
namespace {

constexpr size_t kHashBytes = 32;
constexpr size_t kRedeemKeyBytes = 32;
constexpr size_t kMaxOfferBytes = 1024;
constexpr uint64_t kMaxInviteLifetimeSeconds = 604'800;
// What a job of this service holds on to, generously.
constexpr size_t kJobBytes = 4096;

// The session, if the signature over the nonce is that of the device.
absl::StatusOr<Session> ProveDevice(StoreWrites& writes, const v1::OpenSessionRequest& request,
                                    const DeviceId& device_id, const std::string& origin) {
  const auto device = writes.FindDevice(device_id);
  if (absl::IsNotFound(device.status())) return ProofRefused();
  RETURN_IF_ERROR(device.status());
  const trust::DevicePublicKeys keys{.sign = device->sign_public_key, .box = device->box_public_key};
  if (!trust::VerifySession(keys, origin, request.nonce(), request.signature())) return ProofRefused();
  return Session{.token_hash = {}, .device = device_id, .family = device->family, .member = device->member};
}

absl::StatusOr<NewInvite> ReadInvite(const v1::CreateInviteRequest& request, int64_t now_ms) {
  NewInvite invite;
  ASSIGN_OR_RETURN(invite.id, ReadId<InviteId>("invite_id", request.invite_id()));
  RETURN_IF_ERROR(CheckLength("redeem_key_sha256", request.redeem_key_sha256(), kHashBytes));
  if (request.offer().empty() || request.offer().size() > kMaxOfferBytes) return TooLong("offer", kMaxOfferBytes);
  if (!request.member_id().empty()) {
    ASSIGN_OR_RETURN(invite.member, ReadId<MemberId>("member_id", request.member_id()));
  }
  RETURN_IF_ERROR(CheckRange("lifetime_seconds", request.lifetime_seconds(), 1, kMaxInviteLifetimeSeconds));
  invite.redeem_key_sha256 = request.redeem_key_sha256();
  invite.offer = request.offer();
  invite.expire_time_ms = now_ms + int64_t{request.lifetime_seconds()} * 1000;
  return invite;
}

}  // namespace

template <typename Response>
void AccountHandlers::Write(std::function<absl::StatusOr<Response>(StoreWrites&)> work,
                            const Answer<Response>& answer) const {
  auto made = std::make_shared<Response>();
  context_.writer.Submit({
      .work = [work = std::move(work), made](StoreWrites& writes) -> absl::Status {
        ASSIGN_OR_RETURN(*made, work(writes));
        return absl::OkStatus();
      },
      .done = [made, answer](const absl::Status& status) { status.ok() ? answer(std::move(*made)) : answer(status); },
      .bytes = kJobBytes,
  });
}

absl::Status AccountHandlers::CreateFamily(const Caller&, const v1::CreateFamilyRequest& request,
                                           const Answer<v1::CreateFamilyResponse>& answer) const {
  ASSIGN_OR_RETURN(const FamilyId family, ReadId<FamilyId>("family_id", request.family_id()));
  ASSIGN_OR_RETURN(const MemberId member, ReadId<MemberId>("member_id", request.member_id()));
  ASSIGN_OR_RETURN(NewDevice device, ReadDevice(request.device()));
  Write<v1::CreateFamilyResponse>(
      [=, hint = NewReplicaHint()](StoreWrites& writes) -> absl::StatusOr<v1::CreateFamilyResponse> {
        ASSIGN_OR_RETURN(const uint32_t replica, writes.CreateFamily(family, member, device, hint));
        v1::CreateFamilyResponse response;
        response.set_replica(replica);
        return response;
      },
      answer);
  return absl::OkStatus();
}

absl::Status AccountHandlers::CreateChallenge(const Caller&, const v1::CreateChallengeRequest& request,
                                              const Answer<v1::CreateChallengeResponse>& answer) const {
  ASSIGN_OR_RETURN(const DeviceId device, ReadId<DeviceId>("device_id", request.device_id()));
  v1::CreateChallengeResponse response;
  response.set_nonce(context_.random.Bytes(trust::kChallengeBytes));
  response.set_origin(context_.origin);
  context_.challenges.Add(response.nonce(), device, context_.clock.WallMs());
  answer(std::move(response));
  return absl::OkStatus();
}

absl::Status AccountHandlers::OpenSession(const Caller&, const v1::OpenSessionRequest& request,
                                          const Answer<v1::OpenSessionResponse>& answer) const {
  const int64_t now_ms = context_.clock.WallMs();
  const std::optional<DeviceId> device = DeviceId::FromBytes(request.device_id());
  if (!device.has_value() || !context_.challenges.Take(request.nonce(), *device, now_ms)) return ProofRefused();
  struct Opened {
    std::string token;
    Session session = {};
    std::vector<std::string> forgotten;
  };
  auto opened = std::make_shared<Opened>();
  opened->token = trust::FormatToken(context_.random.Bytes(trust::kTokenBytes));
  context_.writer.Submit({
      .work = [this, &request, device = *device, now_ms, opened](StoreWrites& writes) -> absl::Status {
        ASSIGN_OR_RETURN(opened->session, ProveDevice(writes, request, device, context_.origin));
        opened->session.token_hash = *trust::TokenHash(opened->token);
        opened->session.expire_time_ms = now_ms + kSessionLifetimeMs;
        ASSIGN_OR_RETURN(opened->forgotten, writes.AddSession(opened->session, now_ms));
        return absl::OkStatus();
      },
      .done =
          [this, now_ms, opened, answer](const absl::Status& status) {
            if (!status.ok()) return answer(status);
            context_.sessions.Forget(opened->forgotten);
            context_.sessions.Add(opened->session);
            v1::OpenSessionResponse response;
            response.set_token(opened->token);
            response.set_expire_time_ms(opened->session.expire_time_ms);
            response.set_server_time_ms(now_ms);
            answer(std::move(response));
          },
      .bytes = kJobBytes,
  });
  return absl::OkStatus();
}

absl::Status AccountHandlers::RegisterReplica(const Caller& caller, const v1::RegisterReplicaRequest&,
                                              const Answer<v1::RegisterReplicaResponse>& answer) const {
  Write<v1::RegisterReplicaResponse>(
      [id = caller.session->device,
       hint = NewReplicaHint()](StoreWrites& writes) -> absl::StatusOr<v1::RegisterReplicaResponse> {
        ASSIGN_OR_RETURN(const Device device, writes.FindDevice(id));
        ASSIGN_OR_RETURN(const uint32_t replica, writes.RegisterReplica(device, hint));
        v1::RegisterReplicaResponse response;
        response.set_replica(replica);
        return response;
      },
      answer);
  return absl::OkStatus();
}

absl::Status AccountHandlers::CreateInvite(const Caller& caller, const v1::CreateInviteRequest& request,
                                           const Answer<v1::CreateInviteResponse>& answer) const {
  const int64_t now_ms = context_.clock.WallMs();
  ASSIGN_OR_RETURN(NewInvite invite, ReadInvite(request, now_ms));
  Write<v1::CreateInviteResponse>(
      [id = caller.session->device, invite = std::move(invite),
       now_ms](StoreWrites& writes) -> absl::StatusOr<v1::CreateInviteResponse> {
        ASSIGN_OR_RETURN(const Device device, writes.FindDevice(id));
        RETURN_IF_ERROR(writes.CreateInvite(device, invite, now_ms));
        v1::CreateInviteResponse response;
        response.set_expire_time_ms(invite.expire_time_ms);
        return response;
      },
      answer);
  return absl::OkStatus();
}

absl::Status AccountHandlers::RedeemInvite(const Caller&, const v1::RedeemInviteRequest& request,
                                           const Answer<v1::RedeemInviteResponse>& answer) const {
  ASSIGN_OR_RETURN(const InviteId invite, ReadId<InviteId>("invite_id", request.invite_id()));
  RETURN_IF_ERROR(CheckLength("redeem_key", request.redeem_key(), kRedeemKeyBytes));
  ASSIGN_OR_RETURN(NewDevice device, ReadDevice(request.device()));
  ASSIGN_OR_RETURN(const MemberId member, ReadId<MemberId>("member_id", request.member_id()));
  Write<v1::RedeemInviteResponse>(
      [=, key_hash = trust::Sha256(request.redeem_key()), hint = NewReplicaHint(),
       now_ms = context_.clock.WallMs()](StoreWrites& writes) -> absl::StatusOr<v1::RedeemInviteResponse> {
        ASSIGN_OR_RETURN(Redemption redeemed, writes.RedeemInvite(invite, key_hash, device, member, hint, now_ms));
        v1::RedeemInviteResponse response;
        response.set_family_id(redeemed.family.ToBytes());
        response.set_member_id(redeemed.member.ToBytes());
        response.set_replica(redeemed.replica);
        response.set_offer(std::move(redeemed.offer));
        return response;
      },
      answer);
  return absl::OkStatus();
}

uint32_t AccountHandlers::NewReplicaHint() const {
  uint32_t hint = 0;
  while (hint == 0) hint = static_cast<uint32_t>(context_.random.Number());
  return hint;
}

}  // namespace toward::server
