// Who may do what: every method of the schema, called by everybody in the world, against the real server. A method that
// has no row here fails the test.

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <set>

#include "server/access.h"
#include "tests/server/authorization/world.h"
#include "toward/v1/reminders.pb.h"
#include "trust/crypto.h"
#include "trust/session_proof.h"

namespace toward::server {
namespace {

using google::protobuf::DescriptorPool;
using google::protobuf::MethodDescriptor;
using grpc::StatusCode;

enum class Who {
  kNobody,
  kGarbage,
  kExpiredSession,
  kRemovedDevice,
  kLeftMember,
  kOtherFamily,
  kOtherMember,
  kClaimedJoiner,
  kExpiredInvite,
  kUsedInvite,
  kReplay,
  kPaper,
  kStaleEpoch,
};

const std::map<Who, const char*> kNames = {
    {Who::kNobody, "nobody"},
    {Who::kGarbage, "garbage"},
    {Who::kExpiredSession, "expired session"},
    {Who::kRemovedDevice, "removed device"},
    {Who::kLeftMember, "left member"},
    {Who::kOtherFamily, "other family"},
    {Who::kOtherMember, "other member"},
    {Who::kClaimedJoiner, "claimed joiner"},
    {Who::kExpiredInvite, "expired invite"},
    {Who::kUsedInvite, "used invite"},
    {Who::kReplay, "replay"},
    {Who::kPaper, "paper"},
    {Who::kStaleEpoch, "stale epoch"},
};

using Expectations = std::map<Who, StatusCode>;

// How a method is called, about what is Ana's, and what comes of it. What `expected` leaves out follows from the
// method's access, or cannot be.
struct Row {
  std::string method;
  std::function<std::string(World&, Who)> request;
  Expectations expected;
  // Of a request whose answer names an id of Ana's: the same about nobody's id.
  std::function<std::string(World&, Who)> of_nobody = nullptr;
};

std::string TokenOf(World& world, Who who) {
  switch (who) {
    case Who::kNobody:
    case Who::kClaimedJoiner:
      return "";
    case Who::kGarbage:
      return "tws1_" + std::string(43, 'A');
    case Who::kExpiredSession:
      return world.asleep->token;
    case Who::kRemovedDevice:
      return world.lost->token;
    case Who::kLeftMember:
      return world.gus->token;
    case Who::kOtherFamily:
      return world.eva->token;
    case Who::kOtherMember:
      return world.ben->token;
    case Who::kPaper:
      return world.paper->token;
    default:
      return world.ana->token;
  }
}

Expectations ByAccess(v1::Access access) {
  if (access == v1::ACCESS_OPEN) return {};
  Expectations expected;
  for (const Who who : {Who::kNobody, Who::kGarbage, Who::kExpiredSession, Who::kRemovedDevice, Who::kLeftMember,
                        Who::kClaimedJoiner}) {
    expected[who] = StatusCode::UNAUTHENTICATED;
  }
  if (access == v1::ACCESS_DEVICE) expected[Who::kPaper] = StatusCode::PERMISSION_DENIED;
  return expected;
}

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

template <typename Request>
std::string Named(World& world, Who who) {
  Request request;
  request.set_invite_id(InviteFor(world, who).id);
  return request.SerializeAsString();
}

template <typename Request>
std::string NamedOfNobody(World& world, Who) {
  Request request;
  request.set_invite_id(world.ana->random.Bytes(16));
  return request.SerializeAsString();
}

template <typename Request>
std::string Empty(World&, Who) {
  return Request().SerializeAsString();
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
  TestDevice& signer = who == Who::kOtherFamily ? *world.eva : who == Who::kPaper ? *world.ben : *world.ben;
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

std::string Push(World& world, Who who) {
  v1::PushRequest request = world.pushed;
  if (who == Who::kStaleEpoch) {
    request.set_push_no(request.push_no() + 1);
    request.set_key_epoch(1);
  }
  return request.SerializeAsString();
}

template <typename Request>
std::string Keyed(World&, Who) {
  Request request;
  request.set_key(std::string(24, 'k'));
  if constexpr (std::is_same_v<Request, v1::SnoozeRequest>) request.set_minutes(5);
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

constexpr StatusCode kOk = StatusCode::OK;
constexpr StatusCode kNotFound = StatusCode::NOT_FOUND;
constexpr StatusCode kUnauthenticated = StatusCode::UNAUTHENTICATED;
constexpr StatusCode kPrecondition = StatusCode::FAILED_PRECONDITION;
constexpr StatusCode kDenied = StatusCode::PERMISSION_DENIED;

const Row kRows[] = {
    {"AccountService.CreateFamily",
     CreateFamily,
     {{Who::kNobody, StatusCode::ALREADY_EXISTS},
      {Who::kOtherFamily, StatusCode::ALREADY_EXISTS},
      {Who::kReplay, kOk}}},
    {"AccountService.CreateChallenge", CreateChallenge, {{Who::kNobody, kOk}, {Who::kRemovedDevice, kOk}}},
    {"AccountService.OpenSession",
     OpenSession,
     {{Who::kRemovedDevice, kUnauthenticated},
      {Who::kLeftMember, kUnauthenticated},
      {Who::kOtherFamily, kUnauthenticated},
      {Who::kClaimedJoiner, kUnauthenticated},
      {Who::kReplay, kUnauthenticated},
      {Who::kPaper, kOk}}},
    {"AccountService.CloseSession", Empty<v1::CloseSessionRequest>, {{Who::kPaper, kOk}, {Who::kOtherMember, kOk}}},
    {"AccountService.ErasePrivate",
     Empty<v1::ErasePrivateRequest>,
     {{Who::kOtherFamily, kOk}, {Who::kOtherMember, kOk}, {Who::kReplay, kOk}}},
    {"AccountService.RegisterReplica",
     Empty<v1::RegisterReplicaRequest>,
     {{Who::kOtherFamily, kOk}, {Who::kOtherMember, kOk}}},
    {"RosterService.GetRoster",
     Empty<v1::GetRosterRequest>,
     {{Who::kOtherFamily, kOk},
      {Who::kOtherMember, kOk},
      {Who::kReplay, kOk},
      {Who::kPaper, kOk},
      {Who::kStaleEpoch, kOk}}},
    {"RosterService.AppendRoster",
     AppendRoster,
     {{Who::kOtherFamily, StatusCode::ABORTED},
      {Who::kOtherMember, StatusCode::INVALID_ARGUMENT},
      {Who::kReplay, kOk},
      {Who::kPaper, StatusCode::INVALID_ARGUMENT}}},
    {"InviteService.OpenInvite",
     OpenInvite,
     {{Who::kOtherFamily, StatusCode::ALREADY_EXISTS},
      {Who::kOtherMember, StatusCode::ALREADY_EXISTS},
      {Who::kReplay, kOk}}},
    {"InviteService.ClaimInvite",
     ClaimInvite,
     {{Who::kNobody, kNotFound},
      {Who::kOtherFamily, kNotFound},
      {Who::kOtherMember, kNotFound},
      {Who::kExpiredInvite, kNotFound},
      {Who::kUsedInvite, kNotFound},
      {Who::kReplay, kOk}},
     ClaimOfNobody},
    {"InviteService.GetInvite",
     Named<v1::GetInviteRequest>,
     {{Who::kOtherFamily, kNotFound},
      {Who::kOtherMember, kNotFound},
      {Who::kExpiredInvite, kOk},
      {Who::kUsedInvite, kOk}},
     NamedOfNobody<v1::GetInviteRequest>},
    {"InviteService.RevealInvite",
     RevealInvite,
     {{Who::kOtherFamily, kNotFound},
      {Who::kOtherMember, kNotFound},
      {Who::kExpiredInvite, kPrecondition},
      {Who::kUsedInvite, kPrecondition}},
     RevealOfNobody},
    {"InviteService.ConfirmInvite",
     ConfirmInvite,
     {{Who::kOtherFamily, kNotFound},
      {Who::kOtherMember, kNotFound},
      {Who::kExpiredInvite, kPrecondition},
      {Who::kUsedInvite, kPrecondition},
      {Who::kReplay, kOk}},
     ConfirmOfNobody},
    {"InviteService.EndInvite",
     Named<v1::EndInviteRequest>,
     {{Who::kOtherFamily, kNotFound},
      {Who::kOtherMember, kNotFound},
      {Who::kExpiredInvite, kOk},
      {Who::kUsedInvite, kPrecondition}},
     NamedOfNobody<v1::EndInviteRequest>},
    {"InviteService.FetchWelcome",
     FetchWelcome,
     {{Who::kNobody, kNotFound}, {Who::kClaimedJoiner, kOk}, {Who::kExpiredInvite, kNotFound}, {Who::kUsedInvite, kOk}},
     FetchOfNobody},
    {"SyncService.Push",
     Push,
     {{Who::kOtherFamily, kOk}, {Who::kOtherMember, kOk}, {Who::kReplay, kOk}, {Who::kStaleEpoch, kOk}}},
    {"SyncService.Watch", Empty<v1::WatchRequest>, {{Who::kOtherMember, kOk}, {Who::kReplay, kOk}}},
    {"ReminderService.Listen", Empty<v1::ListenRequest>, {{Who::kOtherMember, kOk}, {Who::kReplay, kOk}}},
    {"ReminderService.Acknowledge",
     Keyed<v1::AcknowledgeRequest>,
     {{Who::kOtherFamily, kOk}, {Who::kOtherMember, kOk}}},
    {"ReminderService.Snooze",
     Keyed<v1::SnoozeRequest>,
     {{Who::kOtherFamily, kNotFound}, {Who::kOtherMember, kNotFound}}},
    {"ReminderService.SayAsleep", Empty<v1::SayAsleepRequest>, {{Who::kOtherMember, kOk}}},
    {"ReminderService.SetWebPush", Empty<v1::SetWebPushRequest>, {{Who::kOtherMember, kPrecondition}}},
    {"ReminderService.TestReminder", Empty<v1::TestReminderRequest>, {{Who::kOtherMember, kOk}}},
    {"ReminderService.CreateLink", CreateLink, {{Who::kOtherMember, kPrecondition}}},
    {"ReminderService.RevokeLink", RevokeLink, {{Who::kOtherMember, kOk}, {Who::kReplay, kOk}}},
};

const MethodDescriptor* Describe(const Row& row) {
  return DescriptorPool::generated_pool()->FindMethodByName("toward.v1." + row.method);
}

// Every method of the schema, wherever it is declared.
std::set<std::string> EveryMethod() {
  std::set<std::string> methods;
  for (const char* service : {v1::AccountService::service_full_name(), v1::RosterService::service_full_name(),
                              v1::InviteService::service_full_name(), v1::SyncService::service_full_name(),
                              v1::ReminderService::service_full_name()}) {
    const auto* described = DescriptorPool::generated_pool()->FindServiceByName(service);
    for (int i = 0; i < described->method_count(); ++i) methods.insert(described->method(i)->full_name());
  }
  return methods;
}

class AuthorizationTest : public testing::TestWithParam<Row> {
 protected:
  // The world is as it was before each of the calls.
  World world_;
};

TEST(Authorization, EveryMethodHasARow) {
  std::set<std::string> rows;
  for (const Row& row : kRows) rows.insert("toward.v1." + row.method);
  EXPECT_EQ(rows, EveryMethod());
}

TEST_P(AuthorizationTest, LetsInWhoMayAndNobodyElse) {
  const Row& row = GetParam();
  const MethodDescriptor& method = *Describe(row);
  Expectations expected = ByAccess(AccessOf(method));
  for (const auto& [who, code] : row.expected) expected[who] = code;
  int negatives = 0;
  for (const auto& [who, code] : expected) {
    SCOPED_TRACE(kNames.at(who));
    const std::string request = row.request(world_, who);
    const std::string token = TokenOf(world_, who);
    if (method.server_streaming() && code == kOk) {
      EXPECT_TRUE(world_.StreamBegins(method.full_name(), request, token));
      continue;
    }
    const std::string before = world_.Rows();
    const Outcome outcome = world_.Call(method.full_name(), request, token);
    EXPECT_EQ(outcome.code, code) << outcome.message;
    if (code == kOk) continue;
    ++negatives;
    EXPECT_TRUE(world_.Rows() == before) << "something was written";
    if (code != kNotFound || row.of_nobody == nullptr) continue;
    EXPECT_EQ(outcome, world_.Call(method.full_name(), row.of_nobody(world_, who), token));
  }
  EXPECT_GT(negatives + (AccessOf(method) == v1::ACCESS_OPEN ? 1 : 0), 0);
}

std::string NameOf(const testing::TestParamInfo<Row>& info) {
  return info.param.method.substr(info.param.method.find('.') + 1);
}

INSTANTIATE_TEST_SUITE_P(EveryMethod, AuthorizationTest, testing::ValuesIn(kRows), NameOf);

}  // namespace
}  // namespace toward::server
