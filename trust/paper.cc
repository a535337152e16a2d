#include "trust/paper.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "absl/status/status.h"
#include "base/check.h"
#include "trust/paper_words.h"

namespace toward::trust {
namespace {

constexpr std::string_view kPaperLabel = "toward/v1/paper";
constexpr std::string_view kConsentLabel = "toward/v1/paper-consent";
constexpr size_t kWords = 12;
constexpr int kBitsPerWord = 11;
// The fewest letters that no two words share.
constexpr size_t kTellingLetters = 4;
constexpr size_t kShownLetters = 20;

absl::Status NotTwelve(size_t words) {
  return absl::InvalidArgumentError(
      fmt::format("The sheet has twelve words, and these are {}. Type all of them, in their order.", words));
}

absl::Status UnknownWord(size_t place, std::string_view word) {
  return absl::InvalidArgumentError(fmt::format("Word {}, \"{}\", is not a word of a sheet. Look at the paper again.",
                                                place, word.substr(0, kShownLetters)));
}

absl::Status DoNotFit() {
  return absl::InvalidArgumentError(
      "These twelve words do not fit together: one is another word, or two changed places. Look at the paper again.");
}

bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// Runs of letters, in lower case.
std::vector<std::string> SplitWords(std::string_view text) {
  std::vector<std::string> words;
  bool within = false;
  for (const char c : text) {
    if (!IsLetter(c)) {
      within = false;
      continue;
    }
    if (!within) words.emplace_back();
    words.back() += static_cast<char>(c | 0x20);
    within = true;
  }
  return words;
}

// The word's number in the list. Absent: neither a word nor the beginning of one that tells which.
std::optional<uint32_t> Number(std::string_view word) {
  const auto* const found = std::lower_bound(kPaperWordList.begin(), kPaperWordList.end(), word);
  if (found == kPaperWordList.end()) return std::nullopt;
  const bool fits = *found == word || (word.size() >= kTellingLetters && found->starts_with(word));
  if (!fits) return std::nullopt;
  return static_cast<uint32_t>(found - kPaperWordList.begin());
}

// The numbers of the words: the seed's bits and, behind them, the first of its SHA-256.
std::array<uint32_t, kWords> Numbers(std::string_view seed) {
  std::string bits(seed);
  bits += Sha256(seed)[0];
  std::array<uint32_t, kWords> numbers{};
  for (size_t bit = 0; bit < kWords * kBitsPerWord; ++bit) {
    const int value = static_cast<unsigned char>(bits[bit / 8]) >> (7 - bit % 8) & 1;
    numbers[bit / kBitsPerWord] = numbers[bit / kBitsPerWord] << 1 | value;
  }
  Wipe(bits);
  return numbers;
}

std::string SeedOf(const std::array<uint32_t, kWords>& numbers) {
  std::string seed(kPaperSeedBytes, '\0');
  for (size_t bit = 0; bit < kPaperSeedBytes * 8; ++bit) {
    const uint32_t value = numbers[bit / kBitsPerWord] >> (kBitsPerWord - 1 - bit % kBitsPerWord) & 1;
    seed[bit / 8] = static_cast<char>(seed[bit / 8] | value << (7 - bit % 8));
  }
  return seed;
}

std::string ConsentMessage(std::string_view genesis_hash, const MemberId& member) {
  std::string message(kConsentLabel);
  message += genesis_hash;
  message += member.bytes();
  return message;
}

}  // namespace

std::vector<std::string> PaperWords(std::string_view seed) {
  TOWARD_CHECK(seed.size() == kPaperSeedBytes);
  std::vector<std::string> words;
  for (const uint32_t number : Numbers(seed)) words.emplace_back(kPaperWordList[number]);
  return words;
}

absl::StatusOr<std::string> ReadPaperWords(std::string_view text) {
  const std::vector<std::string> words = SplitWords(text);
  if (words.size() != kWords) return NotTwelve(words.size());
  std::array<uint32_t, kWords> numbers{};
  for (size_t i = 0; i < kWords; ++i) {
    const std::optional<uint32_t> number = Number(words[i]);
    if (!number.has_value()) return UnknownWord(i + 1, words[i]);
    numbers[i] = *number;
  }
  const std::string seed = SeedOf(numbers);
  if (Numbers(seed) != numbers) return DoNotFit();
  return seed;
}

DeviceIdentity PaperDevice(std::string_view seed) {
  TOWARD_CHECK(seed.size() == kPaperSeedBytes);
  std::string labelled(kPaperLabel);
  labelled += seed;
  std::string hash = Blake2b(labelled, kKeyBytes);
  const std::optional<Secret> root = Secret::FromBytes(hash);
  Wipe(labelled);
  Wipe(hash);
  return DeviceIdentity::FromSeeds(DeriveKey("toward/v1/paper/sign", *root), DeriveKey("toward/v1/paper/box", *root));
}

std::string SignPaperConsent(const DeviceIdentity& paper, std::string_view genesis_hash, const MemberId& member) {
  return paper.Sign(ConsentMessage(genesis_hash, member));
}

bool VerifyPaperConsent(const DevicePublicKeys& paper, std::string_view genesis_hash, const MemberId& member,
                        std::string_view consent) {
  return VerifySignature(paper.sign, ConsentMessage(genesis_hash, member), consent);
}

}  // namespace toward::trust
