// The card "When to seek help": always within reach, without a network, the same words for everyone. It asks nothing,
// measures nothing and is shown to nobody else.
#ifndef TOWARD_PLAN_HELP_CARD_H_
#define TOWARD_PLAN_HELP_CARD_H_

#include <string_view>
#include <vector>

#include "absl/types/span.h"

namespace toward::plan {

// Somebody to call. `number` may be shown as a link to dial; `note`: one sentence.
struct HelpLine {
  std::string_view name;
  std::string_view number;
  std::string_view note;
};

struct HelpSection {
  std::string_view heading;
  // Before its points; may be empty.
  std::string_view text;
  std::vector<std::string_view> points;
  std::vector<HelpLine> lines;
};

inline constexpr std::string_view kHelpCardTitle = "When to seek help";

// In reading order. Lives as long as the program.
absl::Span<const HelpSection> HelpCard();

}  // namespace toward::plan

#endif  // TOWARD_PLAN_HELP_CARD_H_
