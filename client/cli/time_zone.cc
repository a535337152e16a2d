#include "client/cli/time_zone.h"

#include <filesystem>
#include <fstream>
#include <system_error>

#include "client/cli/text.h"
#include "plan/plan_day.h"

namespace toward::client {
namespace {

bool IsKnown(const std::string& zone) { return plan::Calendar::Make(zone, 0).ok(); }

std::string FirstLine(const char* path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return Trimmed(line);
}

std::string LinkedZone(const char* path) {
  constexpr std::string_view kDatabase = "zoneinfo/";
  std::error_code error;
  const std::string target = std::filesystem::read_symlink(path, error).string();
  const size_t found = target.find(kDatabase);
  return error || found == std::string::npos ? "" : target.substr(found + kDatabase.size());
}

}  // namespace

std::string DeviceTimeZone(const Surroundings& around) {
  std::string from_variable = around.Variable("TZ");
  if (from_variable.starts_with(':')) from_variable.erase(0, 1);
  for (const std::string& zone : {from_variable, FirstLine("/etc/timezone"), LinkedZone("/etc/localtime")}) {
    if (IsKnown(zone)) return zone;
  }
  return "";
}

}  // namespace toward::client
