// RunUntilStopped: what the partner does, and what other processes of this device do, as it happens.

#include <sys/eventfd.h>
#include <unistd.h>

#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

#include "client/sync/exchange.h"
#include "client/sync/membership.h"
#include "client/sync/roster_keeping.h"
#include "tests/client/sync/exchange_test.h"

namespace toward::client {
namespace {

using testing::HasSubstr;

// A process of a device that watches, on a thread and a replica of its own.
class Watch {
 public:
  explicit Watch(Device& device) : device_(device), stop_fd_(eventfd(0, EFD_CLOEXEC)), thread_([this] { Run(); }) {}
  ~Watch() {
    Stop().IgnoreError();
    close(stop_fd_);
  }
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

  // Waits until a moment is shown with so many minutes. False: it never was.
  bool Sees(char letter, uint32_t minutes) {
    return WaitUntil([&] { return minutes_[MomentId(letter)] == minutes; });
  }
  // Waits until nothing waits to be sent.
  bool SeesAllSent() {
    return WaitUntil([&] { return waiting_ == 0; });
  }
  // Waits until it ends by itself; returns how. Absent: it goes on.
  std::optional<absl::Status> Ends() {
    WaitUntil([&] { return ended_.has_value(); });
    const std::lock_guard lock(mutex_);
    return ended_;
  }
  absl::Status Stop() {
    EXPECT_EQ(eventfd_write(stop_fd_, 1), 0);
    if (thread_.joinable()) thread_.join();
    return *ended_;
  }

 private:
  void Run() {
    Identity identity = device_.OnDisk();
    const Words words(identity.keyring, identity.family, identity.member, random_);
    const Words own_words(identity.keyring, identity.family, identity.member, random_, trust::Scope::kPrivate);
    const auto replica = *Replica::Open(device_.directory(), words, device_.clock);
    const auto own = *Replica::Open(device_.directory(), own_words, device_.clock);
    const auto exchange = Exchange::Open(device_.directory(), identity, {*replica, own.get()}, random_);
    const absl::Status status =
        exchange.ok() ? (*exchange)->RunUntilStopped(stop_fd_, [&] { Look(*replica); }) : exchange.status();
    const std::lock_guard lock(mutex_);
    ended_ = status;
    changed_.notify_all();
  }
  void Look(Replica& replica) {
    const auto records = *replica.List(v1::KIND_MOMENT);
    const std::lock_guard lock(mutex_);
    for (const sync::Record& record : records) {
      v1::Moment moment;
      EXPECT_TRUE(moment.ParseFromString(std::string(record.body())));
      minutes_[record.id()] = moment.minutes();
    }
    waiting_ = replica.Status()->changes_waiting;
    changed_.notify_all();
  }
  template <typename Condition>
  bool WaitUntil(const Condition& condition) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::milliseconds(kLongestMs), condition);
  }

  Device& device_;
  SystemRandom random_;
  const int stop_fd_;
  std::mutex mutex_;
  std::condition_variable changed_;
  // Guarded by mutex_.
  std::map<RecordId, uint32_t> minutes_;
  int64_t waiting_ = -1;
  std::optional<absl::Status> ended_;
  std::thread thread_;
};

class WatchingTest : public ExchangeTest {};

TEST_F(WatchingTest, SeesWhatThePartnerDoes) {
  Watch watch(ana_);
  for (const uint32_t minutes : {1, 2, 3}) {
    ben_.Do(Lasted('b', minutes));
    ASSERT_TRUE(ben_.Sync().ok());
    EXPECT_TRUE(watch.Sees('b', minutes));
  }
}

TEST_F(WatchingTest, WhatArrivesWhileItIsBusyIsAllApplied) {
  const int stop_fd = eventfd(0, EFD_CLOEXEC);
  auto exchange = *Exchange::Open(ana_.directory(), ana_.identity(), ana_.plans(), ana_.random);
  const auto her_terminal = ana_.OpenReplica();
  ana_.Do(Lasted('a', 1));
  bool busy = true;
  const absl::Status stopped = exchange->RunUntilStopped(stop_fd, [&] {
    if (std::exchange(busy, false)) {
      for (const char letter : {'b', 'c', 'd'}) {
        ben_.Do(Noted(letter, "Soup."));
        EXPECT_TRUE(ben_.Sync().ok());
        EXPECT_TRUE(her_terminal->Commit(std::vector<Write>{Noted(letter, "Bread.")}).ok());
      }
    }
    if (ana_.Waiting() > 0 || ana_.replica().Cursor()->seq < ben_.replica().Cursor()->seq) return;
    EXPECT_EQ(eventfd_write(stop_fd, 1), 0);
  });
  EXPECT_TRUE(stopped.ok()) << stopped;
  close(stop_fd);
  exchange.reset();
  SyncAll({&ana_, &ben_});
  EXPECT_EQ(ana_.Screen().size(), 4U);
  EXPECT_EQ(ana_.Screen(), ben_.Screen());
}

