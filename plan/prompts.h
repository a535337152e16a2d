// The questions of the check-in: one open question an evening, and who speaks first.
//
// Both partners' devices, offline too, find the same question for the same evening: it follows from the family and from
// how many check-ins there were before.
#ifndef TOWARD_PLAN_PROMPTS_H_
#define TOWARD_PLAN_PROMPTS_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "absl/types/span.h"
#include "base/ids.h"

namespace toward::plan {

struct Prompt {
  // Reflection.prompt of the records. Never changes and is never used again for another question.
  std::string_view key;
  std::string_view text;
};

// The deck, oldest questions first. Lives as long as the program.
//
// It grows only at its end, by whole editions. A round hands out the first edition, shuffled, then the second,
// shuffled, and so on: a new edition changes no evening of a family's first round, only prolongs it. In a later round
// the count of evenings now stands a little earlier in the longer rounds: once, some questions of the last weeks come a
// second time. None is ever left out.
absl::Span<const Prompt> PromptDeck();
// Null when the deck has no such key: it may come from a newer version of the app.
const Prompt* FindPrompt(std::string_view key);

// The question of a family's check-in number `check_ins_done_before`, counted from 0. No question comes twice before
// all had their turn; each round has an order of its own, and never begins with the question that ended the one before.
const Prompt& PromptFor(const FamilyId& family, uint64_t check_ins_done_before);

// The order of one round, as positions in a deck whose editions have these sizes: none of them 0, together at least 3.
//
// The shuffle, for every implementation: the state is FNV-1a (64 bits) over the 16 bytes of the family id, the round
// and the number of the edition, both from 0, as 8 bytes big-endian each. SplitMix64 draws from it. Fisher-Yates from
// the last place down to the second swaps place i with place (draw mod (i + 1)). When a round would begin with what
// ended the one before, its first two places are swapped, as far as its first edition has two.
std::vector<size_t> RoundOrder(const FamilyId& family, uint64_t round, absl::Span<const size_t> edition_sizes);

// Who speaks first: the members take turns, in the order of their ids. Absent: no members.
std::optional<MemberId> StarterFor(absl::Span<const MemberId> members, uint64_t check_ins_done_before);

}  // namespace toward::plan

#endif  // TOWARD_PLAN_PROMPTS_H_
