#include <sys/eventfd.h>
#include <unistd.h>

#include <thread>
#include <utility>

#include "base/check.h"
#include "base/clock.h"
#include "base/random.h"
#include "client/replica/key_file.h"
#include "client/replica/replica.h"
#include "client/sync/exchange.h"
#include "fmt/format.h"
#include "tests/bench/scenarios.h"
#include "tests/support/household.h"
#include "toward/v1/records.pb.h"
#include "trust/crypto.h"

namespace toward::bench {
namespace {

constexpr int kRecords = 500;
constexpr int64_t kPatienceMs = 20'000;

// A whole client, as `toward watch` runs it, without the screen.
class Client {
 public:
  Client(const Device& device, const trust::Secret& family_key)
      : identity_(IdentityOf(device, family_key)),
        words_(identity_.keyring, identity_.family, identity_.member, random_) {
    auto opened = client::Replica::Open(directory(), words_, clock_);
    TOWARD_CHECK(opened.ok());
    replica_ = *std::move(opened);
    TOWARD_CHECK(replica_->TakeReplicaNumber(device.replica).ok());
    // Has been online before: it has a session.
    TOWARD_CHECK(NewExchange()->RunUntilSettled(kPatienceMs).ok());
  }

  void MarkOffline() {
    auto moment = std::make_shared<v1::Moment>();
    moment->set_ritual_id(random_.Bytes(RecordId::kBytes));
    moment->set_day(20'000);
    moment->set_member_id(identity_.member.ToBytes());
    moment->set_minutes(10);
    moment->set_outcome(v1::Moment::OUTCOME_DONE);
    moment->set_note("slept through, at last");
    const client::Write write{v1::KIND_MOMENT, random_.NewId<RecordId>(), moment, {}};
    TOWARD_CHECK(replica_->Commit({&write, 1}).ok());
  }

  // Until nothing waits and the replica has `records` of both, durably.
  void RunUntilConverged(uint64_t records) {
    const int stop = eventfd(0, EFD_CLOEXEC);
    TOWARD_CHECK(stop >= 0);
    const auto exchange = NewExchange();
    const auto look = [&] {
      if (*replica_->OutboxSize() != 0 || replica_->Cursor()->seq < records) return;
      const uint64_t one = 1;
      TOWARD_CHECK(write(stop, &one, sizeof(one)) == sizeof(one));
    };
    TOWARD_CHECK(exchange->RunUntilStopped(stop, look).ok());
    close(stop);
    TOWARD_CHECK(replica_->List(v1::KIND_MOMENT)->size() == records);
  }

 private:
  static client::Identity IdentityOf(const Device& device, const trust::Secret& family_key) {
    const Enrolment& enrolment = *device.enrolment;
    trust::Keyring keyring;
    keyring.Add(trust::Scope::kShared, 1, family_key);
    return {
        enrolment.family, enrolment.member, enrolment.identity, std::move(keyring), "http://" + device.access.address,
        enrolment.origin};
  }

  std::string directory() const { return directory_.path().string(); }
  std::unique_ptr<client::Exchange> NewExchange() {
    auto exchange = client::Exchange::Open(directory(), identity_, *replica_, random_);
    TOWARD_CHECK(exchange.ok());
    return *std::move(exchange);
  }

  const support::TemporaryDirectory directory_;
  SystemRandom random_;
  const SystemClock clock_;
  const client::Identity identity_;
  const client::Words words_;
  std::unique_ptr<client::Replica> replica_;
};

double ConvergeOnce(const Family& family) {
  SystemRandom random;
  const trust::Secret family_key = *trust::Secret::FromBytes(random.Bytes(trust::kKeyBytes));
  Client a(family[0], family_key);
  Client b(family[1], family_key);
  for (int i = 0; i < kRecords; ++i) {
    a.MarkOffline();
    b.MarkOffline();
  }
  const Stopwatch watch;
  std::jthread other([&b] { b.RunUntilConverged(2 * kRecords); });
  a.RunUntilConverged(2 * kRecords);
  other.join();
  return watch.Ms();
}

}  // namespace

void MeasureClientConvergence(Run run) {
  std::vector<double> ms;
  for (int i = 0; i < run.effort.client_rounds; ++i) {
    ms.push_back(ConvergeOnce(run.sides.toward.families[static_cast<size_t>(kFirstClientsFamily + i)]));
  }
  run.report.Add({.work = "both offline with 500 records each, two whole clients converged",
                  .unit = "ms",
                  .decimals = 0,
                  .toward = Median(ms),
                  .target = {.max_value = 80}});
}

}  // namespace toward::bench
