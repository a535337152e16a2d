// Who is watching what, and who has something to be told. Wake, then read: a commit only marks its family's watchers;
// what they get is read later, from each one's own place, when its stream can take it. A slow reader costs a few bytes.
//
// A watcher is in one of three hands:
//
//               Add                    Take                     FeedStream::Send
//     (none) ────────► Hub: resting ────────► the feed's thread ────────────────► its stream: sending
//                           ▲                   │           │                            │
//                           └───── GiveBack ────┘           └─ Remove ► (none)           │
//                           └──────────────────────── Sent ──────────────────────────────┘
//
//   resting   Take hands it out once it is marked.
//   feed      only the feed's thread touches it; a mark made meanwhile counts afterwards.
//   sending   one message is on its way; the same.
#ifndef TOWARD_SERVER_HUB_H_
#define TOWARD_SERVER_HUB_H_

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "grpcpp/support/byte_buffer.h"
#include "server/store/store.h"
#include "sync/cursor.h"

namespace toward::server {

// One watch's way to its client. Called by the feed's thread, and never while a message is on its way.
class FeedStream {
 public:
  virtual ~FeedStream() = default;
  // Sends one serialized WatchResponse; reports to Hub::Sent when the stream can take another.
  virtual void Send(const grpc::ByteBuffer& message) = 0;
  // The last call: the stream ends with `status`, and may be gone when this returns.
  virtual void End(const absl::Status& status) = 0;
};

struct Watcher {
  // What comes next on the stream.
  enum class Stage { kHello, kDiverged, kFirstPage, kLive };

  // Constant.
  Session session;
  FeedKey feed;
  uint32_t replica = 0;
  sync::Cursor begin;
  FeedStream* stream = nullptr;

  // Of the feed's thread.
  Stage stage = Stage::kHello;
  sync::Seq after = 0;
  // The length of the roster it was told of last.
  uint32_t roster_length = 0;
  int64_t last_sent_ms = 0;
};

// Thread-safe.
class Hub {
 public:
  // The watcher is marked at once. After EndAll it is told to end like the others.
  void Add(std::unique_ptr<Watcher> watcher);
  // Marks the watchers of this feed, and no others.
  void FeedMoved(const FeedKey& feed);
  // Marks every watcher of the family, of whichever feed: the roster has grown, or sessions have ended.
  void FamilyMoved(FamilyNumber family);
  // The stream has taken its message, or never will: it is resting again.
  void Sent(FeedStream* stream);
  // The client has left. No matter if the watcher has been removed.
  void Gone(FeedStream* stream);
  // Marks everybody, for ever: the server stops.
  void EndAll();

  // Take returns absent from now on.
  void Close();

  struct Ready {
    Watcher* watcher = nullptr;
    bool marked = false;
    bool gone = false;
  };
  // Waits until somebody is marked and resting, and hands out all who are; from `deadline` on, at once, everybody who
  // rests. Absent: closed. Only the feed's thread calls this and what follows.
  std::optional<std::vector<Ready>> Take(std::chrono::steady_clock::time_point deadline);
  // Nothing was sent; rests again.
  void GiveBack(const Watcher& watcher) { Sent(watcher.stream); }
  // The watcher has more to be told than the message it is about to get.
  void Mark(const Watcher& watcher);
  // Forgets the watcher. Only one in the feed's hands.
  void Remove(const Watcher& watcher);

  bool ending() const;
  // How many watchers there are. Any thread.
  size_t watchers() const;

 private:
  struct Entry {
    std::unique_ptr<Watcher> watcher;
    bool resting = true;
    bool marked = true;
    bool gone = false;
  };

  void MarkEntry(FeedStream* stream, Entry& entry) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  Ready HandOut(Entry& entry) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  mutable std::mutex mutex_;
  std::condition_variable somebody_ready_;
  std::unordered_map<FeedStream*, Entry> entries_ ABSL_GUARDED_BY(mutex_);
  std::unordered_map<FamilyNumber, std::unordered_set<FeedStream*>> families_ ABSL_GUARDED_BY(mutex_);
  // Those who are marked and resting.
  std::vector<FeedStream*> ready_ ABSL_GUARDED_BY(mutex_);
  bool ending_ ABSL_GUARDED_BY(mutex_) = false;
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace toward::server

#endif  // TOWARD_SERVER_HUB_H_
