#include "server/gateway/http.h"

#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "fmt/format.h"

namespace toward::server {
namespace {

absl::string_view View(std::string_view text) { return {text.data(), text.size()}; }

}  // namespace

std::string_view HttpRequest::Header(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (absl::EqualsIgnoreCase(key, View(name))) return value;
  }
  return {};
}

HttpResponse Sentence(int status, std::string_view sentence) {
  return {.status = status,
          .headers = {{"Content-Type", "text/plain; charset=utf-8"}},
          .body = fmt::format("{}\n", sentence)};
}

HttpResponse NotUnderstood() { return Sentence(400, "This is not an HTTP request the server understands."); }

HttpResponse NothingHere() { return Sentence(404, "There is nothing at this address."); }

HttpResponse MethodNotAllowed(std::string_view allow) {
  HttpResponse response = Sentence(405, fmt::format("This address takes {} only.", allow));
  response.headers.emplace_back("Allow", allow);
  return response;
}

HttpResponse BodyTooLarge() { return Sentence(413, "The body of the request is too large."); }

HttpResponse HeaderTooLarge() { return Sentence(431, "The header of the request is too large."); }

HttpResponse WentWrong() { return Sentence(500, "Something went wrong on the server."); }

HttpResponse TryAgainLater() {
  HttpResponse response = Sentence(503, "The server cannot answer now; try again in a minute.");
  response.headers.emplace_back("Retry-After", "60");
  return response;
}

}  // namespace toward::server
