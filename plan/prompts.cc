#include "plan/prompts.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <utility>

namespace toward::plan {
namespace {

// How many of the questions each edition has, oldest edition first.
constexpr std::array<size_t, 1> kEditionSizes = {66};

class SplitMix64 {
 public:
  explicit SplitMix64(uint64_t state) : state_(state) {}

  uint64_t Draw() {
    state_ += 0x9e3779b97f4a7c15;
    uint64_t mixed = state_;
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
    return mixed ^ (mixed >> 31);
  }

 private:
  uint64_t state_;
};

class Fnv1a {
 public:
  void Add(std::string_view bytes) {
    for (const char byte : bytes) hash_ = (hash_ ^ static_cast<uint8_t>(byte)) * 0x100000001b3;
  }
  void AddNumber(uint64_t number) {
    for (int shift = 56; shift >= 0; shift -= 8) {
      const char byte = static_cast<char>(number >> shift);
      Add({&byte, 1});
    }
  }
  uint64_t hash() const { return hash_; }

 private:
  uint64_t hash_ = 0xcbf29ce484222325;
};

// Appends the places `first` to `first + size - 1`, shuffled.
void AddShuffled(const FamilyId& family, uint64_t round, uint64_t edition, size_t first, size_t size,
                 std::vector<size_t>& order) {
  Fnv1a seed;
  seed.Add(family.bytes());
  seed.AddNumber(round);
  seed.AddNumber(edition);
  SplitMix64 random(seed.hash());
  std::vector<size_t> places(size);
  std::iota(places.begin(), places.end(), first);
  for (size_t i = size; i-- > 1;) std::swap(places[i], places[random.Draw() % (i + 1)]);
  order.insert(order.end(), places.begin(), places.end());
}

std::vector<size_t> Shuffled(const FamilyId& family, uint64_t round, absl::Span<const size_t> edition_sizes) {
  std::vector<size_t> order;
  for (size_t edition = 0; edition < edition_sizes.size(); ++edition) {
    AddShuffled(family, round, edition, order.size(), edition_sizes[edition], order);
  }
  return order;
}

}  // namespace

const Prompt* FindPrompt(std::string_view key) {
  const absl::Span<const Prompt> deck = PromptDeck();
  const auto found = std::find_if(deck.begin(), deck.end(), [&](const Prompt& prompt) { return prompt.key == key; });
  return found == deck.end() ? nullptr : &*found;
}

const Prompt& PromptFor(const FamilyId& family, uint64_t check_ins_done_before) {
  const absl::Span<const Prompt> deck = PromptDeck();
  const std::vector<size_t> order = RoundOrder(family, check_ins_done_before / deck.size(), kEditionSizes);
  return deck[order[check_ins_done_before % deck.size()]];
}

std::vector<size_t> RoundOrder(const FamilyId& family, uint64_t round, absl::Span<const size_t> edition_sizes) {
  std::vector<size_t> order = Shuffled(family, round, edition_sizes);
  if (round == 0 || edition_sizes.front() < 2) return order;
  const size_t last_before = Shuffled(family, round - 1, edition_sizes).back();
  if (order.front() == last_before) std::swap(order[0], order[1]);
  return order;
}

std::optional<MemberId> StarterFor(absl::Span<const MemberId> members, uint64_t check_ins_done_before) {
  if (members.empty()) return std::nullopt;
  std::vector<MemberId> order(members.begin(), members.end());
  std::sort(order.begin(), order.end());
  return order[check_ins_done_before % order.size()];
}

}  // namespace toward::plan
