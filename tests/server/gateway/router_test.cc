// Which handler a path finds.

#include "server/gateway/router.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace toward::server {
namespace {

class RouterTest : public testing::Test {
 protected:
  RouterTest() {
    const auto saying = [](const char* name) {
      return [name](const HttpRequest& request, const HttpReply& reply) {
        reply(Sentence(200, std::string(name) + " " + request.parameter));
      };
    };
    router_.Add("GET", "/", saying("root"));
    router_.Add("GET", "/calendar/{}.ics", saying("calendar"));
    router_.Add("POST", "/asleep/{}", saying("asleep"));
    router_.Add("GET", "/both", saying("read"));
    router_.Add("POST", "/both", saying("write"));
  }

  HttpResponse Ask(const std::string& method, const std::string& path) {
    HttpResponse answer;
    router_.Route({.method = method, .path = path, .headers = {}, .body = {}, .parameter = {}},
                  [&answer](HttpResponse response) { answer = std::move(response); });
    return answer;
  }

  Router router_;
};

TEST_F(RouterTest, ThePartInBracesIsTheParameter) {
  EXPECT_EQ(Ask("GET", "/calendar/abc.ics").body, "calendar abc\n");
  EXPECT_EQ(Ask("GET", "/calendar/a.ics.ics").body, "calendar a.ics\n");
  EXPECT_EQ(Ask("POST", "/asleep/abc").body, "asleep abc\n");
}

TEST_F(RouterTest, TheParameterIsNeitherEmptyNorSeveralParts) {
  for (const char* path : {"/calendar/.ics", "/calendar/a/b.ics", "/calendar/abc", "/calendar/abc.icsx", "calendar"}) {
    EXPECT_EQ(Ask("GET", path).status, 404) << path;
  }
  EXPECT_EQ(Ask("POST", "/asleep/").status, 404);
  EXPECT_EQ(Ask("POST", "/asleep/a/").status, 404);
}

TEST_F(RouterTest, APathIsMatchedWhole) {
  EXPECT_EQ(Ask("GET", "/").status, 200);
  EXPECT_EQ(Ask("GET", "").status, 404);
  EXPECT_EQ(Ask("GET", "//").status, 404);
  EXPECT_EQ(Ask("GET", "*").status, 404);
}

TEST_F(RouterTest, OnePathMayTakeSeveralMethods) {
  EXPECT_EQ(Ask("GET", "/both").body, "read \n");
  EXPECT_EQ(Ask("HEAD", "/both").body, "read \n");
  EXPECT_EQ(Ask("POST", "/both").body, "write \n");
  const HttpResponse wrong = Ask("PUT", "/both");
  EXPECT_EQ(wrong.status, 405);
  EXPECT_THAT(wrong.headers, testing::Contains(testing::Pair("Allow", "GET, HEAD, POST")));
}

TEST_F(RouterTest, AMethodIsSpelledInCapitals) { EXPECT_EQ(Ask("get", "/").status, 405); }

}  // namespace
}  // namespace toward::server
