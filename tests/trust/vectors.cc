#include "tests/trust/vectors.h"

#include "base/check.h"
#include "base/hex.h"
#include "trust/session_proof.h"

namespace toward::trust {
namespace {

constexpr std::string_view kOrigin = "https://toward.example:443";

Json KeyCase(const char* name, const char* label, const Secret& key) {
  const Secret derived = DeriveKey(label, key);
  return {{"name", name}, {"label", label}, {"key", ToHex(key.bytes())}, {"derived", ToHex(derived.bytes())}};
}

Json DeviceCase(const char* name, const DeviceIdentity& device) {
  return {{"name", name},
          {"sign_seed", ToHex(device.sign_seed().bytes())},
          {"box_seed", ToHex(device.box_seed().bytes())},
          {"sign_public_key", ToHex(device.public_keys().sign)},
          {"box_public_key", ToHex(device.public_keys().box)},
          {"device_id", device.device_id().ToHex()}};
}

DeviceIdentity DeviceOfSeeds(std::string_view sign_hex, std::string_view box_hex) {
  return DeviceIdentity::FromSeeds(*Secret::FromBytes(*FromHex(sign_hex)), *Secret::FromBytes(*FromHex(box_hex)));
}

std::string SessionMessage(const DeviceIdentity& device, std::string_view origin, std::string_view nonce) {
  return "toward/v1/session" + Blake2b(origin, 32) + std::string(nonce) + device.device_id().ToBytes();
}

Json SessionCase(const char* name, const DeviceIdentity& device, std::string_view origin, std::string_view nonce) {
  return {{"name", name},
          {"sign_seed", ToHex(device.sign_seed().bytes())},
          {"box_seed", ToHex(device.box_seed().bytes())},
          {"origin", origin},
          {"nonce", ToHex(nonce)},
          {"message", ToHex(SessionMessage(device, origin, nonce))},
          {"signature", ToHex(SignSession(device, origin, nonce))}};
}

Json RefusedSession(const char* name, const DevicePublicKeys& keys, std::string_view origin, std::string_view nonce,
                    std::string_view signature) {
  TOWARD_CHECK(!VerifySession(keys, origin, nonce, signature));
  return {{"name", name},
          {"sign_public_key", ToHex(keys.sign)},
          {"box_public_key", ToHex(keys.box)},
          {"origin", origin},
          {"nonce", ToHex(nonce)},
          {"signature", ToHex(signature)}};
}

}  // namespace

std::string Ascending(int first, size_t size) {
  std::string bytes;
  while (bytes.size() < size) bytes += static_cast<char>(first++);
  return bytes;
}

Secret AscendingSecret(int first) { return *Secret::FromBytes(Ascending(first, kKeyBytes)); }

DeviceIdentity DeviceOfBytes(int first) {
  return DeviceIdentity::FromSeeds(AscendingSecret(first), AscendingSecret(first + 1));
}

Json WithSeeds(Json json, const DeviceIdentity& device) {
  json["sign_seed"] = ToHex(device.sign_seed().bytes());
  json["box_seed"] = ToHex(device.box_seed().bytes());
  return json;
}

std::string WithBitFlipped(std::string bytes, size_t place) {
  bytes.at(place) = static_cast<char>(bytes.at(place) ^ 1);
  return bytes;
}

Json KeyCases() {
  return {
      KeyCase("shared fields are sealed with a key of the family key", "toward/v1/field/shared", AscendingSecret(0x40)),
      KeyCase("the server is shown a key of the invite's secret", "toward/v1/inv/redeem", AscendingSecret(0xa0)),
      KeyCase("the offer is sealed with another key of the invite's secret", "toward/v1/inv/offer",
              AscendingSecret(0xa0)),
      KeyCase("private fields are sealed with a key of the private key", "toward/v1/field/private",
              AscendingSecret(0x40)),
      KeyCase("a key is told by its check", "toward/v1/kcv", AscendingSecret(0x40)),
      KeyCase("the join is sealed with its own key", "toward/v1/inv/join", AscendingSecret(0xa0)),
      KeyCase("and so is the reveal", "toward/v1/inv/reveal", AscendingSecret(0xa0)),
      KeyCase("a key of another family is another", "toward/v1/field/shared", AscendingSecret(0x41))};
}

Json DeviceCases() {
  const DeviceIdentity device = DeviceOfBytes(0x03);
  return {
      DeviceCase("an id is a hash of both public keys", device),
      DeviceCase("another box key, another id", DeviceIdentity::FromSeeds(device.sign_seed(), AscendingSecret(0x05))),
      DeviceCase("another sign key, another id", DeviceIdentity::FromSeeds(AscendingSecret(0x02), device.box_seed())),
      DeviceCase("seeds that look like chance",
                 DeviceOfSeeds("0e062dedd346b66d53978eaddbfc5163ff13321a68e7c8fae99260afc124e47b",
                               "915ea2a7efbbab1eb10d8d35edf35db84462f213b38dc224d4d60e59e1e8b2f0"))};
}

Json SessionCases() {
  const std::string nonce = Ascending(0x50, kChallengeBytes);
  return {SessionCase("a proof for one server", DeviceOfBytes(0x03), kOrigin, nonce),
          SessionCase("a proof for another server is another", DeviceOfBytes(0x03), "http://127.0.0.1:7340", nonce),
          SessionCase("a proof by another device is another", DeviceOfBytes(0x13), kOrigin, nonce),
          SessionCase("a proof for another challenge is another", DeviceOfBytes(0x03), kOrigin,
                      Ascending(0x51, kChallengeBytes))};
}

Json RefusedSessions() {
  const DeviceIdentity device = DeviceOfBytes(0x03);
  const DevicePublicKeys& keys = device.public_keys();
  const DevicePublicKeys others = DeviceOfBytes(0x13).public_keys();
  const std::string nonce = Ascending(0x50, kChallengeBytes);
  const std::string signature = SignSession(device, kOrigin, nonce);
  const std::string neutral = '\x01' + std::string(31, '\0');
  return {RefusedSession("a proof for another server", keys, "https://toward.example:444", nonce, signature),
          RefusedSession("a proof for another challenge", keys, kOrigin, Ascending(0x51, kChallengeBytes), signature),
          RefusedSession("another device's sign key", {others.sign, keys.box}, kOrigin, nonce, signature),
          RefusedSession("another device's box key", {keys.sign, others.box}, kOrigin, nonce, signature),
          RefusedSession("one bit of the signature changed", keys, kOrigin, nonce, WithBitFlipped(signature, 40)),
          RefusedSession("half a signature", keys, kOrigin, nonce, signature.substr(0, 32)),
          RefusedSession("a challenge of 31 bytes", keys, kOrigin, nonce.substr(1), signature),
          RefusedSession("the challenge signed without a label", keys, kOrigin, nonce, device.Sign(nonce)),
          RefusedSession("a sign key of small order, which fits every message", {neutral, keys.box}, kOrigin, nonce,
                         neutral + std::string(32, '\0'))};
}

std::string CryptoFile() {
  const Json file = {{"keys", KeyCases()},
                     {"devices", DeviceCases()},
                     {"sessions", SessionCases()},
                     {"sessions_refused", RefusedSessions()},
                     {"sealed", SealedCases()},
                     {"sealed_refused", RefusedSeals()},
                     {"links", LinkCases()},
                     {"links_refused", RefusedLinks()},
                     {"rosters", RosterCases()},
                     {"rosters_refused", RefusedRosters()},
                     {"packets", PacketCases()},
                     {"packets_refused", RefusedPackets()},
                     {"pairings", PairingCases()},
                     {"pieces_refused", RefusedPieces()},
                     {"welcomes", WelcomeCases()},
                     {"welcomes_refused", RefusedWelcomes()},
                     {"codes", CodeCases()},
                     {"codes_stretched", StretchedCodes()},
                     {"codes_refused", RefusedCodes()},
                     {"papers", PaperCases()},
                     {"papers_typed", TypedPaper()},
                     {"papers_refused", RefusedPaper()},
                     {"consents", ConsentCases()},
                     {"consents_refused", RefusedConsents()},
                     {"boxes", BoxCases()},
                     {"boxes_refused", RefusedBoxes()}};
  return file.dump(2) + "\n";
}

}  // namespace toward::trust
