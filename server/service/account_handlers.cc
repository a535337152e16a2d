#include "server/service/account_handlers.h"

#include <memory>
#include <optional>
#include <utility>

#include "base/status_macros.h"
#include "server/errors.h"
#include "server/refusals.h"
#include "server/service/validate.h"
#include "server/service/write_job.h"
#include "server/tickets.h"
#include "trust/crypto.h"
#include "trust/session_proof.h"

namespace toward::server {
namespace {

// The session, if the signature over the nonce is that of the device.
absl::StatusOr<Session> ProveDevice(StoreWrites& writes, const v1::OpenSessionRequest& request,
                                    const DeviceId& device_id, const std::string& origin) {
  const auto device = writes.FindDevice(device_id);
  if (absl::IsNotFound(device.status())) return ProofRefused();
  RETURN_IF_ERROR(device.status());
  const trust::DevicePublicKeys keys{.sign = device->sign_public_key, .box = device->box_public_key};
  if (!trust::VerifySession(keys, origin, request.nonce(), request.signature())) return ProofRefused();
  return Session{.token_hash = {},
                 .device = device_id,
                 .family = device->family,
                 .member = device->member,
                 .paper = device->is_paper()};
}

}  // namespace

absl::Status AccountHandlers::CreateFamily(const Caller&, const v1::CreateFamilyRequest& request,
                                           const Answer<v1::CreateFamilyResponse>& answer) const {
  ASSIGN_OR_RETURN(const FamilyId family, ReadId<FamilyId>("family_id", request.family_id()));
  ASSIGN_OR_RETURN(trust::Roster roster, trust::Roster::FromStatements(ToVector(request.roster())));
  if (roster.family() != family) return RosterOfAnotherFamily();
  ASSIGN_OR_RETURN(Registration registration, ReadRegistration(request.ticket()));
  Write<Founding>(
      context_,
      [roster = std::move(roster), registration = std::move(registration), hint = NewReplicaHint()](
          StoreWrites& writes) { return writes.rosters().CreateFamily(roster, registration, hint); },
      [this, answer](const absl::StatusOr<Founding>& founding) {
        if (!founding.ok()) return answer(founding.status());
        Spread(context_, founding->change);
        v1::CreateFamilyResponse response;
        response.set_replica(founding->replica);
        answer(std::move(response));
      },
      2 * request.ByteSizeLong());
  return absl::OkStatus();
}

absl::StatusOr<Registration> AccountHandlers::ReadRegistration(const std::string& ticket) const {
  Registration registration{.open = context_.open_registration, .ticket = std::nullopt};
  if (registration.open || ticket.empty()) return registration;
  registration.ticket = ReadTicket(context_.ticket_key, ticket, context_.clock.WallMs());
  if (!registration.ticket.has_value()) return TicketNotUsable();
  return registration;
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
        return writes.ForgetEnded(now_ms);
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

absl::Status AccountHandlers::CloseSession(const Caller& caller, const v1::CloseSessionRequest&,
                                           const Answer<v1::CloseSessionResponse>& answer) const {
  const std::string& token_hash = caller.session->token_hash;
  Write<v1::CloseSessionResponse>(
      context_,
      [token_hash](StoreWrites& writes) -> absl::StatusOr<v1::CloseSessionResponse> {
        RETURN_IF_ERROR(writes.CloseSession(token_hash));
        return v1::CloseSessionResponse();
      },
      [this, token_hash, family = caller.session->family, answer](absl::StatusOr<v1::CloseSessionResponse> closed) {
        if (closed.ok()) Spread(context_, {.family = family, .moved = true, .ended_sessions = {token_hash}});
        answer(std::move(closed));
      });
  return absl::OkStatus();
}

absl::Status AccountHandlers::ErasePrivate(const Caller& caller, const v1::ErasePrivateRequest&,
                                           const Answer<v1::ErasePrivateResponse>& answer) const {
  WriteAs<v1::ErasePrivateResponse>(
      context_, caller,
      [salt = context_.random.Number()](StoreWrites& writes,
                                        const Device& device) -> absl::StatusOr<v1::ErasePrivateResponse> {
        RETURN_IF_ERROR(writes.rosters().ErasePrivate(device.family, device.member, salt));
        return v1::ErasePrivateResponse();
      },
      answer);
  return absl::OkStatus();
}

absl::Status AccountHandlers::RegisterReplica(const Caller& caller, const v1::RegisterReplicaRequest&,
                                              const Answer<v1::RegisterReplicaResponse>& answer) const {
  WriteAs<v1::RegisterReplicaResponse>(
      context_, caller,
      [hint = NewReplicaHint()](StoreWrites& writes,
                                const Device& device) -> absl::StatusOr<v1::RegisterReplicaResponse> {
        ASSIGN_OR_RETURN(const uint32_t replica, writes.RegisterReplica(device, hint));
        v1::RegisterReplicaResponse response;
        response.set_replica(replica);
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
