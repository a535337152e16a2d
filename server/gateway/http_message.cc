#include "server/gateway/http_message.h"

#include <string>
#include <utility>

#include "absl/time/time.h"
#include "boost/beast/http/error.hpp"
#include "boost/beast/http/field.hpp"

namespace toward::server {
namespace {

namespace http = boost::beast::http;

std::string DateOf(int64_t wall_ms) {
  return absl::FormatTime("%a, %d %b %Y %H:%M:%S GMT", absl::FromUnixMillis(wall_ms), absl::UTCTimeZone());
}

}  // namespace

HttpRequest ToRequest(HttpParser& parser) {
  auto& message = parser.get();
  HttpRequest request;
  request.method = std::string(message.method_string());
  request.path = std::string(message.target().substr(0, message.target().find('?')));
  for (const auto& field : message) request.headers.emplace_back(field.name_string(), field.value());
  request.body = std::move(message.body());
  return request;
}

std::optional<HttpResponse> RefusalOf(const boost::system::error_code& error) {
  if (error == http::error::header_limit || error == http::error::buffer_overflow) return HeaderTooLarge();
  if (error == http::error::body_limit) return BodyTooLarge();
  if (error == http::error::end_of_stream || error == http::error::partial_message) return std::nullopt;
  const bool is_http = error.category() == http::make_error_code(http::error::bad_method).category();
  return is_http ? std::optional(NotUnderstood()) : std::nullopt;
}

HttpMessage ToMessage(HttpResponse response, int64_t now_ms) {
  HttpMessage message;
  message.result(static_cast<unsigned>(response.status));
  message.set(http::field::date, DateOf(now_ms));
  message.set(http::field::cache_control, "no-store");
  message.set("Referrer-Policy", "no-referrer");
  message.set("X-Robots-Tag", "noindex");
  message.set("X-Content-Type-Options", "nosniff");
  for (const auto& [name, value] : response.headers) message.set(name, value);
  const bool has_body = response.status != 204 && response.status != 304;
  if (has_body) message.content_length(response.body.size());
  message.body() = std::move(response.body);
  return message;
}

}  // namespace toward::server
