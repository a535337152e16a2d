#include "client/cli/busy_changes.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "client/cli/errors.h"
#include "plan/calendar/wall_time.h"
#include "sync/limits.h"
#include "sync/natural_id.h"

namespace toward::client {
namespace {

constexpr int kSourceBytes = 4;

int64_t EndMs(const plan::Busy& busy) { return busy.span ? busy.span->end_time_ms() : 0; }

bool IsOver(const plan::Busy& busy, int64_t now_ms) { return !busy.weekly && EndMs(busy) <= now_ms; }

bool IsOf(const plan::Busy& busy, const MemberId& member) {
  return busy.member == member && (busy.span || busy.weekly);
}

// Weekly times first, then single ones, then calendars.
auto OrderOf(const plan::Busy& busy) {
  const int group = !busy.source.empty() ? 2 : busy.weekly ? 0 : 1;
  const uint32_t weekday = busy.weekly && busy.weekly->weekdays_size() > 0 ? busy.weekly->weekdays(0) : 0;
  const uint32_t minute = busy.weekly ? busy.weekly->start_minute() : 0;
  const int64_t start_ms = busy.span ? busy.span->start_time_ms() : 0;
  return std::tuple(group, weekday, minute, start_ms, busy.id);
}

bool Earlier(const plan::Busy& a, const plan::Busy& b) { return OrderOf(a) < OrderOf(b); }

void Count(const plan::Busy& busy, int64_t now_ms, BusyEntry& entry) {
  entry.ids.push_back(busy.id);
  if (IsOver(busy, now_ms)) return;
  if (entry.times == 0 || Earlier(busy, entry.first)) entry.first = busy;
  ++entry.times;
  entry.last_end_ms = std::max(entry.last_end_ms, EndMs(busy));
}

std::string BigEndian(int64_t number) {
  std::string bytes;
  for (int shift = 56; shift >= 0; shift -= 8) bytes += static_cast<char>(static_cast<uint64_t>(number) >> shift);
  return bytes;
}

// A transaction is one act within limits; a busy time takes far fewer bytes than its share.
std::vector<Writes> Split(Writes writes) {
  std::vector<Writes> parts;
  for (Write& write : writes) {
    if (parts.empty() || parts.back().size() == sync::kMaxPatchesPerTransaction) parts.emplace_back();
    parts.back().push_back(std::move(write));
  }
  return parts;
}

}  // namespace

std::vector<BusyEntry> BusyEntries(const plan::Plan& plan, const MemberId& member, int64_t now_ms) {
  std::vector<BusyEntry> entries;
  std::map<std::string, BusyEntry> calendars;
  for (const plan::Busy& busy : plan.busy) {
    if (!IsOf(busy, member)) continue;
    if (!busy.source.empty()) {
      Count(busy, now_ms, calendars[busy.source]);
    } else if (!IsOver(busy, now_ms)) {
      Count(busy, now_ms, entries.emplace_back());
    }
  }
  for (auto& [source, entry] : calendars) {
    if (entry.times > 0) entries.push_back(std::move(entry));
  }
  std::sort(entries.begin(), entries.end(),
            [](const BusyEntry& a, const BusyEntry& b) { return Earlier(a.first, b.first); });
  return entries;
}

absl::StatusOr<ClockRange> ClockRangeFrom(std::string_view text) {
  const size_t dash = text.find('-');
  if (dash == std::string_view::npos) return ClockRangeNotUnderstood();
  const std::optional<uint32_t> start = plan::ParseClock(text.substr(0, dash));
  const std::optional<uint32_t> end = plan::ParseClock(text.substr(dash + 1));
  if (!start || !end) return ClockRangeNotUnderstood();
  if (*end <= *start) return EndsBeforeItBegins();
  return ClockRange{.start_minute = *start, .end_minute = *end};
}

Write AddWeekly(const RecordId& id, const MemberId& member, const v1::Ritual::Cadence& weekdays,
                const ClockRange& range) {
  v1::Busy fields;
  fields.set_member_id(member.ToBytes());
  *fields.mutable_weekly()->mutable_weekdays() = weekdays.weekdays();
  fields.mutable_weekly()->set_start_minute(range.start_minute);
  fields.mutable_weekly()->set_end_minute(range.end_minute);
  return WriteOf(v1::KIND_BUSY, id, std::move(fields));
}

Write AddSpan(const RecordId& id, const MemberId& member, const plan::Calendar& calendar, plan::PlanDay day,
              const ClockRange& range) {
  const absl::CivilMinute midnight(day.date());
  v1::Busy fields;
  fields.set_member_id(member.ToBytes());
  fields.mutable_span()->set_start_time_ms(calendar.MsAt(midnight + range.start_minute));
  fields.mutable_span()->set_end_time_ms(calendar.MsAt(midnight + range.end_minute));
  return WriteOf(v1::KIND_BUSY, id, std::move(fields));
}

std::string SourceName(const FamilyId& family, const MemberId& member, std::string_view canonical_location) {
  const RecordId hash = sync::NaturalId(family, v1::KIND_BUSY).Add(member).Add(canonical_location).Finish();
  return "calendar-" + hash.ToHex().substr(0, 2 * kSourceBytes);
}

std::vector<Writes> ReplaceImported(const plan::Plan& plan, const FamilyId& family, const MemberId& member,
                                    const std::string& source, const std::vector<plan::BusySpan>& spans) {
  std::map<RecordId, const plan::Busy*> before;
  for (const plan::Busy& busy : plan.busy) {
    if (IsOf(busy, member) && busy.source == source) before[busy.id] = &busy;
  }
  Writes writes;
  for (const plan::BusySpan& span : spans) {
    const RecordId id =
        sync::NaturalId(family, v1::KIND_BUSY).Add(member).Add(source).Add(BigEndian(span.start_ms)).Finish();
    const auto present = before.extract(id);
    const bool same = !present.empty() && present.mapped()->span &&
                      present.mapped()->span->start_time_ms() == span.start_ms &&
                      EndMs(*present.mapped()) == span.end_ms;
    if (same) continue;
    v1::Busy fields;
    fields.set_member_id(member.ToBytes());
    fields.mutable_span()->set_start_time_ms(span.start_ms);
    fields.mutable_span()->set_end_time_ms(span.end_ms);
    fields.set_source(source);
    writes.push_back(WriteOf(v1::KIND_BUSY, id, std::move(fields)));
  }
  for (const auto& [id, busy] : before) writes.push_back(Deletion<v1::Busy>(v1::KIND_BUSY, id));
  return Split(std::move(writes));
}

std::vector<Writes> RemoveBusy(const BusyEntry& entry) {
  Writes writes;
  for (const RecordId& id : entry.ids) writes.push_back(Deletion<v1::Busy>(v1::KIND_BUSY, id));
  return Split(std::move(writes));
}

}  // namespace toward::client
