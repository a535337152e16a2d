#include "base/check.h"
#include "base/hex.h"
#include "tests/trust/vectors.h"
#include "trust/invite.h"

namespace toward::trust {
namespace {

Invite ExampleInvite() {
  return {*InviteId::FromBytes(Ascending(0xc0, 16)), AscendingSecret(0xa0), "https://toward.example"};
}

Json LinkCase(const char* name, const Invite& invite) {
  const Secret redeem_key = DeriveKey("toward/v1/inv/redeem", invite.secret);
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

}  // namespace toward::trust
