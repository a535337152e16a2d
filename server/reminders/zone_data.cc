#include "server/reminders/zone_data.h"

#include <cstdlib>
#include <fstream>

#include "base/log.h"

namespace toward::server {

std::string ZoneDataName() {
  const char* const directory = std::getenv("TZDIR");
  std::ifstream file(std::string(directory == nullptr ? "/usr/share/zoneinfo" : directory) + "/tzdata.zi");
  std::string line;
  std::getline(file, line);
  return line;
}

void ZoneDataWatch::Look(int64_t boottime_ms) {
  if (boottime_ms - looked_ms_ < kZoneDataLookMs) return;
  looked_ms_ = boottime_ms;
  std::string now = ZoneDataName();
  // For a moment of an update there may be no file.
  if (now.empty() || now == known_) return;
  known_ = std::move(now);
  Log::Warning("time zone data has changed; restart the server, so that reminders follow it");
}

}  // namespace toward::server
