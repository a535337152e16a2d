// The HTTP server over real sockets: what it answers, and how it stops.

#include "server/gateway/http_server.h"

#include <future>

#include "tests/server/gateway/http_fixture.h"

namespace toward::server {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

using HttpServerTest = HttpFixture;

TEST_F(HttpServerTest, AConnectionServesOneRequestAfterTheOther) {
  Start();
  HttpClient client(server_->address());
  for (int i = 0; i < 3; ++i) {
    const HttpAnswer answer = client.Ask("GET", "/hello");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, "hello\n");
  }
}

TEST_F(HttpServerTest, RequestsSentAtOnceAreAnsweredInOrder) {
  Start();
  HttpClient client(server_->address());
  client.Send(
      "POST /echo HTTP/1.1\r\nHost: toward\r\nContent-Length: 3\r\n\r\none"
      "GET /hello HTTP/1.1\r\nHost: toward\r\n\r\n"
      "POST /echo HTTP/1.1\r\nHost: toward\r\nContent-Length: 5\r\nConnection: close\r\n\r\nthree");
  EXPECT_EQ(client.Receive()->body, "one");
  EXPECT_EQ(client.Receive()->body, "hello\n");
  EXPECT_EQ(client.Receive()->body, "three");
  EXPECT_THAT(client.ReceiveAll(), IsEmpty());
}

TEST_F(HttpServerTest, ARequestMayComeByteByByte) {
  Start();
  HttpClient client(server_->address());
  for (const char byte : std::string("POST /echo HTTP/1.1\r\nHost: toward\r\nContent-Length: 2\r\n\r\nhi")) {
    ASSERT_TRUE(client.Send({&byte, 1}));
  }
  EXPECT_EQ(client.Receive()->body, "hi");
}

TEST_F(HttpServerTest, AnOlderClientIsAnsweredAndLeft) {
  Start();
  HttpClient client(server_->address());
  client.Send("GET /hello HTTP/1.0\r\n\r\n");
  EXPECT_THAT(client.ReceiveAll(), testing::AllOf(StartsWith("HTTP/1.0 200 OK\r\n"), EndsWith("\r\n\r\nhello\n")));
}

TEST_F(HttpServerTest, HeadIsGetWithoutTheBody) {
  Start();
  HttpClient client(server_->address());
  const HttpAnswer get = client.Ask("GET", "/hello");
  const HttpAnswer head = client.Ask("HEAD", "/hello");
  EXPECT_EQ(head.headers, get.headers);
  EXPECT_EQ(head.headers.at("content-length"), "6");
  EXPECT_EQ(client.Ask("GET", "/hello").body, "hello\n");
}

TEST_F(HttpServerTest, EveryAnswerKeepsSecretAddressesToItself) {
  Start();
  for (const char* path : {"/hello", "/nowhere"}) {
    const HttpAnswer answer = Ask("GET", path);
    EXPECT_EQ(answer.headers.at("referrer-policy"), "no-referrer");
    EXPECT_EQ(answer.headers.at("x-robots-tag"), "noindex");
    EXPECT_EQ(answer.headers.at("x-content-type-options"), "nosniff");
    EXPECT_EQ(answer.headers.at("cache-control"), "no-store");
    EXPECT_EQ(answer.headers.at("date"), "Sun, 01 Mar 2026 00:00:00 GMT");
    EXPECT_FALSE(answer.headers.contains("server"));
  }
}

TEST_F(HttpServerTest, WhatIsNotThereIs404AndAWrongMethodIs405) {
  Start();
  EXPECT_EQ(Ask("GET", "/nowhere").status, 404);
  EXPECT_EQ(Ask("GET", "/hello/").status, 404);
  EXPECT_EQ(Ask("GET", "/hello?whatever=1").status, 200);
  const HttpAnswer wrong = Ask("DELETE", "/hello");
  EXPECT_EQ(wrong.status, 405);
  EXPECT_EQ(wrong.headers.at("allow"), "GET, HEAD");
  EXPECT_EQ(wrong.body, "This address takes GET, HEAD only.\n");
}

TEST_F(HttpServerTest, AClientThatAsksFirstIsToldToSendItsBody) {
  Start();
  HttpClient client(server_->address());
  client.Send("POST /echo HTTP/1.1\r\nHost: toward\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(client.ReceiveHead()->status, 100);
  client.Send("hi");
  EXPECT_EQ(client.Receive()->body, "hi");
}

TEST_F(HttpServerTest, AnAnswerMayComeLaterFromAnotherThread) {
  Start();
  HttpClient client(server_->address());
  client.Send("GET /later HTTP/1.1\r\nHost: toward\r\n\r\n");
  Owed()(Sentence(200, "at last"));
  EXPECT_EQ(client.Receive()->body, "at last\n");
  EXPECT_EQ(client.Ask("GET", "/hello").status, 200);
}

TEST_F(HttpServerTest, OnlyTheFirstAnswerCounts) {
  Start();
  HttpClient client(server_->address());
  client.Send("GET /later HTTP/1.1\r\nHost: toward\r\n\r\n");
  const HttpReply reply = Owed();
  reply(Sentence(200, "first"));
  reply(Sentence(200, "second"));
  EXPECT_EQ(client.Receive()->body, "first\n");
  EXPECT_EQ(client.Ask("GET", "/hello").body, "hello\n");
}

TEST_F(HttpServerTest, StoppingAnswersWhatWasAskedAndThenCloses) {
  Start();
  HttpClient idle(server_->address());
  idle.Ask("GET", "/hello");
  HttpClient busy(server_->address());
  busy.Send("GET /later HTTP/1.1\r\nHost: toward\r\n\r\n");
  const HttpReply reply = Owed();
  auto stopped = std::async(std::launch::async, [this] { server_->Stop(); });
  EXPECT_THAT(idle.ReceiveAll(), IsEmpty());
  reply(Sentence(200, "just in time"));
  const auto answer = busy.Receive();
  EXPECT_EQ(answer->body, "just in time\n");
  EXPECT_EQ(answer->headers.at("connection"), "close");
  stopped.get();
}

TEST_F(HttpServerTest, APortThatIsTakenIsSaidInOneSentence) {
  Start();
  const int port = std::stoi(server_->address().substr(server_->address().rfind(':') + 1));
  const auto second = HttpServer::Start({.host = "127.0.0.1", .port = port}, {}, {}, clock_, nullptr);
  EXPECT_EQ(second.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(second.status().message()), HasSubstr("the port is taken"));
}

TEST_F(HttpServerTest, ConnectionsAndAnswersAreCounted) {
  Start();
  HttpClient client(server_->address());
  client.Ask("GET", "/hello");
  client.Ask("GET", "/nowhere");
  client.Ask("GET", "/nowhere");
  const std::string text = metrics_.Text({});
  EXPECT_THAT(text, HasSubstr("\ntoward_http_connections 1\n"));
  EXPECT_THAT(text, HasSubstr("\ntoward_http_answers_total{status=\"2xx\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("\ntoward_http_answers_total{status=\"4xx\"} 2\n"));
}

}  // namespace
}  // namespace toward::server
