// A member's coming reminders and planned times as a calendar file (RFC 5545), for calendar programs to subscribe to.
// Titles are neutral; the server knows no others.
#ifndef TOWARD_SERVER_REMINDERS_CALENDAR_FEED_H_
#define TOWARD_SERVER_REMINDERS_CALENDAR_FEED_H_

#include <cstdint>
#include <string>

#include "server/reminders/family_view.h"

namespace toward::server {

// From a week ago until five weeks ahead.
inline constexpr int kFeedDaysBefore = 7;
inline constexpr int kFeedDaysAhead = 35;

// `view` has the slots of those days. Equal plans have equal bytes all day long. Every time is in UTC, so that no
// program has to know the zone.
std::string CalendarFeed(const FamilyView& view, const MemberId& member);

}  // namespace toward::server

#endif  // TOWARD_SERVER_REMINDERS_CALENDAR_FEED_H_
