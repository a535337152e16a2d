// HTTP/1.1 on one address and one thread: reads requests, lets a router answer them, and bounds what anybody can cost.
// It speaks no TLS, so a proxy stands in front of it or it is for this machine alone.
#ifndef TOWARD_SERVER_GATEWAY_HTTP_SERVER_H_
#define TOWARD_SERVER_GATEWAY_HTTP_SERVER_H_

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <thread>

#include "absl/status/statusor.h"
#include "base/clock.h"
#include "server/config.h"
#include "server/gateway/router.h"
#include "server/metrics/metrics.h"

namespace toward::server {

struct HttpBounds {
  // Request line and fields, up to and with the empty line. Beyond: 431.
  size_t header_bytes = size_t{8} * 1024;
  // Beyond: 413.
  size_t body_bytes = size_t{64} * 1024;
  // Further ones are closed as soon as they come.
  size_t connections = 1'000;
  // From a request's first byte to its last, and from a new connection to its first byte. Beyond: closed.
  std::chrono::milliseconds request{10'000};
  // Between two requests. Beyond: closed.
  std::chrono::milliseconds idle{60'000};
  // From a request to its handler's answer. Beyond: 503.
  std::chrono::milliseconds answer{10'000};
  // For a client to take a response. Beyond: closed.
  std::chrono::milliseconds write{20'000};
  // How long requests under way may take to end when the server stops.
  std::chrono::milliseconds drain{2'000};
};

class HttpServer {
 public:
  // Listens, and serves at once. `clock` gives the Date. `metrics`, when not null, counts connections and answers. What
  // is given by reference, and what the router's handlers use, outlives the server. UNAVAILABLE: the port is taken, or
  // the address is not this machine's.
  static absl::StatusOr<std::unique_ptr<HttpServer>> Start(const ListenAddress& address, Router router,
                                                           const HttpBounds& bounds, const Clock& clock,
                                                           Metrics* metrics);
  // Stops.
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  // With the real port: "127.0.0.1:7341".
  const std::string& address() const { return address_; }

  // Takes no new connection, closes idle ones, answers what has begun to arrive, and returns when all are closed, after
  // HttpBounds::drain at the latest. A reply that comes later goes nowhere. Once is enough; one thread, not the
  // server's own.
  void Stop();

 private:
  class Loop;

  HttpServer(std::unique_ptr<Loop> loop, std::string address);

  const std::unique_ptr<Loop> loop_;
  const std::string address_;
  std::thread thread_;
};

}  // namespace toward::server

#endif  // TOWARD_SERVER_GATEWAY_HTTP_SERVER_H_
