// A device of the family: a directory, a clock and a replica, exchanging with a real server.
#ifndef TOWARD_TESTS_CLIENT_SYNC_DEVICE_H_
#define TOWARD_TESTS_CLIENT_SYNC_DEVICE_H_

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "base/random.h"
#include "client/replica/key_file.h"
#include "client/replica/replica.h"
#include "client/sync/account.h"
#include "tests/client/replica/moments.h"
#include "tests/support/hand_clock.h"
#include "tests/support/household.h"

namespace toward::client {

// Longer than any exchange takes; a test that waits so long has failed.
inline constexpr int64_t kLongestMs = 60'000;

class Device {
 public:
  // Begins a family on this server, as its first device.
  void BeginFamily(const std::string& server);
  // Joins with an invite of the other's.
  void JoinFamilyOf(Device& other, InviteFor whom = InviteFor::kPartner);
  // The same after a restored server has forgotten this device, which is the same member's as the other.
  void JoinAgain(Device& other);
  // Becomes what a copy of the other's files is.
  void CloneOf(Device& other);

  // The files of the replica are lost; the keys are there.
  void ForgetReplica();

  // One exchange, until nothing waits on either side.
  absl::Status Sync();
  // The server is at this address from now on.
  void Reach(const std::string& server) { identity_->server = server; }

  void Do(const Write& write);
  // What this device shows of a moment, its words opened.
  v1::Moment Shown(char letter);
  // All that is shown, byte for byte.
  std::vector<sync::Record> Screen();
  int64_t Waiting() { return replica_->Status()->changes_waiting; }

  // As another process would.
  std::unique_ptr<Replica> OpenReplica();
  Replica& replica() { return *replica_; }
  const Identity& identity() const { return *identity_; }
  std::string directory() const { return directory_.path().string(); }

  support::HandClock clock;
  SystemRandom random;

 private:
  // Takes the identity on, with the replica of this directory.
  void Become(const Identity& identity);

  const support::TemporaryDirectory directory_;
  std::optional<Identity> identity_;
  std::unique_ptr<Words> words_;
  std::unique_ptr<Replica> replica_;
  // Whose words there may be.
  std::vector<MemberId> authors_;
};

}  // namespace toward::client

#endif  // TOWARD_TESTS_CLIENT_SYNC_DEVICE_H_
