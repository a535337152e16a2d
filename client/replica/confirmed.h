// What the server has confirmed, record by record, and the words that lost a merge on the way.
#ifndef TOWARD_CLIENT_REPLICA_CONFIRMED_H_
#define TOWARD_CLIENT_REPLICA_CONFIRMED_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/ids.h"
#include "base/sqlite.h"
#include "sync/record.h"

namespace toward::client {

// A value of a sealed field that another write has replaced.
struct ReplacedWords {
  uint32_t kind = 0;
  RecordId id;
  uint32_t field = 0;
  sync::Stamp stamp;
  // Raw wire bytes, still sealed.
  std::string bytes;
};

// The plan day of a record of a kind that belongs to one; absent for others, or when it is not set.
std::optional<int32_t> DayOf(const sync::Record& record);

// Reads and writes inside whatever transaction is open.
class Confirmed {
 public:
  // Must outlive it.
  explicit Confirmed(Database& database) : database_(database) {}

  // Merges a record into what is there. A sealed value that loses to another replica's is kept as replaced words, noted
  // at `now_ms`. `mend`, when given, may change the record before, seeing what it is merged with.
  using Mend = std::function<absl::Status(const sync::Record& present, sync::Record& record)>;
  absl::Status Merge(sync::Record record, int64_t now_ms, const Mend& mend = nullptr);

  absl::StatusOr<std::optional<sync::Record>> Find(uint32_t kind, const RecordId& id);
  // Every record of a kind, by id.
  absl::Status ForEach(uint32_t kind, absl::FunctionRef<void(sync::Record)> visit);
  absl::StatusOr<std::vector<RecordId>> IdsOfDays(uint32_t kind, int32_t first_day, int32_t last_day);
  absl::StatusOr<std::vector<uint32_t>> Kinds();

  absl::StatusOr<std::vector<ReplacedWords>> ListReplacedWords();
  absl::Status ForgetReplacedWordsBefore(int64_t time_ms);
  // Those of one record that `which` is true for.
  using Which = absl::FunctionRef<bool(uint32_t field, sync::Stamp stamp, std::string_view bytes)>;
  absl::Status ForgetReplacedWordsOf(uint32_t kind, const RecordId& id, Which which);
  // All of one record.
  absl::Status ForgetReplacedWordsOf(uint32_t kind, const RecordId& id);

 private:
  absl::Status Put(const sync::Record& record);
  absl::Status KeepReplaced(const sync::Record& merged, const std::vector<sync::Overwritten>& overwritten,
                            int64_t now_ms);

  Database& database_;
};

}  // namespace toward::client

#endif  // TOWARD_CLIENT_REPLICA_CONFIRMED_H_
