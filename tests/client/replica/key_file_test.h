// An identity with everything a key file keeps, and the directory it is kept in.
#ifndef TOWARD_TESTS_CLIENT_REPLICA_KEY_FILE_TEST_H_
#define TOWARD_TESTS_CLIENT_REPLICA_KEY_FILE_TEST_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "client/replica/key_file.h"
#include "tests/plan/example_plan.h"
#include "tests/support/household.h"
#include "trust/key_packet.h"

namespace toward::client {

inline trust::Secret SecretOf(char letter) { return *trust::Secret::FromBytes(std::string(trust::kKeyBytes, letter)); }

inline trust::DeviceIdentity ADevice() { return trust::DeviceIdentity::FromSeeds(SecretOf('s'), SecretOf('b')); }

// A chain that begins with this device and has so many epochs of the family.
inline trust::Roster ARoster(int epochs) {
  const std::vector<v1::SignedStatement> first = {
      trust::SignGenesis(plan::ExampleId<FamilyId>('F'), plan::kAna, ADevice())};
  trust::Roster roster = *trust::Roster::FromStatements(first);
  for (int epoch = 1; epoch <= epochs; ++epoch) {
    const trust::Act act = trust::NewEpoch(roster, trust::Scope::kShared, ADevice(), plan::kAna,
                                           SecretOf(static_cast<char>(epoch)), [] { return SecretOf('e'); });
    EXPECT_TRUE(roster.Append(roster.Sign(ADevice(), act)).ok());
  }
  return roster;
}

inline Identity AnIdentity() {
  trust::Keyring keyring;
  keyring.Add(trust::Scope::kShared, 1, SecretOf('1'));
  keyring.Add(trust::Scope::kShared, 4'000'000'000, SecretOf('2'));
  keyring.Add(trust::Scope::kPrivate, 3, SecretOf('3'));
  return {.family = plan::ExampleId<FamilyId>('F'),
          .member = plan::kAna,
          .device = ADevice(),
          .keyring = keyring,
          .server = "https://toward.example:7340",
          .origin = "a \"quoted\" origin",
          .tls_pin = std::string(32, 'p'),
          .authority_pem = "-----BEGIN CERTIFICATE-----\n",
          .roster = ARoster(2)};
}

inline Identity MovedTo(const std::string& server) {
  Identity moved = AnIdentity();
  moved.server = server;
  return moved;
}

class KeyFileTest : public testing::Test {
 protected:
  std::string Directory() const { return directory_.path().string(); }
  std::string Path() const { return Directory() + "/keys.bin"; }
  KeyPlace Place() const { return {Directory(), runtime_.path().string()}; }
  std::string Read() const {
    std::ifstream file(Path());
    return {std::istreambuf_iterator<char>(file), {}};
  }
  // The code with which a file of this content is read.
  absl::StatusCode CodeFor(const std::string& content) {
    EXPECT_TRUE(WritePrivateFile(Directory(), Path(), content).ok());
    return ReadKeyFile(Directory()).status().code();
  }

  const support::TemporaryDirectory directory_;
  const support::TemporaryDirectory runtime_;
  SystemRandom random_;
};

}  // namespace toward::client

#endif  // TOWARD_TESTS_CLIENT_REPLICA_KEY_FILE_TEST_H_
