// Requests that are none: each is refused or left, and the next good one is answered.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <vector>

#include "tests/server/gateway/http_fixture.h"

namespace toward::server {
namespace {

using namespace std::string_literals;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

using HttpDisorderTest = HttpFixture;

TEST_F(HttpDisorderTest, WhatIsNotHttpIsRefusedInOneSentence) {
  Start();
  const std::vector<std::string> requests = {
      "nonsense\r\n\r\n",
      "GET /hello\r\n\r\n",
      "GET  /hello HTTP/1.1\r\nHost: toward\r\n\r\n",
      "GET /hello HTTP/2.0\r\nHost: toward\r\n\r\n",
      "GET /hello HTTP/1.1\r\n\r\n",
      "GET /hello HTTP/1.1\r\nHost: toward\r\nHost: toward\r\n\r\n",
      "GET /hello HTTP/1.1\r\nHost : toward\r\n\r\n",
      "GET /hello HTTP/1.1\r\nHost: tow\0ard\r\n\r\n"s,
      "GET /hel\x01lo HTTP/1.1\r\nHost: toward\r\n\r\n",
      "POST /echo HTTP/1.1\r\nHost: toward\r\nContent-Length: -1\r\n\r\n",
      "POST /echo HTTP/1.1\r\nHost: toward\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx",
      "POST /echo HTTP/1.1\r\nHost: toward\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      "POST /echo HTTP/1.1\r\nHost: toward\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n",
  };
  for (const std::string& request : requests) {
    HttpClient client(server_->address());
    client.Send(request);
    client.EndSending();
    EXPECT_THAT(client.ReceiveAll(), AllOf(StartsWith("HTTP/1.1 400 "),
                                           HasSubstr("\r\n\r\nThis is not an HTTP request the server understands.\n")))
        << request;
  }
  EXPECT_EQ(Ask("GET", "/hello").status, 200);
}

TEST_F(HttpDisorderTest, AClientThatLeavesMidwayIsForgotten) {
  Start();
  for (const char* beginning : {"GET /hel", "POST /echo HTTP/1.1\r\nHost: toward\r\nContent-Length: 9\r\n\r\nhi"}) {
    HttpClient client(server_->address());
    client.Send(beginning);
    client.EndSending();
    EXPECT_THAT(client.ReceiveAll(), IsEmpty());
  }
  server_->Stop();
  EXPECT_THAT(metrics_.Text({}), HasSubstr("\ntoward_http_connections 0\n"));
}

// A request with some bytes changed, left out or put in.
std::string Spoilt(std::string request) {
  const int changes = *rc::gen::inRange(1, 6);
  for (int i = 0; i < changes && !request.empty(); ++i) {
    const size_t at = *rc::gen::inRange<size_t>(0, request.size());
    switch (*rc::gen::inRange(0, 3)) {
      case 0:
        request[at] = *rc::gen::arbitrary<char>();
        break;
      case 1:
        request.erase(at, *rc::gen::inRange<size_t>(1, 9));
        break;
      default:
        request.insert(at, *rc::gen::element<std::string>("\r\n", "\r\n\r\n", ":", " ", "\n", "0", "\xff", "HTTP/1.1"));
    }
  }
  return request;
}

RC_GTEST_FIXTURE_PROP(HttpDisorderTest, NothingThatIsSentBringsItDown, ()) {
  if (server_ == nullptr) Start();
  const std::vector<std::string> requests = {
      "GET /hello HTTP/1.1\r\nHost: toward\r\nConnection: keep-alive\r\n\r\n",
      "POST /echo HTTP/1.1\r\nHost: toward\r\nContent-Length: 4\r\n\r\nbody",
      "POST /echo HTTP/1.1\r\nHost: toward\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"};
  HttpClient client(server_->address());
  const int count = *rc::gen::inRange(1, 4);
  for (int i = 0; i < count; ++i) client.Send(Spoilt(*rc::gen::elementOf(requests)));
  client.EndSending();
  const std::string heard = client.ReceiveAll();
  RC_ASSERT(heard.empty() || heard.starts_with("HTTP/1."));
  RC_ASSERT(Ask("GET", "/hello").status == 200);
}

}  // namespace
}  // namespace toward::server
