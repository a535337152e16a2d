// Secret links, from the call that makes one to what the gateway answers.

#include "server/reminders/member_links.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "plan/calendar/ics_calendar.h"
#include "tests/server/gateway/http_client.h"
#include "tests/server/reminders/test_listener.h"

namespace toward::server {
namespace {

using testing::HasSubstr;
using testing::SizeIs;
using testing::StartsWith;
using Stub = v1::ReminderService::Stub;

constexpr int64_t kMinuteMs = 60'000;

class MemberLinksTest : public testing::Test {
 protected:
  MemberLinksTest() {
    server_.config.http_listen = "127.0.0.1:0";
    EXPECT_TRUE(server_.Start().ok());
    ana_.emplace(server_);
    ana_->Settle();
    server_.clock.Advance(12 * 60 * kMinuteMs);
    ana_->PlanCheckInAt(20 * 60);
  }
  std::string NewLink(v1::LinkKind kind) {
    v1::CreateLinkRequest request;
    request.set_kind(kind);
    v1::CreateLinkResponse response;
    EXPECT_TRUE(ana_->Call(&Stub::CreateLink, request, response).ok());
    return response.path();
  }
  HttpAnswer Ask(std::string_view method, std::string_view path, std::string_view body = {}) {
    return AskOnce(server_.server().http_address(), method, path, body);
  }

  support::TestServer server_;
  std::optional<TestListener> ana_;
};

TEST_F(MemberLinksTest, TheCalendarHasTheComingDaysAndNoWordOfTheFamilys) {
  const std::string path = NewLink(v1::LINK_KIND_CALENDAR_FEED);
  EXPECT_THAT(path, StartsWith("/calendar/"));
  const HttpAnswer answer = Ask("GET", path);
  ASSERT_EQ(answer.status, 200);
  const auto calendar = plan::ParseIcs(answer.body);
  ASSERT_TRUE(calendar.ok()) << calendar.status();
  // A week back, today, five weeks ahead.
  EXPECT_THAT(calendar->events, SizeIs(7 + 1 + 35));
  EXPECT_THAT(answer.body, HasSubstr("DTSTART:20260301T200000Z"));
  EXPECT_THAT(answer.body, HasSubstr("SUMMARY:Ten minutes for the two of you\r\n"));
}

TEST_F(MemberLinksTest, EqualPlansHaveEqualBytesAndTheirTagSaysSo) {
  const std::string path = NewLink(v1::LINK_KIND_CALENDAR_FEED);
  const HttpAnswer first = Ask("GET", path);
  server_.clock.Advance(kMinuteMs);
  const HttpAnswer second = Ask("GET", path);
  EXPECT_EQ(first.body, second.body);
  EXPECT_EQ(first.headers.at("etag"), second.headers.at("etag"));
  ana_->PlanCheckInAt(19 * 60);
  EXPECT_NE(Ask("GET", path).headers.at("etag"), first.headers.at("etag"));
}

TEST_F(MemberLinksTest, ANewLinkEndsTheOneBeforeAndRevokedItIsGone) {
  const std::string first = NewLink(v1::LINK_KIND_CALENDAR_FEED);
  const std::string second = NewLink(v1::LINK_KIND_CALENDAR_FEED);
  EXPECT_EQ(Ask("GET", first).status, 404);
  EXPECT_EQ(Ask("GET", second).status, 200);
  v1::RevokeLinkRequest request;
  request.set_kind(v1::LINK_KIND_CALENDAR_FEED);
  v1::RevokeLinkResponse response;
  EXPECT_TRUE(ana_->Call(&Stub::RevokeLink, request, response).ok());
  EXPECT_TRUE(ana_->Call(&Stub::RevokeLink, request, response).ok());
  EXPECT_EQ(Ask("GET", second).status, 404);
}

TEST_F(MemberLinksTest, APostSaysThatTheBabySleeps) {
  const std::string path = NewLink(v1::LINK_KIND_ASLEEP);
  server_.clock.Advance(7 * 60 * kMinuteMs);
  EXPECT_EQ(Ask("POST", path).status / 100, 2);
  const auto listen = ana_->Listen();
  ASSERT_TRUE(listen->Next().has_value());
  server_.clock.Advance(10 * kMinuteMs);
  const auto shown = listen->NextWord();
  ASSERT_TRUE(shown.has_value());
  EXPECT_EQ(shown->nudge().due_time_ms(), server_.clock.WallMs());
}

TEST_F(MemberLinksTest, ALinkOfAnotherKindIsNone) {
  const std::string path = NewLink(v1::LINK_KIND_ASLEEP);
  const std::string token = path.substr(std::string("/asleep/").size());
  EXPECT_EQ(Ask("GET", "/calendar/" + token + ".ics").status, 404);
}

TEST_F(MemberLinksTest, ALinkThatIsUsedAllTheTimeIsRefusedForTheRestOfTheMinute) {
  const std::string path = NewLink(v1::LINK_KIND_CALENDAR_FEED);
  for (int i = 0; i < kLinkUsesAMinute; ++i) ASSERT_EQ(Ask("GET", path).status, 200);
  EXPECT_EQ(Ask("GET", path).status, 429);
  server_.clock.Advance(kMinuteMs);
  EXPECT_EQ(Ask("GET", path).status, 200);
}

}  // namespace
}  // namespace toward::server
