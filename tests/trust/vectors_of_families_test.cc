// The committed vectors of rosters, key packets, pairing, codes, paper and boxes, run as data.

#include <gtest/gtest.h>

#include "tests/trust/committed_vectors.h"
#include "trust/invite_code.h"
#include "trust/key_packet.h"
#include "trust/locked_box.h"
#include "trust/pairing.h"
#include "trust/pairing_pieces.h"
#include "trust/paper.h"
#include "trust/roster.h"

namespace toward::trust {
namespace {

std::vector<v1::SignedStatement> StatementsOf(const Json& json) {
  std::vector<v1::SignedStatement> statements;
  for (const Json& entry : json.at("statements")) {
    statements.emplace_back();
    statements.back().set_statement(Bytes(entry, "statement"));
    statements.back().set_signature(Bytes(entry, "signature"));
  }
  return statements;
}

void ExpectMembers(const Roster& roster, const Json& json) {
  ASSERT_EQ(roster.LiveMembers().size(), json.size());
  for (size_t i = 0; i < json.size(); ++i) {
    const MemberId member = roster.LiveMembers()[i];
    EXPECT_EQ(member.ToHex(), Text(json[i], "member"));
    EXPECT_EQ(roster.CurrentEpoch(Scope::kPrivate, member), json[i].at("private_epoch"));
    EXPECT_EQ(roster.NewEpochDue(Scope::kPrivate, member), json[i].at("private_epoch_due"));
  }
}

TEST(CryptoVectors, RostersAreRead) {
  EachCase("rosters", [](const Json& json) {
    const absl::StatusOr<Roster> roster = Roster::FromStatements(StatementsOf(json));
    ASSERT_TRUE(roster.ok()) << roster.status();
    EXPECT_EQ(ToHex(roster->genesis_hash()), Text(json, "genesis_hash"));
    EXPECT_EQ(ToHex(roster->head_hash()), Text(json, "head_hash"));
    std::vector<std::string> live;
    for (const RosterDevice& device : roster->LiveDevices(Scope::kShared, {})) live.push_back(device.id.ToHex());
    EXPECT_EQ(live, json.at("live_devices").get<std::vector<std::string>>());
    EXPECT_EQ(roster->CurrentEpoch(Scope::kShared, {}), json.at("family_epoch"));
    EXPECT_EQ(roster->NewEpochDue(Scope::kShared, {}), json.at("family_epoch_due"));
    ExpectMembers(*roster, json.at("live_members"));
  });
}

TEST(CryptoVectors, StatementsThatBreakARuleAreRefused) {
  EachCase("rosters_refused", [](const Json& json) {
    std::vector<v1::SignedStatement> statements = StatementsOf(json);
    const absl::Status refused = Roster::FromStatements(statements).status();
    EXPECT_EQ(absl::IsUnimplemented(refused), json.at("newer_version").get<bool>());
    EXPECT_EQ(std::string(refused.message()), Text(json, "reason"));
    statements.pop_back();
    if (!statements.empty()) {
      EXPECT_TRUE(Roster::FromStatements(statements).ok());
    }
  });
}

TEST(CryptoVectors, KeyPacketsAreSealedAndOpen) {
  EachCase("packets", [](const Json& json) {
    const FamilyId family = *FamilyId::FromBytes(Bytes(json, "family"));
    const PacketKey key{family, static_cast<Scope>(json.at("scope").get<uint8_t>()), json.at("epoch"),
                        SecretOf(json, "key")};
    const DeviceIdentity device = DeviceOf(json);
    EXPECT_EQ(ToHex(SealKeyPacket(key, device.public_keys(), SecretOf(json, "ephemeral_seed"))), Text(json, "sealed"));
    const std::optional<PacketKey> opened = OpenKeyPacket(family, device, Bytes(json, "sealed"));
    ASSERT_TRUE(opened.has_value());
    EXPECT_EQ(opened->scope, key.scope);
    EXPECT_EQ(opened->epoch, key.epoch);
    EXPECT_EQ(ToHex(opened->key.bytes()), Text(json, "key"));
    EXPECT_EQ(ToHex(KeyCheck(opened->key)), Text(json, "key_check"));
  });
}

TEST(CryptoVectors, KeyPacketsForOthersAreRefused) {
  EachCase("packets_refused", [](const Json& json) {
    const FamilyId family = *FamilyId::FromBytes(Bytes(json, "family"));
    EXPECT_FALSE(OpenKeyPacket(family, DeviceOf(json), Bytes(json, "sealed")).has_value());
  });
}

Inviter InviterOf(const Json& json) {
  return {*InviteId::FromBytes(Bytes(json, "invite_id")),
          SecretOf(json, "secret"),
          static_cast<InviteKind>(json.at("kind").get<uint8_t>()),
          Bytes(json, "genesis_hash"),
          Bytes(json, "roster_head"),
          Bytes(json, "spki_pin"),
          SecretOf(json, "inviter_seed"),
          Bytes(json, "opening")};
}

Joiner JoinerOf(const Json& json) {
  return {*InviteId::FromBytes(Bytes(json, "invite_id")), SecretOf(json, "secret"), DeviceOf(json), Text(json, "label"),
          SecretOf(json, "joiner_seed")};
}

TEST(CryptoVectors, DevicesArePaired) {
  EachCase("pairings", [](const Json& json) {
    const std::string nonce = Bytes(json, "nonce");
    const Inviter inviter = InviterOf(json);
    Joiner joiner = JoinerOf(json);
    EXPECT_EQ(ToHex(inviter.SealOffer(nonce)), Text(json, "offer"));
    EXPECT_EQ(ToHex(joiner.SealJoin(nonce)), Text(json, "join"));
    EXPECT_EQ(ToHex(inviter.SealReveal(nonce)), Text(json, "reveal"));
    ASSERT_TRUE(joiner.TakeOffer(Bytes(json, "offer")));
    EXPECT_EQ(ToHex(ToPlain(joiner.offer())), Text(json, "offer_plain"));
    const std::optional<PairingJoin> join = inviter.OpenJoin(Bytes(json, "join"));
    ASSERT_TRUE(join.has_value());
    EXPECT_EQ(ToHex(ToPlain(*join)), Text(json, "join_plain"));
    EXPECT_EQ(inviter.Digits(*join), Text(json, "digits"));
    EXPECT_EQ(*joiner.Digits(Bytes(json, "reveal")), Text(json, "digits"));
  });
}

TEST(CryptoVectors, BothSidesHaveOneKeyForTheWelcome) {
  EachCase("pairings", [](const Json& json) {
    const Inviter inviter = InviterOf(json);
    const std::string sealed = *inviter.SealWelcome(*inviter.OpenJoin(Bytes(json, "join")), {}, Bytes(json, "nonce"));
    EXPECT_EQ(DecryptWithNonce(SecretOf(json, "welcome_key"), Bytes(json, "invite_id"), sealed), "");
  });
}

TEST(CryptoVectors, PiecesThatDoNotFitAreRefused) {
  EachCase("pieces_refused", [](const Json& json) {
    const InviteId id = *InviteId::FromBytes(Bytes(json, "invite_id"));
    const std::string hash(32, 'h');
    const Inviter inviter(id, SecretOf(json, "secret"), InviteKind::kPartner, hash, hash, "", SecretOf(json, "secret"),
                          std::string(kOpeningBytes, 'o'));
    Joiner joiner(id, SecretOf(json, "secret"),
                  DeviceIdentity::FromSeeds(SecretOf(json, "secret"), SecretOf(json, "secret")), "",
                  SecretOf(json, "secret"));
    ASSERT_TRUE(joiner.TakeOffer(Bytes(json, "offer")));
    const std::string piece = Text(json, "piece");
    const std::string sealed = Bytes(json, "sealed");
    EXPECT_FALSE(piece == "offer"  ? joiner.TakeOffer(sealed)
                 : piece == "join" ? inviter.OpenJoin(sealed).has_value()
                                   : joiner.Digits(sealed).ok());
  });
}

// The welcome of a case, as its joiner opens it.
absl::StatusOr<Joiner::Admission> Admitted(const Json& json) {
  const InviteId id = *InviteId::FromBytes("an invite's id..");
  const Secret secret = *Secret::FromBytes(std::string(kKeyBytes, 's'));
  const std::string nonce(kNonceBytes, 'n');
  const Inviter inviter(id, secret, InviteKind::kPartner, Bytes(json, "genesis_hash"), Bytes(json, "roster_head"), "",
                        secret, std::string(kOpeningBytes, 'o'));
  Joiner joiner(id, secret, DeviceOf(json), "", secret);
  EXPECT_TRUE(joiner.TakeOffer(inviter.SealOffer(nonce)));
  v1::Welcome welcome;
  EXPECT_TRUE(welcome.ParseFromString(Bytes(json, "welcome")));
  return joiner.OpenWelcome(*inviter.SealWelcome(*inviter.OpenJoin(joiner.SealJoin(nonce)), welcome, nonce));
}

void ExpectKeys(const Keyring& keyring, Scope scope, const Json& json) {
  ASSERT_EQ(keyring.keys(scope).size(), json.size());
  for (const Json& entry : json) {
    EXPECT_EQ(ToHex(keyring.keys(scope).at(entry.at("epoch").get<KeyEpoch>()).bytes()), Text(entry, "key"));
  }
}

TEST(CryptoVectors, WelcomesAreBelieved) {
  EachCase("welcomes", [](const Json& json) {
    const absl::StatusOr<Joiner::Admission> admission = Admitted(json);
    ASSERT_TRUE(admission.ok());
    EXPECT_EQ(admission->member.ToHex(), Text(json, "member"));
    EXPECT_EQ(admission->origin, Text(json, "origin"));
    EXPECT_EQ(ToHex(admission->roster.head_hash()), Text(json, "head_hash"));
    ExpectKeys(admission->keyring, Scope::kShared, json.at("family_keys"));
    ExpectKeys(admission->keyring, Scope::kPrivate, json.at("private_keys"));
  });
}

TEST(CryptoVectors, WelcomesThatDoNotFitAreNotBelieved) {
  EachCase("welcomes_refused", [](const Json& json) { EXPECT_TRUE(absl::IsDataLoss(Admitted(json).status())); });
}

TEST(CryptoVectors, CodesAreRead) {
  EachCase("codes", [](const Json& json) {
    const absl::StatusOr<InviteCode> code = InviteCode::Parse(Text(json, "typed"));
    ASSERT_TRUE(code.ok());
    EXPECT_EQ(code->Display(), Text(json, "display"));
  });
}

TEST(CryptoVectors, CodesAreStretched) {
  EachCase("codes_stretched", [](const Json& json) {
    const InviteCode::Stretched stretched = InviteCode::Parse(Text(json, "display"))->Stretch();
    EXPECT_EQ(stretched.id.ToHex(), Text(json, "invite_id"));
    EXPECT_EQ(ToHex(stretched.secret.bytes()), Text(json, "secret"));
  });
}

TEST(CryptoVectors, MistypedCodesAreRefused) {
  EachCase("codes_refused", [](const Json& json) { EXPECT_FALSE(InviteCode::Parse(Text(json, "typed")).ok()); });
}

TEST(CryptoVectors, SheetsOfPaperAreDevices) {
  EachCase("papers", [](const Json& json) {
    const DeviceIdentity device = PaperDevice(Bytes(json, "seed"));
    EXPECT_EQ(ToHex(device.public_keys().sign), Text(json, "sign_public_key"));
    EXPECT_EQ(ToHex(device.public_keys().box), Text(json, "box_public_key"));
    EXPECT_EQ(device.device_id().ToHex(), Text(json, "device_id"));
    std::string words;
    for (const std::string& word : PaperWords(Bytes(json, "seed"))) words += (words.empty() ? "" : " ") + word;
    EXPECT_EQ(words, Text(json, "words"));
    EXPECT_EQ(*ReadPaperWords(words), Bytes(json, "seed"));
  });
}

TEST(CryptoVectors, TypedSheetsAreRead) {
  EachCase("papers_typed",
           [](const Json& json) { EXPECT_EQ(*ReadPaperWords(Text(json, "typed")), Bytes(json, "seed")); });
}

TEST(CryptoVectors, MistypedSheetsAreRefused) {
  EachCase("papers_refused", [](const Json& json) { EXPECT_FALSE(ReadPaperWords(Text(json, "typed")).ok()); });
}

bool Consents(const Json& json) {
  return VerifyPaperConsent({Bytes(json, "sign_public_key"), ""}, Bytes(json, "genesis_hash"),
                            *MemberId::FromBytes(Bytes(json, "member")), Bytes(json, "consent"));
}

TEST(CryptoVectors, PaperConsents) {
  EachCase("consents", [](const Json& json) { EXPECT_TRUE(Consents(json)); });
}

TEST(CryptoVectors, ConsentsToSomethingElseAreRefused) {
  EachCase("consents_refused", [](const Json& json) { EXPECT_FALSE(Consents(json)); });
}

TEST(CryptoVectors, BoxesAreSealedAndOpen) {
  EachCase("boxes", [](const Json& json) {
    const bool locked = !json.at("passphrase").is_null();
    const std::optional<std::string> passphrase =
        locked ? std::optional<std::string>(Text(json, "passphrase")) : std::nullopt;
    const PassphraseCost cost{json.at("passes"), json.at("memory_bytes")};
    EXPECT_EQ(ToHex(*SealBox(Bytes(json, "content"), passphrase, cost, Bytes(json, "salt"), Bytes(json, "nonce"))),
              Text(json, "box"));
    EXPECT_EQ(*NeedsPassphrase(Bytes(json, "box")), locked);
    EXPECT_EQ(*OpenBox(Bytes(json, "box"), passphrase.value_or("")), Bytes(json, "content"));
  });
}

TEST(CryptoVectors, BoxesThatAreNotOnesAreRefused) {
  EachCase("boxes_refused",
           [](const Json& json) { EXPECT_FALSE(OpenBox(Bytes(json, "box"), Text(json, "passphrase")).ok()); });
}

}  // namespace
}  // namespace toward::trust
