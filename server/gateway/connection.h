// One client's connection to an HttpServer: reads requests, has them answered, one after the other.
//
// This header and http_message.h bring in Boost's HTTP, which takes long to compile: only the sources of this folder
// include them.
#ifndef TOWARD_SERVER_GATEWAY_CONNECTION_H_
#define TOWARD_SERVER_GATEWAY_CONNECTION_H_

#include <chrono>
#include <memory>

#include "base/clock.h"
#include "boost/asio/awaitable.hpp"
#include "boost/asio/io_context.hpp"
#include "boost/asio/ip/tcp.hpp"
#include "boost/asio/redirect_error.hpp"
#include "boost/asio/steady_timer.hpp"
#include "boost/asio/use_awaitable.hpp"
#include "boost/beast/core/flat_buffer.hpp"
#include "boost/beast/core/tcp_stream.hpp"
#include "server/gateway/http_message.h"
#include "server/gateway/http_server.h"
#include "server/gateway/router.h"
#include "server/metrics/metrics.h"

namespace toward::server {

// What all connections of a server share.
struct HttpService {
  // Shared with the replies that are out: one that comes after the server has stopped still has a place to go to.
  const std::shared_ptr<boost::asio::io_context> io = std::make_shared<boost::asio::io_context>(1);
  const Router router;
  const HttpBounds bounds;
  const Clock& clock;
  Metrics* const metrics = nullptr;
  bool stopping = false;
};

// Completes a coroutine's wait and puts its error aside.
inline auto Into(boost::system::error_code& error) {
  return boost::asio::redirect_error(boost::asio::use_awaitable, error);
}

// Of the server's one thread, like the service.
class Connection {
 public:
  Connection(HttpService& service, boost::asio::ip::tcp::socket socket)
      : service_(service), stream_(std::move(socket)), patience_(*service.io) {}
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // Serves one request after the other until either side has enough. The connection outlives it.
  boost::asio::awaitable<void> Run();

  // Lets Run end, unless a request is under way.
  void EndIfIdle();
  // Lets Run end.
  void Cut();

 private:
  enum class Next { kRequest, kClose, kReadAway };
  template <typename Result>
  using Awaitable = boost::asio::awaitable<Result>;

  // False: nothing has come.
  Awaitable<bool> AwaitFirstByte(std::chrono::milliseconds timeout);
  Awaitable<Next> ServeOne();
  Awaitable<boost::system::error_code> ReadHeader();
  Awaitable<boost::system::error_code> ReadRequest(HttpParser& parser);
  Awaitable<boost::system::error_code> SayContinue(const HttpParser& parser);
  Awaitable<HttpResponse> AnswerOf(HttpRequest request);
  Awaitable<boost::system::error_code> Write(HttpMessage message);
  Awaitable<Next> Refuse(boost::system::error_code error);
  Awaitable<void> ReadAway();

  HttpService& service_;
  boost::beast::tcp_stream stream_;
  // For the handler.
  boost::asio::steady_timer patience_;
  // The whole header of the request under way, and what has come behind it.
  boost::beast::flat_buffer buffer_{service_.bounds.header_bytes};
  // No request is under way.
  bool idle_ = false;
};

}  // namespace toward::server

#endif  // TOWARD_SERVER_GATEWAY_CONNECTION_H_