TEST_F(WatchingTest, SendsWhatAnotherProcessOfTheDeviceDoes) {
  Watch anas(ana_);
  Watch bens(ben_);
  for (const uint32_t minutes : {1, 2, 3}) {
    ana_.Do(Lasted('a', minutes));
    EXPECT_TRUE(bens.Sees('a', minutes));
    EXPECT_TRUE(anas.Sees('a', minutes));
  }
  EXPECT_TRUE(anas.SeesAllSent());
}

TEST_F(WatchingTest, SendsWhatWaitedBeforeIt) {
  ana_.Do(Lasted('a', 5));
  Watch anas(ana_);
  EXPECT_TRUE(anas.SeesAllSent());
  ASSERT_TRUE(ben_.Sync().ok());
  EXPECT_EQ(ben_.Shown('a').minutes(), 5U);
}

TEST_F(WatchingTest, EndsWellWhenItIsStopped) {
  Watch watch(ana_);
  ben_.Do(Lasted('b', 1));
  ASSERT_TRUE(ben_.Sync().ok());
  ASSERT_TRUE(watch.Sees('b', 1));
  EXPECT_TRUE(watch.Stop().ok());
}

TEST_F(WatchingTest, EndsWellWhenItIsStoppedWithoutAServer) {
  server_.Stop();
  Watch watch(ana_);
  ana_.Do(Lasted('a', 1));
  EXPECT_TRUE(watch.Sees('a', 1));
  EXPECT_TRUE(watch.Stop().ok());
}

TEST_F(WatchingTest, ComesBackAfterTheServerWasAway) {
  Watch watch(ana_);
  ben_.Do(Lasted('b', 1));
  ASSERT_TRUE(ben_.Sync().ok());
  ASSERT_TRUE(watch.Sees('b', 1));
  server_.Stop();
  ana_.Do(Lasted('a', 2));
  EXPECT_TRUE(watch.Sees('a', 2));
  StartServer();
  EXPECT_TRUE(watch.SeesAllSent());
  ASSERT_TRUE(ben_.Sync().ok());
  EXPECT_EQ(ben_.Shown('a').minutes(), 2U);
}

TEST_F(WatchingTest, WaitsForTheServerEvenBeforeTheReplicaHasItsNumber) {
  ana_.Do(Lasted('a', 5));
  ASSERT_TRUE(ana_.Sync().ok());
  ben_.ForgetReplica();
  server_.Stop();
  Watch watch(ben_);
  StartServer();
  EXPECT_TRUE(watch.Sees('a', 5));
}

TEST_F(WatchingTest, MeanwhileNoOtherProcessExchanges) {
  Watch watch(ana_);
  ben_.Do(Lasted('b', 1));
  ASSERT_TRUE(ben_.Sync().ok());
  ASSERT_TRUE(watch.Sees('b', 1));
  EXPECT_TRUE(IsAnotherProcessSyncs(ana_.Sync()));
}

TEST_F(WatchingTest, GoesOnWhenARestoredServerHasForgottenTheDevice) {
  BackUpServer();
  Device tablet;
  tablet.JoinFamilyOf(ana_, InviteFor::kOwnDevice);
  ana_.Do(Lasted('a', 5));
  ASSERT_TRUE(ana_.Sync().ok());
  Watch watch(tablet);
  ASSERT_TRUE(watch.Sees('a', 5));
  RestoreServer();
  ana_.Do(Lasted('b', 6));
  ASSERT_TRUE(ana_.Sync().ok());
  EXPECT_TRUE(watch.Sees('b', 6));
}

TEST_F(WatchingTest, EndsWithOneSentenceWhenTheDeviceIsTakenOut) {
  Device tablet;
  tablet.JoinFamilyOf(ana_, InviteFor::kOwnDevice);
  ana_.Do(Lasted('a', 5));
  ASSERT_TRUE(ana_.Sync().ok());
  Watch watch(tablet);
  ASSERT_TRUE(watch.Sees('a', 5));
  const DeviceId device = tablet.identity().device.device_id();
  ASSERT_TRUE(RemoveDevice(ana_.directory(), ana_.identity(), device, ana_.random).ok());
  const auto ended = watch.Ends();
  ASSERT_TRUE(ended.has_value());
  EXPECT_TRUE(IsNoLongerPart(*ended)) << *ended;
}

}  // namespace
}  // namespace toward::client
