#include "trust/sealed_field.h"

#include "absl/status/status.h"
#include "base/check.h"

namespace toward::trust {
namespace {

constexpr std::string_view kSealLabel = "toward/v1/seal";
constexpr char kVersion = 1;
constexpr size_t kEpochOffset = 2;
constexpr size_t kNonceOffset = 6;
constexpr size_t kHeaderBytes = kNonceOffset + kNonceBytes;
constexpr size_t kSmallestPadded = 64;
constexpr char kPaddingStart = '\x80';

absl::Status WordsTooLong() {
  return absl::InvalidArgumentError("That is too long to keep in one note: 8191 bytes at most. Write it in two.");
}

absl::Status NoKeyOfScope() {
  return absl::FailedPreconditionError(
      "This device has no key to write that with yet. Run `toward sync`, then write it again.");
}

std::string AdditionalData(const SealPlace& place, KeyEpoch epoch) {
  std::string data(kSealLabel);
  data += place.family.bytes();
  data += place.author.bytes();
  data += place.record.bytes();
  AppendBigEndian(data, place.field, 2);
  AppendBigEndian(data, static_cast<uint64_t>(place.scope), 1);
  AppendBigEndian(data, epoch, 4);
  AppendBigEndian(data, place.hlc, 8);
  AppendBigEndian(data, place.replica, 4);
  return data;
}

size_t PaddedSize(size_t words_bytes) {
  size_t size = kSmallestPadded;
  while (size < words_bytes + 1) size *= 2;
  return size;
}

std::string Pad(std::string_view words) {
  std::string padded(words);
  padded += kPaddingStart;
  padded.resize(PaddedSize(words.size()), '\0');
  return padded;
}

std::optional<std::string> Unpad(std::string padded) {
  const size_t end = padded.find_last_not_of('\0');
  if (end == std::string::npos || padded[end] != kPaddingStart) return std::nullopt;
  // Words have one padding: what opens here opens everywhere.
  if (end > kMaxWordsBytes || padded.size() != PaddedSize(end)) return std::nullopt;
  padded.resize(end);
  return padded;
}

}  // namespace

absl::StatusOr<std::string> Seal(const Keyring& keyring, const SealPlace& place, std::string_view nonce,
                                 std::string_view words) {
  TOWARD_CHECK(nonce.size() == kNonceBytes);
  if (words.size() > kMaxWordsBytes) return WordsTooLong();
  const std::optional<KeyEpoch> epoch = keyring.CurrentEpoch(place.scope);
  if (!epoch.has_value()) return NoKeyOfScope();
  std::string sealed = {kVersion, static_cast<char>(place.scope)};
  AppendBigEndian(sealed, *epoch, 4);
  sealed += nonce;
  sealed += Encrypt(*keyring.FieldKey(place.scope, *epoch), nonce, AdditionalData(place, *epoch), Pad(words));
  return sealed;
}

std::optional<std::string> Open(const Keyring& keyring, const SealPlace& place, std::string_view sealed) {
  if (sealed.size() < kHeaderBytes || sealed[0] != kVersion || sealed[1] != static_cast<char>(place.scope)) {
    return std::nullopt;
  }
  const auto epoch = static_cast<KeyEpoch>(ReadBigEndian(sealed.substr(kEpochOffset, 4)));
  const std::optional<Secret> key = keyring.FieldKey(place.scope, epoch);
  if (!key.has_value()) return std::nullopt;
  std::optional<std::string> padded = Decrypt(*key, sealed.substr(kNonceOffset, kNonceBytes),
                                              AdditionalData(place, epoch), sealed.substr(kHeaderBytes));
  if (!padded.has_value()) return std::nullopt;
  return Unpad(*std::move(padded));
}

std::optional<std::string> OpenFromAny(const Keyring& keyring, const SealPlace& place,
                                       absl::Span<const MemberId> authors, std::string_view sealed) {
  SealPlace tried = place;
  for (const MemberId& author : authors) {
    tried.author = author;
    std::optional<std::string> words = Open(keyring, tried, sealed);
    if (words.has_value()) return words;
  }
  return std::nullopt;
}

std::optional<KeyEpoch> EpochOfSealed(std::string_view sealed) {
  if (sealed.size() < kHeaderBytes || sealed[0] != kVersion) return std::nullopt;
  return static_cast<KeyEpoch>(ReadBigEndian(sealed.substr(kEpochOffset, 4)));
}

}  // namespace toward::trust
