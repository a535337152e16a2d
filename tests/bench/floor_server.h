// The floor: bare gRPC and SQLite doing the least that gives the same promise. The same two calls, one thread that
// writes with group commit, an answer only once it is on disk, and every watcher of the family woken. It merges
// nothing, knows no sessions, and stores bytes as they come. What Toward costs is what it takes beyond this.
#ifndef TOWARD_TESTS_BENCH_FLOOR_SERVER_H_
#define TOWARD_TESTS_BENCH_FLOOR_SERVER_H_

#include <string>

namespace toward::bench {

// Runs in `directory` until SIGTERM. Says "Listening on <address>" first.
int RunFloorServer(const std::string& directory);

}  // namespace toward::bench

#endif  // TOWARD_TESTS_BENCH_FLOOR_SERVER_H_
