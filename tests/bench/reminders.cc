// Everybody is reminded at eight: how fast deliveries are made, and how late the letters are, with a courier that takes
// each at once.

#include <sys/stat.h>

#include <chrono>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "base/check.h"
#include "base/log.h"
#include "base/random.h"
#include "fmt/format.h"
#include "plan/rituals.h"
#include "server/reminders/engine.h"
#include "server/store/sqlite_store.h"
#include "sync/record.h"
#include "tests/bench/scenarios.h"
#include "tests/support/household.h"
#include "toward/v1/records.pb.h"

namespace toward::bench {
namespace {

using server::Engine;
using server::StoreWrites;

// 2026-11-24, 19:58 UTC: when deliveries for eight o'clock begin to be made.
constexpr int64_t kEightMs = 1'795'550'400'000;
constexpr int64_t kBeginMs = kEightMs - server::kEarlyMs;
constexpr double kLateSeconds = 35;

// Stands where the work has left it: runs while there is work, and leaps over what the engine would sleep through.
class WorkClock {
 public:
  int64_t NowMs() const { return kBeginMs + leapt_ms_ + static_cast<int64_t>(watch_.Ms()); }
  void LeapTo(int64_t ms) { leapt_ms_ += std::max<int64_t>(0, ms - NowMs()); }

