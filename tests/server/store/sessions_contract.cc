// Sessions: kept for a restart, few for each device, and forgotten when they have expired.

#include <gmock/gmock.h>

#include "tests/server/store/store_contract.h"

namespace toward::server {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

constexpr int64_t kHourMs = 3'600'000;

// A session of the phone that expires so long after now; its token hash is the name made as long as a hash.
Session Named(std::string_view name, const Phone& phone, int64_t lifetime_ms) {
  std::string hash(name);
  hash.resize(32, '.');
  return {hash, phone.device.id, phone.device.family, phone.device.member, StoreUser::kNowMs + lifetime_ms};
}

// The names of the forgotten.
std::vector<std::string> Add(Store& store, const Session& session, int64_t now_ms = StoreUser::kNowMs) {
  std::vector<std::string> names;
  EXPECT_TRUE(store
                  .Write([&](StoreWrites& writes) -> absl::Status {
                    const auto forgotten = writes.AddSession(session, now_ms);
                    if (!forgotten.ok()) return forgotten.status();
                    for (const std::string& hash : *forgotten) names.push_back(hash.substr(0, hash.find('.')));
                    return absl::OkStatus();
                  })
                  .ok());
  return names;
}

std::vector<std::string> Open(Store& store, int64_t now_ms = StoreUser::kNowMs) {
  const auto sessions = store.LoadSessions(now_ms);
  EXPECT_TRUE(sessions.ok()) << sessions.status();
  std::vector<std::string> names;
  for (const Session& session : *sessions) {
    names.push_back(session.token_hash.substr(0, session.token_hash.find('.')));
  }
  return names;
}

TEST_P(StoreContract, ASessionIsThereAfterReopening) {
  const Phone ana = Settle();
  const Session session = Named("one", ana, kHourMs);
  EXPECT_THAT(Add(*store, session), IsEmpty());
  Reopen();
  const auto loaded = store->LoadSessions(kNowMs);
  ASSERT_TRUE(loaded.ok());
  ASSERT_EQ(loaded->size(), 1U);
  EXPECT_EQ(loaded->front().token_hash, session.token_hash);
  EXPECT_EQ(loaded->front().device, ana.device.id);
  EXPECT_EQ(loaded->front().family, ana.device.family);
  EXPECT_EQ(loaded->front().member, ana.device.member);
  EXPECT_EQ(loaded->front().expire_time_ms, session.expire_time_ms);
}

TEST_P(StoreContract, ASessionIsLoadedUntilTheMillisecondItExpires) {
  const Phone ana = Settle();
  Add(*store, Named("one", ana, kHourMs));
  EXPECT_THAT(Open(*store, kNowMs + kHourMs - 1), ElementsAre("one"));
  EXPECT_THAT(Open(*store, kNowMs + kHourMs), IsEmpty());
}

TEST_P(StoreContract, ADevicesOldestSessionGivesWay) {
  const Phone ana = Settle();
  Reopen({.max_sessions_per_device = 2});
  EXPECT_THAT(Add(*store, Named("older", ana, 2 * kHourMs)), IsEmpty());
  EXPECT_THAT(Add(*store, Named("oldest", ana, kHourMs)), IsEmpty());
  EXPECT_THAT(Add(*store, Named("new", ana, 3 * kHourMs)), ElementsAre("oldest"));
  EXPECT_THAT(Open(*store), UnorderedElementsAre("older", "new"));
}

TEST_P(StoreContract, ADevicesExpiredSessionsAreForgotten) {
  const Phone ana = Settle();
  Add(*store, Named("short", ana, kHourMs));
  Add(*store, Named("long", ana, 2 * kHourMs));
  EXPECT_THAT(Add(*store, Named("new", ana, 3 * kHourMs), kNowMs + kHourMs), ElementsAre("short"));
  EXPECT_THAT(Open(*store), UnorderedElementsAre("long", "new"));
}

TEST_P(StoreContract, SessionsOfATimeThatWasWrongGiveWayFirst) {
  const Phone ana = Settle();
  Reopen({.max_sessions_per_device = 2});
  Add(*store, Named("years ahead", ana, 10'000 * kHourMs));
  EXPECT_THAT(Add(*store, Named("first", ana, kHourMs)), ElementsAre("years ahead"));
  EXPECT_THAT(Add(*store, Named("second", ana, kHourMs)), IsEmpty());
  EXPECT_THAT(Open(*store), UnorderedElementsAre("first", "second"));
}

TEST_P(StoreContract, TheSessionsOfAnotherDeviceStay) {
  const Phone ana = Settle();
  const Phone ben = Join(ana);
  Reopen({.max_sessions_per_device = 1});
  Add(*store, Named("ben", ben, kHourMs));
  EXPECT_THAT(Add(*store, Named("first", ana, kHourMs)), IsEmpty());
  EXPECT_THAT(Add(*store, Named("second", ana, 2 * kHourMs)), ElementsAre("first"));
  EXPECT_THAT(Open(*store), UnorderedElementsAre("ben", "second"));
}

}  // namespace
}  // namespace toward::server
