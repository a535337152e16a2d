// Which plan day a stored record is of, so that the records of a day can be found.
#ifndef TOWARD_SERVER_STORE_RECORD_DAY_H_
#define TOWARD_SERVER_STORE_RECORD_DAY_H_

#include <cstdint>
#include <optional>

#include "absl/status/status.h"
#include "base/sqlite.h"
#include "sync/record.h"

namespace toward::server {

// The `day` of a moment, a reflection or a slot. Absent: of another kind, or it says none.
std::optional<int32_t> DayOf(const sync::Record& record);

// Fills the column for records that were stored before there was one. Inside the caller's transaction.
absl::Status FillDays(Database& database);

}  // namespace toward::server

#endif  // TOWARD_SERVER_STORE_RECORD_DAY_H_
