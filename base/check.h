// TOWARD_CHECK: a broken invariant ends the process, in every build, before it can write anything wrong to disk.
// For what only a bug can cause. What the world can cause (input, disk, network) is an absl::Status.
#ifndef TOWARD_BASE_CHECK_H_
#define TOWARD_BASE_CHECK_H_

#include <cstdio>
#include <cstdlib>

namespace toward::internal {

[[noreturn]] inline void CheckFailed(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "%s:%d: this must hold and does not: %s\n", file, line, condition);
  std::abort();
}

}  // namespace toward::internal

#define TOWARD_CHECK(condition) \
  ((condition) ? static_cast<void>(0) : ::toward::internal::CheckFailed(#condition, __FILE__, __LINE__))

#endif  // TOWARD_BASE_CHECK_H_
