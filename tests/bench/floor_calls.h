// The floor's two calls, on completion queues as the server's own are. Each deletes itself when it is over.
#ifndef TOWARD_TESTS_BENCH_FLOOR_CALLS_H_
#define TOWARD_TESTS_BENCH_FLOOR_CALLS_H_

#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>

#include "absl/base/thread_annotations.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/async_stream.h"
#include "grpcpp/support/async_unary_call.h"
#include "grpcpp/support/byte_buffer.h"
#include "server/service/completion_queues.h"
#include "toward/v1/sync.grpc.pb.h"

namespace toward::bench {

class FloorPush;
class FloorWatch;

// Where the calls hand over what has arrived. Any thread.
class FloorDesk {
 public:
  virtual ~FloorDesk() = default;
  virtual void Pushed(FloorPush* push) = 0;
  virtual void Watched(std::shared_ptr<FloorWatch> watch) = 0;
  // The client has left.
  virtual void Left(FloorWatch* watch) = 0;
};

using FloorService =
    v1::SyncService::WithRawMethod_Push<v1::SyncService::WithRawMethod_Watch<v1::SyncService::Service>>;

struct FloorPlace {
  FloorService& service;
  grpc::ServerCompletionQueue& queue;
  FloorDesk& desk;
};

class FloorPush final : public server::CompletionTag {
 public:
  static void Wait(const FloorPlace& place) { new FloorPush(place); }
  void Proceed(bool ok) override;

  int64_t family() const;
  // A serialized PushRequest, in one slice.
  grpc::Slice Request() const;
  // ACCEPTED, and nothing else.
  void Answer();

 private:
  explicit FloorPush(const FloorPlace& place);

  const FloorPlace place_;
  bool arrived_ = false;
  grpc::ServerContext context_;
  grpc::ByteBuffer bytes_;
  grpc::ServerAsyncResponseWriter<grpc::ByteBuffer> writer_{&context_};
};

class FloorWatch {
 public:
  static void Wait(const FloorPlace& place);

  int64_t family() const;
  // The sequence number it begins after.
  uint64_t after() const;
  // Sends a frame once those before it are sent. Any thread.
  void Append(const grpc::ByteBuffer& frame);

 private:
  struct Step final : server::CompletionTag {
    Step(FloorWatch* of, void (FloorWatch::*what)(bool)) : watch(of), then(what) {}
    void Proceed(bool ok) override { (watch->*then)(ok); }
    FloorWatch* const watch;
    void (FloorWatch::*const then)(bool);
  };

  explicit FloorWatch(const FloorPlace& place);
  void Arrived(bool ok);
  void Sent(bool ok);
  void Over(bool ok);
  void Finished(bool ok);

  const FloorPlace place_;
  Step arrived_{this, &FloorWatch::Arrived};
  Step sent_{this, &FloorWatch::Sent};
  Step over_{this, &FloorWatch::Over};
  Step finished_{this, &FloorWatch::Finished};
  // gRPC's hold on this call, until it is finished.
  std::shared_ptr<FloorWatch> self_;

  std::mutex mutex_;
  std::deque<grpc::ByteBuffer> frames_ ABSL_GUARDED_BY(mutex_);
  bool sending_ ABSL_GUARDED_BY(mutex_) = false;
  bool is_over_ ABSL_GUARDED_BY(mutex_) = false;

  grpc::ServerContext context_;
  grpc::ByteBuffer bytes_;
  grpc::ServerAsyncWriter<grpc::ByteBuffer> writer_{&context_};
};

}  // namespace toward::bench

#endif  // TOWARD_TESTS_BENCH_FLOOR_CALLS_H_
