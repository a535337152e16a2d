// toward-busy-times FILE ZONE START_MS END_MS [all-day]: what the reader makes of a calendar file, as JSON, for the
// comparison with another reader.

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "plan/calendar/ics_reader.h"
#include "plan/calendar/wall_time.h"

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  if (arguments.size() < 4) return EXIT_FAILURE;
  std::ifstream file(arguments[0], std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  const std::optional<absl::TimeZone> zone = toward::plan::FindZone(arguments[1]);
  if (!file || !zone) return EXIT_FAILURE;
  const toward::plan::BusyQuery query{
      .window = {.start_ms = std::stoll(arguments[2]), .end_ms = std::stoll(arguments[3])},
      .zone = *zone,
      .all_day = arguments.size() > 4 ? toward::plan::AllDay::kBusy : toward::plan::AllDay::kIgnored};
  const auto times = toward::plan::ReadBusyTimes(text, query);
  if (!times.ok()) {
    std::cerr << times.status().message() << "\n";
    return EXIT_FAILURE;
  }
  nlohmann::json json{{"spans", nlohmann::json::array()}, {"unknown", times->unknown.size()}};
  for (const toward::plan::BusySpan& span : times->spans) json["spans"].push_back({span.start_ms, span.end_ms});
  std::cout << json << "\n";
  return EXIT_SUCCESS;
}
