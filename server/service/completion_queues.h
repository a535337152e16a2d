// The threads that serve calls: two completion queues of gRPC with one thread each. They parse, enqueue and hand over
// answers; they never wait for a disk (docs/decisions/0003-completion-queues.md).
#ifndef TOWARD_SERVER_SERVICE_COMPLETION_QUEUES_H_
#define TOWARD_SERVER_SERVICE_COMPLETION_QUEUES_H_

#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "grpcpp/completion_queue.h"
#include "grpcpp/server_builder.h"

namespace toward::server {

// What waits in a queue for something to be completed.
class CompletionTag {
 public:
  virtual ~CompletionTag() = default;
  // On the queue's thread. `ok` false: it did not happen, because the call or the server has ended.
  virtual void Proceed(bool ok) = 0;
};

// Counts the calls that exist, waiting ones too. Thread-safe.
class LiveCalls {
 public:
  void Add();
  void Remove();
  void WaitUntilNone();

 private:
  std::mutex mutex_;
  std::condition_variable none_;
  int count_ ABSL_GUARDED_BY(mutex_) = 0;
};

class CompletionQueues {
 public:
  // Adds the queues to a server that is about to be built.
  explicit CompletionQueues(grpc::ServerBuilder& builder);
  // Waits until no call is left, then ends the threads. The gRPC server has been shut down before.
  ~CompletionQueues();
  CompletionQueues(const CompletionQueues&) = delete;
  CompletionQueues& operator=(const CompletionQueues&) = delete;

  // After the server was built.
  void Start();

  const std::vector<std::unique_ptr<grpc::ServerCompletionQueue>>& queues() const { return queues_; }
  LiveCalls& live_calls() { return live_calls_; }

 private:
  LiveCalls live_calls_;
  std::vector<std::unique_ptr<grpc::ServerCompletionQueue>> queues_;
  std::vector<std::thread> threads_;
};

}  // namespace toward::server

#endif  // TOWARD_SERVER_SERVICE_COMPLETION_QUEUES_H_
