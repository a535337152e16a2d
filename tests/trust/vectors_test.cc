// The committed vectors, run as any other implementation would run them: as data.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/hex.h"
#include "tests/trust/committed_vectors.h"
#include "trust/invite.h"
#include "trust/sealed_field.h"
#include "trust/session_proof.h"

namespace toward::trust {
namespace {

using testing::StartsWith;

Invite InviteOf(const Json& json, const std::string& server) {
  const std::string pin = json.contains("spki_pin") ? Bytes(json, "spki_pin") : "";
  return {*InviteId::FromBytes(Bytes(json, "invite_id")), SecretOf(json, "secret"), server, pin};
}

SealPlace PlaceOf(const Json& json) {
  return {.family = *FamilyId::FromBytes(Bytes(json, "family")),
          .author = *MemberId::FromBytes(Bytes(json, "author")),
          .record = *RecordId::FromBytes(Bytes(json, "record")),
          .field = json.at("field"),
          .scope = static_cast<Scope>(json.at("scope").get<uint8_t>()),
          .hlc = ReadBigEndian(Bytes(json, "hlc")),
          .replica = json.at("replica")};
}

Keyring KeyringOf(const Json& json) {
  Keyring keyring;
  keyring.Add(PlaceOf(json).scope, json.at("epoch"), SecretOf(json, "key"));
  return keyring;
}

// The padded words, by what the case says of them and nothing else.
std::optional<std::string> DecryptAsWritten(const Json& json) {
  const char* const label = json.at("scope") == 2 ? "toward/v1/field/private" : "toward/v1/field/shared";
  const Secret key = DeriveKey(label, SecretOf(json, "key"));
  const std::string sealed = Bytes(json, "sealed");
  return Decrypt(key, sealed.substr(6, kNonceBytes), Bytes(json, "additional_data"), sealed.substr(6 + kNonceBytes));
}

TEST(CryptoVectors, AreWhatTheProgramWrites) {
  EXPECT_TRUE(Committed() == CryptoFile()) << "See the difference: toward-make-trust-vectors tests/vectors";
}

TEST(CryptoVectors, KeysAreDerived) {
  EachCase("keys", [](const Json& json) {
    const Secret derived = DeriveKey(Text(json, "label"), SecretOf(json, "key"));
    EXPECT_EQ(ToHex(derived.bytes()), Text(json, "derived"));
  });
}

TEST(CryptoVectors, DevicesHaveTheirKeysAndIds) {
  EachCase("devices", [](const Json& json) {
    const DeviceIdentity device = DeviceOf(json);
    EXPECT_EQ(ToHex(device.public_keys().sign), Text(json, "sign_public_key"));
    EXPECT_EQ(ToHex(device.public_keys().box), Text(json, "box_public_key"));
    EXPECT_EQ(device.device_id().ToHex(), Text(json, "device_id"));
  });
}

TEST(CryptoVectors, SessionsAreSigned) {
  EachCase("sessions", [](const Json& json) {
    const DeviceIdentity device = DeviceOf(json);
    const std::string signature = SignSession(device, Text(json, "origin"), Bytes(json, "nonce"));
    EXPECT_EQ(ToHex(signature), Text(json, "signature"));
    EXPECT_TRUE(VerifySession(device.public_keys(), Text(json, "origin"), Bytes(json, "nonce"), signature));
    EXPECT_TRUE(VerifySignature(device.public_keys().sign, Bytes(json, "message"), signature));
  });
}

TEST(CryptoVectors, FalseProofsAreRefused) {
  EachCase("sessions_refused", [](const Json& json) {
    const DevicePublicKeys keys = {Bytes(json, "sign_public_key"), Bytes(json, "box_public_key")};
    EXPECT_FALSE(VerifySession(keys, Text(json, "origin"), Bytes(json, "nonce"), Bytes(json, "signature")));
  });
}

TEST(CryptoVectors, WordsAreSealed) {
  EachCase("sealed", [](const Json& json) {
    const absl::StatusOr<std::string> sealed =
        Seal(KeyringOf(json), PlaceOf(json), Bytes(json, "nonce"), Text(json, "words"));
    ASSERT_TRUE(sealed.ok());
    EXPECT_EQ(ToHex(*sealed), Text(json, "sealed"));
  });
}

TEST(CryptoVectors, SealedWordsOpen) {
  EachCase("sealed", [](const Json& json) {
    EXPECT_EQ(Open(KeyringOf(json), PlaceOf(json), Bytes(json, "sealed")), Text(json, "words"));
  });
}

TEST(CryptoVectors, TheirAdditionalDataOpensSeals) {
  EachCase("sealed", [](const Json& json) {
    const std::optional<std::string> padded = DecryptAsWritten(json);
    ASSERT_TRUE(padded.has_value());
    EXPECT_THAT(*padded, StartsWith(Text(json, "words") + '\x80'));
  });
}

TEST(CryptoVectors, SealsOpenNowhereElse) {
  EachCase("sealed_refused", [](const Json& json) {
    EXPECT_EQ(Open(KeyringOf(json), PlaceOf(json), Bytes(json, "sealed")), std::nullopt);
    if (json.contains("additional_data")) {
      EXPECT_EQ(DecryptAsWritten(json), std::nullopt);
    }
  });
}

TEST(CryptoVectors, LinksAreWrittenAndRead) {
  EachCase("links", [](const Json& json) {
    const Invite invite = InviteOf(json, Text(json, "server"));
    EXPECT_EQ(FormatInviteLink(invite), Text(json, "link"));
    const absl::StatusOr<Invite> parsed = ParseInviteLink(Text(json, "link"));
    ASSERT_TRUE(parsed.ok());
    EXPECT_EQ(parsed->id, invite.id);
    EXPECT_EQ(ToHex(parsed->secret.bytes()), Text(json, "secret"));
    EXPECT_EQ(parsed->server, invite.server);
    EXPECT_EQ(parsed->spki_pin, invite.spki_pin);
  });
}

TEST(CryptoVectors, InvitesHaveAKeyToShow) {
  EachCase("links", [](const Json& json) {
    const Secret redeem_key = DeriveKey("toward/v1/inv/redeem", SecretOf(json, "secret"));
    EXPECT_EQ(ToHex(redeem_key.bytes()), Text(json, "redeem_key"));
    EXPECT_EQ(ToHex(Sha256(redeem_key.bytes())), Text(json, "redeem_key_sha256"));
  });
}

TEST(CryptoVectors, BrokenLinksAreRefused) {
  EachCase("links_refused", [](const Json& json) { EXPECT_FALSE(ParseInviteLink(Text(json, "link")).ok()); });
}

}  // namespace
}  // namespace toward::trust
