#include "server/gateway/gateway.h"

#include <optional>
#include <string_view>
#include <utility>

#include "base/log.h"
#include "fmt/format.h"
#include "nlohmann/json.hpp"
#include "server/metrics/metrics.h"
#include "trust/crypto.h"

namespace toward::server {
namespace {

constexpr size_t kEtagBytes = 16;
// How long a calendar program may show what it has without asking.
constexpr char kCalendarCaching[] = "private, max-age=900";

LinkHash HashOf(const HttpRequest& request) { return {.bytes = trust::Sha256(request.parameter)}; }

HttpResponse LinkRefusal(const absl::Status& status) {
  if (absl::IsNotFound(status)) return NothingHere();
  if (absl::IsResourceExhausted(status)) {
    HttpResponse response = Sentence(429, "This link is used too often; try again in a minute.");
    response.headers.emplace_back("Retry-After", "60");
    return response;
  }
  if (absl::IsUnavailable(status)) return TryAgainLater();
  Log::Error("a link could not be served", {{"code", status.code()}});
  return WentWrong();
}

// Strong: equal bytes and nothing else (RFC 9110, 8.8.3).
std::string EtagOf(std::string_view content) {
  return fmt::format("\"{}\"", trust::ToBase64Url(trust::Blake2b(content, kEtagBytes)));
}

// Whether a value of If-None-Match names the tag (RFC 9110, 13.1.2). Our tags have no comma.
bool Names(std::string_view if_none_match, std::string_view etag) {
  while (!if_none_match.empty()) {
    const size_t comma = if_none_match.find(',');
    std::string_view one = if_none_match.substr(0, comma);
    if_none_match.remove_prefix(comma == std::string_view::npos ? if_none_match.size() : comma + 1);
    while (one.starts_with(' ') || one.starts_with('\t')) one.remove_prefix(1);
    while (one.ends_with(' ') || one.ends_with('\t')) one.remove_suffix(1);
    if (one.starts_with("W/")) one.remove_prefix(2);
    if (one == "*" || one == etag) return true;
  }
  return false;
}

HttpResponse CalendarResponse(std::string calendar, std::string_view if_none_match) {
  const std::string etag = EtagOf(calendar);
  HttpResponse response{.status = 200, .headers = {{"ETag", etag}, {"Cache-Control", kCalendarCaching}}, .body = {}};
  if (Names(if_none_match, etag)) {
    response.status = 304;
    return response;
  }
  response.headers.emplace_back("Content-Type", "text/calendar; charset=utf-8");
  response.body = std::move(calendar);
  return response;
}

// Absent: neither empty nor an object with at most a boolean "awake".
std::optional<BabyIs> ReadBabyIs(const std::string& body) {
  if (body.empty()) return BabyIs::kAsleep;
  const auto json = nlohmann::json::parse(body, nullptr, false);
  if (!json.is_object()) return std::nullopt;
  if (json.empty()) return BabyIs::kAsleep;
  const auto awake = json.find("awake");
  if (json.size() != 1 || awake == json.end() || !awake->is_boolean()) return std::nullopt;
  return awake->get<bool>() ? BabyIs::kAwake : BabyIs::kAsleep;
}

}  // namespace

void AddHealth(Router& router) {
  router.Add("GET", "/healthz", [](const HttpRequest&, const HttpReply& reply) { reply(Sentence(200, "ok")); });
}

void AddMetrics(Router& router, std::function<std::string()> text) {
  router.Add("GET", "/metrics", [text = std::move(text)](const HttpRequest&, const HttpReply& reply) {
    reply({.status = 200, .headers = {{"Content-Type", Metrics::kContentType}}, .body = text()});
  });
}

void AddLinks(Router& router, Links& links) {
  router.Add("GET", "/calendar/{}.ics", [&links](const HttpRequest& request, const HttpReply& reply) {
    links.ReadCalendar(HashOf(request), [reply, if_none_match = std::string(request.Header("If-None-Match"))](
                                            absl::StatusOr<std::string> calendar) {
      reply(calendar.ok() ? CalendarResponse(*std::move(calendar), if_none_match) : LinkRefusal(calendar.status()));
    });
  });
  router.Add("POST", "/asleep/{}", [&links](const HttpRequest& request, const HttpReply& reply) {
    const auto baby_is = ReadBabyIs(request.body);
    if (!baby_is.has_value()) return reply(Sentence(400, R"(The body must be empty or {"awake": true}.)"));
    links.SayAsleep(HashOf(request), *baby_is, [reply](const absl::Status& status) {
      reply(status.ok() ? HttpResponse{.status = 204} : LinkRefusal(status));
    });
  });
}

}  // namespace toward::server
