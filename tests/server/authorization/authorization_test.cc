// Who may do what: every method of the schema, called by everybody in the world, against the real server. A method that
// has no row here fails the test.

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "server/access.h"
#include "tests/server/authorization/rows.h"

namespace toward::server {
namespace {

using google::protobuf::DescriptorPool;
using google::protobuf::MethodDescriptor;
using grpc::StatusCode;

constexpr StatusCode kOk = StatusCode::OK;
constexpr StatusCode kNotFound = StatusCode::NOT_FOUND;

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

const MethodDescriptor* Describe(const Row& row) {
  return DescriptorPool::generated_pool()->FindMethodByName("toward.v1." + row.method);
}

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
  for (const Row& row : Rows()) rows.insert("toward.v1." + row.method);
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

INSTANTIATE_TEST_SUITE_P(EveryMethod, AuthorizationTest, testing::ValuesIn(Rows()), NameOf);

}  // namespace
}  // namespace toward::server
