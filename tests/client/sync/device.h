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
#include "client/sync/exchange.h"
#include "client/sync/pairing.h"
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
  // Is let in by the other; what was written before is shared unless said otherwise.
  void JoinFamilyOf(Device& other, InviteFor whom = InviteFor::kPartner, Past past = Past::kShared);
  // What a device does once it belongs to a family: it takes the identity on, with the replicas of this directory.
  void Become(const Identity& identity);
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

  // A private note of this device's member.
  void NoteToSelf(char letter, const std::string& text);
  // Its words; empty: there is none, or it does not open.
  std::string PrivateNote(char letter);

  // As another process would.
  std::unique_ptr<Replica> OpenReplica();
  // How this device's keys are on disk.
  Identity OnDisk();
  Replica& replica() { return *replica_; }
  Replica& own_replica() { return *own_replica_; }
  const Words& words() { return *words_; }
  Exchange::Plans plans() { return {*replica_, own_replica_.get()}; }
  Identity& identity() { return *identity_; }
  std::string directory() const { return directory_.path().string(); }

  support::HandClock clock;
  SystemRandom random;

 private:
  // Gives the replica its number, from the server, so that things can be done offline.
  void TakeNumber();

  const support::TemporaryDirectory directory_;
  std::optional<Identity> identity_;
  std::unique_ptr<Words> words_;
  std::unique_ptr<Words> own_words_;
  std::unique_ptr<Replica> replica_;
  std::unique_ptr<Replica> own_replica_;
  // Whose words there may be.
  std::vector<MemberId> authors_;
};

}  // namespace toward::client

#endif  // TOWARD_TESTS_CLIENT_SYNC_DEVICE_H_
