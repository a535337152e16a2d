// Which time zone data this machine has, and noticing that it was changed under a running server.
//
// A zone that was used once stays in the process as it was read, for as long as the process lives (absl::LoadTimeZone
// keeps it). So new data counts from the next start, when the engine computes all due times anew.
#ifndef TOWARD_SERVER_REMINDERS_ZONE_DATA_H_
#define TOWARD_SERVER_REMINDERS_ZONE_DATA_H_

#include <cstdint>
#include <string>
#include <utility>

namespace toward::server {

// The name of this machine's time zone data: the first line of `tzdata.zi` in $TZDIR, or in /usr/share/zoneinfo. Empty:
// there is none, so that changes of it go unnoticed.
std::string ZoneDataName();

// How long the watch waits between two looks.
inline constexpr int64_t kZoneDataLookMs = 60 * 60'000;

class ZoneDataWatch {
 public:
  // `loaded` names the data that the process began with.
  explicit ZoneDataWatch(std::string loaded) : known_(std::move(loaded)) {}

  // To be called often: it looks once in kZoneDataLookMs of `boottime_ms`, and says in the log, once for each other
  // version, that a restart is needed.
  void Look(int64_t boottime_ms);

 private:
  // The data the process began with, or of which the log has spoken since.
  std::string known_;
  int64_t looked_ms_ = 0;
};

}  // namespace toward::server

#endif  // TOWARD_SERVER_REMINDERS_ZONE_DATA_H_
