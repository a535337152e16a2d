// What toward-server does besides serving: `backup FILE`, `restore FILE`, `check [FILE]`, `ticket`.
#ifndef TOWARD_SERVER_MAINTENANCE_TASK_H_
#define TOWARD_SERVER_MAINTENANCE_TASK_H_

#include <string>

#include "absl/status/statusor.h"
#include "base/clock.h"
#include "base/random.h"
#include "server/maintenance/draft.h"

namespace toward::server {

struct Task {
  enum class Kind { kBackup, kRestore, kCheck, kTicket };
  Kind kind = Kind::kCheck;
  // Empty, for kCheck: the data itself.
  std::string file;
  // Of kBackup.
  Existing existing = Existing::kStays;
};

struct Report {
  // Sentences for a person, a line each.
  std::string text;
  // False: a check has found something.
  bool well = true;
};

// Carries the task out on the data in this directory. Each error is one sentence.
absl::StatusOr<Report> Perform(const Task& task, const std::string& data_directory, const Clock& clock, Random& random);

}  // namespace toward::server

#endif  // TOWARD_SERVER_MAINTENANCE_TASK_H_
