#include <fmt/format.h>

#include "base/check.h"
#include "base/hex.h"
#include "tests/trust/vectors.h"
#include "trust/sealed_field.h"

namespace toward::trust {
namespace {

constexpr size_t kPaddingSteps[] = {64, 128, 256, 512, 1024, 2048, 4096, 8192};

// Where words are sealed, and with which key.
struct Seat {
  SealPlace place;
  KeyEpoch epoch = 0;
  Secret key;
};

Seat ExampleSeat() {
  return {{.family = *FamilyId::FromBytes(Ascending(0x10, 16)),
           .author = *MemberId::FromBytes(Ascending(0x20, 16)),
           .record = *RecordId::FromBytes(Ascending(0x30, 16)),
           .field = 7,
           .hlc = 0x019a'b697'e800'0005,
           .replica = 0xc0ff'ee01},
          3,
          AscendingSecret(0x40)};
}

Seat PrivateSeat() {
  Seat seat = ExampleSeat();
  seat.place.scope = Scope::kPrivate;
  return seat;
}

Seat GreatestSeat() {
  return {{.family = *FamilyId::FromBytes(std::string(16, '\xff')),
           .author = *MemberId::FromBytes(std::string(16, '\xff')),
           .record = *RecordId::FromBytes(std::string(16, '\xff')),
           .field = 10'000,
           .hlc = ~uint64_t{0},
           .replica = ~uint32_t{0}},
          ~KeyEpoch{0},
          AscendingSecret(0x40)};
}

Keyring KeyringOf(const Seat& seat) {
  Keyring keyring;
  keyring.Add(seat.place.scope, seat.epoch, seat.key);
  return keyring;
}

std::string BigEndian(uint64_t number, int size) {
  std::string bytes;
  AppendBigEndian(bytes, number, size);
  return bytes;
}

std::string AdditionalData(const Seat& seat) {
  const SealPlace& place = seat.place;
  return "toward/v1/seal" + place.family.ToBytes() + place.author.ToBytes() + place.record.ToBytes() +
         BigEndian(place.field, 2) + static_cast<char>(place.scope) + BigEndian(seat.epoch, 4) +
         BigEndian(place.hlc, 8) + BigEndian(place.replica, 4);
}

Json CaseIn(const std::string& name, const Seat& seat) {
  return {{"name", name},
          {"family", seat.place.family.ToHex()},
          {"author", seat.place.author.ToHex()},
          {"record", seat.place.record.ToHex()},
          {"field", seat.place.field},
          {"scope", static_cast<int>(seat.place.scope)},
          {"hlc", ToHex(BigEndian(seat.place.hlc, 8))},
          {"replica", seat.place.replica},
          {"epoch", seat.epoch},
          {"key", ToHex(seat.key.bytes())}};
}

Json SealedCase(const std::string& name, const Seat& seat, std::string_view words) {
  const std::string nonce = Ascending(0x80, kNonceBytes);
  Json json = CaseIn(name, seat);
  json["nonce"] = ToHex(nonce);
  json["words"] = words;
  json["additional_data"] = ToHex(AdditionalData(seat));
  json["sealed"] = ToHex(*Seal(KeyringOf(seat), seat.place, nonce, words));
  return json;
}

// Words of exactly `size` bytes.
std::string WordsOf(size_t size) {
  std::string words;
  while (words.size() < size) words += "a quiet evening ";
  words.resize(size);
  return words;
}

Json RefusedSeal(const char* name, const Seat& seat, std::string_view sealed) {
  TOWARD_CHECK(!Open(KeyringOf(seat), seat.place, sealed).has_value());
  Json json = CaseIn(name, seat);
  json["sealed"] = ToHex(sealed);
  return json;
}

// The example, sealed for its own seat, in the seat that `change` makes of it.
template <typename Change>
Json Moved(const char* name, std::string_view sealed, Change change) {
  Seat seat = ExampleSeat();
  change(seat);
  Json json = RefusedSeal(name, seat, sealed);
  json["additional_data"] = ToHex(AdditionalData(seat));
  return json;
}

// What is sealed for the example's seat as words are, though it is not padded as words are.
std::string SealedUnpadded(std::string_view plaintext) {
  const Seat seat = ExampleSeat();
  const std::string nonce = Ascending(0x80, kNonceBytes);
  return "\x01\x01" + BigEndian(seat.epoch, 4) + nonce +
         Encrypt(*KeyringOf(seat).FieldKey(seat.place.scope, seat.epoch), nonce, AdditionalData(seat), plaintext);
}

std::string PaddedTo(size_t size) {
  std::string padded = "thank you\x80";
  padded.resize(size, '\0');
  return padded;
}

std::string SealedIn(const Seat& seat) {
  return *Seal(KeyringOf(seat), seat.place, Ascending(0x80, kNonceBytes), "thank you for the 3am feed");
}

}  // namespace

Json SealedCases() {
  const Seat seat = ExampleSeat();
  Seat later = seat;
  ++later.place.hlc;
  Json cases = {SealedCase("words are padded to 64 bytes", seat, "thank you for the 3am feed"),
                SealedCase("a later stamp, another seal", later, "thank you for the 3am feed"),
                SealedCase("the greatest numbers", GreatestSeat(), "thank you for the 3am feed"),
                SealedCase("private words have a key of their own", PrivateSeat(), "thank you for the 3am feed"),
                SealedCase("private words of no length", PrivateSeat(), ""),
                SealedCase("private words of many alphabets", PrivateSeat(), "Heute war es schwer – 今日 🌧"),
                SealedCase("private words of the longest length", PrivateSeat(), WordsOf(kMaxWordsBytes)),
                SealedCase("no words", seat, ""),
                SealedCase("words of many alphabets", seat, "Schlaf gut, süße Maus – 晚安 🌙"),
                SealedCase("words that end like padding", seat, std::string_view("\xc3\x80\0\0", 4))};
  for (const size_t step : kPaddingSteps) {
    cases.push_back(
        SealedCase(fmt::format("{} bytes are the most that {} hold", step - 1, step), seat, WordsOf(step - 1)));
    if (step > kMaxWordsBytes) break;
    cases.push_back(SealedCase(fmt::format("{} bytes are padded to {}", step, 2 * step), seat, WordsOf(step)));
  }
  return cases;
}

Json RefusedSeals() {
  const Seat seat = ExampleSeat();
  const std::string sealed = SealedIn(seat);
  const std::string private_sealed = SealedIn(PrivateSeat());
  std::string private_for_family = private_sealed;
  private_for_family[1] = 1;
  std::string next_epoch = sealed;
  next_epoch.replace(2, 4, BigEndian(4, 4));
  std::string other_scope = sealed;
  other_scope[1] = 2;
  return {Moved("another record", sealed, [](Seat& s) { s.place.record = *RecordId::FromBytes(Ascending(0x31, 16)); }),
          Moved("another field", sealed, [](Seat& s) { s.place.field = 8; }),
          Moved("another epoch with the same key", next_epoch, [](Seat& s) { s.epoch = 4; }),
          Moved("another author", sealed, [](Seat& s) { s.place.author = *MemberId::FromBytes(Ascending(0x21, 16)); }),
          Moved("another family", sealed, [](Seat& s) { s.place.family = *FamilyId::FromBytes(Ascending(0x11, 16)); }),
          Moved("another scope", other_scope, [](Seat& s) { s.place.scope = Scope::kPrivate; }),
          Moved("a later stamp", sealed, [](Seat& s) { ++s.place.hlc; }),
          Moved("another replica's stamp", sealed, [](Seat& s) { ++s.place.replica; }),
          Moved("private words for the family", private_for_family, [](Seat&) {}),
          Moved("private words by their label for the family", private_sealed, [](Seat&) {}),
          Moved("private words of another member", private_sealed,
                [](Seat& s) {
                  s.place.scope = Scope::kPrivate;
                  s.place.author = *MemberId::FromBytes(Ascending(0x21, 16));
                }),
          Moved("private words with another private key", private_sealed,
                [](Seat& s) {
                  s.place.scope = Scope::kPrivate;
                  s.key = AscendingSecret(0x41);
                }),
          Moved("another family key", sealed, [](Seat& s) { s.key = AscendingSecret(0x41); }),
          Moved("an epoch whose key is not known", sealed, [](Seat& s) { s.epoch = 4; }),
          RefusedSeal("another version", seat, '\x02' + sealed.substr(1)),
          RefusedSeal("one bit of the nonce changed", seat, WithBitFlipped(sealed, 6)),
          RefusedSeal("one bit of the ciphertext changed", seat, WithBitFlipped(sealed, 30)),
          RefusedSeal("one bit of the tag changed", seat, WithBitFlipped(sealed, sealed.size() - 1)),
          RefusedSeal("the last byte cut off", seat, sealed.substr(0, sealed.size() - 1)),
          RefusedSeal("a byte too many", seat, sealed + '\0'),
          RefusedSeal("the header alone", seat, sealed.substr(0, 30)),
          RefusedSeal("nothing", seat, ""),
          RefusedSeal("padding that never began", seat, SealedUnpadded(std::string(64, '\0'))),
          RefusedSeal("words without padding", seat, SealedUnpadded("thank you")),
          RefusedSeal("padding to more than the next length", seat, SealedUnpadded(PaddedTo(128))),
          RefusedSeal("padding to a length between two", seat, SealedUnpadded(PaddedTo(65)))};
}

}  // namespace toward::trust
