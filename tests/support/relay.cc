#include "tests/support/relay.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <vector>

#include "base/check.h"

namespace toward::support {
namespace {

sockaddr_in Loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

bool WriteAll(int fd, const char* data, size_t size) {
  while (size > 0) {
    const ssize_t written = send(fd, data, size, MSG_NOSIGNAL);
    if (written <= 0) return false;
    data += written;
    size -= static_cast<size_t>(written);
  }
  return true;
}

}  // namespace

Relay::Relay(int server_port) : server_port_(server_port), listener_(socket(AF_INET, SOCK_STREAM, 0)) {
  sockaddr_in address = Loopback(0);
  socklen_t size = sizeof(address);
  TOWARD_CHECK(bind(listener_, reinterpret_cast<sockaddr*>(&address), size) == 0);
  TOWARD_CHECK(listen(listener_, 16) == 0);
  TOWARD_CHECK(getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) == 0);
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { Serve(); });
}

Relay::~Relay() {
  stopping_ = true;
  shutdown(listener_, SHUT_RDWR);
  thread_.join();
  close(listener_);
}

std::string Relay::Seen() const {
  const std::lock_guard lock(mutex_);
  return seen_;
}

void Relay::Serve() {
  std::vector<Connection> connections;
  while (!stopping_) {
    std::vector<pollfd> fds = {{listener_, POLLIN, 0}};
    for (const Connection& connection : connections) {
      fds.push_back({connection.device, POLLIN, 0});
      fds.push_back({connection.server, POLLIN, 0});
    }
    poll(fds.data(), fds.size(), 1000);
    std::vector<Connection> open;
    for (size_t i = 0; i < connections.size(); ++i) {
      const bool alive = (fds[2 * i + 1].revents == 0 || Pass(connections[i], connections[i].device)) &&
                         (fds[2 * i + 2].revents == 0 || Pass(connections[i], connections[i].server));
      if (alive) {
        open.push_back(connections[i]);
      } else {
        Close(connections[i]);
      }
    }
    connections = std::move(open);
    if (!stopping_ && fds[0].revents != 0) Accept(connections);
  }
  for (const Connection& connection : connections) Close(connection);
}

void Relay::Accept(std::vector<Connection>& connections) {
  const Connection made{accept(listener_, nullptr, nullptr), socket(AF_INET, SOCK_STREAM, 0)};
  const sockaddr_in address = Loopback(server_port_);
  if (connect(made.server, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0) {
    connections.push_back(made);
  } else {
    Close(made);
  }
}

void Relay::Close(const Connection& connection) {
  close(connection.device);
  close(connection.server);
}

bool Relay::Pass(const Connection& connection, int from) {
  std::array<char, 16 * 1024> buffer{};
  const ssize_t got = read(from, buffer.data(), buffer.size());
  if (got <= 0) return false;
  auto size = static_cast<size_t>(got);
  {
    const std::lock_guard lock(mutex_);
    seen_.append(buffer.data(), size);
  }
  const bool from_server = from == connection.server;
  if (!from_server) return WriteAll(connection.server, buffer.data(), size);
  const size_t left = server_bytes_left_;
  if (left == kNoCut) return WriteAll(connection.device, buffer.data(), size);
  if (size >= left) {
    WriteAll(connection.device, buffer.data(), left);
    server_bytes_left_ = 0;
    return false;
  }
  server_bytes_left_ = left - size;
  return WriteAll(connection.device, buffer.data(), size);
}

}  // namespace toward::support
