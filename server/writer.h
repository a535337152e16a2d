// The one thread that writes: it takes everything that waits, runs it in one transaction of the store, and answers once
// that is on disk (group commit: DeWitt et al., "Implementation Techniques for Main Memory Database Systems", 1984).
// There is no timer: while one batch is being committed, the next one gathers.
#ifndef TOWARD_SERVER_WRITER_H_
#define TOWARD_SERVER_WRITER_H_

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "server/metrics/metrics.h"
#include "server/store/store.h"

namespace toward::server {

class Writer {
 public:
  struct Job {
    // Runs on the writer's thread, inside the transaction; maybe more than once, each time as if it were the first.
    // Fails in one of two ways. A refusal (a named error of errors.h or refusals.h) has changed nothing and concerns
    // this job alone. Anything else comes from the disk: the batch is rolled back and tried again without this job.
    std::function<absl::Status(StoreWrites&)> work;
    // Called exactly once: on the writer's thread after the commit, with what `work` returned, or UNAVAILABLE when it
    // could not be stored; at once, on the caller's thread, with UNAVAILABLE when the queue is full or stopped.
    std::function<void(const absl::Status&)> done;
    // About how much memory the job holds on to.
    size_t bytes = 0;
  };

  struct Bounds {
    size_t jobs = 8'192;
    size_t bytes = size_t{64} * 1024 * 1024;
  };

  // What the thread does with a batch: commits the jobs in one transaction and calls each one's `done`.
  static void CommitTogether(Store& store, std::vector<Job> jobs, Metrics& metrics);

  // `store` outlives the writer and is written by no one else; `metrics` hears of every batch.
  Writer(Store& store, Bounds bounds, Metrics& metrics);
  // Stops.
  ~Writer();
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  // Any thread.
  void Submit(Job job);
  // Submits the work and waits for its end. Not on the writer's thread.
  absl::Status Run(std::function<absl::Status(StoreWrites&)> work);
  // How many jobs wait for the next batch.
  size_t waiting() const;

  // Commits and answers what waits, and ends the thread. Jobs submitted later are answered UNAVAILABLE.
  void Stop();

 private:
  struct Pending {
    Job job;
    absl::Status result;
    bool left_out = false;
  };

  absl::Status Enqueue(Job& job);
  std::vector<Job> TakeAll();
  void WriteOn();
  // Null when the batch is committed or lost as a whole; else the job whose failure has rolled it back.
  static Pending* TryCommit(Store& store, std::vector<Pending>& batch, Metrics& metrics);

  Store& store_;
  const Bounds bounds_;
  Metrics& metrics_;

  mutable std::mutex mutex_;
  std::condition_variable work_waits_;
  std::vector<Job> queue_ ABSL_GUARDED_BY(mutex_);
  size_t queue_bytes_ ABSL_GUARDED_BY(mutex_) = 0;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;

  std::thread thread_;
};

}  // namespace toward::server

#endif  // TOWARD_SERVER_WRITER_H_
