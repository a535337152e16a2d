// A real server on a free port of this machine, with routes of the test's own.
#ifndef TOWARD_TESTS_SERVER_GATEWAY_HTTP_FIXTURE_H_
#define TOWARD_TESTS_SERVER_GATEWAY_HTTP_FIXTURE_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <memory>
#include <string>
#include <utility>

#include "server/gateway/http_server.h"
#include "tests/server/gateway/http_client.h"
#include "tests/support/hand_clock.h"

namespace toward::server {

class HttpFixture : public testing::Test {
 protected:
  // No time of these runs out while a test runs.
  static HttpBounds Patient() {
    HttpBounds bounds;
    bounds.request = bounds.idle = bounds.answer = bounds.write = bounds.drain = std::chrono::hours(1);
    return bounds;
  }

  // GET /hello says hello, POST /echo what it was told, GET /much 64 MiB; GET /later waits for the Owed reply.
  Router Routes() {
    Router router;
    router.Add("GET", "/hello", [](const HttpRequest&, const HttpReply& reply) { reply(Sentence(200, "hello")); });
    router.Add("POST", "/echo", [](const HttpRequest& request, const HttpReply& reply) {
      reply({.status = 200, .headers = {}, .body = request.body});
    });
    router.Add("GET", "/much", [](const HttpRequest&, const HttpReply& reply) {
      reply({.status = 200, .headers = {}, .body = std::string(size_t{64} << 20, 'x')});
    });
    router.Add("GET", "/later", [this](const HttpRequest&, const HttpReply& reply) { asked_.set_value(reply); });
    return router;
  }

  // Waits until GET /later is asked.
  HttpReply Owed() { return asked_.get_future().get(); }

  void Start(const HttpBounds& bounds = Patient()) { Start(Routes(), bounds); }
  void Start(Router router, const HttpBounds& bounds) {
    auto started = HttpServer::Start({.host = "127.0.0.1", .port = 0}, std::move(router), bounds, clock_, &metrics_);
    ASSERT_TRUE(started.ok()) << started.status();
    server_ = *std::move(started);
  }

  HttpAnswer Ask(std::string_view method, std::string_view path, std::string_view body = {},
                 std::string_view more = {}) {
    return AskOnce(server_->address(), method, path, body, more);
  }

  support::HandClock clock_;
  Metrics metrics_;
  std::promise<HttpReply> asked_;
  std::unique_ptr<HttpServer> server_;
};

}  // namespace toward::server

#endif  // TOWARD_TESTS_SERVER_GATEWAY_HTTP_FIXTURE_H_
