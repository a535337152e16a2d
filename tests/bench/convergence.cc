#include <deque>

#include "tests/bench/scenarios.h"

namespace toward::bench {
namespace {

constexpr int kRecords = 500;
constexpr int kRecordsAPush = 100;

// A device that comes back with what it made, and listens for what the other has made.
class Returning {
 public:
  Returning(Run& run, Device& device, v1::Cursor& cursor) : loop_(run.loop), device_(device), cursor_(cursor) {
    for (int made = 0; made < kRecords; made += kRecordsAPush) outbox_.push_back(device.NewPush(kRecordsAPush));
  }

  void Connect() {
    line_ = std::make_unique<Line>(loop_, device_.access);
    line_->Watch(cursor_, [this](const PageSeen& page) {
      received_ += page.records;
      cursor_ = page.cursor;
    });
    PushNext();
  }

  // Everything it made is confirmed, and it has everything of both.
  bool settled() const { return outbox_.empty() && received_ == 2 * kRecords; }

 private:
  void PushNext() {
    line_->Push(outbox_.front(), [this] {
      outbox_.pop_front();
      if (!outbox_.empty()) PushNext();
    });
  }

  EventLoop& loop_;
  Device& device_;
  v1::Cursor& cursor_;
  std::deque<grpc::ByteBuffer> outbox_;
  int received_ = 0;
  std::unique_ptr<Line> line_;
};

struct Cursors {
  v1::Cursor a;
  v1::Cursor b;
};

double ConvergeOnce(Run& run, Side& side, Cursors& cursors) {
  Family& family = side.families[kConvergingFamily];
  Returning a(run, family[0], cursors.a);
  Returning b(run, family[1], cursors.b);
  const Stopwatch watch;
  a.Connect();
  b.Connect();
  run.loop.RunUntil([&] { return a.settled() && b.settled(); });
  return watch.Ms();
}

}  // namespace

void MeasureConvergence(Run run) {
  Cursors floor;
  Cursors toward;
  const auto ms = Alternate(run.sides, run.effort.rounds, [&](Side& side) {
    return ConvergeOnce(run, side, &side == &run.sides.floor ? floor : toward);
  });
  run.report.Add({.work = "both offline with 500 records each, converged on the wire",
                  .unit = "ms",
                  .decimals = 0,
                  .toward = Median(ms.toward),
                  .floor = Median(ms.floor)});
}

}  // namespace toward::bench
