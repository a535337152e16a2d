#include "server/gateway/http_server.h"

#include <unordered_set>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "base/log.h"
#include "boost/asio/co_spawn.hpp"
#include "boost/asio/detached.hpp"
#include "boost/asio/post.hpp"
#include "fmt/format.h"
#include "server/gateway/connection.h"

namespace toward::server {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

// How long nobody is accepted when the process has no file descriptor left.
constexpr std::chrono::milliseconds kAcceptPause(100);

absl::Status CannotServeHttp(const ListenAddress& address) {
  return absl::UnavailableError(
      fmt::format("Cannot serve HTTP on port {} of {}: the port is taken, or the address is not this machine's.",
                  address.port, address.host));
}

}  // namespace

// The thread's event loop: the acceptor, and every connection there is. Only its own thread touches it once it runs.
class HttpServer::Loop {
 public:
  Loop(Router router, const HttpBounds& bounds, const Clock& clock, Metrics* metrics)
      : service_{.router = std::move(router), .bounds = bounds, .clock = clock, .metrics = metrics} {}

  // The address with its real port.
  std::string Listen(const tcp::endpoint& endpoint, error_code& error);
  // Returns after Stop, once the last connection has ended.
  void Run();
  // Any thread.
  void Stop();

 private:
  asio::awaitable<void> Accept();
  asio::awaitable<void> Serve(tcp::socket socket);
  void Forget(Connection& connection);
  void BeginStop();

  HttpService service_;
  tcp::acceptor acceptor_{*service_.io};
  asio::steady_timer accept_pause_{*service_.io};
  asio::steady_timer drain_{*service_.io};
  std::unordered_set<Connection*> connections_;
};

std::string HttpServer::Loop::Listen(const tcp::endpoint& endpoint, error_code& error) {
  acceptor_.open(endpoint.protocol(), error);
  if (!error) acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor_.bind(endpoint, error);
  if (!error) acceptor_.listen(tcp::acceptor::max_listen_connections, error);
  if (error) return {};
  const tcp::endpoint local = acceptor_.local_endpoint(error);
  const std::string host = local.address().to_string();
  return local.address().is_v6() ? fmt::format("[{}]:{}", host, local.port())
                                 : fmt::format("{}:{}", host, local.port());
}

void HttpServer::Loop::Run() {
  asio::co_spawn(*service_.io, Accept(), asio::detached);
  service_.io->run();
}

void HttpServer::Loop::Stop() {
  asio::post(*service_.io, [this] { BeginStop(); });
}

asio::awaitable<void> HttpServer::Loop::Accept() {
  while (!service_.stopping) {
    error_code error;
    tcp::socket socket = co_await acceptor_.async_accept(Into(error));
    if (service_.stopping) co_return;
    if (error) {
      Log::Warning("a connection could not be accepted", {{"error", error.value()}});
      accept_pause_.expires_after(kAcceptPause);
      co_await accept_pause_.async_wait(Into(error));
    } else if (connections_.size() < service_.bounds.connections) {
      asio::co_spawn(*service_.io, Serve(std::move(socket)), asio::detached);
    }
  }
}

asio::awaitable<void> HttpServer::Loop::Serve(tcp::socket socket) {
  Connection connection(service_, std::move(socket));
  connections_.insert(&connection);
  if (service_.metrics != nullptr) service_.metrics->HttpConnectionOpened();
  const absl::Cleanup forget = [this, &connection] { Forget(connection); };
  co_await connection.Run();
}

void HttpServer::Loop::Forget(Connection& connection) {
  connections_.erase(&connection);
  if (connections_.empty()) drain_.cancel();
  if (service_.metrics != nullptr) service_.metrics->HttpConnectionClosed();
}

void HttpServer::Loop::BeginStop() {
  service_.stopping = true;
  error_code ignored;
  acceptor_.close(ignored);
  accept_pause_.cancel();
  for (Connection* connection : connections_) connection->EndIfIdle();
  if (connections_.empty()) return;
  drain_.expires_after(service_.bounds.drain);
  drain_.async_wait([this](const error_code& error) {
    if (error) return;
    for (Connection* connection : connections_) connection->Cut();
  });
}

HttpServer::HttpServer(std::unique_ptr<Loop> loop, std::string address)
    : loop_(std::move(loop)), address_(std::move(address)), thread_([this] { loop_->Run(); }) {}

HttpServer::~HttpServer() { Stop(); }

absl::StatusOr<std::unique_ptr<HttpServer>> HttpServer::Start(const ListenAddress& address, Router router,
                                                              const HttpBounds& bounds, const Clock& clock,
                                                              Metrics* metrics) {
  auto loop = std::make_unique<Loop>(std::move(router), bounds, clock, metrics);
  error_code error;
  const auto host = asio::ip::make_address(address.host == "localhost" ? "127.0.0.1" : address.host, error);
  std::string listening;
  if (!error) listening = loop->Listen({host, static_cast<uint16_t>(address.port)}, error);
  if (error) return CannotServeHttp(address);
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(loop), std::move(listening)));
}

void HttpServer::Stop() {
  if (!thread_.joinable()) return;
  loop_->Stop();
  thread_.join();
}

}  // namespace toward::server
