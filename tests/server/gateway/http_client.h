// An HTTP client that sends exactly what it is told, right or wrong.
#ifndef TOWARD_TESTS_SERVER_GATEWAY_HTTP_CLIENT_H_
#define TOWARD_TESTS_SERVER_GATEWAY_HTTP_CLIENT_H_

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace toward::server {

struct HttpAnswer {
  int status = 0;
  // Names in lower case.
  std::map<std::string, std::string> headers;
  std::string body;
};

// One connection. Every wait ends after a minute; a test that waits this long has failed.
class HttpClient {
 public:
  // "127.0.0.1:7341".
  explicit HttpClient(const std::string& address);
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  // False: the server has ended the connection.
  bool Send(std::string_view bytes);
  // Says that nothing more will be sent.
  void EndSending();

  // Reads one answer. Absent: the connection has ended before it was whole.
  std::optional<HttpAnswer> Receive();
  // Reads the head of an answer to HEAD, or of one that has no body.
  std::optional<HttpAnswer> ReceiveHead();
  // Everything until the server ends the connection.
  std::string ReceiveAll();
  // Sends a byte every few milliseconds until the server has said something or ended the connection.
  void DripUntilHeard();

  // A request with what every request needs, and one answer. `more` are further header lines, each with its end.
  HttpAnswer Ask(std::string_view method, std::string_view path, std::string_view body = {},
                 std::string_view more = {});

 private:
  bool ReceiveMore();

  int socket_ = -1;
  // Received and not yet read.
  std::string received_;
};

// One request on a connection of its own.
HttpAnswer AskOnce(const std::string& address, std::string_view method, std::string_view path,
                   std::string_view body = {}, std::string_view more = {});

}  // namespace toward::server

#endif  // TOWARD_TESTS_SERVER_GATEWAY_HTTP_CLIENT_H_
