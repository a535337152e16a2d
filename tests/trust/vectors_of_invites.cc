#include "base/check.h"
#include "base/hex.h"
#include "tests/trust/vectors.h"
#include "trust/invite.h"

namespace toward::trust {
namespace {

constexpr std::string_view kOrigin = "https://toward.example:443";

Invite ExampleInvite() {
  return {*InviteId::FromBytes(Ascending(0xc0, 16)), AscendingSecret(0xa0), "https://toward.example"};
}

Offer ExampleOffer() {
  return {*FamilyId::FromBytes(Ascending(0x10, 16)), 3, AscendingSecret(0x40), std::string(kOrigin)};
}

Json LinkCase(const char* name, const Invite& invite) {
  const Secret redeem_key = RedeemKey(invite);
  return {{"name", name},
          {"server", invite.server},
          {"invite_id", invite.id.ToHex()},
          {"secret", ToHex(invite.secret.bytes())},
          {"spki_pin", ToHex(invite.spki_pin)},
          {"link", FormatInviteLink(invite)},
          {"redeem_key", ToHex(redeem_key.bytes())},
          {"redeem_key_sha256", ToHex(Sha256(redeem_key.bytes()))}};
}

Json RefusedLink(const char* name, const std::string& link) {
  TOWARD_CHECK(!ParseInviteLink(link).ok());
  return {{"name", name}, {"link", link}};
}

Json OfferCase(const char* name, const Invite& invite, const Offer& offer) {
  const std::string nonce = Ascending(0x80, kNonceBytes);
  return {{"name", name},
          {"invite_id", invite.id.ToHex()},
          {"secret", ToHex(invite.secret.bytes())},
          {"nonce", ToHex(nonce)},
          {"family", offer.family.ToHex()},
          {"epoch", offer.epoch},
          {"family_key", ToHex(offer.family_key.bytes())},
          {"origin", offer.origin},
          {"offer", ToHex(SealOffer(invite, offer, nonce))}};
}

Json RefusedOffer(const char* name, const Invite& invite, std::string_view offer) {
  TOWARD_CHECK(!OpenOffer(invite, offer).has_value());
  return {{"name", name},
          {"invite_id", invite.id.ToHex()},
          {"secret", ToHex(invite.secret.bytes())},
          {"offer", ToHex(offer)}};
}

std::string SealedAsOffer(const Invite& invite, std::string_view plaintext) {
  const std::string nonce = Ascending(0x80, kNonceBytes);
  return nonce + Encrypt(DeriveKey("toward/v1/inv/offer", invite.secret), nonce, invite.id.bytes(), plaintext);
}

}  // namespace

Json LinkCases() {
  Invite at_home = ExampleInvite();
  at_home.server = "http://127.0.0.1:7340";
  const Invite dashes = {*InviteId::FromBytes(std::string(16, '\xfb')), AscendingSecret(0xf0),
                         "https://toward.example"};
  Invite pinned = ExampleInvite();
  pinned.spki_pin = Ascending(0xd0, kSpkiPinBytes);
  return {LinkCase("the secret part is behind the #", ExampleInvite()),
          LinkCase("the same invite at another address", at_home), LinkCase("letters 62 and 63 are - and _", dashes),
          LinkCase("a pin of the server's certificate", pinned)};
}

Json RefusedLinks() {
  const std::string link = FormatInviteLink(ExampleInvite());
  const std::string fragment = link.substr(link.size() - 64);
  return {RefusedLink("nothing", ""),
          RefusedLink("the last letter cut off", link.substr(0, link.size() - 1)),
          RefusedLink("four letters too many", link + "AAAA"),
          RefusedLink("half a pin", link + ToBase64Url(Ascending(0xd0, 15))),
          RefusedLink("a byte behind the pin", link + ToBase64Url(Ascending(0xd0, 33))),
          RefusedLink("a full stop behind it", link + "."),
          RefusedLink("padding behind it", link + "="),
          RefusedLink("broken into two lines", link.substr(0, 60) + "\n" + link.substr(60)),
          RefusedLink("plain base64", "https://toward.example/j#1.+" + fragment.substr(1)),
          RefusedLink("another version", "https://toward.example/j#2." + fragment),
          RefusedLink("no scheme", "toward.example/j#1." + fragment),
          RefusedLink("another scheme", "ftp://toward.example/j#1." + fragment),
          RefusedLink("no server", "https:///j#1." + fragment),
          RefusedLink("a server's name with a space", "https://a friend/j#1." + fragment),
          RefusedLink("another path", "https://toward.example/#1." + fragment)};
}

Json OfferCases() {
  Offer at_home = ExampleOffer();
  at_home.origin = "http://127.0.0.1:7340";
  Offer last = ExampleOffer();
  last.epoch = ~KeyEpoch{0};
  return {OfferCase("the family key and the name of its server", ExampleInvite(), ExampleOffer()),
          OfferCase("a server at home", ExampleInvite(), at_home),
          OfferCase("the greatest epoch", ExampleInvite(), last)};
}

Json RefusedOffers() {
  const Invite invite = ExampleInvite();
  Invite other_id = invite;
  other_id.id = *InviteId::FromBytes(Ascending(0xc1, 16));
  Invite other_secret = invite;
  other_secret.secret = AscendingSecret(0xa1);
  const std::string offer = SealOffer(invite, ExampleOffer(), Ascending(0x80, kNonceBytes));
  const std::string keyless = Ascending(0x10, 16) + std::string("\0\0\0\3", 4) + Ascending(0x40, 31);
  return {RefusedOffer("another invite's id", other_id, offer),
          RefusedOffer("another invite's secret", other_secret, offer),
          RefusedOffer("one bit of the nonce changed", invite, WithBitFlipped(offer, 0)),
          RefusedOffer("one bit of the ciphertext changed", invite, WithBitFlipped(offer, 24)),
          RefusedOffer("one bit of the tag changed", invite, WithBitFlipped(offer, offer.size() - 1)),
          RefusedOffer("the last byte cut off", invite, offer.substr(0, offer.size() - 1)),
          RefusedOffer("nothing", invite, ""),
          RefusedOffer("another version", invite, SealedAsOffer(invite, '\x02' + keyless + '\x5f' + "https://x")),
          RefusedOffer("a family key of 31 bytes", invite, SealedAsOffer(invite, '\x01' + keyless))};
}

}  // namespace toward::trust
