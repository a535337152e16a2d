// The golden vectors of trust: what any implementation must compute. tests/vectors/README.md describes their shape.
#ifndef TOWARD_TESTS_TRUST_VECTORS_H_
#define TOWARD_TESTS_TRUST_VECTORS_H_

#include <nlohmann/json.hpp>
#include <string>

#include "trust/crypto.h"

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
Json OfferCases();
Json RefusedOffers();

// All of them, as the text of tests/vectors/crypto.json.
std::string CryptoFile();

// `first`, `first` + 1, … : bytes that are easy to recognise.
std::string Ascending(int first, size_t size);
Secret AscendingSecret(int first);

// `bytes` with the lowest bit of the byte at `place` changed.
std::string WithBitFlipped(std::string bytes, size_t place);

}  // namespace toward::trust

#endif  // TOWARD_TESTS_TRUST_VECTORS_H_
