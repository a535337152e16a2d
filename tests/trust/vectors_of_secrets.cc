// Typed codes, sheets of paper, key packets and locked boxes.

#include <absl/strings/str_join.h>

#include "base/check.h"
#include "base/hex.h"
#include "tests/trust/vectors.h"
#include "trust/invite_code.h"
#include "trust/key_packet.h"
#include "trust/locked_box.h"
#include "trust/paper.h"

namespace toward::trust {
namespace {

const FamilyId kFamily = *FamilyId::FromBytes(Ascending(0x10, 16));
const MemberId kMember = *MemberId::FromBytes(Ascending(0x20, 16));
constexpr PassphraseCost kCheap = {.passes = 1, .memory_bytes = uint64_t{8} << 10};

Json PacketCase(const char* name, Scope scope, KeyEpoch epoch, const DeviceIdentity& device) {
  const std::string sealed =
      SealKeyPacket({kFamily, scope, epoch, AscendingSecret(0x40)}, device.public_keys(), AscendingSecret(0xb0));
  return WithSeeds({{"name", name},
                    {"family", kFamily.ToHex()},
                    {"scope", static_cast<int>(scope)},
                    {"epoch", epoch},
                    {"key", ToHex(Ascending(0x40, kKeyBytes))},
                    {"key_check", ToHex(KeyCheck(AscendingSecret(0x40)))},
                    {"ephemeral_seed", ToHex(Ascending(0xb0, kKeyBytes))},
                    {"sealed", ToHex(sealed)}},
                   device);
}

Json RefusedPacket(const char* name, const FamilyId& family, const DeviceIdentity& device, std::string_view sealed) {
  TOWARD_CHECK(!OpenKeyPacket(family, device, sealed).has_value());
  return WithSeeds({{"name", name}, {"family", family.ToHex()}, {"sealed", ToHex(sealed)}}, device);
}

Json CodeCase(const char* name, std::string_view typed) {
  return {{"name", name}, {"typed", typed}, {"display", InviteCode::Parse(typed)->Display()}};
}

Json StretchedCode(const char* name, std::string_view display) {
  const InviteCode::Stretched stretched = InviteCode::Parse(display)->Stretch();
  return {{"name", name},
          {"display", display},
          {"invite_id", stretched.id.ToHex()},
          {"secret", ToHex(stretched.secret.bytes())}};
}

Json RefusedCode(const char* name, std::string_view typed) {
  TOWARD_CHECK(!InviteCode::Parse(typed).ok());
  return {{"name", name}, {"typed", typed}};
}

Json PaperCase(const char* name, const std::string& seed) {
  const DeviceIdentity device = PaperDevice(seed);
  return {{"name", name},
          {"seed", ToHex(seed)},
          {"words", absl::StrJoin(PaperWords(seed), " ")},
          {"sign_public_key", ToHex(device.public_keys().sign)},
          {"box_public_key", ToHex(device.public_keys().box)},
          {"device_id", device.device_id().ToHex()}};
}

Json TypedSheet(const char* name, std::string_view typed) {
  return {{"name", name}, {"typed", typed}, {"seed", ToHex(*ReadPaperWords(typed))}};
}

Json RefusedSheet(const char* name, std::string_view typed) {
  TOWARD_CHECK(!ReadPaperWords(typed).ok());
  return {{"name", name}, {"typed", typed}};
}

Json Consent(const char* name, const DevicePublicKeys& paper, std::string_view genesis_hash, const MemberId& member,
             std::string_view consent) {
  return {{"name", name},
          {"sign_public_key", ToHex(paper.sign)},
          {"genesis_hash", ToHex(genesis_hash)},
          {"member", member.ToHex()},
          {"consent", ToHex(consent)}};
}

Json BoxCase(const char* name, const std::optional<std::string>& passphrase, const PassphraseCost& cost,
             std::string_view content) {
  const std::string salt = Ascending(0x60, kSaltBytes);
  const std::string nonce = Ascending(0x80, kNonceBytes);
  return {{"name", name},
          {"passphrase", passphrase.has_value() ? Json(*passphrase) : Json()},
          {"passes", cost.passes},
          {"memory_bytes", cost.memory_bytes},
          {"salt", ToHex(salt)},
          {"nonce", ToHex(nonce)},
          {"content", ToHex(content)},
          {"box", ToHex(*SealBox(content, passphrase, cost, salt, nonce))}};
}

Json RefusedBox(const char* name, std::string_view box, std::string_view passphrase) {
  TOWARD_CHECK(!OpenBox(box, passphrase).ok());
  return {{"name", name}, {"passphrase", passphrase}, {"box", ToHex(box)}};
}

std::string WithByte(std::string bytes, size_t place, char byte) {
  bytes.at(place) = byte;
  return bytes;
}

}  // namespace

Json PacketCases() {
  const DeviceIdentity device = DeviceOfBytes(0x03);
  return {PacketCase("the family's key for a device", Scope::kShared, 3, device),
          PacketCase("a private key", Scope::kPrivate, 3, device),
          PacketCase("another epoch", Scope::kShared, 4, device),
          PacketCase("the greatest epoch", Scope::kShared, ~KeyEpoch{0}, device),
          PacketCase("for another device", Scope::kShared, 3, DeviceOfBytes(0x13)),
          PacketCase("for paper", Scope::kShared, 3, PaperDevice(Ascending(0xe0, kPaperSeedBytes)))};
}

Json RefusedPackets() {
  const DeviceIdentity device = DeviceOfBytes(0x03);
  const std::string sealed =
      SealKeyPacket({kFamily, Scope::kShared, 3, AscendingSecret(0x40)}, device.public_keys(), AscendingSecret(0xb0));
  const DeviceIdentity same_box = DeviceIdentity::FromSeeds(AscendingSecret(0x77), device.box_seed());
  return {RefusedPacket("another device's", kFamily, DeviceOfBytes(0x13), sealed),
          RefusedPacket("another device with the same box key", kFamily, same_box, sealed),
          RefusedPacket("another family's", *FamilyId::FromBytes(Ascending(0x11, 16)), device, sealed),
          RefusedPacket("one bit of the ephemeral key changed", kFamily, device, WithBitFlipped(sealed, 3)),
          RefusedPacket("one bit of the tag changed", kFamily, device, WithBitFlipped(sealed, 40)),
          RefusedPacket("one bit of the key changed", kFamily, device, WithBitFlipped(sealed, 119)),
          RefusedPacket("the last byte cut off", kFamily, device, sealed.substr(0, 119)),
          RefusedPacket("a byte too many", kFamily, device, sealed + '\0'),
          RefusedPacket("nothing", kFamily, device, "")};
}

Json CodeCases() {
  return {CodeCase("as it is shown", "K7QF-2M9X-TR4B-9"),
          CodeCase("small letters", "k7qf-2m9x-tr4b-9"),
          CodeCase("without dashes", "K7QF2M9XTR4B9"),
          CodeCase("with spaces", "  K7QF 2M9X TR4B 9\n"),
          CodeCase("O for zero", "OOOO-oooo-0000-O"),
          CodeCase("I and L for one", "0000-0000-000I-l"),
          CodeCase("an asterisk for a check", "0000-0000-0010-*"),
          CodeCase("a tilde", "0000-0000-0011-~"),
          CodeCase("a dollar", "0000-0000-0012-$"),
          CodeCase("an equals sign", "0000-0000-0013-="),
          CodeCase("a U", "0000-0000-0014-u"),
          CodeCase("the greatest", InviteCode::FromBits(~uint64_t{0}).Display())};
}

Json StretchedCodes() {
  return {StretchedCode("a code is the invite's id and secret", "K7QF-2M9X-TR4B-9"),
          StretchedCode("the smallest code", "0000-0000-0000-0")};
}

Json RefusedCodes() {
  return {RefusedCode("nothing", ""),
          RefusedCode("the check left out", "K7QF-2M9X-TR4B"),
          RefusedCode("a character too many", "K7QF-2M9X-TR4B-99"),
          RefusedCode("another character", "K7QF-2M9X-TR4C-9"),
          RefusedCode("two that changed places", "K7FQ-2M9X-TR4B-9"),
          RefusedCode("another check", "K7QF-2M9X-TR4B-8"),
          RefusedCode("a U that is no check", "U7QF-2M9X-TR4B-9"),
          RefusedCode("an asterisk that is no check", "*7QF-2M9X-TR4B-9"),
          RefusedCode("a sign that does not occur", "K7QF-2M9X-TR4B-!"),
          RefusedCode("underscores", "K7QF_2M9X_TR4B_9"),
          RefusedCode("a letter of another alphabet", "К7QF-2M9X-TR4B-9")};
}

Json PaperCases() {
  return {PaperCase("all zeros", std::string(16, '\0')), PaperCase("all sevens and f", std::string(16, '\x7f')),
          PaperCase("all eights and zeros", std::string(16, '\x80')), PaperCase("all ones", std::string(16, '\xff')),
          PaperCase("ascending", Ascending(0xe0, 16))};
}

Json TypedPaper() {
  return {TypedSheet("in capitals", "LEGAL WINNER THANK YEAR WAVE SAUSAGE WORTH USEFUL LEGAL WINNER THANK YELLOW"),
          TypedSheet("with numbers and lines",
                     "1. legal\n2. winner\n3. thank\n4. year\n5. wave\n6. sausage\n7. worth\n8. useful\n9. legal\n"
                     "10. winner\n11. thank\n12. yellow\n"),
          TypedSheet("four letters of each", "lega winn than year wave saus wort usef lega winn than yell"),
          TypedSheet("with dashes and commas",
                     "legal-winner-thank-year, wave-sausage-worth-useful, legal-winner-thank-yellow")};
}

Json RefusedPaper() {
  return {RefusedSheet("nothing", ""),
          RefusedSheet("eleven words", "legal winner thank year wave sausage worth useful legal winner thank"),
          RefusedSheet("thirteen words",
                       "legal winner thank year wave sausage worth useful legal winner thank yellow yellow"),
          RefusedSheet("a word that is none",
                       "legal winner thank year wave sausages worth useful legal winner thank yellow"),
          RefusedSheet("three letters", "leg winner thank year wave sausage worth useful legal winner thank yellow"),
          RefusedSheet("two words that changed places",
                       "winner legal thank year wave sausage worth useful legal winner thank yellow"),
          RefusedSheet("another word", "legal winner thank year wave sausage worth useful legal winner thank year")};
}

Json ConsentCases() {
  const DeviceIdentity paper = PaperDevice(Ascending(0xe0, kPaperSeedBytes));
  const std::string genesis = Ascending(0x90, 32);
  return {Consent("for this family and member", paper.public_keys(), genesis, kMember,
                  SignPaperConsent(paper, genesis, kMember)),
          Consent("for another family", paper.public_keys(), Ascending(0x91, 32), kMember,
                  SignPaperConsent(paper, Ascending(0x91, 32), kMember))};
}

Json RefusedConsents() {
  const DeviceIdentity paper = PaperDevice(Ascending(0xe0, kPaperSeedBytes));
  const DeviceIdentity other = PaperDevice(Ascending(0xe1, kPaperSeedBytes));
  const std::string genesis = Ascending(0x90, 32);
  const std::string consent = SignPaperConsent(paper, genesis, kMember);
  return {
      Consent("to another family", paper.public_keys(), Ascending(0x91, 32), kMember, consent),
      Consent("to another member", paper.public_keys(), genesis, *MemberId::FromBytes(Ascending(0x21, 16)), consent),
      Consent("by other paper", other.public_keys(), genesis, kMember, consent),
      Consent("without a label", paper.public_keys(), genesis, kMember, paper.Sign(genesis + kMember.ToBytes())),
      Consent("nothing", paper.public_keys(), genesis, kMember, "")};
}

Json BoxCases() {
  return {BoxCase("without a passphrase", std::nullopt, kCheap, "the keys of a family"),
          BoxCase("with a passphrase", "correct horse", kCheap, "the keys of a family"),
          BoxCase("with an empty passphrase", "", kCheap, "the keys of a family"),
          BoxCase("with a passphrase of another alphabet", "süße 晚安", kCheap, "the keys of a family"),
          BoxCase("at another cost", "correct horse", {.passes = 2, .memory_bytes = uint64_t{1} << 20},
                  "the keys of a family"),
          BoxCase("with nothing in it", "correct horse", kCheap, "")};
}

Json RefusedBoxes() {
  const std::string salt = Ascending(0x60, kSaltBytes);
  const std::string nonce = Ascending(0x80, kNonceBytes);
  const std::string open = *SealBox("the keys of a family", std::nullopt, kCheap, salt, nonce);
  const std::string locked = *SealBox("the keys of a family", "correct horse", kCheap, salt, nonce);
  return {RefusedBox("another passphrase", locked, "correct horses"),
          RefusedBox("no passphrase", locked, ""),
          RefusedBox("another version", WithByte(locked, 0, 2), "correct horse"),
          RefusedBox("another way to a key", WithByte(locked, 1, 2), "correct horse"),
          RefusedBox("a locked box as an open one", WithByte(locked, 1, 0), "correct horse"),
          RefusedBox("an open box as a locked one", WithByte(open, 1, 1), ""),
          RefusedBox("nine passes", WithByte(locked, 5, 9), "correct horse"),
          RefusedBox("no pass", WithByte(locked, 5, 0), "correct horse"),
          RefusedBox("a terabyte of memory", WithByte(locked, 8, 1), "correct horse"),
          RefusedBox("four KiB of memory", WithByte(locked, 12, 0x10), "correct horse"),
          RefusedBox("one bit of the salt changed", WithBitFlipped(locked, 14), "correct horse"),
          RefusedBox("one bit of the nonce changed", WithBitFlipped(open, 30), ""),
          RefusedBox("one bit of the content changed", WithBitFlipped(open, 54), ""),
          RefusedBox("the last byte cut off", open.substr(0, open.size() - 1), ""),
          RefusedBox("the header alone", open.substr(0, 54), ""),
          RefusedBox("nothing", "", "")};
}

}  // namespace toward::trust
