// Any bytes where a stranger's bytes come in: as an invite link, a cursor and sealed words. What is read says
// exactly what it was read from.

#include <string>

#include "base/check.h"
#include "sync/cursor.h"
#include "tests/fuzz/fuzzer.h"
#include "toward/v1/sync.pb.h"
#include "trust/crypto.h"
#include "trust/invite.h"
#include "trust/sealed_field.h"

namespace toward::trust {
namespace {

constexpr KeyEpoch kEpoch = 3;

Secret SampleSecret(char byte) { return *Secret::FromBytes(std::string(kKeyBytes, byte)); }
std::string SampleNonce() { return std::string(kNonceBytes, 'n'); }

template <typename IdType>
IdType SampleId(char byte) {
  return *IdType::FromBytes(std::string(IdType::kBytes, byte));
}

void FuzzLink(std::string_view text) {
  const absl::StatusOr<Invite> invite = ParseInviteLink(text);
  if (!invite.ok()) return;
  const std::string link = FormatInviteLink(*invite);
  TOWARD_CHECK(text.find(link) != std::string_view::npos);
  const absl::StatusOr<Invite> again = ParseInviteLink(link);
  TOWARD_CHECK(again.ok() && again->server == invite->server && again->id == invite->id);
  TOWARD_CHECK(again->secret.bytes() == invite->secret.bytes() && again->spki_pin == invite->spki_pin);
}

void FuzzCursor(std::string_view bytes) {
  v1::Cursor message;
  if (!message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return;
  const absl::StatusOr<sync::Cursor> cursor = sync::CursorFromProto(message);
  if (!cursor.ok()) return;
  const absl::StatusOr<sync::Cursor> again = sync::CursorFromProto(sync::ToProto(*cursor));
  TOWARD_CHECK(again.ok() && *again == *cursor);
}

// "toward/v1/seal" and the place, as docs/protocol.md has it.
std::string AdditionalData(const SealPlace& place) {
  std::string data = "toward/v1/seal";
  data += place.family.ToBytes() + place.author.ToBytes() + place.record.ToBytes();
  AppendBigEndian(data, place.field, 2);
  data += '\x01';
  AppendBigEndian(data, kEpoch, 4);
  AppendBigEndian(data, place.hlc, 8);
  AppendBigEndian(data, place.replica, 4);
  return data;
}

// The bytes as sealed words, as words, and as what somebody with the family key has sealed as padded words.
void FuzzSealedField(std::string_view bytes) {
  Keyring keyring;
  keyring.Add(Scope::kShared, kEpoch, SampleSecret('k'));
  const SealPlace place = {.family = SampleId<FamilyId>('f'),
                           .author = SampleId<MemberId>('a'),
                           .record = SampleId<RecordId>('r'),
                           .field = 8,
                           .hlc = 5,
                           .replica = 7};
  TOWARD_CHECK(!Open(keyring, place, bytes).has_value());
  const absl::StatusOr<std::string> as_words = Seal(keyring, place, SampleNonce(), bytes);
  TOWARD_CHECK(as_words.ok() == (bytes.size() <= kMaxWordsBytes));
  if (as_words.ok()) TOWARD_CHECK(Open(keyring, place, *as_words) == bytes);
  std::string sealed = "\x01\x01";
  AppendBigEndian(sealed, kEpoch, 4);
  sealed +=
      SampleNonce() + Encrypt(*keyring.FieldKey(Scope::kShared, kEpoch), SampleNonce(), AdditionalData(place), bytes);
  const std::optional<std::string> words = Open(keyring, place, sealed);
  if (words.has_value()) TOWARD_CHECK(*Seal(keyring, place, SampleNonce(), *words) == sealed);
}

}  // namespace
}  // namespace toward::trust

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes = toward::fuzz::Bytes(data, size);
  toward::trust::FuzzLink(bytes);
  toward::trust::FuzzCursor(bytes);
  toward::trust::FuzzSealedField(bytes);
  return 0;
}
