// Which hosts are somebody else's on the public internet. An address that a device hands us to send to must be one, or
// the server could be made to knock at doors of the network it stands in.
#ifndef TOWARD_BASE_PUBLIC_HOST_H_
#define TOWARD_BASE_PUBLIC_HOST_H_

#include <sys/socket.h>

#include <string>

namespace toward {

// Whether the address is an ordinary one of the public internet, IPv4 or IPv6: not this machine, not a private,
// link-local, carrier's, documentation or multicast network, also not by way of an IPv6 address that leads to such an
// IPv4 one. `address` is as long as its family says.
bool IsPublicAddress(const sockaddr& address);

// Whether the address is of this machine: 127.0.0.0/8 or ::1.
bool IsLoopbackAddress(const sockaddr& address);

// Whether `host`, from a URL, may be a public one as far as its form shows: a public address (IPv6 in brackets), or a
// name with a dot whose last label is not reserved for private use or for documents. What a name resolves to is another
// question, asked when it is connected to.
bool IsPublicHost(const std::string& host);

// Whether `host`, from a URL, is this machine: a loopback address, or localhost.
bool IsLoopbackHost(const std::string& host);

}  // namespace toward

#endif  // TOWARD_BASE_PUBLIC_HOST_H_
