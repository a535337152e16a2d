#include "tests/server/authorization/requests.h"

#include "trust/crypto.h"
#include "trust/session_proof.h"

namespace toward::server {

const WorldInvite& InviteFor(const World& world, Who who) {
  switch (who) {
    case Who::kExpiredInvite:
      return world.expired;
    case Who::kUsedInvite:
    case Who::kReplay:
      return world.confirmed;
    default:
      return world.claimed;
  }
}

std::string CreateFamily(World& world, Who who) {
  v1::CreateFamilyRequest request;
  request.set_family_id(world.ana->family.ToBytes());
  // Another family's chain under Ana's id; or Ana's own again.
  const auto stranger = NewIdentity(world.ana->random);
  const FamilyChain other(world.ana->family, world.ana->random.NewId<MemberId>(), stranger, world.ana->random);
  const FamilyChain& chain = who == Who::kReplay ? *world.ana->chain : other;
  const Statements statements = chain.From(0);
  request.mutable_roster()->Assign(statements.begin(), statements.end());
  return request.SerializeAsString();
}

std::string CreateChallenge(World& world, Who who) {
  v1::CreateChallengeRequest request;
  const TestDevice& device = who == Who::kRemovedDevice ? *world.lost : *world.ana;
  request.set_device_id(device.identity.device_id().ToBytes());
  return request.SerializeAsString();
}

TestDevice& ProverFor(World& world, Who who) {
  switch (who) {
    case Who::kRemovedDevice:
      return *world.lost;
    case Who::kLeftMember:
      return *world.gus;
    case Who::kClaimedJoiner:
      return *world.joiner;
    case Who::kPaper:
      return *world.paper;
    default:
      return *world.ana;
  }
}

std::string OpenSession(World& world, Who who) {
  const TestDevice& prover = ProverFor(world, who);
  v1::CreateChallengeRequest ask;
  ask.set_device_id(prover.identity.device_id().ToBytes());
  v1::CreateChallengeResponse challenge;
  EXPECT_TRUE(world.joiner->account->CreateChallenge(world.joiner->NewContext().get(), ask, &challenge).ok());
  // In the other family's case Eva's key signs for Ana's device.
  const trust::DeviceIdentity& signer = who == Who::kOtherFamily ? world.eva->identity : prover.identity;
  v1::OpenSessionRequest request;
  request.set_device_id(ask.device_id());
  request.set_nonce(challenge.nonce());
  request.set_signature(trust::SignSession(signer, challenge.origin(), challenge.nonce()));
  if (who == Who::kReplay) {
    v1::OpenSessionResponse first;
    EXPECT_TRUE(world.joiner->account->OpenSession(world.joiner->NewContext().get(), request, &first).ok());
  }
  return request.SerializeAsString();
}

std::string AppendRoster(World& world, Who who) {
  v1::AppendRosterRequest request;
  const FamilyChain& chain = *world.ana->chain;
  if (who == Who::kReplay) {
    request.set_first_seq(chain.length() - 1);
    *request.add_statements() = chain.From(chain.length() - 1).front();
    return request.SerializeAsString();
  }
  // Whoever calls says that Ana's phone is to go.
  TestDevice& signer = who == Who::kOtherFamily ? *world.eva : *world.ben;
  request.set_first_seq(chain.length());
  *request.add_statements() =
      chain.roster().Sign(signer.identity, trust::RemoveDevice(world.ana->identity.device_id()));
  return request.SerializeAsString();
}

std::string OpenInvite(World& world, Who who) {
  v1::OpenInviteRequest request;
  request.set_invite_id(world.open.id);
  request.set_redeem_key_sha256(who == Who::kReplay ? trust::Sha256(world.open.key) : std::string(32, 'h'));
  request.set_offer("offer");
  request.set_own_device(true);
  request.set_lifetime_seconds(600);
  return request.SerializeAsString();
}

v1::ClaimInviteRequest ClaimOf(const WorldInvite& invite, const std::string& join) {
  v1::ClaimInviteRequest request;
  request.set_invite_id(invite.id);
  request.set_redeem_key(invite.key);
  request.set_join(join);
  return request;
}

std::string ClaimInvite(World& world, Who who) {
  // Nobody knows the key; the others have it, and come second.
  v1::ClaimInviteRequest request = ClaimOf(InviteFor(world, who), "another join");
  if (who == Who::kNobody) request.set_redeem_key(std::string(32, 'x'));
  if (who == Who::kReplay) request = ClaimOf(world.claimed, world.claimed.join);
  return request.SerializeAsString();
}

std::string ClaimOfNobody(World& world, Who) {
  return ClaimOf({world.ana->random.Bytes(16), world.ana->random.Bytes(32), ""}, "another join").SerializeAsString();
}

v1::FetchWelcomeRequest FetchOf(const WorldInvite& invite) {
  v1::FetchWelcomeRequest request;
  request.set_invite_id(invite.id);
  request.set_redeem_key(invite.key);
  return request;
}

std::string FetchWelcome(World& world, Who who) {
  v1::FetchWelcomeRequest request = FetchOf(InviteFor(world, who));
  if (who == Who::kNobody) request.set_redeem_key(std::string(32, 'x'));
  return request.SerializeAsString();
}

std::string FetchOfNobody(World& world, Who) {
  return FetchOf({world.ana->random.Bytes(16), world.ana->random.Bytes(32), ""}).SerializeAsString();
}

std::string RevealInvite(World& world, Who who) {
  v1::RevealInviteRequest request;
  request.set_invite_id(InviteFor(world, who).id);
  request.set_reveal("reveal");
  return request.SerializeAsString();
}

std::string RevealOfNobody(World& world, Who) {
  v1::RevealInviteRequest request;
  request.set_invite_id(world.ana->random.Bytes(16));
  request.set_reveal("reveal");
  return request.SerializeAsString();
}

v1::ConfirmInviteRequest ConfirmationOf(World& world, const std::string& id) {
  v1::ConfirmInviteRequest request = world.confirmation;
  request.set_invite_id(id);
  return request;
}

std::string ConfirmInvite(World& world, Who who) {
  v1::ConfirmInviteRequest request = ConfirmationOf(world, InviteFor(world, who).id);
  if (who == Who::kUsedInvite) request.set_welcome("another welcome");
  return request.SerializeAsString();
}

std::string ConfirmOfNobody(World& world, Who) {
  return ConfirmationOf(world, world.ana->random.Bytes(16)).SerializeAsString();
}

std::string PushAChange(World& world, Who who) {
  v1::PushRequest request = world.pushed;
  if (who == Who::kStaleEpoch) {
    request.set_push_no(request.push_no() + 1);
    request.set_key_epoch(1);
  }
  return request.SerializeAsString();
}

std::string RevokeLink(World&, Who) {
  v1::RevokeLinkRequest request;
  request.set_kind(v1::LINK_KIND_ASLEEP);
  return request.SerializeAsString();
}

std::string CreateLink(World&, Who) {
  v1::CreateLinkRequest request;
  request.set_kind(v1::LINK_KIND_ASLEEP);
  return request.SerializeAsString();
}

}  // namespace toward::server
