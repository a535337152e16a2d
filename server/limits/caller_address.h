// Whom an open call comes from, as far as limits are concerned.
#ifndef TOWARD_SERVER_LIMITS_CALLER_ADDRESS_H_
#define TOWARD_SERVER_LIMITS_CALLER_ADDRESS_H_

#include <string>
#include <string_view>

namespace toward::server {

// `peer` as gRPC has it ("ipv4:192.0.2.1:5123", "ipv6:%5B2001:db8::1%5D:5123", "unix:"); `forwarded_for` is the call's
// x-forwarded-for, empty when it has none or several. It counts only when `trusted_proxy`, an address or "unix", is the
// peer: then its last entry, which the proxy itself has written. Returns the address, of IPv6 its network of 64 bits;
// what is no address is returned as it is.
std::string CallerAddress(std::string_view peer, std::string_view forwarded_for, std::string_view trusted_proxy);

}  // namespace toward::server

#endif  // TOWARD_SERVER_LIMITS_CALLER_ADDRESS_H_
