#include "base/public_host.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>

#include "absl/strings/ascii.h"

namespace toward {
namespace {

struct Network4 {
  uint32_t address;
  int bits;
};

// The IANA registry of special-purpose IPv4 addresses, and multicast.
constexpr std::array<Network4, 15> kNotPublic4 = {{
    {0x00000000, 8},   // this network
    {0x0A000000, 8},   // private
    {0x64400000, 10},  // carriers' own
    {0x7F000000, 8},   // loopback
    {0xA9FE0000, 16},  // link-local
    {0xAC100000, 12},  // private
    {0xC0000000, 24},  // protocol assignments
    {0xC0000200, 24},  // documentation
    {0xC0586300, 24},  // once 6to4 relays
    {0xC0A80000, 16},  // private
    {0xC6120000, 15},  // benchmarks
    {0xC6336400, 24},  // documentation
    {0xCB007100, 24},  // documentation
    {0xE0000000, 4},   // multicast
    {0xF0000000, 4},   // reserved, broadcast
}};

struct Network6 {
  std::array<uint8_t, 6> start;
  int bits;
};

constexpr Network6 kGlobalUnicast = {{0x20}, 3};
constexpr Network6 kTranslated = {{0x00, 0x64, 0xFF, 0x9B}, 96};
// Inside global unicast.
constexpr std::array<Network6, 4> kNotPublic6 = {{
    {{0x20, 0x01, 0x00, 0x00}, 23},  // protocol assignments, Teredo among them
    {{0x20, 0x01, 0x0D, 0xB8}, 32},  // documentation
    {{0x20, 0x02}, 16},              // 6to4
    {{0x3F, 0xFF, 0x00}, 20},        // documentation
}};

constexpr std::array<std::string_view, 10> kPrivateNames = {
    ".localhost", ".local", ".localdomain", ".internal", ".lan", ".home", ".home.arpa", ".test", ".example", ".invalid",
};

bool Contains(const Network4& network, uint32_t address) {
  return (address ^ network.address) >> (32 - network.bits) == 0;
}

bool Contains(const Network6& network, const in6_addr& address) {
  for (int bit = 0; bit < network.bits; ++bit) {
    const size_t byte = static_cast<size_t>(bit) / 8;
    const uint8_t start = byte < network.start.size() ? network.start[byte] : 0;
    if (((address.s6_addr[byte] ^ start) & (0x80 >> (bit % 8))) != 0) return false;
  }
  return true;
}

bool IsPublic4(uint32_t address) {
  return std::none_of(kNotPublic4.begin(), kNotPublic4.end(),
                      [address](const Network4& network) { return Contains(network, address); });
}

// The IPv4 address in the last four bytes.
uint32_t Embedded4(const in6_addr& address) {
  uint32_t embedded = 0;
  std::memcpy(&embedded, address.s6_addr + 12, sizeof(embedded));
  return ntohl(embedded);
}

bool IsPublic6(const in6_addr& address) {
  if (IN6_IS_ADDR_V4MAPPED(&address) || Contains(kTranslated, address)) return IsPublic4(Embedded4(address));
  return Contains(kGlobalUnicast, address) &&
         std::none_of(kNotPublic6.begin(), kNotPublic6.end(),
                      [&address](const Network6& network) { return Contains(network, address); });
}

// The address that `host` writes out; absent for a name.
std::optional<sockaddr_storage> Literal(const std::string& host) {
  sockaddr_storage storage{};
  auto* const v4 = reinterpret_cast<sockaddr_in*>(&storage);
  auto* const v6 = reinterpret_cast<sockaddr_in6*>(&storage);
  if (inet_pton(AF_INET, host.c_str(), &v4->sin_addr) == 1) {
    storage.ss_family = AF_INET;
    return storage;
  }
  const bool brackets = host.starts_with('[') && host.ends_with(']');
  if (brackets && inet_pton(AF_INET6, host.substr(1, host.size() - 2).c_str(), &v6->sin6_addr) == 1) {
    storage.ss_family = AF_INET6;
    return storage;
  }
  return std::nullopt;
}

bool IsName(const std::string& host) {
  return !host.empty() && std::all_of(host.begin(), host.end(), [](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '.' || c == '_';
  });
}

}  // namespace

bool IsPublicAddress(const sockaddr& address) {
  switch (address.sa_family) {
    case AF_INET:
      return IsPublic4(ntohl(reinterpret_cast<const sockaddr_in&>(address).sin_addr.s_addr));
    case AF_INET6:
      return IsPublic6(reinterpret_cast<const sockaddr_in6&>(address).sin6_addr);
    default:
      return false;
  }
}

bool IsLoopbackAddress(const sockaddr& address) {
  switch (address.sa_family) {
    case AF_INET:
      return ntohl(reinterpret_cast<const sockaddr_in&>(address).sin_addr.s_addr) >> 24 == 127;
    case AF_INET6:
      return IN6_IS_ADDR_LOOPBACK(&reinterpret_cast<const sockaddr_in6&>(address).sin6_addr);
    default:
      return false;
  }
}

bool IsPublicHost(const std::string& host) {
  if (const auto literal = Literal(host)) return IsPublicAddress(reinterpret_cast<const sockaddr&>(*literal));
  if (!IsName(host)) return false;
  std::string name = absl::AsciiStrToLower(host);
  if (name.ends_with('.')) name.pop_back();
  const size_t dot = name.rfind('.');
  // The last label of a name has a letter; "10.1" is an address in an old spelling.
  return dot != std::string::npos && dot + 1 < name.size() &&
         !absl::ascii_isdigit(static_cast<unsigned char>(name[dot + 1])) &&
         std::none_of(kPrivateNames.begin(), kPrivateNames.end(),
                      [&name](std::string_view ending) { return name.ends_with(ending); });
}

bool IsLoopbackHost(const std::string& host) {
  if (const auto literal = Literal(host)) return IsLoopbackAddress(reinterpret_cast<const sockaddr&>(*literal));
  return host == "localhost";
}

}  // namespace toward
