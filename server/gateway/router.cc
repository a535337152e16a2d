#include "server/gateway/router.h"

#include <utility>

#include "fmt/format.h"

namespace toward::server {
namespace {

constexpr std::string_view kParameter = "{}";

std::string AllowedBy(std::string_view method) {
  return method == "GET" ? std::string("GET, HEAD") : std::string(method);
}

bool Serves(std::string_view method, std::string_view asked) {
  return method == asked || (method == "GET" && asked == "HEAD");
}

}  // namespace

void Router::Add(std::string_view method, std::string_view pattern, HttpHandler handler) {
  const size_t at = pattern.find(kParameter);
  const bool has_parameter = at != std::string_view::npos;
  entries_.push_back({.method = std::string(method),
                      .before = std::string(pattern.substr(0, at)),
                      .behind = has_parameter ? std::string(pattern.substr(at + kParameter.size())) : std::string(),
                      .has_parameter = has_parameter,
                      .handler = std::move(handler)});
}

bool Router::Matches(const Entry& entry, std::string_view path, std::string_view& parameter) {
  if (!entry.has_parameter) return path == entry.before;
  if (path.size() <= entry.before.size() + entry.behind.size()) return false;
  if (!path.starts_with(entry.before) || !path.ends_with(entry.behind)) return false;
  path.remove_prefix(entry.before.size());
  path.remove_suffix(entry.behind.size());
  if (path.find('/') != std::string_view::npos) return false;
  parameter = path;
  return true;
}

void Router::Route(HttpRequest request, const HttpReply& reply) const {
  std::string allowed;
  for (const Entry& entry : entries_) {
    std::string_view parameter;
    if (!Matches(entry, request.path, parameter)) continue;
    if (Serves(entry.method, request.method)) {
      request.parameter = parameter;
      return entry.handler(request, reply);
    }
    allowed += fmt::format("{}{}", allowed.empty() ? "" : ", ", AllowedBy(entry.method));
  }
  reply(allowed.empty() ? NothingHere() : MethodNotAllowed(allowed));
}

}  // namespace toward::server
