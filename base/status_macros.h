// The two macros that keep the happy path at the left margin.
#ifndef TOWARD_BASE_STATUS_MACROS_H_
#define TOWARD_BASE_STATUS_MACROS_H_

#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

// Evaluates an absl::Status; returns it from the enclosing function unless it is OK.
#define RETURN_IF_ERROR(expression)                                       \
  do {                                                                    \
    if (absl::Status toward_status = (expression); !toward_status.ok()) { \
      return toward_status;                                               \
    }                                                                     \
  } while (false)

// Evaluates an absl::StatusOr<T>; assigns its value to `target`, which may declare a variable, or returns its status.
#define ASSIGN_OR_RETURN(target, expression) \
  TOWARD_ASSIGN_OR_RETURN_(TOWARD_CONCAT_(toward_status_or_, __LINE__), target, expression)

// `target` may declare a variable, so it cannot stand in parentheses. NOLINTBEGIN(bugprone-macro-parentheses)
#define TOWARD_ASSIGN_OR_RETURN_(status_or, target, expression) \
  auto status_or = (expression);                                \
  if (!status_or.ok()) return std::move(status_or).status();    \
  target = *std::move(status_or)
// NOLINTEND(bugprone-macro-parentheses)

#define TOWARD_CONCAT_(a, b) TOWARD_CONCAT_INNER_(a, b)
#define TOWARD_CONCAT_INNER_(a, b) a##b

#endif  // TOWARD_BASE_STATUS_MACROS_H_
