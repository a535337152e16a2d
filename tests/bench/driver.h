// The driver: many devices' connections in one thread, each event handled as it comes. It does as little as it can,
// with requests made beforehand and pages counted rather than parsed, because it shares the machine with the server it
// measures.
#ifndef TOWARD_TESTS_BENCH_DRIVER_H_
#define TOWARD_TESTS_BENCH_DRIVER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "absl/functional/function_ref.h"
#include "grpcpp/completion_queue.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/support/byte_buffer.h"
#include "toward/v1/sync.pb.h"

namespace toward::bench {

// Where a device's calls go, and the one piece of metadata that lets them in.
struct Access {
  std::string address;
  std::string key;
  std::string value;
};

class EventLoop {
 public:
  class Event {
   public:
    virtual ~Event() = default;
    virtual void Happened(bool ok) = 0;
  };

  // Handles events until `done` holds. Aborts when nothing happens for 20 seconds.
  void RunUntil(absl::FunctionRef<bool()> done);

  grpc::CompletionQueue& queue() { return queue_; }

 private:
  grpc::CompletionQueue queue_;
};

// What a page of the feed says, without its records having been parsed.
struct PageSeen {
  // A serialized v1::Page, valid during the call.
  std::string_view page;
  int records = 0;
  v1::Cursor cursor;
  uint64_t head = 0;
  // Of the whole message.
  size_t bytes = 0;

  bool reaches_head() const { return cursor.seq() == head; }
};

// One device's connection: its watch, and its pushes one at a time. A call that fails aborts the program.
class Line {
 public:
  // `loop` must outlive it. Connects with the first call.
  Line(EventLoop& loop, Access access);
  // Ends the watch and waits for its end.
  ~Line();
  Line(const Line&) = delete;
  Line& operator=(const Line&) = delete;

  using OnPage = std::function<void(const PageSeen&)>;
  // Once.
  void Watch(const v1::Cursor& cursor, OnPage on_page);

  // Sends a serialized PushRequest; `on_answer` is called when it is ACCEPTED.
  void Push(const grpc::ByteBuffer& request, std::function<void()> on_answer);

 private:
  class WatchCall;
  class PushCall;

  EventLoop& loop_;
  const Access access_;
  grpc::GenericStub stub_;
  std::unique_ptr<WatchCall> watch_;
};

// Serialized, as Line::Push takes it.
grpc::ByteBuffer ToBytes(const google::protobuf::Message& message);

}  // namespace toward::bench

#endif  // TOWARD_TESTS_BENCH_DRIVER_H_
