// No co_await stands inside a larger expression or a condition: GCC 12 loses temporaries there.
#include "server/gateway/connection.h"

#include <optional>
#include <string_view>
#include <utility>

#include "absl/strings/match.h"
#include "boost/asio/dispatch.hpp"
#include "boost/asio/write.hpp"
#include "boost/beast/http/error.hpp"
#include "boost/beast/http/read.hpp"
#include "boost/beast/http/write.hpp"

namespace toward::server {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;

// After a refusal the client may still be sending. What it sends is read away for a moment, since closing with bytes
// unread would take the refusal back from it.
constexpr size_t kMaxReadAwayBytes = size_t{256} * 1024;
constexpr std::chrono::milliseconds kReadAwayTime(1'000);
constexpr std::string_view kEndOfHeader = "\r\n\r\n";
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

// Where a handler's answer arrives. Only the server's thread touches it.
struct Mailbox {
  std::optional<HttpResponse> response;
  // Set while somebody waits.
  asio::steady_timer* waiting = nullptr;
};

HttpReply ReplyTo(std::shared_ptr<asio::io_context> io, std::shared_ptr<Mailbox> mailbox) {
  return [io = std::move(io), mailbox = std::move(mailbox)](HttpResponse response) {
    asio::dispatch(*io, [mailbox, response = std::move(response)]() mutable {
      if (mailbox->response.has_value()) return;
      mailbox->response = std::move(response);
      if (mailbox->waiting != nullptr) mailbox->waiting->cancel();
    });
  };
}

}  // namespace

asio::awaitable<void> Connection::Run() {
  Next next = Next::kRequest;
  std::chrono::milliseconds timeout = service_.bounds.request;
  while (next == Next::kRequest) {
    const bool arrived = co_await AwaitFirstByte(timeout);
    if (!arrived) co_return;
    next = co_await ServeOne();
    timeout = service_.bounds.idle;
  }
  if (next == Next::kReadAway) co_await ReadAway();
}

void Connection::EndIfIdle() {
  if (idle_) stream_.close();
}

void Connection::Cut() {
  stream_.close();
  patience_.cancel();
}

asio::awaitable<bool> Connection::AwaitFirstByte(std::chrono::milliseconds timeout) {
  if (buffer_.size() > 0) co_return true;
  if (service_.stopping) co_return false;
  error_code error;
  idle_ = true;
  stream_.expires_after(timeout);
  const size_t count = co_await stream_.async_read_some(buffer_.prepare(buffer_.max_size()), Into(error));
  idle_ = false;
  buffer_.commit(count);
  co_return !error;
}

asio::awaitable<Connection::Next> Connection::ServeOne() {
  HttpParser parser;
  error_code error = co_await ReadRequest(parser);
  if (error) {
    const Next next = co_await Refuse(error);
    co_return next;
  }
  const unsigned version = parser.get().version();
  const bool is_head = parser.get().method() == http::verb::head;
  const bool asks_for_more = parser.get().keep_alive();
  HttpResponse response = co_await AnswerOf(ToRequest(parser));
  const bool keep_alive = asks_for_more && !service_.stopping;
  auto message = ToMessage(std::move(response), service_.clock.WallMs());
  message.version(version);
  message.keep_alive(keep_alive);
  if (is_head) message.body().clear();
  error = co_await Write(std::move(message));
  co_return !error && keep_alive ? Next::kRequest : Next::kClose;
}

// The parser's own limit starts anew with every field, so the whole header is awaited here first.
asio::awaitable<error_code> Connection::ReadHeader() {
  error_code error;
  size_t searched = 0;
  while (!error) {
    const std::string_view text(static_cast<const char*>(buffer_.data().data()), buffer_.size());
    if (text.find(kEndOfHeader, searched) != std::string_view::npos) co_return error;
    if (text.size() == buffer_.max_size()) co_return http::make_error_code(http::error::header_limit);
    searched = text.size() < kEndOfHeader.size() ? 0 : text.size() - kEndOfHeader.size() + 1;
    const size_t room = buffer_.max_size() - buffer_.size();
    const size_t count = co_await stream_.async_read_some(buffer_.prepare(room), Into(error));
    buffer_.commit(count);
  }
  co_return error;
}

asio::awaitable<error_code> Connection::ReadRequest(HttpParser& parser) {
  stream_.expires_after(service_.bounds.request);
  parser.body_limit(service_.bounds.body_bytes);
  error_code error = co_await ReadHeader();
  if (error) co_return error;
  co_await http::async_read_header(stream_, buffer_, parser, Into(error));
  if (error) co_return error;
  // RFC 9112, 3.2.
  if (parser.get().version() >= 11 && parser.get().count(http::field::host) != 1) {
    co_return http::make_error_code(http::error::bad_field);
  }
  error = co_await SayContinue(parser);
  if (error) co_return error;
  co_await http::async_read(stream_, buffer_, parser, Into(error));
  co_return error;
}

// For a client that waits to be told before it sends its body (RFC 9110, 10.1.1).
asio::awaitable<error_code> Connection::SayContinue(const HttpParser& parser) {
  error_code error;
  const auto expect = parser.get()[http::field::expect];
  if (parser.is_done() || !absl::EqualsIgnoreCase({expect.data(), expect.size()}, "100-continue")) co_return error;
  co_await asio::async_write(stream_, asio::buffer(kContinue), Into(error));
  co_return error;
}

asio::awaitable<HttpResponse> Connection::AnswerOf(HttpRequest request) {
  const auto mailbox = std::make_shared<Mailbox>();
  service_.router.Route(std::move(request), ReplyTo(service_.io, mailbox));
  if (!mailbox->response.has_value()) {
    error_code ignored;
    patience_.expires_after(service_.bounds.answer);
    mailbox->waiting = &patience_;
    co_await patience_.async_wait(Into(ignored));
    mailbox->waiting = nullptr;
  }
  if (!mailbox->response.has_value()) mailbox->response = TryAgainLater();
  co_return *std::move(mailbox->response);
}

asio::awaitable<error_code> Connection::Write(HttpMessage message) {
  if (service_.metrics != nullptr) service_.metrics->HttpAnswered(static_cast<int>(message.result_int()));
  error_code error;
  stream_.expires_after(service_.bounds.write);
  co_await http::async_write(stream_, message, Into(error));
  co_return error;
}

asio::awaitable<Connection::Next> Connection::Refuse(error_code error) {
  std::optional<HttpResponse> refusal = RefusalOf(error);
  if (!refusal.has_value()) co_return Next::kClose;
  auto message = ToMessage(*std::move(refusal), service_.clock.WallMs());
  message.keep_alive(false);
  error = co_await Write(std::move(message));
  co_return error ? Next::kClose : Next::kReadAway;
}

asio::awaitable<void> Connection::ReadAway() {
  error_code error;
  stream_.socket().shutdown(tcp::socket::shutdown_send, error);
  stream_.expires_after(kReadAwayTime);
  idle_ = true;
  size_t read = 0;
  while (!error && read < kMaxReadAwayBytes && !service_.stopping) {
    buffer_.clear();
    const size_t count = co_await stream_.async_read_some(buffer_.prepare(buffer_.max_size()), Into(error));
    read += count;
  }
}

}  // namespace toward::server
