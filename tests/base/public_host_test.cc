// Which hosts count as public.

#include "base/public_host.h"

#include <gtest/gtest.h>

#include "base/https_url.h"

namespace toward {
namespace {

TEST(PublicHost, AddressesOfThePublicInternetAre) {
  for (const char* host : {"1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0",
                           "172.15.255.255", "172.32.0.0", "169.253.255.255", "192.167.255.255", "192.169.0.0",
                           "198.17.255.255", "198.20.0.0", "223.255.255.255", "[2606:4700::1111]", "[2a00:1450::1]",
                           "[::ffff:8.8.8.8]", "[64:ff9b::8.8.8.8]", "[2001:4860:4860::8888]"}) {
    EXPECT_TRUE(IsPublicHost(host)) << host;
  }
}

TEST(PublicHost, AddressesOfAnythingElseAreNot) {
  for (const char* host : {"0.0.0.0",
                           "10.0.0.1",
                           "10.255.255.255",
                           "100.64.0.0",
                           "100.127.255.255",
                           "127.0.0.1",
                           "127.255.255.255",
                           "169.254.169.254",
                           "172.16.0.1",
                           "172.31.255.255",
                           "192.0.0.1",
                           "192.0.2.1",
                           "192.168.0.1",
                           "198.18.0.1",
                           "198.19.255.255",
                           "198.51.100.1",
                           "203.0.113.1",
                           "224.0.0.1",
                           "239.255.255.255",
                           "240.0.0.1",
                           "255.255.255.255",
                           "[::]",
                           "[::1]",
                           "[::127.0.0.1]",
                           "[::ffff:127.0.0.1]",
                           "[::ffff:10.0.0.1]",
                           "[::ffff:192.168.1.1]",
                           "[64:ff9b::10.0.0.1]",
                           "[64:ff9b:1::8.8.8.8]",
                           "[fe80::1]",
                           "[fec0::1]",
                           "[fc00::1]",
                           "[fd12:3456::1]",
                           "[ff02::1]",
                           "[2001::1]",
                           "[2001:db8::1]",
                           "[2002:0a00:0001::1]",
                           "[3fff::1]",
                           "[100::1]"}) {
    EXPECT_FALSE(IsPublicHost(host)) << host;
  }
}

TEST(PublicHost, NamesNeedADotAndAPublicEnding) {
  for (const char* host : {"fcm.googleapis.com", "updates.push.services.mozilla.com", "web.push.apple.com",
                           "example.org", "Example.ORG", "example.org."}) {
    EXPECT_TRUE(IsPublicHost(host)) << host;
  }
  for (const char* host :
       {"",          ".",          "localhost",   "LOCALHOST",  "router",         "a.localhost", "nas.local",
        "NAS.Local", "nas.local.", "db.internal", "box.lan",    "box.home.arpa",  "a.test",      "a.invalid",
        "10.1",      "0x7f.1",     "127.1",       "2130706433", "[fe80::1%eth0]", "::1",         "a b.org",
        "a/b.org",   "a@b.org"}) {
    EXPECT_FALSE(IsPublicHost(host)) << host;
  }
}

TEST(PublicHost, LoopbackIsThisMachineOnly) {
  EXPECT_TRUE(IsLoopbackHost("localhost"));
  EXPECT_TRUE(IsLoopbackHost("127.0.0.1"));
  EXPECT_TRUE(IsLoopbackHost("[::1]"));
  EXPECT_FALSE(IsLoopbackHost("192.168.1.1"));
  EXPECT_FALSE(IsLoopbackHost("example.org"));
}

TEST(HttpsUrl, HasAHostAndAnOrigin) {
  const auto url = ParseHttpsUrl("https://push.example.org/send/abc?x=1");
  ASSERT_TRUE(url);
  EXPECT_EQ(url->host, "push.example.org");
  EXPECT_EQ(url->origin, "https://push.example.org");
  EXPECT_EQ(ParseHttpsUrl("https://push.example.org:443/x")->origin, "https://push.example.org");
  EXPECT_EQ(ParseHttpsUrl("https://push.example.org:8443/x")->origin, "https://push.example.org:8443");
  EXPECT_EQ(ParseHttpsUrl("https://[2606:4700::1]:8443/x")->host, "[2606:4700::1]");
}

TEST(HttpsUrl, AddressesInOldSpellingsAreReadAsAddresses) {
  for (const char* spelling : {"127.1", "0x7f.0.0.1", "2130706433", "0177.0.0.1", "0x7f000001"}) {
    EXPECT_EQ(ParseHttpsUrl("https://" + std::string(spelling) + "/")->host, "127.0.0.1") << spelling;
  }
}

TEST(HttpsUrl, AnythingElseIsNone) {
  for (const char* text :
       {"", "push.example.org", "http://push.example.org/", "ftp://push.example.org/", "file:///etc/passwd", "https://",
        "https://user@push.example.org/", "https://user:word@push.example.org/", "https://push.example.org/#x",
        "https://push.example.org/ x", "https://push.example.org/\r\nX: y", "https://p\u00fcsh.example.org/",
        "https://push.example.org:99999/", "https://[fe80::1%25eth0]/"}) {
    EXPECT_FALSE(ParseHttpsUrl(text)) << text;
  }
  EXPECT_FALSE(ParseHttpsUrl("https://push.example.org/" + std::string(2048, 'x')));
}

}  // namespace
}  // namespace toward
