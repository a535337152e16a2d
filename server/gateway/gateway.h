// What the server answers over HTTP, route by route.
//
//   GET  /healthz               200 "ok" while the server runs
//   GET  /calendar/<token>.ics  a member's calendar feed
//   POST /asleep/<token>        the baby sleeps; or {"awake": true}: it is awake again
//
// A token that is not known, a path that is not served and a link of another kind get the same 404, and every token
// goes the same way to it: hashed at once, looked for once.
#ifndef TOWARD_SERVER_GATEWAY_GATEWAY_H_
#define TOWARD_SERVER_GATEWAY_GATEWAY_H_

#include <functional>
#include <string>

#include "server/gateway/links.h"
#include "server/gateway/router.h"

namespace toward::server {

void AddHealth(Router& router);

// GET /metrics, for a server of its own. `text` makes Prometheus' text, on that server's thread.
void AddMetrics(Router& router, std::function<std::string()> text);

// `links` outlives the router and every server that has it.
void AddLinks(Router& router, Links& links);

}  // namespace toward::server

#endif  // TOWARD_SERVER_GATEWAY_GATEWAY_H_
