// One person's directory, opened: who they are, their copy of the plan, and the keys to its words.
#ifndef TOWARD_CLIENT_CLI_HOME_H_
#define TOWARD_CLIENT_CLI_HOME_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "client/cli/surroundings.h"
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

class Home {
 public:
  // The clock and the randomness of `around` must outlive it. NOT_FOUND: no plan was begun or joined in `directory`.
  // Else errors of ReadKeyFile and Replica::Open.
  static absl::StatusOr<std::unique_ptr<Home>> Open(const std::string& directory, const Surroundings& around);
  // The same for an identity whose key file may not be written yet.
  static absl::StatusOr<std::unique_ptr<Home>> OpenAs(Identity identity, const std::string& directory,
                                                      const Surroundings& around);

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

  const std::string& directory() const { return directory_; }
  const Identity& identity() const { return identity_; }
  const Words& words() const { return words_; }
  Replica& replica() { return *replica_; }

 private:
  Home(std::string directory, Identity identity, const Surroundings& around);

  const std::string directory_;
  const Identity identity_;
  const Words words_;
  std::unique_ptr<Replica> replica_;
};

}  // namespace toward::client

#endif  // TOWARD_CLIENT_CLI_HOME_H_
