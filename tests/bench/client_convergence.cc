#include <sys/eventfd.h>
#include <unistd.h>

#include <optional>
#include <thread>
#include <utility>

#include "base/check.h"
#include "base/clock.h"
#include "base/random.h"
#include "client/replica/key_file.h"
#include "client/replica/replica.h"
#include "client/sync/account.h"
#include "client/sync/exchange.h"
#include "fmt/format.h"
#include "tests/bench/scenarios.h"
#include "tests/support/household.h"
#include "tests/support/pairing.h"
#include "toward/v1/records.pb.h"

namespace toward::bench {
namespace {

constexpr int kRecords = 500;
constexpr int64_t kPatienceMs = 20'000;

// A whole client, as `toward watch` runs it, without the screen.
class Client {
 public:
  // The first device of a new family.
  explicit Client(const std::string& server) {
    auto enrolment = client::CreateFamily(server, client::NewFamily(random_));
    TOWARD_CHECK(enrolment.ok());
    TOWARD_CHECK(client::WriteKeyFile(directory(), enrolment->identity).ok());
    Become(std::move(enrolment->identity));
    TOWARD_CHECK(replica_->TakeReplicaNumber(enrolment->replica).ok());
  }
  // The other's partner.
  explicit Client(Client& other) {
    auto joined =
        support::Pair(other.directory(), *other.identity_, directory(), {.past = client::Past::kShared}, random_);
    TOWARD_CHECK(joined.ok());
    Become(*std::move(joined));
  }

  // Has been online before: it has a session, and its number.
  void GoOnline() { TOWARD_CHECK(NewExchange()->RunUntilSettled(kPatienceMs).ok()); }

  void MarkOffline() {
    auto moment = std::make_shared<v1::Moment>();
    moment->set_ritual_id(random_.Bytes(RecordId::kBytes));
    moment->set_day(20'000);
    moment->set_member_id(identity_->member.ToBytes());
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
  void Become(client::Identity identity) {
    identity_ = std::move(identity);
    words_.emplace(identity_->keyring, identity_->family, identity_->member, random_);
    auto opened = client::Replica::Open(directory(), *words_, clock_);
    TOWARD_CHECK(opened.ok());
    replica_ = *std::move(opened);
  }

  std::string directory() const { return directory_.path().string(); }
  std::unique_ptr<client::Exchange> NewExchange() {
    auto exchange = client::Exchange::Open(directory(), *identity_, {.family = *replica_}, random_);
    TOWARD_CHECK(exchange.ok());
    return *std::move(exchange);
  }

  const support::TemporaryDirectory directory_;
  SystemRandom random_;
  const SystemClock clock_;
  std::optional<client::Identity> identity_;
  std::optional<client::Words> words_;
  std::unique_ptr<client::Replica> replica_;
};

double ConvergeOnce(const std::string& address) {
  Client a("http://" + address);
  Client b(a);
  a.GoOnline();
  b.GoOnline();
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
    ms.push_back(ConvergeOnce(run.sides.toward.families.front()[0].access.address));
  }
  run.report.Add({.work = "both offline with 500 records each, two whole clients converged",
                  .unit = "ms",
                  .decimals = 0,
                  .toward = Median(ms),
                  .target = {.max_value = 80}});
}

}  // namespace toward::bench
