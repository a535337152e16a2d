// The gateway's routes over real sockets: the calendar feed and the asleep link as the reminder engine sees them, and
// that a link's token goes nowhere.

#include "server/gateway/gateway.h"

#include <vector>

#include "base/log.h"
#include "fmt/format.h"
#include "tests/server/gateway/http_fixture.h"
#include "trust/crypto.h"

namespace toward::server {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::Pair;

constexpr char kToken[] = "Zm9yIEFuYSBhbmQgQmVu";
constexpr char kCalendar[] = "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n";

// Knows one token, and records what it is asked.
class RecordingLinks final : public Links {
 public:
  void ReadCalendar(const LinkHash& link, std::function<void(absl::StatusOr<std::string>)> done) override {
    calendars_read.push_back(link);
    if (!trouble.ok()) return done(trouble);
    link == known ? done(calendar) : done(absl::NotFoundError("no such link"));
  }

  void SayAsleep(const LinkHash& link, BabyIs baby_is, std::function<void(absl::Status)> done) override {
    said.emplace_back(link, baby_is);
    if (!trouble.ok()) return done(trouble);
    done(link == known ? absl::OkStatus() : absl::NotFoundError("no such link"));
  }

  const LinkHash known{.bytes = trust::Sha256(kToken)};
  std::string calendar = kCalendar;
  absl::Status trouble;
  std::vector<LinkHash> calendars_read;
  std::vector<std::pair<LinkHash, BabyIs>> said;
};

bool operator==(const HttpAnswer& a, const HttpAnswer& b) {
  return a.status == b.status && a.headers == b.headers && a.body == b.body;
}

class GatewayTest : public HttpFixture {
 protected:
  GatewayTest() {
    Router router;
    AddHealth(router);
    AddLinks(router, links_);
    Start(std::move(router), Patient());
  }

  HttpAnswer Calendar(std::string_view token = kToken, std::string_view more = {}) {
    return Ask("GET", fmt::format("/calendar/{}.ics", token), {}, more);
  }
  HttpAnswer Post(std::string_view body, std::string_view token = kToken) {
    return Ask("POST", fmt::format("/asleep/{}", token), body);
  }
  HttpAnswer CalendarIfNot(std::string_view tags) {
    return Calendar(kToken, fmt::format("If-None-Match: {}\r\n", tags));
  }

  RecordingLinks links_;
};

TEST_F(GatewayTest, HealthIsOk) {
  const HttpAnswer answer = Ask("GET", "/healthz");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "ok\n");
}

TEST_F(GatewayTest, ACalendarIsServedToWhoHasItsToken) {
  const HttpAnswer answer = Calendar();
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.headers.at("content-type"), "text/calendar; charset=utf-8");
  EXPECT_EQ(answer.headers.at("cache-control"), "private, max-age=900");
  EXPECT_EQ(answer.body, kCalendar);
  EXPECT_THAT(links_.calendars_read, ElementsAre(links_.known));
}

TEST_F(GatewayTest, AnUnknownTokenLooksLikeAnyPathThatIsNotThere) {
  const HttpAnswer unknown = Calendar("unknown");
  EXPECT_EQ(unknown.status, 404);
  EXPECT_TRUE(unknown == Ask("GET", "/nowhere"));
  EXPECT_TRUE(unknown == Post({}, "unknown"));
}

TEST_F(GatewayTest, EveryTokenIsHashedAndLookedForOnce) {
  const std::vector<std::string> tokens = {"a", std::string(2000, 'a'), "%2e%2e", kToken};
  for (const std::string& token : tokens) Calendar(token);
  std::vector<LinkHash> expected;
  for (const std::string& token : tokens) expected.push_back({.bytes = trust::Sha256(token)});
  EXPECT_EQ(links_.calendars_read, expected);
}

TEST_F(GatewayTest, AnUnchangedCalendarIsNotSentAgain) {
  const std::string etag = Calendar().headers.at("etag");
  EXPECT_THAT(etag, testing::MatchesRegex("\"[A-Za-z0-9_-]{22}\""));
  for (const std::string& tags : {etag, "\"other\", " + etag, "W/" + etag, std::string("*")}) {
    const HttpAnswer answer = CalendarIfNot(tags);
    EXPECT_EQ(answer.status, 304) << tags;
    EXPECT_EQ(answer.headers.at("etag"), etag);
    EXPECT_EQ(answer.headers.at("cache-control"), "private, max-age=900");
    EXPECT_FALSE(answer.headers.contains("content-length"));
  }
}

