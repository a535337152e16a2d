#include "server/limits/call_limits.h"

#include <gtest/gtest.h>

#include <string>

#include "server/config.h"

namespace toward::server {
namespace {

constexpr FamilyNumber kAnas{1};
constexpr FamilyNumber kEvas{2};

DeviceId Device(char name) { return *DeviceId::FromBytes(std::string(16, name)); }

// How many calls go through at once.
template <typename Call>
int CountAtOnce(Call call, int at_most = 1'000) {
  for (int count = 0; count < at_most; ++count) {
    if (call(count) > 0) return count;
  }
  return at_most;
}

TEST(CallLimits, ADeviceCallsFiftyTimesAtOnceThenTenTimesASecond) {
  CallLimits limits(RatesOf(Config()));
  EXPECT_EQ(CountAtOnce([&](int) { return limits.TakeForDevice(Device('a'), kAnas, 0); }), 50);
  EXPECT_EQ(limits.TakeForDevice(Device('a'), kAnas, 99), 1);
  EXPECT_EQ(limits.TakeForDevice(Device('a'), kAnas, 100), 0);
}

TEST(CallLimits, AFamilysDevicesShareAndAnotherFamilyIsUntouched) {
  CallLimits limits(RatesOf(Config()));
  const auto of_many = [&](int i) { return limits.TakeForDevice(Device(static_cast<char>('a' + i % 8)), kAnas, 0); };
  EXPECT_EQ(CountAtOnce(of_many), 100);
  EXPECT_EQ(CountAtOnce([&](int) { return limits.TakeForDevice(Device('z'), kEvas, 0); }), 50);
}

TEST(CallLimits, AnAddressOpensTwentySessionsAMinute) {
  CallLimits limits(RatesOf(Config()));
  EXPECT_EQ(CountAtOnce([&](int) { return limits.TakeForAddress(OpenCall::kSession, "192.0.2.1", 0); }), 20);
  EXPECT_EQ(limits.TakeForAddress(OpenCall::kSession, "192.0.2.2", 0), 0);
  EXPECT_EQ(limits.TakeForAddress(OpenCall::kChallenge, "192.0.2.1", 0), 0);
  EXPECT_EQ(limits.TakeForAddress(OpenCall::kSession, "192.0.2.1", 3'000), 0);
}

TEST(CallLimits, AnAddressClaimsFiveTimesAMinuteAndAllOfThemSixty) {
  CallLimits limits(RatesOf(Config()));
  EXPECT_EQ(CountAtOnce([&](int) { return limits.TakeForAddress(OpenCall::kClaim, "192.0.2.1", 0); }), 5);
  const auto of_many = [&](int i) {
    return limits.TakeForAddress(OpenCall::kClaim, "network " + std::to_string(i), 0);
  };
  EXPECT_EQ(CountAtOnce(of_many), 55);
}

TEST(CallLimits, AnAddressMakesFiveFamiliesAMinute) {
  CallLimits limits(RatesOf(Config()));
  EXPECT_EQ(CountAtOnce([&](int) { return limits.TakeForAddress(OpenCall::kFamily, "192.0.2.1", 0); }), 5);
}

TEST(CallLimits, TwoWhoAskForTheirWelcomeEverySecondAreNotStopped) {
  CallLimits limits(RatesOf(Config()));
  for (int second = 0; second < 600; ++second) {
    EXPECT_EQ(limits.TakeForAddress(OpenCall::kWelcome, "192.0.2.1", second * 1'000), 0);
    EXPECT_EQ(limits.TakeForAddress(OpenCall::kWelcome, "192.0.2.1", second * 1'000 + 500), 0);
  }
}

TEST(CallLimits, AllWhoShowNoSessionShare) {
  CallLimits limits(RatesOf(Config()));
  const auto of_many = [&](int i) {
    return limits.TakeForAddress(OpenCall::kChallenge, "network " + std::to_string(i), 0);
  };
  EXPECT_EQ(CountAtOnce(of_many), 100);
  EXPECT_EQ(limits.TakeForDevice(Device('a'), kAnas, 0), 0);
}

TEST(CallLimits, SwitchedOffStopNobody) {
  Config config;
  config.call_limits = "off";
  CallLimits limits(RatesOf(config));
  EXPECT_EQ(CountAtOnce([&](int) { return limits.TakeForDevice(Device('a'), kAnas, 0); }), 1'000);
  EXPECT_EQ(CountAtOnce([&](int) { return limits.TakeForAddress(OpenCall::kClaim, "192.0.2.1", 0); }), 1'000);
}

TEST(CallLimits, KnowTheirMethods) {
  EXPECT_EQ(OpenCallOf("toward.v1.InviteService.ClaimInvite"), OpenCall::kClaim);
  EXPECT_EQ(OpenCallOf("toward.v1.InviteService.FetchWelcome"), OpenCall::kWelcome);
  EXPECT_EQ(OpenCallOf("toward.v1.AccountService.CreateFamily"), OpenCall::kFamily);
  EXPECT_EQ(OpenCallOf("toward.v1.AccountService.CreateChallenge"), OpenCall::kChallenge);
  EXPECT_EQ(OpenCallOf("toward.v1.AccountService.OpenSession"), OpenCall::kSession);
}

}  // namespace
}  // namespace toward::server
