#include "server/service/completion_queues.h"

namespace toward::server {
namespace {

constexpr int kQueues = 2;

void Drain(grpc::ServerCompletionQueue& queue) {
  void* tag = nullptr;
  bool ok = false;
  while (queue.Next(&tag, &ok)) static_cast<CompletionTag*>(tag)->Proceed(ok);
}

}  // namespace

void LiveCalls::Add() {
  const std::lock_guard lock(mutex_);
  ++count_;
}

void LiveCalls::Remove() {
  const std::lock_guard lock(mutex_);
  if (--count_ == 0) none_.notify_all();
}

void LiveCalls::WaitUntilNone() {
  std::unique_lock lock(mutex_);
  none_.wait(lock, [this] { return count_ == 0; });
}

CompletionQueues::CompletionQueues(grpc::ServerBuilder& builder) {
  for (int i = 0; i < kQueues; ++i) queues_.push_back(builder.AddCompletionQueue());
}

CompletionQueues::~CompletionQueues() {
  live_calls_.WaitUntilNone();
  for (const auto& queue : queues_) queue->Shutdown();
  for (std::thread& thread : threads_) thread.join();
  if (!threads_.empty()) return;
  for (const auto& queue : queues_) Drain(*queue);
}

void CompletionQueues::Start() {
  for (const auto& queue : queues_) threads_.emplace_back([&queue = *queue] { Drain(queue); });
}

}  // namespace toward::server
