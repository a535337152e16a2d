#include "tests/server/gateway/http_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <utility>

#include "absl/strings/ascii.h"
#include "base/check.h"
#include "fmt/format.h"

namespace toward::server {
namespace {

constexpr int kPatienceSeconds = 60;
constexpr int kDripMs = 5;
constexpr std::string_view kEndOfHead = "\r\n\r\n";

HttpAnswer ParseHead(std::string_view head) {
  HttpAnswer answer;
  TOWARD_CHECK(head.starts_with("HTTP/1."));
  answer.status = std::atoi(std::string(head.substr(std::string_view("HTTP/1.1 ").size())).c_str());
  head.remove_prefix(head.find("\r\n") + 2);
  while (!head.empty()) {
    const std::string_view line = head.substr(0, head.find("\r\n"));
    head.remove_prefix(line.size() + 2);
    const size_t colon = line.find(": ");
    TOWARD_CHECK(colon != std::string_view::npos);
    answer.headers[absl::AsciiStrToLower(std::string(line.substr(0, colon)))] = line.substr(colon + 2);
  }
  return answer;
}

}  // namespace

HttpClient::HttpClient(const std::string& address) {
  const size_t colon = address.rfind(':');
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(static_cast<uint16_t>(std::atoi(address.c_str() + colon + 1)));
  TOWARD_CHECK(inet_pton(AF_INET, address.substr(0, colon).c_str(), &to.sin_addr) == 1);
  socket_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const timeval patience{.tv_sec = kPatienceSeconds, .tv_usec = 0};
  setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
  setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
  TOWARD_CHECK(connect(socket_, reinterpret_cast<const sockaddr*>(&to), sizeof(to)) == 0);
}

HttpClient::~HttpClient() { close(socket_); }

bool HttpClient::Send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<size_t>(sent));
  }
  return true;
}

void HttpClient::EndSending() { shutdown(socket_, SHUT_WR); }

bool HttpClient::ReceiveMore() {
  char buffer[65'536];
  const ssize_t count = recv(socket_, buffer, sizeof(buffer), 0);
  if (count <= 0) return false;
  received_.append(buffer, static_cast<size_t>(count));
  return true;
}

std::optional<HttpAnswer> HttpClient::ReceiveHead() {
  size_t end = 0;
  while ((end = received_.find(kEndOfHead)) == std::string::npos) {
    if (!ReceiveMore()) return std::nullopt;
  }
  HttpAnswer answer = ParseHead(std::string_view(received_).substr(0, end + 2));
  received_.erase(0, end + kEndOfHead.size());
  return answer;
}

std::optional<HttpAnswer> HttpClient::Receive() {
  std::optional<HttpAnswer> answer = ReceiveHead();
  if (!answer.has_value()) return std::nullopt;
  const auto length = answer->headers.find("content-length");
  const size_t size = length == answer->headers.end() ? 0 : std::stoul(length->second);
  while (received_.size() < size) {
    if (!ReceiveMore()) return std::nullopt;
  }
  answer->body = received_.substr(0, size);
  received_.erase(0, size);
  return answer;
}

std::string HttpClient::ReceiveAll() {
  while (ReceiveMore()) {
  }
  return std::exchange(received_, {});
}

void HttpClient::DripUntilHeard() {
  pollfd heard{.fd = socket_, .events = POLLIN, .revents = 0};
  while (poll(&heard, 1, kDripMs) == 0) {
    if (!Send("x")) return;
  }
}

HttpAnswer HttpClient::Ask(std::string_view method, std::string_view path, std::string_view body,
                           std::string_view more) {
  const std::string length = body.empty() ? "" : fmt::format("Content-Length: {}\r\n", body.size());
  Send(fmt::format("{} {} HTTP/1.1\r\nHost: toward\r\n{}{}\r\n{}", method, path, length, more, body));
  const auto answer = method == "HEAD" ? ReceiveHead() : Receive();
  return answer.value_or(HttpAnswer{});
}

HttpAnswer AskOnce(const std::string& address, std::string_view method, std::string_view path, std::string_view body,
                   std::string_view more) {
  return HttpClient(address).Ask(method, path, body, more);
}

}  // namespace toward::server
