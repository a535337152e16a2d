// The golden vectors of trust: what any implementation must compute. tests/vectors/README.md describes their shape.
#ifndef TOWARD_TESTS_TRUST_VECTORS_H_
#define TOWARD_TESTS_TRUST_VECTORS_H_

#include <nlohmann/json.hpp>
#include <string>

#include "trust/crypto.h"
#include "trust/device_identity.h"

namespace toward::trust {

using Json = nlohmann::ordered_json;

Json KeyCases();
Json DeviceCases();
Json SessionCases();
Json RefusedSessions();
Json SealedCases();
Json RefusedSeals();
Json LinkCases();
Json RefusedLinks();
Json RosterCases();
Json RefusedRosters();
Json PacketCases();
Json RefusedPackets();
Json WelcomeCases();
Json RefusedWelcomes();
Json PairingCases();
Json RefusedPieces();
Json CodeCases();
Json StretchedCodes();
Json RefusedCodes();
Json PaperCases();
Json TypedPaper();
Json RefusedPaper();
Json ConsentCases();
Json RefusedConsents();
Json BoxCases();
Json RefusedBoxes();

// All of them, as the text of tests/vectors/crypto.json.
std::string CryptoFile();

// `first`, `first` + 1, … : bytes that are easy to recognise.
std::string Ascending(int first, size_t size);
Secret AscendingSecret(int first);

// A device of the bytes `first`, `first` + 1, … and `first` + 1, `first` + 2, …
DeviceIdentity DeviceOfBytes(int first);
// `json` with the seeds of a device.
Json WithSeeds(Json json, const DeviceIdentity& device);

// `bytes` with the lowest bit of the byte at `place` changed.
std::string WithBitFlipped(std::string bytes, size_t place);

}  // namespace toward::trust

#endif  // TOWARD_TESTS_TRUST_VECTORS_H_
