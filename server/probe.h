// Whether the server still answers whoever comes new. A listener that ran out of descriptors goes deaf for good while
// its process lives on and old connections work, so only a call over a new connection says anything.
#ifndef TOWARD_SERVER_PROBE_H_
#define TOWARD_SERVER_PROBE_H_

#include <string>

namespace toward::server {

enum class Wire { kPlain, kTls };

// Connects to `address`, as Server::address() has it, and makes one call of ours without a session; true when that was
// refused for want of one, which takes the listener and a queue. False for whatever else comes of it. Waits at most
// five seconds. The server's certificate is not looked at: nothing is sent that others may not know. Thread-safe.
bool Answers(const std::string& address, Wire wire);

}  // namespace toward::server

#endif  // TOWARD_SERVER_PROBE_H_
