#include "server/reminders/calendar_feed.h"

#include <algorithm>

#include "absl/time/time.h"
#include "fmt/format.h"
#include "server/reminders/nudge_words.h"
#include "trust/crypto.h"

namespace toward::server {
namespace {

using What = plan::Decision::What;

constexpr int64_t kMinuteMs = 60'000;
constexpr int64_t kUsualMinutes = 15;
// 2020-01-01, so that seconds since fit where calendar programs keep them.
constexpr int64_t kSequenceFromMs = 1'577'836'800'000;

std::string InUtc(int64_t ms) {
  return absl::FormatTime("%Y%m%dT%H%M%SZ", absl::FromUnixMillis(ms), absl::UTCTimeZone());
}

// Commas and semicolons mean something in a text.
std::string Escaped(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == ',' || c == ';' || c == '\\') escaped += '\\';
    escaped += c;
  }
  return escaped;
}

struct Span {
  int64_t start_ms = 0;
  int64_t end_ms = 0;
};

Span SpanOf(const FamilyView& view, const plan::Nudge& nudge) {
  for (const plan::Slot& slot : view.plan.slots) {
    if (slot.ritual != nudge.id.ritual || slot.child != nudge.id.child || slot.day != nudge.id.day) continue;
    const int64_t start_ms = nudge.due_ms + plan::kSlotLeadMs;
    return {start_ms, start_ms + slot.minutes * kMinuteMs};
  }
  return {nudge.due_ms, nudge.due_ms + kUsualMinutes * kMinuteMs};
}

bool Belongs(const FamilyView& view, const plan::Nudge& nudge) {
  if (nudge.id.stage != plan::Stage::kFirst) return false;
  const What what = plan::Decide(view.plan, nudge, nudge.due_ms, plan::Asked::kExplicitly).what;
  return what == What::kSend || what == What::kDone;
}

void AddEvent(const FamilyView& view, const plan::Nudge& nudge, std::string& feed) {
  const DeliveryKey key{.family = view.family,
                        .member = nudge.id.member,
                        .day = nudge.id.day.number(),
                        .ritual = nudge.id.ritual,
                        .child = nudge.id.child};
  const Span span = SpanOf(view, nudge);
  feed += fmt::format(
      "BEGIN:VEVENT\r\nUID:{}@toward\r\nDTSTAMP:{}\r\nLAST-MODIFIED:{}\r\nSEQUENCE:{}\r\nDTSTART:{}\r\nDTEND:{}\r\n"
      "SUMMARY:{}\r\nTRANSP:TRANSPARENT\r\nCLASS:PRIVATE\r\nEND:VEVENT\r\n",
      trust::ToBase64Url(NudgeKeyOf(key)), InUtc(view.changed_ms), InUtc(view.changed_ms),
      std::max<int64_t>(0, (view.changed_ms - kSequenceFromMs) / 1'000), InUtc(span.start_ms), InUtc(span.end_ms),
      Escaped(TextOf(KindOf(nudge)).title));
}

}  // namespace

std::string CalendarFeed(const FamilyView& view, const MemberId& member) {
  std::string feed =
      "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Toward//EN\r\nCALSCALE:GREGORIAN\r\nMETHOD:PUBLISH\r\n"
      "NAME:Toward\r\nX-WR-CALNAME:Toward\r\nREFRESH-INTERVAL;VALUE=DURATION:PT1H\r\nX-PUBLISHED-TTL:PT1H\r\n";
  for (int ahead = -kFeedDaysBefore; view.plan.calendar.has_value() && ahead <= kFeedDaysAhead; ++ahead) {
    for (const plan::Nudge& nudge : plan::NudgesOf(view.plan, member, view.today.Plus(ahead), {})) {
      if (Belongs(view, nudge)) AddEvent(view, nudge, feed);
    }
  }
  return feed + "END:VCALENDAR\r\n";
}

}  // namespace toward::server
