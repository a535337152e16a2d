#include "server/store/record_day.h"

#include <vector>

#include "base/status_macros.h"
#include "toward/v1/records.pb.h"

namespace toward::server {
namespace {

constexpr uint32_t kDayField = v1::Moment::kDayFieldNumber;
static_assert(kDayField == v1::Reflection::kDayFieldNumber && kDayField == v1::Slot::kDayFieldNumber);

bool HasDay(uint32_t kind) { return kind == v1::KIND_MOMENT || kind == v1::KIND_REFLECTION || kind == v1::KIND_SLOT; }

struct Found {
  int64_t family = 0;
  int64_t seq = 0;
  int32_t day = 0;
};

// The days of the next records after (family, seq), which moves on to the last one looked at. False: there are no more.
absl::StatusOr<bool> FindDays(Database& database, int64_t& family, int64_t& seq, std::vector<Found>& found) {
  constexpr int kAtATime = 1'000;
  ASSIGN_OR_RETURN(Query query, database.Prepare("SELECT family, seq, state FROM record WHERE (family, seq) > (?, ?) "
                                                 "ORDER BY family, seq LIMIT ?"));
  query.Bind(family).Bind(seq).Bind(kAtATime);
  int looked = 0;
  for (; true; ++looked) {
    ASSIGN_OR_RETURN(const bool row, query.Step());
    if (!row) return looked > 0;
    family = query.Integer(0);
    seq = query.Integer(1);
    const absl::StatusOr<sync::Record> record = sync::Record::Parse(query.Blob(2));
    if (!record.ok()) return DamagedFile();
    if (const std::optional<int32_t> day = DayOf(*record)) found.push_back({family, seq, *day});
  }
}

}  // namespace

std::optional<int32_t> DayOf(const sync::Record& record) {
  if (!HasDay(record.kind())) return std::nullopt;
  const sync::Register* const reg = record.Find(kDayField);
  if (reg == nullptr || reg->size == 0) return std::nullopt;
  const std::string_view bytes = record.Bytes(*reg);
  v1::Moment moment;
  if (!moment.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())) || !moment.has_day()) return std::nullopt;
  return moment.day();
}

absl::Status FillDays(Database& database) {
  int64_t family = 0;
  int64_t seq = 0;
  while (true) {
    std::vector<Found> found;
    ASSIGN_OR_RETURN(const bool more, FindDays(database, family, seq, found));
    for (const Found& one : found) {
      ASSIGN_OR_RETURN(Query update, database.Prepare("UPDATE record SET day = ? WHERE family = ? AND seq = ?"));
      RETURN_IF_ERROR(update.Bind(one.day).Bind(one.family).Bind(one.seq).Run());
    }
    if (!more) return absl::OkStatus();
  }
}

}  // namespace toward::server
