#include "trust/device_identity.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/hex.h"
#include "tests/trust/any_bytes.h"

namespace toward::trust {
namespace {

Secret SecretOf(char byte) { return *Secret::FromBytes(std::string(kKeyBytes, byte)); }
DeviceIdentity DeviceOf(char sign, char box) { return DeviceIdentity::FromSeeds(SecretOf(sign), SecretOf(box)); }

TEST(DeviceIdentity, IsTheSameFromTheSameSeeds) {
  const DeviceIdentity device = DeviceOf('s', 'b');
  const DeviceIdentity again = DeviceIdentity::FromSeeds(device.sign_seed(), device.box_seed());
  EXPECT_EQ(device.public_keys().sign, again.public_keys().sign);
  EXPECT_EQ(device.public_keys().box, again.public_keys().box);
  EXPECT_EQ(device.device_id(), again.device_id());
}

TEST(DeviceIdentity, EachSeedMakesItsOwnKey) {
  const DeviceIdentity device = DeviceOf('s', 'b');
  EXPECT_EQ(device.public_keys().sign, DeviceOf('s', 'x').public_keys().sign);
  EXPECT_NE(device.public_keys().box, DeviceOf('s', 'x').public_keys().box);
  EXPECT_EQ(device.public_keys().box, DeviceOf('x', 'b').public_keys().box);
  EXPECT_NE(device.public_keys().sign, DeviceOf('x', 'b').public_keys().sign);
}

TEST(DeviceIdentity, ItsIdDependsOnBothKeys) {
  const DevicePublicKeys keys = DeviceOf('s', 'b').public_keys();
  EXPECT_NE(keys.device_id(), (DevicePublicKeys{DeviceOf('x', 'b').public_keys().sign, keys.box}.device_id()));
  EXPECT_NE(keys.device_id(), (DevicePublicKeys{keys.sign, DeviceOf('s', 'x').public_keys().box}.device_id()));
  EXPECT_NE(keys.device_id(), (DevicePublicKeys{keys.box, keys.sign}.device_id()));
}

TEST(DevicePublicKeys, HaveThirtyTwoBytesEach) {
  const std::string key(32, 'k');
  EXPECT_TRUE(DevicePublicKeys::FromBytes(key, key).has_value());
  EXPECT_FALSE(DevicePublicKeys::FromBytes(key + "k", key).has_value());
  EXPECT_FALSE(DevicePublicKeys::FromBytes(key, key + "k").has_value());
  EXPECT_FALSE(DevicePublicKeys::FromBytes(key.substr(1), key).has_value());
  EXPECT_FALSE(DevicePublicKeys::FromBytes(key, "").has_value());
}

// RFC 8032, section 7.1, TEST 2.
TEST(Signature, IsThatOfTheRfc) {
  const Secret seed = *Secret::FromBytes(*FromHex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"));
  const DeviceIdentity device = DeviceIdentity::FromSeeds(seed, SecretOf('b'));
  EXPECT_EQ(ToHex(device.public_keys().sign), "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
  EXPECT_EQ(ToHex(device.Sign("\x72")),
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
            "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
}

TEST(Signature, OfAnotherSizeOrKeySizeDoesNotVerify) {
  const DeviceIdentity device = DeviceOf('s', 'b');
  const std::string key = device.public_keys().sign;
  const std::string signature = device.Sign("message");
  EXPECT_TRUE(VerifySignature(key, "message", signature));
  EXPECT_FALSE(VerifySignature(key, "message", ""));
  EXPECT_FALSE(VerifySignature(key, "message", signature.substr(0, 63)));
  EXPECT_FALSE(VerifySignature(key, "message", signature + "x"));
  EXPECT_FALSE(VerifySignature(key.substr(0, 31), "message", signature));
  EXPECT_FALSE(VerifySignature(key + "x", "message", signature));
  EXPECT_FALSE(VerifySignature("", "message", signature));
}

// The neutral point as key and as R, and 0 as S, satisfy the equation for every message.
TEST(Signature, OfAKeyOfSmallOrderDoesNotVerify) {
  const std::string neutral = '\x01' + std::string(31, '\0');
  EXPECT_FALSE(VerifySignature(neutral, "message", neutral + std::string(32, '\0')));
}

RC_GTEST_PROP(Signature, IsForOneMessageOfOneDevice, ()) {
  const DeviceIdentity device = DeviceIdentity::FromSeeds(AnySecret(), AnySecret());
  const std::string key = device.public_keys().sign;
  const std::string message = AnyBytesBetween(1, 200);
  const std::string signature = device.Sign(message);
  RC_ASSERT(VerifySignature(key, message, signature));
  RC_ASSERT(!VerifySignature(key, WithAnyBitFlipped(message), signature));
  RC_ASSERT(!VerifySignature(key, message, WithAnyBitFlipped(signature)));
  RC_ASSERT(!VerifySignature(WithAnyBitFlipped(key), message, signature));
}

}  // namespace
}  // namespace toward::trust
