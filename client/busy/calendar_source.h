// Fetches a calendar's text: from its address, or from a file.
//
// The address may come from anybody, and leads wherever names and redirects lead it. So each connection is made only to
// an address that was looked at and is one of the public internet; https proves who answers; and time, bytes and
// redirects are bounded. A calendar's address is often its only secret: it is in no message.
#ifndef TOWARD_CLIENT_BUSY_CALENDAR_SOURCE_H_
#define TOWARD_CLIENT_BUSY_CALENDAR_SOURCE_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace toward::client {

// kLocalToo: also addresses of private networks and of this machine, for a calendar server of one's own.
enum class FetchReach { kPublic, kLocalToo };

struct FetchOptions {
  FetchReach reach = FetchReach::kPublic;
  // Whom to trust, PEM; empty: whom the system trusts.
  std::string ca_file;
  int64_t timeout_ms = 20'000;
};

// Whether `location` is meant as an address rather than as a path.
bool IsCalendarAddress(std::string_view location);

// One and the same text for all spellings of a location, to know a calendar again: https for webcal, an absolute path.
std::string CanonicalLocation(const std::string& location);

// The text behind an https or webcal address, of at most plan::kMaxIcsBytes + 1 bytes: what is longer breaks off, and
// the reader refuses it. INVALID_ARGUMENT: no such address; PERMISSION_DENIED: it leads out of `reach`; NOT_FOUND: the
// server has no calendar there; DEADLINE_EXCEEDED, UNAVAILABLE: it does not answer. All in a sentence for a person.
absl::StatusOr<std::string> FetchCalendar(const std::string& address, const FetchOptions& options);

// The same for a file. NOT_FOUND: it cannot be read.
absl::StatusOr<std::string> ReadCalendarFile(const std::string& path);

}  // namespace toward::client

#endif  // TOWARD_CLIENT_BUSY_CALENDAR_SOURCE_H_
