#include "client/sync/account.h"

#include <utility>

#include "base/status_macros.h"
#include "client/sync/pending_join.h"
#include "trust/invite.h"
#include "trust/session_proof.h"

namespace toward::client {
namespace {

constexpr trust::KeyEpoch kFirstEpoch = 1;

absl::Status AnotherServer() {
  return absl::FailedPreconditionError(
      "The server at this address is not the one this plan is kept on. Check the address; if that server has lost "
      "everything, `toward init --again` gives it back.");
}

absl::Status FamilyIsThere() {
  return absl::AlreadyExistsError(
      "The server has this family's plan. Ask your partner for an invite and use it with `toward join`.");
}

absl::Status OfferDoesNotOpen() {
  return absl::InvalidArgumentError("The invite's secret part is not whole. Copy the link again, to its last letter.");
}

absl::Status InviteOfAnotherFamily() {
  return absl::FailedPreconditionError(
      "This directory holds the plan of another family. Join from a new one with --directory.");
}

absl::Status DeviceUnknown() {
  return absl::PermissionDeniedError(
      "The server does not know this device any more. Join again with a new invite; nothing here is lost.");
}

absl::Status NoReplicaNumber() {
  return absl::InternalError(
      "The server gave this device no number, so nothing was begun. Update the server and try again.");
}

// The number as Replica::TakeReplicaNumber wants it.
absl::StatusOr<uint32_t> ReplicaNumberOf(uint32_t replica) {
  if (replica == 0) return NoReplicaNumber();
  return replica;
}

trust::Secret NewSecret(Random& random) { return *trust::Secret::FromBytes(random.Bytes(trust::kKeyBytes)); }

v1::DeviceKeys ToProto(const trust::DevicePublicKeys& keys) {
  v1::DeviceKeys proto;
  proto.set_sign_public_key(keys.sign);
  proto.set_box_public_key(keys.box);
  return proto;
}

absl::StatusOr<v1::CreateChallengeResponse> Challenge(Connection& connection, Calls& calls, const DeviceId& device) {
  v1::CreateChallengeRequest request;
  request.set_device_id(device.ToBytes());
  v1::CreateChallengeResponse response;
  Call call(calls, "", kCallTimeoutMs);
  RETURN_IF_ERROR(FromGrpc(connection.account().CreateChallenge(call.context(), request, &response)));
  return response;
}

}  // namespace

Identity NewFamily(Random& random) {
  Identity identity{.family = random.NewId<FamilyId>(),
                    .member = random.NewId<MemberId>(),
                    .device = trust::DeviceIdentity::FromSeeds(NewSecret(random), NewSecret(random)),
                    .keyring = {},
                    .server = {},
                    .origin = {}};
  identity.keyring.Add(trust::Scope::kShared, kFirstEpoch, NewSecret(random));
  return identity;
}

absl::StatusOr<Enrolment> CreateFamily(const std::string& server, Identity identity) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Connection> connection, Connection::Open(server));
  Calls calls;
  v1::CreateFamilyRequest request;
  request.set_family_id(identity.family.ToBytes());
  request.set_member_id(identity.member.ToBytes());
  *request.mutable_device() = ToProto(identity.device.public_keys());
  v1::CreateFamilyResponse response;
  Call call(calls, "", kCallTimeoutMs);
  const absl::Status created = FromGrpc(connection->account().CreateFamily(call.context(), request, &response));
  if (absl::IsAlreadyExists(created)) return FamilyIsThere();
  RETURN_IF_ERROR(created);
  ASSIGN_OR_RETURN(const v1::CreateChallengeResponse challenge,
                   Challenge(*connection, calls, identity.device.device_id()));
  identity.server = server;
  identity.origin = challenge.origin();
  ASSIGN_OR_RETURN(const uint32_t replica, ReplicaNumberOf(response.replica()));
  return Enrolment{std::move(identity), replica};
}

