// Reflections that are kept from the partner for a while, or for ever. plan/visibility.h has the rule; here is what a
// push, a stored record and an evening have to do with it. Works inside the transaction its caller has open.
#ifndef TOWARD_SERVER_STORE_REVEAL_H_
#define TOWARD_SERVER_STORE_REVEAL_H_

#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "base/sqlite.h"
#include "plan/visibility.h"
#include "server/store/store.h"
#include "sync/record.h"

namespace toward::server {

// Who wrote a stored reflection. DATA_LOSS: it is none.
absl::StatusOr<MemberId> AuthorOf(const sync::Record& reflection);

// `patch` comes to `before` (null: there is no such record) and makes it `after`. Absent: not readable as a reflection.
std::optional<plan::ReflectionWrite> WriteTo(const sync::Record* before, plan::Hidden hidden_before,
                                             const sync::Record& patch, const sync::Record& after, const Push& push);

// A stored reflection of an evening.
struct EveningAnswer {
  sync::Seq seq = 0;
  plan::Hidden hidden = plan::Hidden::kNo;
  plan::Answer answer;
};

// The stored reflections, of all members, that `answer` and they reveal each other.
absl::StatusOr<std::vector<EveningAnswer>> RevealedBy(Database& database, FamilyNumber family,
                                                      const plan::Answer& answer);

}  // namespace toward::server

#endif  // TOWARD_SERVER_STORE_REVEAL_H_
