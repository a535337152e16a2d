// What handlers work with. Everything outlives them.
#ifndef TOWARD_SERVER_SERVICE_HANDLER_CONTEXT_H_
#define TOWARD_SERVER_SERVICE_HANDLER_CONTEXT_H_

#include <string>

#include "base/clock.h"
#include "base/random.h"
#include "server/challenges.h"
#include "server/hub.h"
#include "server/metrics/metrics.h"
#include "server/reminders/reminders.h"
#include "server/sessions.h"
#include "server/writer.h"
#include "trust/crypto.h"

namespace toward::server {

struct HandlerContext {
  // The server's name for itself, which devices sign.
  std::string origin;
  // Whether anybody may make a family; else only who has a ticket made with the key.
  bool open_registration = true;
  trust::Secret ticket_key;
  Clock& clock;
  Random& random;
  Writer& writer;
  Hub& hub;
  Sessions& sessions;
  Challenges& challenges;
  Metrics& metrics;
  Reminders& reminders;
};

}  // namespace toward::server

#endif  // TOWARD_SERVER_SERVICE_HANDLER_CONTEXT_H_
