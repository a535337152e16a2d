#include "server/limits/caller_address.h"

#include <arpa/inet.h>

#include <cstring>

#include "absl/strings/ascii.h"
#include "absl/strings/str_replace.h"

namespace toward::server {
namespace {

constexpr std::string_view kSocket = "unix";
constexpr size_t kNetworkBytes = 8;

// Without scheme and port: "192.0.2.1", "2001:db8::1", "unix".
std::string HostOf(std::string_view peer) {
  if (peer.starts_with(kSocket)) return std::string(kSocket);
  const size_t scheme = peer.find(':');
  if (scheme == std::string_view::npos) return std::string(peer);
  std::string host(peer.substr(scheme + 1));
  host = host.substr(0, host.rfind(':'));
  return absl::StrReplaceAll(host, {{"%5B", ""}, {"%5D", ""}, {"[", ""}, {"]", ""}});
}

// What limits count by.
std::string NetworkOf(const std::string& host) {
  in6_addr address{};
  if (inet_pton(AF_INET6, host.c_str(), &address) != 1) return host;
  if (IN6_IS_ADDR_V4MAPPED(&address)) {
    char text[INET_ADDRSTRLEN] = {};
    inet_ntop(AF_INET, &address.s6_addr[12], text, sizeof(text));
    return text;
  }
  std::memset(&address.s6_addr[kNetworkBytes], 0, sizeof(address) - kNetworkBytes);
  char text[INET6_ADDRSTRLEN] = {};
  inet_ntop(AF_INET6, &address, text, sizeof(text));
  return std::string(text) + "/64";
}

std::string LastOf(std::string_view forwarded_for) {
  const size_t comma = forwarded_for.rfind(',');
  if (comma != std::string_view::npos) forwarded_for.remove_prefix(comma + 1);
  return std::string(absl::StripAsciiWhitespace({forwarded_for.data(), forwarded_for.size()}));
}

}  // namespace

std::string CallerAddress(std::string_view peer, std::string_view forwarded_for, std::string_view trusted_proxy) {
  const std::string host = HostOf(peer);
  const std::string last = LastOf(forwarded_for);
  return NetworkOf(host == trusted_proxy && !last.empty() ? last : host);
}

}  // namespace toward::server