absl::StatusOr<std::string> CreateInvite(const Identity& identity, InviteFor whom, int64_t lifetime_s, Random& random) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Connection> connection, Connection::Open(identity.server));
  Calls calls;
  ASSIGN_OR_RETURN(const SessionToken session, OpenSession(*connection, calls, identity));
  const trust::Invite invite{random.NewId<InviteId>(), NewSecret(random), identity.server};
  const auto& [epoch, family_key] = *identity.keyring.keys(trust::Scope::kShared).rbegin();
  const trust::Offer offer{identity.family, epoch, family_key, identity.origin};
  v1::CreateInviteRequest request;
  request.set_invite_id(invite.id.ToBytes());
  const trust::Secret redeem_key = trust::RedeemKey(invite);
  request.set_redeem_key_sha256(trust::Sha256(redeem_key.bytes()));
  request.set_offer(trust::SealOffer(invite, offer, random.Bytes(trust::kNonceBytes)));
  if (whom == InviteFor::kOwnDevice) request.set_member_id(identity.member.ToBytes());
  request.set_lifetime_seconds(static_cast<uint32_t>(lifetime_s));
  v1::CreateInviteResponse response;
  Call call(calls, session.token, kCallTimeoutMs);
  RETURN_IF_ERROR(FromGrpc(connection->account().CreateInvite(call.context(), request, &response)));
  return trust::FormatInviteLink(invite);
}

absl::StatusOr<Enrolment> Join(const std::string& directory, const std::string& link, const Identity* existing,
                               Random& random) {
  ASSIGN_OR_RETURN(const trust::Invite invite, trust::ParseInviteLink(link));
  ASSIGN_OR_RETURN(const std::unique_ptr<Connection> connection, Connection::Open(invite.server));
  Calls calls;
  ASSIGN_OR_RETURN(PendingJoin joining, BeginJoin(directory, invite.id, random));
  if (existing != nullptr) joining = {existing->member, existing->device};
  v1::RedeemInviteRequest request;
  request.set_invite_id(invite.id.ToBytes());
  const trust::Secret redeem_key = trust::RedeemKey(invite);
  request.set_redeem_key(std::string(redeem_key.bytes()));
  *request.mutable_device() = ToProto(joining.device.public_keys());
  request.set_member_id(joining.member.ToBytes());
  v1::RedeemInviteResponse response;
  Call call(calls, "", kCallTimeoutMs);
  RETURN_IF_ERROR(FromGrpc(connection->account().RedeemInvite(call.context(), request, &response)));
  const std::optional<trust::Offer> offer = trust::OpenOffer(invite, response.offer());
  const std::optional<MemberId> member = MemberId::FromBytes(response.member_id());
  if (!offer.has_value() || !member.has_value()) return OfferDoesNotOpen();
  if (existing != nullptr && offer->family != existing->family) return InviteOfAnotherFamily();
  Identity identity{offer->family, *member, joining.device, {}, invite.server, offer->origin};
  if (existing != nullptr) identity.keyring = existing->keyring;
  identity.keyring.Add(trust::Scope::kShared, offer->epoch, offer->family_key);
  ASSIGN_OR_RETURN(const uint32_t replica, ReplicaNumberOf(response.replica()));
  return Enrolment{std::move(identity), replica};
}

void FinishJoin(const std::string& directory) { EndJoin(directory); }

absl::StatusOr<uint32_t> RegisterReplica(Connection& connection, Calls& calls, const std::string& token) {
  v1::RegisterReplicaResponse response;
  Call call(calls, token, kCallTimeoutMs);
  RETURN_IF_ERROR(FromGrpc(connection.account().RegisterReplica(call.context(), {}, &response)));
  return ReplicaNumberOf(response.replica());
}

absl::StatusOr<SessionToken> OpenSession(Connection& connection, Calls& calls, const Identity& identity) {
  const DeviceId device = identity.device.device_id();
  ASSIGN_OR_RETURN(const v1::CreateChallengeResponse challenge, Challenge(connection, calls, device));
  if (challenge.origin() != identity.origin || challenge.nonce().size() != trust::kChallengeBytes) {
    return AnotherServer();
  }
  v1::OpenSessionRequest request;
  request.set_device_id(device.ToBytes());
  request.set_nonce(challenge.nonce());
  request.set_signature(trust::SignSession(identity.device, identity.origin, challenge.nonce()));
  v1::OpenSessionResponse response;
  Call call(calls, "", kCallTimeoutMs);
  const absl::Status opened = FromGrpc(connection.account().OpenSession(call.context(), request, &response));
  if (opened.code() == absl::StatusCode::kUnauthenticated) return DeviceUnknown();
  RETURN_IF_ERROR(opened);
  return SessionToken{response.token(), response.expire_time_ms()};
}

}  // namespace toward::client
