// The requests that the callers of the matrix make: each about what is Ana's, in the way that fits who calls.
#ifndef TOWARD_TESTS_SERVER_AUTHORIZATION_REQUESTS_H_
#define TOWARD_TESTS_SERVER_AUTHORIZATION_REQUESTS_H_

#include <string>
#include <type_traits>

#include "tests/server/authorization/world.h"
#include "toward/v1/reminders.pb.h"

namespace toward::server {

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

// The invite that this caller is about.
const WorldInvite& InviteFor(const World& world, Who who);
std::string CreateFamily(World& world, Who who);
std::string CreateChallenge(World& world, Who who);
std::string OpenSession(World& world, Who who);
std::string AppendRoster(World& world, Who who);
std::string OpenInvite(World& world, Who who);
std::string ClaimInvite(World& world, Who who);
std::string ClaimOfNobody(World& world, Who);
std::string FetchWelcome(World& world, Who who);
std::string FetchOfNobody(World& world, Who);
std::string RevealInvite(World& world, Who who);
std::string RevealOfNobody(World& world, Who);
std::string ConfirmInvite(World& world, Who who);
std::string ConfirmOfNobody(World& world, Who);
std::string PushAChange(World& world, Who who);
std::string RevokeLink(World&, Who);
std::string CreateLink(World&, Who);

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

template <typename Request>
std::string Keyed(World&, Who) {
  Request request;
  request.set_key(std::string(24, 'k'));
  if constexpr (std::is_same_v<Request, v1::SnoozeRequest>) request.set_minutes(5);
  return request.SerializeAsString();
}

}  // namespace toward::server

#endif  // TOWARD_TESTS_SERVER_AUTHORIZATION_REQUESTS_H_
