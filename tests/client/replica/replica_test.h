// Ana's replica in a directory of its own, with a clock the test moves. The test plays the server, and Ben, who seals
// his words with the family's key on a device of his own.
#ifndef TOWARD_TESTS_CLIENT_REPLICA_REPLICA_TEST_H_
#define TOWARD_TESTS_CLIENT_REPLICA_REPLICA_TEST_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "base/random.h"
#include "client/replica/replica.h"
#include "tests/client/replica/moments.h"
#include "tests/plan/example_plan.h"
#include "tests/support/hand_clock.h"
#include "tests/support/household.h"

namespace toward::client {

inline constexpr uint32_t kAnasReplica = 7;
inline constexpr uint32_t kBensReplica = 9;
inline constexpr int64_t kMinuteMs = 60'000;
inline constexpr int64_t kDayMs = 24 * 60 * kMinuteMs;

class ReplicaTest : public testing::Test {
 protected:
  void SetUp() override;

  // As another process on the same files.
  std::unique_ptr<Replica> OpenAnother();
  // What is left after a crash.
  void Reopen();

  // Commits one change, which must succeed.
  void Do(const Write& write);
  absl::Status TryTo(const std::vector<Write>& writes) { return replica_->Commit(writes); }

  // What is shown of a moment, its words opened; empty when there is no such record.
  v1::Moment Shown(char letter) { return ShownBy(*replica_, letter); }
  v1::Moment ShownBy(Replica& replica, char letter);
  int64_t Waiting() { return replica_->Status()->changes_waiting; }

  // Ben's write, an hour after Ana's clock began unless said otherwise, as the feed brings it.
  sync::Record Bens(const Write& write, int64_t after_ms = 60 * kMinuteMs);
  // The feed has these records and nothing after them.
  absl::Status TryToDeliver(const std::vector<v1::Patch>& patches);
  void Deliver(const std::vector<sync::Record>& records);

  // The next push; there must be one.
  v1::PushRequest NextPush();
  static v1::PushResponse Answered(const v1::PushRequest& request, v1::Verdict::Code code = v1::Verdict::CODE_APPLIED);
  static v1::PushResponse Rejected(const v1::PushRequest& request, v1::Verdict::Reason reason);
  // Everything that waits is pushed and taken; returns the records that were sent.
  std::vector<sync::Record> PushAll();

  std::string Directory() const { return directory_.path().string(); }
  std::string DatabasePath() const { return Directory() + "/replica.db"; }

  support::TemporaryDirectory directory_;
  support::HandClock clock_;
  SystemRandom random_;
  const FamilyId family_ = plan::ExampleId<FamilyId>('F');
  const trust::Keyring keyring_ = NewKeyring();
  const Words words_{keyring_, family_, plan::kAna, random_};
  const Words bens_words_{keyring_, family_, plan::kBen, random_};
  std::unique_ptr<Replica> replica_;
  uint64_t seq_ = 0;

 private:
  trust::Keyring NewKeyring();
};

// The records of one transaction on the wire.
std::vector<sync::Record> RecordsOf(const v1::Transaction& transaction);

}  // namespace toward::client

#endif  // TOWARD_TESTS_CLIENT_REPLICA_REPLICA_TEST_H_
