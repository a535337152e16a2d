// Secret links, as the gateway serves them: who has the address may use it, with no other proof. What stands behind a
// link is the reminder engine's; the gateway only ever holds a hash of its token.
#ifndef TOWARD_SERVER_GATEWAY_LINKS_H_
#define TOWARD_SERVER_GATEWAY_LINKS_H_

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace toward::server {

// SHA-256, 32 bytes, of a link's token as it stands in the path.
struct LinkHash {
  std::string bytes;
  bool operator==(const LinkHash&) const = default;
};

// What a POST to an asleep link says.
enum class BabyIs { kAsleep, kAwake };

// Called on the gateway's thread, so an implementation must not wait: it hands the work on and answers later, from any
// thread. `done` is called exactly once.
//
// The errors of both: NOT_FOUND, no link of this kind has this token (never made, replaced, revoked, or of another
// kind: nobody can tell which); RESOURCE_EXHAUSTED, it is used too often; UNAVAILABLE, not now. Their messages go
// nowhere.
class Links {
 public:
  virtual ~Links() = default;

  // The iCalendar text (RFC 5545) of the member whose calendar link this is. Equal content has equal bytes, since its
  // ETag is made from them.
  virtual void ReadCalendar(const LinkHash& link, std::function<void(absl::StatusOr<std::string>)> done) = 0;

  // As ReminderService.SayAsleep, for the member whose asleep link this is. OK when there was nothing to do, too.
  virtual void SayAsleep(const LinkHash& link, BabyIs baby_is, std::function<void(absl::Status)> done) = 0;
};

}  // namespace toward::server

#endif  // TOWARD_SERVER_GATEWAY_LINKS_H_
