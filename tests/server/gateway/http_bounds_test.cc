// What anybody can cost the HTTP server: bytes, connections and time, at each bound and just beyond it.

#include <map>

#include "fmt/format.h"
#include "tests/server/gateway/http_fixture.h"

namespace toward::server {
namespace {

using testing::IsEmpty;
using testing::StartsWith;

using HttpBoundsTest = HttpFixture;

constexpr std::chrono::milliseconds kSoon(30);

// A request whose header, the empty line included, has `bytes`.
std::string RequestWithHeader(size_t bytes) {
  const std::string start = "GET /hello HTTP/1.1\r\nHost: toward\r\nX-Filler: ";
  const std::string end = "\r\n\r\n";
  return start + std::string(bytes - start.size() - end.size(), 'x') + end;
}

std::string ChunkedRequest(size_t bytes) {
  return fmt::format("POST /echo HTTP/1.1\r\nHost: toward\r\nTransfer-Encoding: chunked\r\n\r\n{:x}\r\n{}\r\n0\r\n\r\n",
                     bytes, std::string(bytes, 'x'));
}

TEST_F(HttpBoundsTest, AHeaderMayHaveItsBoundAndNotAByteMore) {
  Start();
  HttpClient fits(server_->address());
  fits.Send(RequestWithHeader(HttpBounds().header_bytes));
  EXPECT_EQ(fits.Receive()->status, 200);
  HttpClient too_large(server_->address());
  too_large.Send(RequestWithHeader(HttpBounds().header_bytes + 1));
  const auto answer = too_large.Receive();
  EXPECT_EQ(answer->status, 431);
  EXPECT_EQ(answer->headers.at("connection"), "close");
  EXPECT_EQ(answer->body, "The header of the request is too large.\n");
}

TEST_F(HttpBoundsTest, ManySmallFieldsSentOneByOneAreStillOneHeader) {
  Start();
  HttpClient client(server_->address());
  client.Send("GET /hello HTTP/1.1\r\nHost: toward\r\n");
  for (size_t sent = 0; sent < HttpBounds().header_bytes; sent += 7) client.Send("A: bc\r\n");
  client.EndSending();
  EXPECT_THAT(client.ReceiveAll(), StartsWith("HTTP/1.1 431 "));
}

TEST_F(HttpBoundsTest, ABodyMayHaveItsBoundAndNotAByteMore) {
  Start();
  const size_t bound = HttpBounds().body_bytes;
  EXPECT_EQ(Ask("POST", "/echo", std::string(bound, 'x')).body.size(), bound);
  const HttpAnswer answer = Ask("POST", "/echo", std::string(bound + 1, 'x'));
  EXPECT_EQ(answer.status, 413);
  EXPECT_EQ(answer.body, "The body of the request is too large.\n");
}

TEST_F(HttpBoundsTest, ABodyInChunksHasTheSameBound) {
  Start();
  const size_t bound = HttpBounds().body_bytes;
  for (const auto& [bytes, status] : std::map<size_t, int>{{bound, 200}, {bound + 1, 413}}) {
    HttpClient client(server_->address());
    client.Send(ChunkedRequest(bytes));
    EXPECT_EQ(client.Receive()->status, status);
  }
}

TEST_F(HttpBoundsTest, ABodyThatIsOnlyPromisedIsRefusedAtOnce) {
  Start();
  HttpClient client(server_->address());
  client.Send("POST /echo HTTP/1.1\r\nHost: toward\r\nContent-Length: 4294967296\r\n\r\n");
  EXPECT_EQ(client.Receive()->status, 413);
}

TEST_F(HttpBoundsTest, OneConnectionTooManyIsClosedUntilAnotherEnds) {
  HttpBounds bounds = Patient();
  bounds.connections = 2;
  Start(bounds);
  HttpClient first(server_->address());
  EXPECT_EQ(first.Ask("GET", "/hello").status, 200);
  {
    HttpClient second(server_->address());
    EXPECT_EQ(second.Ask("GET", "/hello").status, 200);
    HttpClient third(server_->address());
    EXPECT_THAT(third.ReceiveAll(), IsEmpty());
    second.EndSending();
    EXPECT_THAT(second.ReceiveAll(), IsEmpty());
  }
  EXPECT_EQ(Ask("GET", "/hello").status, 200);
}

TEST_F(HttpBoundsTest, AConnectionThatSaysNothingIsClosed) {
  HttpBounds bounds = Patient();
  bounds.request = kSoon;
  Start(bounds);
  EXPECT_THAT(HttpClient(server_->address()).ReceiveAll(), IsEmpty());
}

TEST_F(HttpBoundsTest, ARequestThatNeverEndsIsClosedHoweverOftenAByteComes) {
  HttpBounds bounds = Patient();
  bounds.request = kSoon;
  Start(bounds);
  for (const char* beginning :
       {"GET /hello HTTP/1.1\r\nHost: ", "POST /echo HTTP/1.1\r\nHost: toward\r\nContent-Length: 60000\r\n\r\n"}) {
    HttpClient client(server_->address());
    client.Send(beginning);
    client.DripUntilHeard();
    EXPECT_THAT(client.ReceiveAll(), IsEmpty());
  }
}

TEST_F(HttpBoundsTest, AnIdleConnectionIsClosedAfterItsLastAnswer) {
  HttpBounds bounds = Patient();
  bounds.idle = kSoon;
  Start(bounds);
  HttpClient client(server_->address());
  EXPECT_EQ(client.Ask("GET", "/hello").status, 200);
  EXPECT_THAT(client.ReceiveAll(), IsEmpty());
}

TEST_F(HttpBoundsTest, AClientThatDoesNotReadIsCut) {
  HttpBounds bounds = Patient();
  bounds.write = kSoon;
  Start(bounds);
  HttpClient client(server_->address());
  client.Send("GET /much HTTP/1.1\r\nHost: toward\r\n\r\n");
  // Requests under way may take an hour to end, so only the cut ends this.
  server_->Stop();
  EXPECT_FALSE(client.Receive().has_value());
}

TEST_F(HttpBoundsTest, AnAnswerThatNeverComesIsSaidToBeLate) {
  HttpBounds bounds = Patient();
  bounds.answer = kSoon;
  Start(bounds);
  HttpClient client(server_->address());
  const HttpAnswer answer = client.Ask("GET", "/later");
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.headers.at("retry-after"), "60");
  Owed()(Sentence(200, "too late"));
  EXPECT_EQ(client.Ask("GET", "/hello").body, "hello\n");
}

TEST_F(HttpBoundsTest, StoppingCutsWhatDoesNotEnd) {
  HttpBounds bounds = Patient();
  bounds.drain = kSoon;
  Start(bounds);
  HttpClient client(server_->address());
  client.Send("GET /later HTTP/1.1\r\nHost: toward\r\n\r\n");
  const HttpReply reply = Owed();
  server_->Stop();
  EXPECT_THAT(client.ReceiveAll(), IsEmpty());
  server_.reset();
  reply(Sentence(200, "nobody hears this"));
}

}  // namespace
}  // namespace toward::server
