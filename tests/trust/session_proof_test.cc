#include "trust/session_proof.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <vector>

#include "tests/trust/any_bytes.h"

namespace toward::trust {
namespace {

using testing::MatchesRegex;

constexpr std::string_view kOrigin = "https://toward.example:443";
const std::string kNonce(kChallengeBytes, 'n');
const std::string kRandom(kTokenBytes, 'r');

Secret SecretOf(char byte) { return *Secret::FromBytes(std::string(kKeyBytes, byte)); }
DeviceIdentity DeviceOf(char sign, char box) { return DeviceIdentity::FromSeeds(SecretOf(sign), SecretOf(box)); }

TEST(SessionProof, ConvincesTheServerItWasMadeFor) {
  const DeviceIdentity device = DeviceOf('s', 'b');
  EXPECT_TRUE(VerifySession(device.public_keys(), kOrigin, kNonce, SignSession(device, kOrigin, kNonce)));
}

TEST(SessionProof, IsWorthNothingToAnotherServer) {
  const DeviceIdentity device = DeviceOf('s', 'b');
  const std::string signature = SignSession(device, kOrigin, kNonce);
  for (const char* origin : {"https://toward.example:444", "http://toward.example:443", "https://toward.example", ""}) {
    EXPECT_FALSE(VerifySession(device.public_keys(), origin, kNonce, signature)) << origin;
  }
}

TEST(SessionProof, AnswersOneChallengeOnly) {
  const DeviceIdentity device = DeviceOf('s', 'b');
  const std::string signature = SignSession(device, kOrigin, kNonce);
  EXPECT_FALSE(VerifySession(device.public_keys(), kOrigin, std::string(kChallengeBytes, 'm'), signature));
}

TEST(SessionProof, AnswersNoChallengeOfAnotherSize) {
  const DeviceIdentity device = DeviceOf('s', 'b');
  for (const size_t size : {size_t{0}, kChallengeBytes - 1, kChallengeBytes, kChallengeBytes + 1}) {
    const std::string nonce(size, 'n');
    const std::string signature =
        device.Sign("toward/v1/session" + Blake2b(kOrigin, 32) + nonce + device.device_id().ToBytes());
    EXPECT_EQ(VerifySession(device.public_keys(), kOrigin, nonce, signature), size == kChallengeBytes) << size;
  }
}

TEST(SessionProof, IsOfOneDeviceWithBothItsKeys) {
  const std::string signature = SignSession(DeviceOf('s', 'b'), kOrigin, kNonce);
  EXPECT_FALSE(VerifySession(DeviceOf('x', 'b').public_keys(), kOrigin, kNonce, signature));
  EXPECT_FALSE(VerifySession(DeviceOf('s', 'x').public_keys(), kOrigin, kNonce, signature));
}

TEST(SessionProof, IsNoSignatureOfTheBareChallenge) {
  const DeviceIdentity device = DeviceOf('s', 'b');
  EXPECT_FALSE(VerifySession(device.public_keys(), kOrigin, kNonce, device.Sign(kNonce)));
}

TEST(Token, IsEasyToFindWhenItLeaks) { EXPECT_THAT(FormatToken(kRandom), MatchesRegex("tws1_[-_A-Za-z0-9]{43}")); }

TEST(Token, IsKeptAsAHashOfItsRandomBytes) { EXPECT_EQ(TokenHash(FormatToken(kRandom)), Sha256(kRandom)); }

TEST(Token, WhatIsNoTokenHasNoHash) {
  const std::string token = FormatToken(kRandom);
  const std::vector<std::string> no_tokens = {
      "",
      "tws1_",
      token.substr(5),
      "tws2_" + token.substr(5),
      "TWS1_" + token.substr(5),
      "Bearer " + token,
      " " + token,
      token + " ",
      token + "\n",
      token + "=",
      "tws1_" + ToBase64Url(kRandom.substr(1)),
      "tws1_" + ToBase64Url(kRandom + "r"),
  };
  for (const std::string& text : no_tokens) EXPECT_EQ(TokenHash(text), std::nullopt) << text;
  for (size_t size = 0; size < token.size(); ++size) EXPECT_EQ(TokenHash(token.substr(0, size)), std::nullopt) << size;
}

// 43 letters hold two bits more than 32 bytes: they are zero, so a token is written in one way only.
TEST(Token, IsWrittenInOneWay) {
  std::string token = FormatToken(std::string(kTokenBytes, '\0'));
  ASSERT_EQ(token.back(), 'A');
  token.back() = 'B';
  EXPECT_EQ(TokenHash(token), std::nullopt);
}

RC_GTEST_PROP(Token, OtherBytesAreAnotherToken, ()) {
  const std::string random = AnyBytes(kTokenBytes);
  const std::string other = WithAnyBitFlipped(random);
  RC_ASSERT(TokenHash(FormatToken(random)) == Sha256(random));
  RC_ASSERT(FormatToken(random) != FormatToken(other));
  RC_ASSERT(TokenHash(FormatToken(random)) != TokenHash(FormatToken(other)));
}

RC_GTEST_PROP(SessionProof, BindsOriginChallengeAndDevice, ()) {
  const DeviceIdentity device = DeviceIdentity::FromSeeds(AnySecret(), AnySecret());
  const std::string origin = AnyBytesBetween(1, 60);
  const std::string nonce = AnyBytes(kChallengeBytes);
  const std::string signature = SignSession(device, origin, nonce);
  const DevicePublicKeys& keys = device.public_keys();
  RC_ASSERT(VerifySession(keys, origin, nonce, signature));
  RC_ASSERT(!VerifySession(keys, WithAnyBitFlipped(origin), nonce, signature));
  RC_ASSERT(!VerifySession(keys, origin, WithAnyBitFlipped(nonce), signature));
  RC_ASSERT(!VerifySession(keys, origin, nonce, WithAnyBitFlipped(signature)));
  RC_ASSERT(!VerifySession({WithAnyBitFlipped(keys.sign), keys.box}, origin, nonce, signature));
  RC_ASSERT(!VerifySession({keys.sign, WithAnyBitFlipped(keys.box)}, origin, nonce, signature));
}

}  // namespace
}  // namespace toward::trust
