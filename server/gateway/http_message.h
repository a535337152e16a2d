// Between HTTP as it is on the wire and the plain values that handlers see.
#ifndef TOWARD_SERVER_GATEWAY_HTTP_MESSAGE_H_
#define TOWARD_SERVER_GATEWAY_HTTP_MESSAGE_H_

#include <cstdint>
#include <optional>

#include "boost/beast/http/message.hpp"
#include "boost/beast/http/parser.hpp"
#include "boost/beast/http/string_body.hpp"
#include "server/gateway/http.h"

namespace toward::server {

using HttpParser = boost::beast::http::request_parser<boost::beast::http::string_body>;
using HttpMessage = boost::beast::http::response<boost::beast::http::string_body>;

// Takes the body out of the parser.
HttpRequest ToRequest(HttpParser& parser);

// What to say to a request that cannot be read. Absent: nobody is there to hear it.
std::optional<HttpResponse> RefusalOf(const boost::system::error_code& error);

// Adds what every answer has. Nothing about a secret address leaks to other sites, search engines or caches.
HttpMessage ToMessage(HttpResponse response, int64_t now_ms);

}  // namespace toward::server

#endif  // TOWARD_SERVER_GATEWAY_HTTP_MESSAGE_H_