 private:
  const Stopwatch watch_;
  int64_t leapt_ms_ = 0;
};

class NullCourier final : public server::Courier {
 public:
  explicit NullCourier(const WorkClock& clock) : clock_(clock) {}
  bool Carries(server::ChannelKind kind) const override { return kind == server::ChannelKind::kWebPush; }
  int room() const override { return server::kDeliveriesAtOnce; }
  void Send(server::Letter, std::function<void(server::SendResult)> done) override {
    late_seconds.push_back(static_cast<double>(clock_.NowMs() - kEightMs) / 1'000);
    done({.outcome = server::SendOutcome::kAccepted});
  }
  void Stop() override {}

  std::vector<double> late_seconds;

 private:
  const WorkClock& clock_;
};

class NoStreams final : public server::NudgeStreams {
 public:
  bool Listens(const DeviceId&) const override { return false; }
  void Show(const DeviceId&, const v1::ListenResponse&) override {}
};

std::string State(uint32_t kind, const RecordId& id, const google::protobuf::MessageLite& fields) {
  return sync::Record::Write(kind, id, fields, {}, {.hlc = sync::HlcFromMs(kBeginMs), .replica = 1}).Serialize();
}

// What a new family has, and a device that can be pushed to. Straight into the file: enrolment is measured elsewhere.
class FamilyMaker {
 public:
  explicit FamilyMaker(const std::string& path)
      : database_(*Database::Open(path, Database::Mode::kReadWriteCreate, 1'000)) {}

  void Make(int families) {
    constexpr int kAtATime = 5'000;
    for (int made = 0; made < families;) {
      SqlTransaction transaction = *SqlTransaction::BeginImmediate(*database_);
      for (int i = 0; i < kAtATime && made < families; ++i) MakeOne(++made);
      TOWARD_CHECK(transaction.Commit().ok());
    }
  }

 private:
  void MakeOne(int family) {
    const auto member = random_.NewId<MemberId>();
    const auto device = random_.NewId<DeviceId>();
    const std::string id = random_.Bytes(16);
    Run(database_->Prepare("INSERT INTO family (family, id, head, max_hlc, records) VALUES (?, ?, 6, 0, 6)")
            ->Bind(family)
            .Bind(id));
    Run(database_
            ->Prepare("INSERT INTO device (id, family, member, sign_public_key, box_public_key) "
                      "VALUES (?, ?, ?, x'', x'')")
            ->Bind(device.bytes())
            .Bind(family)
            .Bind(member.bytes()));
    Run(database_
            ->Prepare("INSERT INTO web_push (device, endpoint, p256dh, auth, gone) VALUES (?, 'https://p', x'', "
                      "x'', 0)")
            ->Bind(device.bytes()));
    Run(database_
            ->Prepare("INSERT INTO reminder_due (family, member, next_ms, looked_ms, change) "
                      "VALUES (?, ?, ?, ?, 0)")
            ->Bind(family)
            .Bind(member.bytes())
            .Bind(kBeginMs)
            .Bind(kBeginMs - 86'400'000));
    seq_ = 0;
    v1::Calendar calendar;
    calendar.set_alive(true);
    calendar.mutable_plan_day()->set_time_zone("UTC");
    calendar.mutable_plan_day()->set_day_start_hour(3);
    Add(family, v1::KIND_CALENDAR, random_.NewId<RecordId>(), calendar);
    v1::Member person;
    person.set_alive(true);
    person.set_name(std::string(60, 's'));
    Add(family, v1::KIND_MEMBER, IdCast<RecordId>(member), person);
    v1::Child child;
    child.set_alive(true);
    child.set_role(v1::Child::ROLE_OLDER);
    Add(family, v1::KIND_CHILD, random_.NewId<RecordId>(), child);
    for (const plan::StartingRitual& starting : plan::StartingRituals()) {
      v1::Ritual ritual;
      ritual.set_alive(true);
      ritual.set_type(starting.type);
      *ritual.mutable_cadence() = plan::Daily();
      Add(family, v1::KIND_RITUAL, random_.NewId<RecordId>(), ritual);
    }
  }

  void Add(int family, uint32_t kind, const RecordId& id, const google::protobuf::MessageLite& fields) {
    const std::string state = State(kind, id, fields);
    Run(database_->Prepare("INSERT INTO record (family, seq, kind, id, state) VALUES (?, ?, ?, ?, ?)")
            ->Bind(family)
            .Bind(++seq_)
            .Bind(kind)
            .Bind(id.bytes())
            .Bind(state));
  }

  static void Run(Query& query) { TOWARD_CHECK(query.Run().ok()); }

  const std::unique_ptr<Database> database_;
  SystemRandom random_;
  int seq_ = 0;
};

double ResidentMb() {
  std::ifstream file("/proc/self/statm");
  int64_t total = 0, resident = 0;
  file >> total >> resident;
  return static_cast<double>(resident) * 4096 / 1e6;
}

double FileMb(const std::string& path) {
  struct stat file {};
  return stat(path.c_str(), &file) == 0 ? static_cast<double>(file.st_size) / 1e6 : 0;
}

}  // namespace

void MeasureReminders(Run run) {
  const int families = run.effort.reminded_families;
  Log::SetLevel(LogLevel::kError);
  const support::TemporaryDirectory directory;
  const std::string path = (directory.path() / "toward.db").string();
  SystemRandom random;
  TOWARD_CHECK(server::SqliteStore::Open(path, {}, random).ok());
  FamilyMaker(path).Make(families);
  const auto store = *server::SqliteStore::Open(path, {}, random);
  const double file_mb = FileMb(path);
  const double resident_mb = ResidentMb();

  WorkClock clock;
  NullCourier courier(clock);
  courier.late_seconds.reserve(static_cast<size_t>(families));
  NoStreams streams;
  server::Metrics metrics;
  const auto write = [&](const std::function<absl::Status(StoreWrites&)>& work) {
    return store->Write([&](StoreWrites& writes) { return work(writes); });
  };
  Engine engine({.reader = *store->NewReminderReader(),
                 .write = write,
                 .courier = courier,
                 .streams = streams,
                 .metrics = metrics,
                 .zone_data = "",
                 .wake = [] {}});
  const auto reading = [&] { return ClockReading{.wall_ms = clock.NowMs(), .boottime_ms = 1, .boot_id = ""}; };
  TOWARD_CHECK(engine.Start(reading()).ok());
  const Stopwatch making;
  double made_seconds = 0;
  while (courier.late_seconds.size() < static_cast<size_t>(families)) {
    const auto next_ms = engine.Step(reading());
    TOWARD_CHECK(next_ms.ok());
    const bool rests = *next_ms > clock.NowMs();
    if (rests && made_seconds == 0) made_seconds = making.Ms() / 1'000;
    if (rests) clock.LeapTo(*next_ms);
  }
  if (made_seconds == 0) made_seconds = making.Ms() / 1'000;

  const std::string who = fmt::format("{} families at 20:00", families);
  run.report.Add({.work = who + ": deliveries made", .unit = "families/s", .toward = families / made_seconds});
  run.report.Add(
      {.work = who + ": lateness, median", .unit = "s", .decimals = 1, .toward = Median(courier.late_seconds)});
  run.report.Add({.work = who + ": lateness, p99",
                  .unit = "s",
                  .decimals = 1,
                  .toward = Quantile(courier.late_seconds, 0.99),
                  .target = {.max_value = kLateSeconds}});
  run.report.Add(
      {.work = who + ": lateness, greatest", .unit = "s", .decimals = 1, .toward = Quantile(courier.late_seconds, 1)});
  run.report.Add({.work = who + ": memory of the engine", .unit = "MB", .toward = ResidentMb() - resident_mb});
  run.report.Add({.work = who + ": file before", .unit = "MB", .toward = file_mb});
}

}  // namespace toward::bench
