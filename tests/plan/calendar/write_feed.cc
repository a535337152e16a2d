// toward-write-feed: the feed that JSON on standard input describes, for programs of others to read.

#include <cstdlib>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>

#include "base/check.h"
#include "plan/calendar/ics_writer.h"
#include "plan/calendar/wall_time.h"

namespace toward::plan {
namespace {

using Json = nlohmann::json;

template <typename Civil>
Civil CivilOf(const Json& json) {
  absl::CivilSecond time;
  TOWARD_CHECK(absl::ParseLenientCivilTime(json.get<std::string>(), &time));
  return Civil(time);
}

FeedRepeat RepeatOf(const Json& json) {
  FeedRepeat repeat{.weekdays = json.at("weekdays"), .last_day = {}, .skipped = {}, .moved = {}};
  if (json.contains("last_day")) repeat.last_day = CivilOf<absl::CivilDay>(json["last_day"]);
  for (const Json& day : json.at("skipped")) repeat.skipped.push_back(CivilOf<absl::CivilDay>(day));
  for (const Json& move : json.at("moved")) {
    repeat.moved.push_back({.day = CivilOf<absl::CivilDay>(move.at("day")),
                            .start = CivilOf<absl::CivilMinute>(move.at("start")),
                            .minutes = move.at("minutes")});
  }
  return repeat;
}

FeedEvent EventOf(const Json& json) {
  FeedEvent event{.uid = json.at("uid"),
                  .start = CivilOf<absl::CivilMinute>(json.at("start")),
                  .minutes = json.at("minutes"),
                  .title = json.at("title"),
                  .modified_ms = json.at("modified_ms"),
                  .sequence = json.at("sequence"),
                  .repeat = {}};
  if (json.contains("repeat")) event.repeat = RepeatOf(json["repeat"]);
  return event;
}

Feed FeedOf(const Json& json) {
  Feed feed{.name = json.at("name"),
            .zone = *FindZone(json.at("zone").get<std::string>()),
            .first_day = CivilOf<absl::CivilDay>(json.at("first_day")),
            .last_day = CivilOf<absl::CivilDay>(json.at("last_day"))};
  if (json.contains("alarm_minutes")) feed.alarm_minutes = json["alarm_minutes"];
  for (const Json& event : json.at("events")) feed.events.push_back(EventOf(event));
  return feed;
}

}  // namespace
}  // namespace toward::plan

int main() {
  std::cout << toward::plan::WriteFeed(toward::plan::FeedOf(nlohmann::json::parse(std::cin)));
  return EXIT_SUCCESS;
}