TEST_F(GatewayTest, AChangedCalendarIsSentWithAnotherTag) {
  const std::string etag = Calendar().headers.at("etag");
  links_.calendar += "\r\n";
  const HttpAnswer answer = CalendarIfNot(etag);
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, links_.calendar);
  EXPECT_NE(answer.headers.at("etag"), etag);
}

TEST_F(GatewayTest, ATagOfSomethingElseIsNoReasonToSendNothing) {
  const std::string etag = Calendar().headers.at("etag");
  for (const std::string& tags : {std::string("\"other\""), etag.substr(1), std::string(",,,"), std::string("W/")}) {
    EXPECT_EQ(CalendarIfNot(tags).status, 200) << tags;
  }
}

TEST_F(GatewayTest, HeadOfACalendarTellsItsTag) {
  const HttpAnswer head = Ask("HEAD", fmt::format("/calendar/{}.ics", kToken));
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.headers, Calendar().headers);
}

TEST_F(GatewayTest, APostSaysThatTheBabySleepsOrIsAwake) {
  for (const char* body : {"", "{}", R"({"awake":false})", R"({ "awake" : true })"}) {
    const HttpAnswer answer = Post(body);
    EXPECT_EQ(answer.status, 204) << body;
    EXPECT_FALSE(answer.headers.contains("content-length"));
  }
  EXPECT_THAT(links_.said, ElementsAre(Pair(links_.known, BabyIs::kAsleep), Pair(links_.known, BabyIs::kAsleep),
                                       Pair(links_.known, BabyIs::kAsleep), Pair(links_.known, BabyIs::kAwake)));
}

TEST_F(GatewayTest, AnyOtherBodyIsRefusedInOneSentence) {
  for (const std::string& body :
       {std::string("awake"), std::string("[]"), std::string("true"), std::string(R"({"awake":"yes"})"),
        std::string(R"({"awak":true})"), std::string(R"({"awake":true,"who":"Ana"})"), std::string("{\"awake\":true"),
        std::string(60'000, '['), std::string("\xff\xfe")}) {
    const HttpAnswer answer = Post(body);
    EXPECT_EQ(answer.status, 400);
    EXPECT_EQ(answer.body, "The body must be empty or {\"awake\": true}.\n");
  }
  EXPECT_THAT(links_.said, IsEmpty());
}

TEST_F(GatewayTest, LookingAtAnAsleepLinkSaysNothing) {
  const HttpAnswer answer = Ask("GET", fmt::format("/asleep/{}", kToken));
  EXPECT_EQ(answer.status, 405);
  EXPECT_EQ(answer.headers.at("allow"), "POST");
  EXPECT_EQ(Ask("HEAD", fmt::format("/asleep/{}", kToken)).status, 405);
  EXPECT_THAT(links_.said, IsEmpty());
}

TEST_F(GatewayTest, TroubleIsSaidByItsStatus) {
  const std::vector<std::pair<absl::Status, int>> cases = {{absl::ResourceExhaustedError("Ana again"), 429},
                                                           {absl::UnavailableError("Ana later"), 503},
                                                           {absl::InternalError("Ana broke it"), 500}};
  Log::SetLevel(LogLevel::kError);
  for (const auto& [trouble, status] : cases) {
    links_.trouble = trouble;
    EXPECT_EQ(Calendar().status, status);
    const HttpAnswer answer = Post({});
    EXPECT_EQ(answer.status, status);
    EXPECT_THAT(answer.body, Not(HasSubstr(std::string(trouble.message()))));
    EXPECT_EQ(answer.headers.contains("retry-after"), status != 500);
  }
}

TEST_F(GatewayTest, NoTokenIsEverLoggedOrCounted) {
  Log::SetLevel(LogLevel::kInfo);
  testing::internal::CaptureStderr();
  Calendar();
  Post({});
  Calendar(std::string(kToken) + std::string(9'000, 'x'));
  Ask("PUT", fmt::format("/asleep/{}", kToken));
  Ask("GET", fmt::format("/elsewhere/{}?{}", kToken, kToken));
  links_.trouble = absl::InternalError(fmt::format("broken: {}", kToken));
  Calendar();
  const std::string log = testing::internal::GetCapturedStderr();
  EXPECT_THAT(log, HasSubstr("a link could not be served code=INTERNAL"));
  EXPECT_THAT(log, Not(HasSubstr(kToken)));
  EXPECT_THAT(metrics_.Text({}), Not(HasSubstr(kToken)));
}

}  // namespace
}  // namespace toward::server
