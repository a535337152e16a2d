// tests/vectors/crypto.json, case by case.
#ifndef TOWARD_TESTS_TRUST_COMMITTED_VECTORS_H_
#define TOWARD_TESTS_TRUST_COMMITTED_VECTORS_H_

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "base/hex.h"
#include "tests/trust/vectors.h"

namespace toward::trust {

inline std::string Committed() {
  std::ifstream file(std::filesystem::path(TOWARD_SOURCE_DIR) / "tests/vectors/crypto.json", std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

inline std::string Text(const Json& json, const char* key) { return json.at(key).get<std::string>(); }
inline std::string Bytes(const Json& json, const char* key) { return *FromHex(Text(json, key)); }
inline Secret SecretOf(const Json& json, const char* key) { return *Secret::FromBytes(Bytes(json, key)); }

// Runs `check` for each case of a list, naming it when something fails.
template <typename Check>
void EachCase(const char* list, Check check) {
  const Json cases = Json::parse(Committed()).at(list);
  EXPECT_FALSE(cases.empty());
  for (const Json& json : cases) {
    SCOPED_TRACE(Text(json, "name"));
    check(json);
  }
}

inline DeviceIdentity DeviceOf(const Json& json) {
  return DeviceIdentity::FromSeeds(SecretOf(json, "sign_seed"), SecretOf(json, "box_seed"));
}

}  // namespace toward::trust

#endif  // TOWARD_TESTS_TRUST_COMMITTED_VECTORS_H_
