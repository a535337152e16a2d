#include "trust/crypto.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <ostream>
#include <vector>

#include "base/hex.h"
#include "tests/trust/any_bytes.h"

namespace toward::trust {
namespace {

template <typename T>
concept Printable = requires(std::ostream& out, const T& value) {
  out << value;
};
static_assert(Printable<std::string> && !Printable<Secret>);

std::string Bytes(std::string_view hex) { return *FromHex(hex); }
Secret SecretOf(char byte) { return *Secret::FromBytes(std::string(kKeyBytes, byte)); }

std::string BigEndian(uint64_t number, int size) {
  std::string bytes;
  AppendBigEndian(bytes, number, size);
  return bytes;
}

TEST(Secret, NeedsThirtyTwoBytes) {
  EXPECT_TRUE(Secret::FromBytes(std::string(32, 'k')).has_value());
  EXPECT_FALSE(Secret::FromBytes(std::string(31, 'k')).has_value());
  EXPECT_FALSE(Secret::FromBytes(std::string(33, 'k')).has_value());
  EXPECT_FALSE(Secret::FromBytes("").has_value());
}

// RFC 7693, appendix A.
TEST(Blake2b, IsThatOfTheRfc) {
  EXPECT_EQ(ToHex(Blake2b("abc", 64)),
            "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d1"
            "7d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923");
}

TEST(Blake2b, AShorterHashIsAnotherHash) {
  EXPECT_EQ(Blake2b("abc", 16).size(), 16U);
  EXPECT_NE(Blake2b("abc", 16), Blake2b("abc", 32).substr(0, 16));
}

// FIPS 180-4, the example of one block.
TEST(Sha256, IsThatOfTheStandard) {
  EXPECT_EQ(ToHex(Sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(DeriveKey, DependsOnLabelAndKey) {
  const Secret derived = DeriveKey("label", SecretOf('k'));
  const Secret again = DeriveKey("label", SecretOf('k'));
  const Secret other_label = DeriveKey("labels", SecretOf('k'));
  const Secret other_key = DeriveKey("label", SecretOf('l'));
  EXPECT_EQ(derived.bytes(), again.bytes());
  EXPECT_NE(derived.bytes(), other_label.bytes());
  EXPECT_NE(derived.bytes(), other_key.bytes());
}

TEST(EqualSecrets, ComparesEveryByte) {
  EXPECT_TRUE(EqualSecrets("", ""));
  EXPECT_TRUE(EqualSecrets("secret", "secret"));
  EXPECT_FALSE(EqualSecrets("secret", "Secret"));
  EXPECT_FALSE(EqualSecrets("secret", "secreT"));
  EXPECT_FALSE(EqualSecrets("secret", "secre"));
  EXPECT_FALSE(EqualSecrets("", "secret"));
}

// draft-irtf-cfrg-xchacha-03, appendix A.3.1.
TEST(Encrypt, IsThatOfTheDraft) {
  const Secret key = *Secret::FromBytes(Bytes("808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f"));
  const std::string nonce = Bytes("404142434445464748494a4b4c4d4e4f5051525354555657");
  const std::string data = Bytes("50515253c0c1c2c3c4c5c6c7");
  const std::string plaintext =
      "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be "
      "it.";
  const std::string ciphertext = Encrypt(key, nonce, data, plaintext);
  EXPECT_EQ(ToHex(ciphertext),
            "bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb731c7f1b0b4aa6440bf3a82f4eda7e39"
            "ae64c6708c54c216cb96b72e1213b4522f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff9"
            "21f9664c97637da9768812f615c68b13b52ec0875924c1c7987947deafd8780acf49");
  EXPECT_EQ(Decrypt(key, nonce, data, ciphertext), plaintext);
}

TEST(Decrypt, RefusesWhatIsTooShortOrOddlyShaped) {
  const std::string nonce(kNonceBytes, 'n');
  const std::string ciphertext = Encrypt(SecretOf('k'), nonce, "", "");
  EXPECT_EQ(Decrypt(SecretOf('k'), nonce, "", ciphertext), "");
  for (size_t size = 0; size < ciphertext.size(); ++size) {
    EXPECT_EQ(Decrypt(SecretOf('k'), nonce, "", ciphertext.substr(0, size)), std::nullopt) << size;
  }
  EXPECT_EQ(Decrypt(SecretOf('k'), nonce.substr(1), "", ciphertext), std::nullopt);
  EXPECT_EQ(Decrypt(SecretOf('k'), nonce + "n", "", ciphertext), std::nullopt);
}

TEST(BigEndian, MostSignificantByteComesFirst) {
  EXPECT_EQ(ToHex(BigEndian(0x0102, 2)), "0102");
  EXPECT_EQ(ToHex(BigEndian(0xfffffffe, 4)), "fffffffe");
  EXPECT_EQ(ToHex(BigEndian(0x8000000000000001, 8)), "8000000000000001");
  EXPECT_EQ(ReadBigEndian(Bytes("00fe")), 0xfeU);
}

// RFC 4648, section 10, without padding, and the two letters that differ from plain base64.
TEST(Base64Url, IsThatOfTheRfc) {
  EXPECT_EQ(ToBase64Url(""), "");
  EXPECT_EQ(ToBase64Url("f"), "Zg");
  EXPECT_EQ(ToBase64Url("fo"), "Zm8");
  EXPECT_EQ(ToBase64Url("foobar"), "Zm9vYmFy");
  EXPECT_EQ(ToBase64Url("\xfb\xff"), "-_8");
}

TEST(Base64Url, RefusesWhatNoOneWrote) {
  const std::vector<std::string> refused = {"Zg==", "Z", "Zh", "Zm9", "+/8", "Zm8 ", " Zm8", "Zm\n8", "Zm8!"};
  for (const std::string& text : refused) EXPECT_EQ(FromBase64Url(text), std::nullopt) << text;
  EXPECT_EQ(FromBase64Url(std::string("Zm8\0", 4)), std::nullopt);
}

TEST(Base64Url, ThereAre64Letters) {
  int letters = 0;
  for (int byte = 0; byte < 256; ++byte) letters += FromBase64Url(std::string(4, static_cast<char>(byte))).has_value();
  EXPECT_EQ(letters, 64);
}

RC_GTEST_PROP(BigEndian, ReadsWhatItWrites, ()) {
  const auto number = *rc::gen::resize(rc::kNominalSize, rc::gen::arbitrary<uint64_t>());
  RC_ASSERT(ReadBigEndian(BigEndian(number, 8)) == number);
  RC_ASSERT(ReadBigEndian(BigEndian(number, 4)) == (number & 0xffffffff));
}

RC_GTEST_PROP(Base64Url, ReadsWhatItWrites, ()) {
  const std::string bytes = AnyBytesBetween(0, 100);
  RC_ASSERT(FromBase64Url(ToBase64Url(bytes)) == bytes);
}

RC_GTEST_PROP(Decrypt, GivesBackWhatWasEncryptedAndNothingElse, ()) {
  const Secret key = AnySecret();
  const std::string nonce = AnyBytes(kNonceBytes);
  const std::string data = AnyBytesBetween(1, 100);
  const std::string plaintext = AnyBytesBetween(0, 300);
  const std::string ciphertext = Encrypt(key, nonce, data, plaintext);
  RC_ASSERT(Decrypt(key, nonce, data, ciphertext) == plaintext);
  RC_ASSERT(!Decrypt(key, nonce, data, WithAnyBitFlipped(ciphertext)).has_value());
  RC_ASSERT(!Decrypt(key, nonce, WithAnyBitFlipped(data), ciphertext).has_value());
  RC_ASSERT(!Decrypt(key, WithAnyBitFlipped(nonce), data, ciphertext).has_value());
  RC_ASSERT(!Decrypt(*Secret::FromBytes(WithAnyBitFlipped(std::string(key.bytes()))), nonce, data, ciphertext));
}

}  // namespace
}  // namespace toward::trust
