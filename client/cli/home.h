// One person's directory, opened: who they are, their copy of the plan, their own private one, and the keys to the
// words of both.
#ifndef TOWARD_CLIENT_CLI_HOME_H_
#define TOWARD_CLIENT_CLI_HOME_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "client/cli/surroundings.h"
#include "client/cli/writes.h"
#include "client/replica/key_file.h"
#include "client/replica/replica.h"
#include "client/replica/words.h"
#include "plan/plan.h"
#include "plan/plan_day.h"

namespace toward::client {

// Where the plan is kept: `asked` when not empty, else $TOWARD_DIRECTORY, else $XDG_DATA_HOME/toward, else
// ~/.local/share/toward. FAILED_PRECONDITION: nothing of the kind is known.
absl::StatusOr<std::string> ChooseDirectory(const std::string& asked, const Surroundings& around);

// Makes the directory, open to its owner only, when it is missing. PERMISSION_DENIED: it cannot be made.
absl::Status MakeDirectory(const std::string& directory);

// Where the keys of a directory are, and stay unlocked.
KeyPlace KeyPlaceOf(const std::string& directory, const Surroundings& around);

class Home {
 public:
  // The clock and the randomness of `around` must outlive it. Keys under a passphrase are unlocked by the person at the
  // terminal, if there is one. NOT_FOUND: no plan was begun or joined in `directory`. Else errors of ReadKeyFile and
  // Replica::Open.
  static absl::StatusOr<std::unique_ptr<Home>> Open(const std::string& directory, Surroundings& around);
  // The same for an identity whose key file may not be written yet.
  static absl::StatusOr<std::unique_ptr<Home>> OpenAs(Identity identity, const std::string& directory,
                                                      const Surroundings& around);

  // Makes one local change, as Replica::Commit. What a member writes for themselves alone goes into their private plan;
  // words that go over from one plan to the other are erased in the first.
  absl::Status Commit(const Writes& writes);
  // Takes back the newest of them, whichever plan it was in. As Replica::Undo.
  absl::Status Undo();

  // The plan day it is now. FAILED_PRECONDITION: the family's calendar has not arrived.
  absl::StatusOr<plan::PlanDay> Today();
  // "today", "yesterday" or a date, as plan::ParseDay.
  absl::StatusOr<plan::PlanDay> DayFrom(const std::string& text);
  // Everything, dead or alive, with the moments of the day's whole week; plan::Shown makes the screen of it. Errors as
  // for LoadPlan.
  absl::StatusOr<plan::Plan> EverythingAround(plan::PlanDay day);
  absl::StatusOr<plan::Plan> ShownAround(plan::PlanDay day);
  // The same with the moments of the days from `first` to `last`.
  absl::StatusOr<plan::Plan> EverythingBetween(plan::PlanDay first, plan::PlanDay last);
  absl::StatusOr<plan::Plan> ShownBetween(plan::PlanDay first, plan::PlanDay last);

  const KeyPlace& place() const { return place_; }
  const std::string& directory() const { return place_.directory; }
  const Identity& identity() const { return identity_; }
  Identity& identity() { return identity_; }
  const Words& words() const { return words_; }
  Replica& replica() { return *replica_; }
  // This member's private plan: nothing of it reaches the partner's devices, not even that there is any.
  const Words& own_words() const { return own_words_; }
  Replica& own_replica() { return *own_replica_; }

 private:
  Home(KeyPlace place, Identity identity, const Surroundings& around);

  const KeyPlace place_;
  Identity identity_;
  const Words words_;
  const Words own_words_;
  std::unique_ptr<Replica> replica_;
  std::unique_ptr<Replica> own_replica_;
};

}  // namespace toward::client

#endif  // TOWARD_CLIENT_CLI_HOME_H_
