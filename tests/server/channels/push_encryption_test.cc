// Encryption for browsers, held to the example of RFC 8291, and the keys it is made with.

#include "server/channels/push_encryption.h"

#include <gtest/gtest.h>

#include "absl/strings/escaping.h"
#include "base/hex.h"

namespace toward::server {
namespace {

std::string Bytes(const char* base64url) {
  std::string bytes;
  EXPECT_TRUE(absl::WebSafeBase64Unescape(base64url, &bytes));
  return bytes;
}

// RFC 8291, appendix A.
const char* const kText = "When I grow up, I want to be a watermelon";
const char* const kSenderKey = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw";
const char* const kSenderPoint =
    "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8";
const char* const kBrowserPoint =
    "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
const char* const kAuth = "BTBZMqHH6r4Tts7J_aSIgg";
const char* const kSalt = "DGv6ra1nlYgDCS1FRnbzlw";
const char* const kBody =
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_"
    "c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_"
    "yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN";

PushKeys BrowserKeys() { return {.p256dh = Bytes(kBrowserPoint), .auth = Bytes(kAuth)}; }
PushOneTime OneTime() { return {.key = *P256Key::FromScalar(Bytes(kSenderKey)), .salt = Bytes(kSalt)}; }

TEST(PushEncryption, IsTheExampleOfTheRfcByteForByte) {
  EXPECT_EQ(OneTime().key.PublicPoint(), Bytes(kSenderPoint));
  EXPECT_EQ(EncryptPush(kText, 0, BrowserKeys(), OneTime()), Bytes(kBody));
}

TEST(PushEncryption, ShortTextsOfAnyLengthLookAlike) {
  const size_t size = EncryptPush("", 100, BrowserKeys(), OneTime())->size();
  EXPECT_EQ(EncryptPush("a few words", 100, BrowserKeys(), OneTime())->size(), size);
  EXPECT_EQ(EncryptPush(std::string(100, 'x'), 100, BrowserKeys(), OneTime())->size(), size);
  EXPECT_EQ(EncryptPush(std::string(101, 'x'), 100, BrowserKeys(), OneTime())->size(), size + 1);
}

TEST(PushEncryption, OneByteMoreThanAServiceTakesIsNotEncrypted) {
  // 86 of header, 16 of tag, 1 of delimiter.
  const size_t most = kMaxPushBytes - 103;
  EXPECT_EQ(EncryptPush(std::string(most, 'x'), 0, BrowserKeys(), OneTime())->size(), kMaxPushBytes);
  EXPECT_FALSE(EncryptPush(std::string(most + 1, 'x'), 0, BrowserKeys(), OneTime()));
  EXPECT_FALSE(EncryptPush("", most + 1, BrowserKeys(), OneTime()));
}

TEST(PushEncryption, KeysOfAnotherFormAreNotUsed) {
  PushKeys keys = BrowserKeys();
  keys.auth.pop_back();
  EXPECT_FALSE(EncryptPush(kText, 0, keys, OneTime()));
  keys = BrowserKeys();
  keys.p256dh[64] = static_cast<char>(keys.p256dh[64] ^ 1);
  EXPECT_FALSE(EncryptPush(kText, 0, keys, OneTime()));
}

TEST(PushEncryption, EveryMessageHasItsOwnKeyAndSalt) {
  SystemRandom random;
  EXPECT_NE(*EncryptPush(kText, 0, BrowserKeys(), DrawPushOneTime(random)),
            *EncryptPush(kText, 0, BrowserKeys(), DrawPushOneTime(random)));
}

TEST(P256, APointIsUncompressedAndOnTheCurve) {
  const std::string point = Bytes(kBrowserPoint);
  EXPECT_TRUE(IsP256Point(point));
  EXPECT_FALSE(IsP256Point(""));
  EXPECT_FALSE(IsP256Point(point.substr(0, 64)));
  EXPECT_FALSE(IsP256Point(point + "x"));
  EXPECT_FALSE(IsP256Point("\x02" + point.substr(1, 32)));
  EXPECT_FALSE(IsP256Point("\x06" + point.substr(1)));
  EXPECT_FALSE(IsP256Point("\x04" + std::string(64, '\0')));
  EXPECT_FALSE(IsP256Point(std::string(65, '\0')));
}

TEST(P256, AScalarIsFromOneToTheOrderLessOne) {
  const std::string order = *FromHex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
  const std::string largest = *FromHex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632550");
  EXPECT_FALSE(P256Key::FromScalar(std::string(32, '\0')));
  EXPECT_TRUE(P256Key::FromScalar(std::string(31, '\0') + '\1'));
  EXPECT_TRUE(P256Key::FromScalar(largest));
  EXPECT_FALSE(P256Key::FromScalar(order));
  EXPECT_FALSE(P256Key::FromScalar(std::string(32, '\xff')));
  EXPECT_FALSE(P256Key::FromScalar(std::string(31, '\1')));
}

TEST(P256, AKeyComesBackFromItsPem) {
  SystemRandom random;
  const P256Key key = P256Key::Draw(random);
  const auto again = P256Key::FromPem(key.ToPem());
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->PublicPoint(), key.PublicPoint());
  EXPECT_EQ(again->Agree(Bytes(kBrowserPoint)), key.Agree(Bytes(kBrowserPoint)));
}

TEST(P256, WhatIsNoKeyOnTheCurveIsRefused) {
  SystemRandom random;
  const std::string pem = P256Key::Draw(random).ToPem();
  const std::string ed25519 =
      "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n"
      "-----END PRIVATE KEY-----\n";
  for (const std::string& bad :
       {std::string(), std::string("key"), ed25519, pem.substr(0, pem.size() / 2), std::string(5000, 'x')}) {
    EXPECT_EQ(P256Key::FromPem(bad).status().code(), absl::StatusCode::kInvalidArgument);
  }
}

}  // namespace
}  // namespace toward::server
