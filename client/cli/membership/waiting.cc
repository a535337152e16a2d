#include "client/cli/membership/waiting.h"

#include <chrono>
#include <thread>

namespace toward::client {
namespace {

constexpr int64_t kSecondMs = 1'000;

}  // namespace

std::function<bool()> WaitASecond(Surroundings& around) {
  return [&around] {
    if (around.in_is_terminal && around.keyboard != nullptr) return around.keyboard->Wait(kSecondMs) != Keyboard::kEnd;
    std::this_thread::sleep_for(std::chrono::milliseconds(kSecondMs));
    return true;
  };
}

}  // namespace toward::client
