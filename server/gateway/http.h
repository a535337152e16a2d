// What the gateway's handlers see of HTTP: requests and responses as plain values.
#ifndef TOWARD_SERVER_GATEWAY_HTTP_H_
#define TOWARD_SERVER_GATEWAY_HTTP_H_

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace toward::server {

using HttpHeaders = std::vector<std::pair<std::string, std::string>>;

struct HttpRequest {
  // As sent: "GET".
  std::string method;
  // Without the query; nothing is decoded. May hold a secret, so it is never logged.
  std::string path;
  HttpHeaders headers;
  std::string body;
  // What stood in the place of the pattern's {}; empty when it has none.
  std::string parameter;

  // The value of the first header of this name, whatever its case. Empty: there is none.
  std::string_view Header(std::string_view name) const;
};

struct HttpResponse {
  int status = 200;
  // Beside those the server adds: length, date, connection, and what keeps secrets from leaking. A Cache-Control here
  // stands in place of the server's "no-store".
  HttpHeaders headers;
  std::string body;
};

// Takes the answer to one request: called once, from any thread, at once or later. Later calls are ignored, and so is
// one that comes after HttpBounds::answer.
using HttpReply = std::function<void(HttpResponse)>;

// Called on the server's one thread, so it never waits. The request is valid until it returns.
using HttpHandler = std::function<void(const HttpRequest&, const HttpReply&)>;

// A status with one plain sentence for whoever reads it.
HttpResponse Sentence(int status, std::string_view sentence);

// What the server says when there is nothing better to say. None of it quotes the request.
HttpResponse NotUnderstood();                           // 400
HttpResponse NothingHere();                             // 404
HttpResponse MethodNotAllowed(std::string_view allow);  // 405; `allow` lists the methods that are
HttpResponse BodyTooLarge();                            // 413
HttpResponse HeaderTooLarge();                          // 431
HttpResponse WentWrong();                               // 500
HttpResponse TryAgainLater();                           // 503

}  // namespace toward::server

#endif  // TOWARD_SERVER_GATEWAY_HTTP_H_
