#include "trust/invite_code.h"

#include <cctype>

#include "absl/status/status.h"
#include "base/check.h"

namespace toward::trust {
namespace {

constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
// Those that only the check character can be.
constexpr std::string_view kCheckAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ*~$=U";
constexpr size_t kCharacters = 12;
constexpr size_t kGroup = 4;
constexpr int kBitsPerCharacter = 5;
constexpr uint64_t kBits = (uint64_t{1} << (kCharacters * kBitsPerCharacter)) - 1;
constexpr std::string_view kSalt = "toward-invite-v1";
constexpr uint32_t kPasses = 3;
constexpr uint64_t kMemoryBytes = uint64_t{64} << 20;

absl::Status WrongLength() {
  return absl::InvalidArgumentError("The code has thirteen characters, like K7QF-2M9X-TR4B-9. Type all of them.");
}

absl::Status WrongCharacter() {
  return absl::InvalidArgumentError(
      "The code has only digits and letters, and no U but at the end. Compare what you typed with the other screen.");
}

absl::Status Mistyped() {
  return absl::InvalidArgumentError("One character of the code is not right. Compare it with the other screen.");
}

bool IsSpacing(char c) { return c == ' ' || c == '-' || c == '\t' || c == '\r' || c == '\n'; }

// As Crockford reads it: what is easily confused is the same.
char Normalized(char c) {
  const char upper = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  if (upper == 'O') return '0';
  return upper == 'I' || upper == 'L' ? '1' : upper;
}

std::string Characters(uint64_t bits) {
  std::string characters(kCharacters, '0');
  for (size_t i = kCharacters; i-- > 0; bits >>= kBitsPerCharacter) characters[i] = kAlphabet[bits % kAlphabet.size()];
  return characters;
}

char CheckCharacter(uint64_t bits) { return kCheckAlphabet[bits % kCheckAlphabet.size()]; }

}  // namespace

InviteCode InviteCode::FromBits(uint64_t bits) { return InviteCode(bits & kBits); }

absl::StatusOr<InviteCode> InviteCode::Parse(std::string_view text) {
  std::string characters;
  for (const char c : text) {
    if (!IsSpacing(c)) characters += Normalized(c);
  }
  if (characters.size() != kCharacters + 1) return WrongLength();
  uint64_t bits = 0;
  for (size_t i = 0; i < kCharacters; ++i) {
    const size_t digit = kAlphabet.find(characters[i]);
    if (digit == std::string_view::npos) return WrongCharacter();
    bits = bits << kBitsPerCharacter | digit;
  }
  if (kCheckAlphabet.find(characters.back()) == std::string_view::npos) return WrongCharacter();
  if (characters.back() != CheckCharacter(bits)) return Mistyped();
  return InviteCode(bits);
}

std::string InviteCode::Display() const {
  const std::string characters = Characters(bits_);
  std::string display;
  for (size_t i = 0; i < kCharacters; i += kGroup) display += characters.substr(i, kGroup) + '-';
  return display + CheckCharacter(bits_);
}

InviteCode::Stretched InviteCode::Stretch() const {
  std::string characters = Characters(bits_);
  std::optional<std::string> bytes =
      StretchPassphrase(characters, kSalt, kPasses, kMemoryBytes, InviteId::kBytes + kKeyBytes);
  Wipe(characters);
  TOWARD_CHECK(bytes.has_value());
  const std::string_view view = *bytes;
  Stretched stretched{*InviteId::FromBytes(view.substr(0, InviteId::kBytes)),
                      *Secret::FromBytes(view.substr(InviteId::kBytes))};
  Wipe(*bytes);
  return stretched;
}

}  // namespace toward::trust
