#include <fmt/format.h>

#include <string>

#include "base/hex.h"
#include "sync/hybrid_clock.h"
#include "sync/limits.h"
#include "sync/push_gate.h"
#include "sync/restamp.h"
#include "tests/sync/vectors.h"

namespace toward::sync {
namespace {

constexpr int64_t kNow = 1'700'000'000'000;
constexpr Hlc kLastReading = ~Hlc{0};

Json Tick(int64_t wall_ms) { return {{"tick", wall_ms}}; }
Json Observe(Hlc seen) { return {{"observe", HlcToHex(seen)}}; }

// Completes each step with what the clock then reads.
Json ClockCase(const char* name, Hlc last, std::vector<Json> steps) {
  HybridClock clock(last);
  for (Json& step : steps) {
    if (step.contains("tick")) clock.Tick(step["tick"]);
    if (step.contains("observe")) clock.Observe(HlcFromHex(step["observe"]));
    step["reads"] = HlcToHex(clock.last());
  }
  return {{"name", name}, {"last", HlcToHex(last)}, {"steps", steps}};
}

Json ToJson(const ClockReading& reading) {
  return {{"wall_ms", reading.wall_ms}, {"boottime_ms", reading.boottime_ms}, {"boot_id", reading.boot_id}};
}

Json RestampCase(const char* name, const ClockReading& now, const std::vector<WrittenAt>& outbox) {
  Json written = Json::array();
  Json readings = Json::array();
  for (const WrittenAt& w : outbox) written.push_back({{"at", ToJson(w.reading)}, {"observed", HlcToHex(w.observed)}});
  for (const Hlc hlc : Restamp(outbox, now, kNow)) readings.push_back(HlcToHex(hlc));
  return {{"name", name}, {"now", ToJson(now)}, {"server_now_ms", kNow}, {"outbox", written}, {"readings", readings}};
}

Json RestampCases() {
  const ClockReading now = {500'000'000'000, 36'000'000, "this"};
  const WrittenAt five_seconds_ago = {{3, 35'995'000, "this"}, 0};
  const WrittenAt before_the_boot = {{499'999'000'000, 9'000, "earlier"}, 0};
  const WrittenAt from_the_future = {{500'000'900'000, 9'000, "earlier"}, 0};
  const WrittenAt having_seen = {five_seconds_ago.reading, HlcFromMs(kNow - 10) + 4};
  return {
      RestampCase("within the boot the age is exact", now, {five_seconds_ago}),
      RestampCase("from an earlier boot the wall clock tells the age", now, {before_the_boot}),
      RestampCase("what seems to come from the future happened now", now, {from_the_future}),
      RestampCase("greater than what its author had seen", now, {having_seen}),
      RestampCase("the order they were made in stands", now, {from_the_future, before_the_boot, five_seconds_ago}),
      RestampCase("nothing follows the last reading", now, {{five_seconds_ago.reading, kLastReading}}),
  };
}

std::string NameOf(PushKind kind) {
  switch (kind) {
    case PushKind::kNew:
      return "new";
    case PushKind::kRepeat:
      return "repeat";
    case PushKind::kFork:
      return "fork";
    case PushKind::kGap:
      return "gap";
  }
  return "";
}

Json PushCase(const char* name, const LastPush& last, uint64_t push_no, const std::string& digest) {
  return {{"name", name},       {"last_push_no", last.push_no}, {"last_digest", ToHex(last.digest)},
          {"push_no", push_no}, {"digest", ToHex(digest)},      {"is", NameOf(ClassifyPush(last, push_no, digest))}};
}

Json StampCase(const char* name, Hlc hlc, int64_t family_max_ms) {
  return {{"name", name},
          {"hlc", HlcToHex(hlc)},
          {"server_now_ms", kNow},
          {"family_max_ms", family_max_ms},
          {"allowed", StampAllowed({hlc, 1}, {.server_now_ms = kNow, .family_max_ms = family_max_ms})}};
}

Json DeviceCase(const char* name, int64_t sent_time_ms) {
  return {{"name", name},
          {"sent_time_ms", sent_time_ms},
          {"server_now_ms", kNow},
          {"allowed", DeviceClockAllowed(sent_time_ms, kNow)}};
}

}  // namespace

Json ClockVectors() {
  return {{"clock",
           {ClockCase("the wall clock is ahead", 0, {Tick(1'000), Tick(2'000)}),
            ClockCase("two ticks within a millisecond", 0, {Tick(1'000), Tick(1'000)}),
            ClockCase("the wall clock goes back", 0, {Tick(5'000), Tick(1)}),
            ClockCase("a full counter carries", HlcFromMs(1'000) + 0xffff, {Tick(1'000)}),
            ClockCase("a reading seen in the feed", 0, {Tick(5), Observe(HlcFromMs(9'000) + 2), Tick(6)}),
            ClockCase("an old reading seen in the feed", 0, {Tick(5'000), Observe(HlcFromMs(1)), Tick(5'000)}),
            ClockCase("a wall clock before 1970", 0, {Tick(-5)}),
            ClockCase("a wall clock beyond 48 bits", 0, {Tick(kMaxHlcMs + 1)}),
            ClockCase("the last reading", kLastReading - 1, {Tick(1), Tick(1)})}},
          {"restamp", RestampCases()}};
}

Json PushGateVectors() {
  const LastPush last = {.push_no = 7, .digest = "digest"};
  const int64_t latest_ms = kNow + kMaxClockSkewMs;
  const int64_t ahead_ms = kNow + 5'000'000;
  return {
      {"pushes",
       {PushCase("the first", {}, 1, "any"), PushCase("the next", last, 8, "any"),
        PushCase("the last one again", last, 7, "digest"),
        PushCase("the last number, another content", last, 7, "other"), PushCase("an older number", last, 6, "digest"),
        PushCase("number 0", last, 0, "digest"), PushCase("number 0 before any push", {}, 0, ""),
        PushCase("a number missing", last, 9, "any"), PushCase("the first one missing", {}, 2, "any")}},
      {"stamps",
       {StampCase("now", HlcFromMs(kNow), 0), StampCase("years ago", HlcFromMs(1), 0),
        StampCase("a minute ahead, counter full", HlcFromMs(latest_ms) + 0xffff, 0),
        StampCase("a millisecond more", HlcFromMs(latest_ms + 1), 0),
        StampCase("a family ahead of time goes on", HlcFromMs(ahead_ms + 1), ahead_ms),
        StampCase("but a millisecond at a time", HlcFromMs(ahead_ms + 2), ahead_ms)}},
      {"device_clocks",
       {DeviceCase("not told", 0), DeviceCase("right", kNow), DeviceCase("a minute fast", kNow + kMaxClockSkewMs),
        DeviceCase("more", kNow + kMaxClockSkewMs + 1), DeviceCase("a minute slow", kNow - kMaxClockSkewMs),
        DeviceCase("slower", kNow - kMaxClockSkewMs - 1)}}};
}

std::string HlcToHex(Hlc hlc) { return fmt::format("{:016x}", hlc); }

Hlc HlcFromHex(const std::string& digits) { return std::stoull(digits, nullptr, 16); }

}  // namespace toward::sync
