// The library of gentle extras: small things a family may switch on besides its three rituals. All are off until
// chosen.
#ifndef TOWARD_PLAN_EXTRAS_H_
#define TOWARD_PLAN_EXTRAS_H_

#include <cstdint>
#include <optional>
#include <string_view>

#include "absl/types/span.h"
#include "plan/rituals.h"
#include "toward/v1/records.pb.h"

namespace toward::plan {

enum class ForWhom { kPartner, kOlderChild, kBaby, kSelf };

struct Extra {
  // Ritual.extra of the records, and the one part of the ritual's natural id. Never changes and is never used again for
  // something else.
  std::string_view key;
  std::string_view title;
  // One sentence: what it is.
  std::string_view hint;
  ForWhom for_whom;
  // kJoint or kEach.
  Counting counting;
  // As v1::Ritual.Cadence: 1 to 7; 7 stands for every day.
  uint32_t times_per_week;
  // Absent: a mark alone makes it done.
  std::optional<uint32_t> minutes_goal;
};

// Sorted by whom they are for. Lives as long as the program, like everything in it.
absl::Span<const Extra> Extras();
// Null when the library has no such key: it may come from a newer version of the app.
const Extra* FindExtra(std::string_view key);

// How often it is meant to happen when it is switched on.
v1::Ritual::Cadence UsualCadence(const Extra& extra);

// A heading for those of one kind: "For the two of you".
std::string_view HeadingOf(ForWhom for_whom);

}  // namespace toward::plan

#endif  // TOWARD_PLAN_EXTRAS_H_
