#include <utility>

#include "base/check.h"
#include "base/clock.h"
#include "base/random.h"
#include "client/replica/replica.h"
#include "fmt/format.h"
#include "tests/bench/scenarios.h"
#include "tests/bench/wire_pieces.h"
#include "tests/support/household.h"

namespace toward::bench {
namespace {

constexpr int kRecordsASeedingPush = 100;

Family& CatchUpFamily(Side& side) { return side.families[kCatchUpFamily]; }

void PushOne(Run& run, Device& device, int records) {
  Line line(run.loop, device.access);
  bool answered = false;
  line.Push(device.NewPush(records), [&answered] { answered = true; });
  run.loop.RunUntil([&answered] { return answered; });
}

// What a new device receives, from connecting to the head.
struct History {
  std::vector<std::string> pages;
  v1::Cursor cursor;
  int records = 0;
  size_t bytes = 0;
  double ms = 0;
};

// From `cursor` to the head, or on to the first record after it.
History Receive(Run& run, const Device& device, const v1::Cursor& cursor, int records) {
  History history;
  const Stopwatch watch;
  Line line(run.loop, device.access);
  bool complete = false;
  line.Watch(cursor, [&](const PageSeen& page) {
    history.pages.emplace_back(page.page);
    history.records += page.records;
    history.bytes += page.bytes;
    history.cursor = page.cursor;
    complete = page.reaches_head();
  });
  run.loop.RunUntil([&complete] { return complete; });
  history.ms = watch.Ms();
  TOWARD_CHECK(history.records == records);
  return history;
}

// The floor's replica: the bytes of each record under a key, in one durable transaction.
void KeepAsBytes(const History& history, const std::string& directory) {
  auto opened = Database::Open(directory + "/floor.db", Database::Mode::kReadWriteCreate, 0);
  TOWARD_CHECK(opened.ok());
  Database& database = **opened;
  TOWARD_CHECK(database
                   .Execute("PRAGMA journal_mode = TRUNCATE; PRAGMA synchronous = FULL; CREATE TABLE record "
                            "(id INTEGER PRIMARY KEY, bytes BLOB NOT NULL); BEGIN IMMEDIATE")
                   .ok());
  for (const std::string& page : history.pages) {
    for (const sync::Piece& piece : Pieces(page)) {
      if (piece.field != v1::Page::kRecordsFieldNumber) continue;
      auto insert = database.Prepare("INSERT INTO record (bytes) VALUES (?)");
      TOWARD_CHECK(insert.ok() && insert->Bind(Content(piece)).Run().ok());
    }
  }
  TOWARD_CHECK(database.Execute("COMMIT").ok());
}

void KeepInReplica(const History& history, const std::string& directory, const Enrolment& enrolment) {
  SystemRandom random;
  const SystemClock clock;
  const trust::Keyring none;
  const client::Words words(none, enrolment.family, enrolment.member, random);
  auto replica = client::Replica::Open(directory, words, clock);
  TOWARD_CHECK(replica.ok());
  std::vector<v1::Page> pages(history.pages.size());
  for (size_t i = 0; i < pages.size(); ++i) TOWARD_CHECK(pages[i].ParseFromString(history.pages[i]));
  TOWARD_CHECK((*replica)->ApplyPages(pages).ok());
}

struct CaughtUp {
  double wire_ms = 0;
  double durable_ms = 0;
  double bytes_a_record = 0;
};

CaughtUp CatchUp(Run& run, Side& side) {
  const Device& device = CatchUpFamily(side)[1];
  const support::TemporaryDirectory directory;
  const Stopwatch watch;
  const History history = Receive(run, device, {}, run.effort.records_to_catch_up);
  if (device.enrolment.has_value()) {
    KeepInReplica(history, directory.path().string(), *device.enrolment);
  } else {
    KeepAsBytes(history, directory.path().string());
  }
  return {history.ms, watch.Ms(), static_cast<double>(history.bytes) / history.records};
}

std::vector<double> Of(const std::vector<CaughtUp>& rounds, double CaughtUp::*part) {
  std::vector<double> parts;
  for (const CaughtUp& round : rounds) parts.push_back(round.*part);
  return parts;
}

void Seed(Run& run, Side& side) {
  for (int i = 0; i < run.effort.records_to_catch_up; i += kRecordsASeedingPush) {
    PushOne(run, CatchUpFamily(side)[0], kRecordsASeedingPush);
  }
}

void MeasureReconnection(Run& run) {
  v1::Cursor floor = Receive(run, CatchUpFamily(run.sides.floor)[1], {}, run.effort.records_to_catch_up).cursor;
  v1::Cursor toward = Receive(run, CatchUpFamily(run.sides.toward)[1], {}, run.effort.records_to_catch_up).cursor;
  const auto ms = Alternate(run.sides, run.effort.reconnections, [&](Side& side) {
    v1::Cursor& cursor = &side == &run.sides.floor ? floor : toward;
    PushOne(run, CatchUpFamily(side)[0], 1);
    const History history = Receive(run, CatchUpFamily(side)[1], cursor, 1);
    cursor = history.cursor;
    return history.ms;
  });
  run.report.Add({.work = fmt::format("reconnect after {} records, one new, p50", run.effort.records_to_catch_up),
                  .unit = "ms",
                  .decimals = 2,
                  .toward = Median(ms.toward),
                  .floor = Median(ms.floor),
                  .target = {.max_ratio = 2}});
}

}  // namespace

void MeasureCatchUp(Run run) {
  Seed(run, run.sides.floor);
  Seed(run, run.sides.toward);
  const auto rounds = Alternate(run.sides, run.effort.rounds, [&](Side& side) { return CatchUp(run, side); });
  const auto add = [&](const char* where, const char* unit, double CaughtUp::*part, Target target) {
    run.report.Add({.work = fmt::format("catch-up of {} records, {}", run.effort.records_to_catch_up, where),
                    .unit = unit,
                    .decimals = 0,
                    .toward = Median(Of(rounds.toward, part)),
                    .floor = Median(Of(rounds.floor, part)),
                    .target = target});
  };
  add("on the wire", "ms", &CaughtUp::wire_ms, {});
  add("durable in the replica", "ms", &CaughtUp::durable_ms, {.max_value = 250});
  add("size on the wire", "B a record", &CaughtUp::bytes_a_record, {.max_value = 200});
  MeasureReconnection(run);
}

}  // namespace toward::bench
