#include "server/writer.h"

#include <algorithm>
#include <chrono>
#include <future>
#include <utility>

#include "base/log.h"
#include "server/errors.h"
#include "server/refusals.h"

namespace toward::server {
namespace {

// Whether a job's failure is its own: said by name, having changed nothing. The codes a disk may also give count only
// for the very errors that carry a name.
bool IsRefusal(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kNotFound:
    case absl::StatusCode::kAlreadyExists:
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kUnauthenticated:
    // A statement that only a newer version understands.
    case absl::StatusCode::kUnimplemented:
      return true;
    case absl::StatusCode::kResourceExhausted:
      return status == TooManyFamilies() || status == TooManyInvites() || status == InvitesTooOften() ||
             status == RosterFull();
    case absl::StatusCode::kPermissionDenied:
      return status == InviteForSomeoneElse() || status == PaperMayNot();
    case absl::StatusCode::kAborted:
      return status == RosterGrown();
    default:
      return false;
  }
}

}  // namespace

Writer::Writer(Store& store, Bounds bounds, Metrics& metrics)
    : store_(store), bounds_(bounds), metrics_(metrics), thread_([this] { WriteOn(); }) {}

Writer::~Writer() { Stop(); }

void Writer::Submit(Job job) {
  if (absl::Status status = Enqueue(job); !status.ok()) job.done(status);
}

absl::Status Writer::Enqueue(Job& job) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) return ServerStopping();
    if (queue_.size() >= bounds_.jobs || queue_bytes_ + job.bytes > bounds_.bytes) return ServerBusy();
    queue_bytes_ += job.bytes;
    queue_.push_back(std::move(job));
  }
  work_waits_.notify_one();
  return absl::OkStatus();
}

absl::Status Writer::Run(std::function<absl::Status(StoreWrites&)> work) {
  std::promise<absl::Status> answer;
  Submit({.work = std::move(work), .done = [&answer](const absl::Status& status) { answer.set_value(status); }});
  return answer.get_future().get();
}

size_t Writer::waiting() const {
  const std::lock_guard lock(mutex_);
  return queue_.size();
}

void Writer::Stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  work_waits_.notify_one();
  if (thread_.joinable()) thread_.join();
}

std::vector<Writer::Job> Writer::TakeAll() {
  std::unique_lock lock(mutex_);
  work_waits_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
  queue_bytes_ = 0;
  return std::exchange(queue_, {});
}

void Writer::WriteOn() {
  while (true) {
    std::vector<Job> jobs = TakeAll();
    if (jobs.empty()) return;
    CommitTogether(store_, std::move(jobs), metrics_);
  }
}

void Writer::CommitTogether(Store& store, std::vector<Job> jobs, Metrics& metrics) {
  std::vector<Pending> batch;
  batch.reserve(jobs.size());
  for (Job& job : jobs) batch.push_back({.job = std::move(job), .result = {}});
  while (Pending* failed = TryCommit(store, batch, metrics)) {
    Log::Error("write failed", {{"code", failed->result.code()}});
    failed->left_out = true;
    failed->result = StoreTrouble();
  }
  for (Pending& pending : batch) pending.job.done(pending.result);
}

Writer::Pending* Writer::TryCommit(Store& store, std::vector<Pending>& batch, Metrics& metrics) {
  Pending* failed = nullptr;
  const auto begun = std::chrono::steady_clock::now();
  const absl::Status committed = store.Write([&](StoreWrites& writes) -> absl::Status {
    for (Pending& pending : batch) {
      if (pending.left_out) continue;
      pending.result = pending.job.work(writes);
      if (pending.result.ok() || IsRefusal(pending.result)) continue;
      failed = &pending;
      return pending.result;
    }
    return absl::OkStatus();
  });
  if (failed != nullptr) return failed;
  if (committed.ok()) {
    const auto left_out = std::count_if(batch.begin(), batch.end(), [](const Pending& job) { return job.left_out; });
    metrics.BatchCommitted(batch.size() - static_cast<size_t>(left_out), std::chrono::steady_clock::now() - begun);
    return nullptr;
  }
  Log::Error("commit failed", {{"code", committed.code()}});
  for (Pending& pending : batch) pending.result = StoreTrouble();
  return nullptr;
}

}  // namespace toward::server
