#include "trust/invite.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>
#include <vector>

#include "tests/trust/any_bytes.h"

namespace toward::trust {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::Not;
using testing::SizeIs;

const std::string kServer = "https://toward.example";

Secret SecretOf(char byte) { return *Secret::FromBytes(std::string(kKeyBytes, byte)); }

Invite InviteOf(char id, char secret) {
  return {*InviteId::FromBytes(std::string(InviteId::kBytes, id)), SecretOf(secret), kServer};
}

bool Same(const Invite& a, const Invite& b) {
  return a.id == b.id && a.secret.bytes() == b.secret.bytes() && a.server == b.server && a.spki_pin == b.spki_pin;
}

std::string Refusal(std::string_view link) {
  const absl::StatusOr<Invite> invite = ParseInviteLink(link);
  return absl::IsInvalidArgument(invite.status()) ? std::string(invite.status().message()) : "not refused";
}

Invite AnyInvite() {
  return {AnyId<InviteId>(), AnySecret(),
          *rc::gen::element<std::string>("http://127.0.0.1:7340", "http://[::1]:7340", "https://toward.example"),
          *rc::gen::arbitrary<bool>() ? AnyBytes(kSpkiPinBytes) : ""};
}

TEST(InviteLink, IsTheServersAddressAndASecretFragment) {
  const std::string link = FormatInviteLink(InviteOf('i', 's'));
  EXPECT_THAT(link, MatchesRegex("https://toward\\.example/j#1\\.[-_A-Za-z0-9]{64}"));
  EXPECT_EQ(FromBase64Url(link.substr(link.size() - 64)), std::string(16, 'i') + std::string(32, 's'));
}

// 66 or 109 characters, counted from the "1.".
TEST(InviteLink, APinOfTheServersCertificateIsBehindTheSecret) {
  Invite invite = InviteOf('i', 's');
  EXPECT_EQ(FormatInviteLink(invite).size() - kServer.size() - 3, 66U);
  invite.spki_pin = std::string(kSpkiPinBytes, 'p');
  const std::string link = FormatInviteLink(invite);
  EXPECT_EQ(link.size() - kServer.size() - 3, 109U);
  const absl::StatusOr<Invite> parsed = ParseInviteLink(link);
  ASSERT_TRUE(parsed.ok());
  EXPECT_TRUE(Same(*parsed, invite));
}

TEST(InviteLink, WhiteSpaceAroundItDoesNotMatter) {
  const Invite invite = InviteOf('i', 's');
  const std::string link = FormatInviteLink(invite);
  for (const std::string& pasted : {" " + link, link + "\n", "\r\n\t" + link + " \r\n"}) {
    const absl::StatusOr<Invite> parsed = ParseInviteLink(pasted);
    ASSERT_TRUE(parsed.ok()) << pasted;
    EXPECT_TRUE(Same(*parsed, invite));
  }
}

TEST(InviteLink, CutAnywhereIsRefused) {
  const std::string link = FormatInviteLink(InviteOf('i', 's'));
  for (size_t size = 0; size < link.size(); ++size) EXPECT_NE(Refusal(link.substr(0, size)), "not refused") << size;
  for (size_t begin = 1; begin < link.size(); ++begin) EXPECT_NE(Refusal(link.substr(begin)), "not refused") << begin;
}

// One sentence for all of them, so nothing of the link can be in it.
TEST(InviteLink, EveryMalformedOneIsRefusedInTheSameWords) {
  const std::string link = FormatInviteLink(InviteOf('i', 's'));
  const std::string fragment = link.substr(link.size() - 64);
  const std::vector<std::string> malformed = {
      "",
      " \n",
      "hello",
      "/j#1." + fragment,
      "toward.example/j#1." + fragment,
      "ftp://toward.example/j#1." + fragment,
      "https:///j#1." + fragment,
      "https://a friend/j#1." + fragment,
      "https://toward.example\n/j#1." + fragment,
      "https://toward.example/#1." + fragment,
      "https://toward.example/j?1." + fragment,
      "https://toward.example/j#2." + fragment,
      "https://toward.example/j#1" + fragment,
      "Join us: " + link,
      link + ".",
      link + "=",
      link + "AAAA",
      link + " " + link,
      kServer + "/j#1." + fragment.substr(0, 32) + "\n" + fragment.substr(32),
      kServer + "/j#1.+" + fragment.substr(1),
      kServer + "/j#1./" + fragment.substr(1),
      kServer + "/j#1.%2D" + fragment.substr(1),
      link + '\0',
  };
  std::set<std::string> refusals;
  for (const std::string& text : malformed) {
    EXPECT_NE(Refusal(text), "not refused") << text;
    refusals.insert(Refusal(text));
  }
  EXPECT_THAT(refusals, SizeIs(1));
  EXPECT_THAT(*refusals.begin(), AllOf(HasSubstr("Copy it again"), Not(HasSubstr("\n"))));
}

RC_GTEST_PROP(InviteLink, ReadsWhatItWrites, ()) {
  const Invite invite = AnyInvite();
  const absl::StatusOr<Invite> parsed = ParseInviteLink(FormatInviteLink(invite));
  RC_ASSERT(parsed.ok());
  RC_ASSERT(Same(*parsed, invite));
}

}  // namespace
}  // namespace toward::trust
