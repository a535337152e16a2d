#include "client/cli/picture_words.h"

#include <cctype>

#include "fmt/format.h"

namespace toward::client {
namespace {

constexpr std::array<PictureWord, 12> kWords = {{
    {"Book", "\U0001F4D6"},
    {"Blocks", "\U0001F9F1"},
    {"Cuddle", "\U0001F917"},
    {"Drawing", "\U0001F58D"},
    {"Outside", "\U0001F333"},
    {"Music", "\U0001F3B5"},
    {"Puzzle", "\U0001F9E9"},
    {"Ball", "\u26BD"},
    {"Baking", "\U0001F963"},
    {"Story", "\U0001F4AC"},
    {"Dancing", "\U0001F483"},
    {"Cars", "\U0001F697"},
}};
static_assert(kWords.size() % kPicturesShown == 0);

// "B O O K": as large as a line of text can be.
std::string Large(std::string_view word) {
  std::string large;
  for (const char c : word) {
    if (!large.empty()) large += ' ';
    large += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  }
  return large;
}

}  // namespace

std::array<PictureWord, kPicturesShown> PictureWordsOf(plan::PlanDay day) {
  constexpr int kSets = static_cast<int>(kWords.size() / kPicturesShown);
  const auto first = static_cast<size_t>(((day.number() % kSets) + kSets) % kSets) * kPicturesShown;
  std::array<PictureWord, kPicturesShown> words;
  for (size_t i = 0; i < kPicturesShown; ++i) words[i] = kWords[first + i];
  return words;
}

std::string RenderPictureWords(const std::array<PictureWord, kPicturesShown>& words, Style style) {
  std::string text = "\n";
  for (size_t i = 0; i < words.size(); ++i) {
    const std::string picture = style == Style::kDecorated ? fmt::format("{}   ", words[i].picture) : "";
    text += fmt::format("   {}   {}{}\n\n", i + 1, picture, Large(words[i].word));
  }
  return text;
}

}  // namespace toward::client
