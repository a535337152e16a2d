// What is measured. Each scenario adds its rows to the report; docs/performance.md says what the rows mean.
#ifndef TOWARD_TESTS_BENCH_SCENARIOS_H_
#define TOWARD_TESTS_BENCH_SCENARIOS_H_

#include "tests/bench/report.h"
#include "tests/bench/sides.h"

namespace toward::bench {

// How much of everything.
struct Effort {
  int rounds = 8;
  int changes_a_round = 300;
  int throughput_rounds = 4;
  int single_pushes = 12'000;
  int batched_pushes = 1'600;
  int records_to_catch_up = 20'000;
  int reconnections = 60;
  int watchers = 500;
  int client_rounds = 5;
  int reminded_families = 100'000;

  static Effort Quick();
};

struct Run {
  Sides& sides;
  const Effort& effort;
  EventLoop& loop;
  Report& report;
};

// A change of one partner, until the other has it, with so many families connected.
void MeasurePropagation(Run run, int families);
// 100 devices of 50 families, 32 of which have a push of so many records under way at any time: records a second, and
// the server's processor time.
void MeasureThroughput(Run run, int pushes, int records);
// A new device and a long history: on the wire, and until it is durable in the replica. Then one new record for a
// device that has that history.
void MeasureCatchUp(Run run);
// Two devices that made 500 records each while they were apart: on the wire, then whole clients.
void MeasureConvergence(Run run);
void MeasureClientConvergence(Run run);
// So many families with one device each are due at the same minute: how fast, how late, how much memory.
void MeasureReminders(Run run);
// Resident memory of the server for each device that only watches.
void MeasureWatcherMemory(Run run);

}  // namespace toward::bench

#endif  // TOWARD_TESTS_BENCH_SCENARIOS_H_
