// The least a durable feed can be: one table, bytes in, bytes out, in order. No merging, no sessions, no verdicts.
#ifndef TOWARD_TESTS_BENCH_FLOOR_STORE_H_
#define TOWARD_TESTS_BENCH_FLOOR_STORE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "absl/functional/function_ref.h"
#include "base/sqlite.h"

namespace toward::bench {

// One thread. Aborts when the disk fails.
class FloorStore {
 public:
  // WAL and synchronous=FULL, as the server's store.
  explicit FloorStore(const std::string& path);

  void Begin();
  // Appends to a family's feed; returns its sequence number.
  uint64_t Insert(int64_t family, std::string_view bytes);
  // On disk when it returns.
  void Commit();

  uint64_t Head(int64_t family);
  void ReadAfter(int64_t family, uint64_t seq, absl::FunctionRef<void(uint64_t seq, std::string_view bytes)> visit);

 private:
  const std::unique_ptr<Database> database_;
  std::unordered_map<int64_t, uint64_t> heads_;
};

}  // namespace toward::bench

#endif  // TOWARD_TESTS_BENCH_FLOOR_STORE_H_
