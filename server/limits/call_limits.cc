#include "server/limits/call_limits.h"

namespace toward::server {
namespace {

// About 100 bytes each.
constexpr size_t kRememberedDevices = 100'000;
constexpr size_t kRememberedAddresses = 50'000;

}  // namespace

OpenCall OpenCallOf(std::string_view full_method_name) {
  const std::string_view name = full_method_name.substr(full_method_name.rfind('.') + 1);
  if (name == "CreateChallenge") return OpenCall::kChallenge;
  if (name == "OpenSession") return OpenCall::kSession;
  if (name == "CreateFamily") return OpenCall::kFamily;
  if (name == "ClaimInvite") return OpenCall::kClaim;
  return name == "FetchWelcome" ? OpenCall::kWelcome : OpenCall::kOther;
}

CallLimits::CallLimits(const CallRates& rates)
    : devices_(rates.device, kRememberedDevices),
      families_(rates.family, kRememberedDevices),
      open_(rates.open, 1),
      claims_(rates.claims, 1),
      challenge_of_address_(rates.challenge_of_address, kRememberedAddresses),
      session_of_address_(rates.session_of_address, kRememberedAddresses),
      family_of_address_(rates.family_of_address, kRememberedAddresses),
      claim_of_address_(rates.claim_of_address, kRememberedAddresses),
      welcome_of_address_(rates.welcome_of_address, kRememberedAddresses),
      other_of_address_(Rate{}, 1) {}

int64_t CallLimits::TakeForDevice(const DeviceId& device, FamilyNumber family, int64_t now_ms) {
  const int64_t number = static_cast<int64_t>(family);
  const std::lock_guard lock(mutex_);
  if (const int64_t wait_ms = devices_.Take(device.bytes(), now_ms); wait_ms > 0) return wait_ms;
  return families_.Take({reinterpret_cast<const char*>(&number), sizeof(number)}, now_ms);
}

int64_t CallLimits::TakeForAddress(OpenCall call, const std::string& address, int64_t now_ms) {
  const std::lock_guard lock(mutex_);
  if (const int64_t wait_ms = OfAddress(call).Take(address, now_ms); wait_ms > 0) return wait_ms;
  if (call == OpenCall::kClaim) {
    if (const int64_t wait_ms = claims_.Take({}, now_ms); wait_ms > 0) return wait_ms;
  }
  return open_.Take({}, now_ms);
}

TokenBuckets& CallLimits::OfAddress(OpenCall call) {
  switch (call) {
    case OpenCall::kChallenge:
      return challenge_of_address_;
    case OpenCall::kSession:
      return session_of_address_;
    case OpenCall::kFamily:
      return family_of_address_;
    case OpenCall::kClaim:
      return claim_of_address_;
    case OpenCall::kWelcome:
      return welcome_of_address_;
    case OpenCall::kOther:
      break;
  }
  return other_of_address_;
}

}  // namespace toward::server
