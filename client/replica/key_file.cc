#include "client/replica/key_file.h"

#include <cstdio>
#include <utility>

#include "base/hex.h"
#include "base/status_macros.h"
#include "client/replica/key_box.h"
#include "nlohmann/json.hpp"

namespace toward::client {
namespace {

using nlohmann::json;

constexpr int kVersion = 2;
constexpr int kFirstVersion = 1;

absl::Status WouldGoBack() {
  return absl::FailedPreconditionError(
      "The keys on disk know more of your family than what was to be written. Run the command again.");
}

absl::Status NoPassphraseGiven() {
  return absl::InvalidArgumentError("The passphrase is empty; choose a few words that nobody would guess.");
}

std::string FirstVersionPath(const KeyPlace& place) { return place.directory + "/keys"; }

std::string BytesOf(const json& object, const char* name) {
  return FromHex(object.at(name).get<std::string>()).value_or("");
}

// False: one of them is no key.
bool ReadKeys(const json& entries, trust::Scope scope, trust::Keyring& keyring) {
  for (const json& entry : entries) {
    const auto key = trust::Secret::FromBytes(BytesOf(entry, "key"));
    if (!key.has_value()) return false;
    keyring.Add(scope, entry.at("epoch").get<trust::KeyEpoch>(), *key);
  }
  return true;
}

json ToJson(const trust::Keyring& keyring, trust::Scope scope) {
  json entries = json::array();
  for (const auto& [epoch, key] : keyring.keys(scope))
    entries.push_back({{"epoch", epoch}, {"key", ToHex(key.bytes())}});
  return entries;
}

// Absent: it breaks a rule of the roster, so nobody of this app wrote it.
std::optional<trust::Roster> ReadRoster(const json& entries) {
  std::vector<v1::SignedStatement> statements;
  for (const json& entry : entries) {
    v1::SignedStatement& statement = statements.emplace_back();
    statement.set_statement(trust::FromBase64Url(entry.at(0).get<std::string>()).value_or(""));
    statement.set_signature(trust::FromBase64Url(entry.at(1).get<std::string>()).value_or(""));
  }
  absl::StatusOr<trust::Roster> roster = trust::Roster::FromStatements(statements);
  if (!roster.ok()) return std::nullopt;
  return *std::move(roster);
}

json ToJson(const trust::Roster& roster) {
  json entries = json::array();
  for (const v1::SignedStatement& statement : roster.statements()) {
    entries.push_back({trust::ToBase64Url(statement.statement()), trust::ToBase64Url(statement.signature())});
  }
  return entries;
}

// What both versions have. An absent value where a key or id is not as long as it must be.
std::optional<Identity> ReadFirstVersion(const json& keys) {
  const auto family = FamilyId::FromBytes(BytesOf(keys, "family"));
  const auto member = MemberId::FromBytes(BytesOf(keys, "member"));
  const auto sign_seed = trust::Secret::FromBytes(BytesOf(keys, "sign_seed"));
  const auto box_seed = trust::Secret::FromBytes(BytesOf(keys, "box_seed"));
  if (!family || !member || !sign_seed || !box_seed) return std::nullopt;
  Identity identity{.family = *family,
                    .member = *member,
                    .device = trust::DeviceIdentity::FromSeeds(*sign_seed, *box_seed),
                    .keyring = {},
                    .server = keys.at("server").get<std::string>(),
                    .origin = keys.at("origin").get<std::string>(),
                    .tls_pin = {}};
  if (!ReadKeys(keys.at("family_keys"), trust::Scope::kShared, identity.keyring)) return std::nullopt;
  if (identity.keyring.keys(trust::Scope::kShared).empty()) return std::nullopt;
  return identity;
}

std::optional<Identity> ReadVersion(int version, const json& keys) {
  std::optional<Identity> identity = ReadFirstVersion(keys);
  if (!identity.has_value() || version == kFirstVersion) return identity;
  if (!ReadKeys(keys.at("private_keys"), trust::Scope::kPrivate, identity->keyring)) return std::nullopt;
  identity->tls_pin = BytesOf(keys, "tls_pin");
  identity->authority_pem = keys.at("authority_pem").get<std::string>();
  if (keys.at("roster").empty()) return identity;
  identity->roster = ReadRoster(keys.at("roster"));
  return identity->roster.has_value() ? identity : std::nullopt;
}

absl::StatusOr<Identity> FromText(const std::string& text, int version) {
  const json keys = json::parse(text, nullptr, /*allow_exceptions=*/false);
  try {
    if (keys.at("version") != version) return KeyFileDamaged();
    std::optional<Identity> identity = ReadVersion(version, keys);
    if (identity.has_value()) return *std::move(identity);
  } catch (const json::exception&) {
    return KeyFileDamaged();
  }
  return KeyFileDamaged();
}

std::string ToText(const Identity& identity) {
  const json keys = {{"version", kVersion},
                     {"family", identity.family.ToHex()},
                     {"member", identity.member.ToHex()},
                     {"server", identity.server},
                     {"origin", identity.origin},
                     {"tls_pin", ToHex(identity.tls_pin)},
                     {"authority_pem", identity.authority_pem},
                     {"sign_seed", ToHex(identity.device.sign_seed().bytes())},
                     {"box_seed", ToHex(identity.device.box_seed().bytes())},
                     {"family_keys", ToJson(identity.keyring, trust::Scope::kShared)},
                     {"private_keys", ToJson(identity.keyring, trust::Scope::kPrivate)},
                     {"roster", identity.roster.has_value() ? ToJson(*identity.roster) : json::array()}};
  return keys.dump();
}

absl::StatusOr<Identity> ReadContent(const KeyBox& box, const trust::Secret& key) {
  const std::optional<std::string> content = OpenContent(box, key);
  if (!content.has_value()) return KeyFileDamaged();
  return FromText(*content, kVersion);
}

// Whether `written` knows at least as much as `on_disk`.
bool GoesOn(const std::optional<trust::Roster>& on_disk, const std::optional<trust::Roster>& written) {
  if (!on_disk.has_value()) return true;
  if (!written.has_value() || written->length() < on_disk->length()) return false;
  return trust::StatementHash(written->statements()[on_disk->length() - 1]) == on_disk->head_hash();
}

// Writes under the key that is there, or under a new one in clear.
absl::Status WriteUnderLock(const KeyPlace& place, const Identity& identity) {
  SystemRandom random;
  const absl::StatusOr<KeyBox> present = ReadKeyBox(place);
  if (absl::IsPermissionDenied(present.status())) return present.status();
  if (present.ok()) {
    ASSIGN_OR_RETURN(const trust::Secret key, KeyOf(place, *present));
    const absl::StatusOr<Identity> on_disk = ReadContent(*present, key);
    if (on_disk.ok() && !GoesOn(on_disk->roster, identity.roster)) return WouldGoBack();
    return WriteKeyBox(place, {present->box, SealContent(ToText(identity), key, present->box, random)});
  }
  ASSIGN_OR_RETURN(const NewBox fresh, MakeBox(std::nullopt, {}, random));
  return WriteKeyBox(place, {fresh.box, SealContent(ToText(identity), fresh.key, fresh.box, random)});
}

// Moves a file of the first version to where it belongs now. NOT_FOUND: there is none.
absl::Status MoveFirstVersion(const KeyPlace& place) {
  ASSIGN_OR_RETURN(const std::string text, ReadPrivateFile(FirstVersionPath(place)));
  ASSIGN_OR_RETURN(const Identity identity, FromText(text, kFirstVersion));
  RETURN_IF_ERROR(WriteUnderLock(place, identity));
  std::remove(FirstVersionPath(place).c_str());
  return absl::OkStatus();
}

absl::StatusOr<Identity> ReadNow(const KeyPlace& place) {
  ASSIGN_OR_RETURN(const KeyBox box, ReadKeyBox(place));
  ASSIGN_OR_RETURN(const trust::Secret key, KeyOf(place, box));
  return ReadContent(box, key);
}

// Puts the content under a new key in a new box.
absl::StatusOr<trust::Secret> BoxAgain(const KeyPlace& place, const std::string& content,
                                       const std::optional<std::string>& passphrase, const trust::PassphraseCost& cost,
                                       Random& random) {
  ASSIGN_OR_RETURN(const NewBox fresh, MakeBox(passphrase, cost, random));
  RETURN_IF_ERROR(WriteKeyBox(place, {fresh.box, SealContent(content, fresh.key, fresh.box, random)}));
  return fresh.key;
}

}  // namespace

absl::StatusOr<Identity> ReadKeyFile(const KeyPlace& place) {
  absl::StatusOr<Identity> identity = ReadNow(place);
  if (!absl::IsNotFound(identity.status())) return identity;
  {
    // The directory of a plan that is not there yet may not be either.
    absl::StatusOr<std::string> first = ReadPrivateFile(FirstVersionPath(place));
    RETURN_IF_ERROR(first.status());
    ASSIGN_OR_RETURN(const KeyFileLock lock, KeyFileLock::Take(place));
    const absl::Status moved = MoveFirstVersion(place);
    if (!absl::IsNotFound(moved)) RETURN_IF_ERROR(moved);
  }
  return ReadNow(place);
}

absl::Status WriteKeyFile(const KeyPlace& place, const Identity& identity) {
  ASSIGN_OR_RETURN(const KeyFileLock lock, KeyFileLock::Take(place));
  RETURN_IF_ERROR(WriteUnderLock(place, identity));
  std::remove(FirstVersionPath(place).c_str());
  return absl::OkStatus();
}

absl::StatusOr<Identity> UpdateKeyFile(const KeyPlace& place, absl::FunctionRef<absl::Status(Identity&)> change) {
  ASSIGN_OR_RETURN(const KeyFileLock lock, KeyFileLock::Take(place));
  ASSIGN_OR_RETURN(Identity identity, ReadNow(place));
  RETURN_IF_ERROR(change(identity));
  RETURN_IF_ERROR(WriteUnderLock(place, identity));
  return identity;
}

absl::Status SetPassphrase(const KeyPlace& place, std::string_view passphrase, const trust::PassphraseCost& cost,
                           Random& random) {
  if (passphrase.empty()) return NoPassphraseGiven();
  ASSIGN_OR_RETURN(const KeyFileLock lock, KeyFileLock::Take(place));
  ASSIGN_OR_RETURN(const KeyBox box, ReadKeyBox(place));
  ASSIGN_OR_RETURN(const trust::Secret key, KeyOf(place, box));
  const std::optional<std::string> content = OpenContent(box, key);
  if (!content.has_value()) return KeyFileDamaged();
  RETURN_IF_ERROR(BoxAgain(place, *content, std::string(passphrase), cost, random).status());
  if (!place.runtime_directory.empty()) return Unlock(place, passphrase);
  return absl::OkStatus();
}

absl::Status RemovePassphrase(const KeyPlace& place, std::string_view passphrase, Random& random) {
  ASSIGN_OR_RETURN(const KeyFileLock lock, KeyFileLock::Take(place));
  ASSIGN_OR_RETURN(const KeyBox box, ReadKeyBox(place));
  ASSIGN_OR_RETURN(const trust::Secret key, OpenWith(box, passphrase));
  const std::optional<std::string> content = OpenContent(box, key);
  if (!content.has_value()) return KeyFileDamaged();
  RETURN_IF_ERROR(BoxAgain(place, *content, std::nullopt, {}, random).status());
  return Lock(place);
}

}  // namespace toward::client
