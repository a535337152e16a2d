// Which handler answers which method and path.
#ifndef TOWARD_SERVER_GATEWAY_ROUTER_H_
#define TOWARD_SERVER_GATEWAY_ROUTER_H_

#include <string>
#include <string_view>
#include <vector>

#include "server/gateway/http.h"

namespace toward::server {

class Router {
 public:
  // `pattern` is a path; {} in it, at most once, stands for one or more characters other than '/': "/calendar/{}.ics".
  // A method is added to a pattern once. What GET answers, HEAD answers too.
  void Add(std::string_view method, std::string_view pattern, HttpHandler handler);

  // Calls the handler, or answers 404 when no pattern has the path, 405 when none of those that do has the method.
  void Route(HttpRequest request, const HttpReply& reply) const;

 private:
  struct Entry {
    std::string method;
    // Before and behind the {}; the pattern as it is when it has none.
    std::string before;
    std::string behind;
    bool has_parameter = false;
    HttpHandler handler;
  };

  // Whether the path has the entry's pattern; `parameter` gets what stands for its {}.
  static bool Matches(const Entry& entry, std::string_view path, std::string_view& parameter);

  std::vector<Entry> entries_;
};

}  // namespace toward::server

#endif  // TOWARD_SERVER_GATEWAY_ROUTER_H_
