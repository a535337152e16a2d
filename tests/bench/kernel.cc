// The merge kernel alone, by Google Benchmark.

#include <benchmark/benchmark.h>

#include "sync/record.h"
#include "sync/wire.h"
#include "tests/bench/device.h"

namespace toward::bench {
namespace {

constexpr uint32_t kMinutesField = 6;
constexpr char kTwentyMinutes[] = "\x30\x14";

// `record` with its minutes changed `later` ticks after all else.
sync::Record WithNewMinutes(const sync::Record& record, uint64_t later) {
  sync::Record patch(record.kind(), record.id());
  const sync::Stamp stamp{record.MaxStamp().hlc + later, record.MaxStamp().replica};
  patch.Set(kMinutesField, kTwentyMinutes, stamp);
  return patch;
}

void MergeANewerField(benchmark::State& state) {
  const sync::Record record = NewMoment(1);
  const sync::Record patch = WithNewMinutes(record, 1);
  for (auto _ : state) {
    sync::Record merged = record;
    benchmark::DoNotOptimize(merged.Merge(patch));
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(MergeANewerField);

void MergeWhatIsThere(benchmark::State& state) {
  sync::Record record = NewMoment(1);
  const sync::Record same = record;
  for (auto _ : state) benchmark::DoNotOptimize(record.Merge(same));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(MergeWhatIsThere);

void CutABody(benchmark::State& state) {
  const sync::Record record = NewMoment(1);
  for (auto _ : state) benchmark::DoNotOptimize(sync::Cut(record.body()));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(CutABody);

void JoinARecord(benchmark::State& state) {
  const sync::Record record = NewMoment(1);
  for (auto _ : state) benchmark::DoNotOptimize(record.Serialize());
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(JoinARecord);

void ParseARecord(benchmark::State& state) {
  const std::string bytes = NewMoment(1).Serialize();
  for (auto _ : state) benchmark::DoNotOptimize(sync::Record::Parse(bytes));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(ParseARecord);

// All a server does with a field that arrives for a record it has.
void ParseMergeAndJoin(benchmark::State& state) {
  const sync::Record record = NewMoment(1);
  const std::string stored = record.Serialize();
  const sync::Record patch = WithNewMinutes(record, 1);
  for (auto _ : state) {
    absl::StatusOr<sync::Record> merged = sync::Record::Parse(stored);
    merged->Merge(patch);
    benchmark::DoNotOptimize(merged->Serialize());
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(ParseMergeAndJoin);

}  // namespace
}  // namespace toward::bench
