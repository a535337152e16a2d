// The thread that tells watchers what they have not seen: takes those who are marked from the hub, reads the next page
// from each one's place, once for all who are at the same place, and sends it.
#ifndef TOWARD_SERVER_FEED_READER_H_
#define TOWARD_SERVER_FEED_READER_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/clock.h"
#include "grpcpp/support/byte_buffer.h"
#include "server/hub.h"
#include "server/sessions.h"
#include "server/store/store.h"

namespace toward::server {

// What the thread does with those the hub hands out. One thread at a time.
class FeedRounds {
 public:
  // A watcher hears something at least every `heartbeat_ms`. Everything given by reference outlives this.
  FeedRounds(std::unique_ptr<StoreReader> reader, Hub& hub, const Sessions& sessions, const Clock& clock,
             int64_t heartbeat_ms);

  // Each is sent what comes next, is given back, or is told to end.
  void Serve(std::vector<Hub::Ready> ready);

 private:
  // A page as sent to everybody who was at the same place in one round: to all of the family, or to one member only.
  struct SharedPage {
    FeedKey feed;
    std::optional<MemberId> member;
    sync::Seq after = 0;
    sync::Seq reaches = 0;
    sync::Seq head = 0;
    bool empty = true;
    RosterPlace roster;
    grpc::ByteBuffer frame;
  };

  void Serve(const Hub::Ready& ready);
  // OK, or why the stream must end.
  absl::Status MayGoOn(const Hub::Ready& ready) const;
  absl::Status SendNext(Watcher& watcher, bool marked);
  absl::Status SendHello(Watcher& watcher);
  absl::Status SendPage(Watcher& watcher);
  absl::Status ReadPage(const Watcher& watcher);
  // Whether `page_` is what the watcher is to get.
  bool IsPageFor(const Watcher& watcher) const;
  void Send(Watcher& watcher, const grpc::ByteBuffer& frame);
  bool HeartbeatDue(const Watcher& watcher) const;

  const std::unique_ptr<StoreReader> reader_;
  Hub& hub_;
  const Sessions& sessions_;
  const Clock& clock_;
  const int64_t heartbeat_ms_;

  std::optional<SharedPage> page_;
};

class FeedReader {
 public:
  // Starts at once. As FeedRounds; a stream ends within a second of its session. Everything given by reference outlives
  // this.
  FeedReader(std::unique_ptr<StoreReader> reader, Hub& hub, const Sessions& sessions, const Clock& clock,
             int64_t heartbeat_ms);
  // Waits for the thread, which ends once the hub is closed.
  ~FeedReader();
  FeedReader(const FeedReader&) = delete;
  FeedReader& operator=(const FeedReader&) = delete;

 private:
  void Run();

  Hub& hub_;
  FeedRounds rounds_;
  std::thread thread_;
};

}  // namespace toward::server

#endif  // TOWARD_SERVER_FEED_READER_H_
