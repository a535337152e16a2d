#include "tests/bench/floor_server.h"

#include <grpcpp/grpcpp.h>
#include <signal.h>

#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <set>
#include <thread>
#include <utility>
#include <vector>

#include "base/check.h"
#include "fmt/format.h"
#include "server/feed_frames.h"
#include "server/listening.h"
#include "sync/limits.h"
#include "tests/bench/floor_calls.h"
#include "tests/bench/floor_store.h"
#include "tests/bench/wire_pieces.h"

namespace toward::bench {
namespace {

// Everything but the calls: one thread that stores what was pushed and tells the watchers.
class FloorWriter final : public FloorDesk {
 public:
  explicit FloorWriter(const std::string& path) : store_(path), thread_([this] { Run(); }) {}

  void Pushed(FloorPush* push) override {
    {
      const std::lock_guard lock(mutex_);
      waiting_.pushes.push_back(push);
    }
    something_waits_.notify_one();
  }
  void Watched(std::shared_ptr<FloorWatch> watch) override {
    {
      const std::lock_guard lock(mutex_);
      waiting_.watches.push_back(std::move(watch));
    }
    something_waits_.notify_one();
  }
  void Left(FloorWatch* watch) override {
    const std::lock_guard lock(watchers_mutex_);
    auto& family = watchers_[watch->family()];
    std::erase_if(family, [watch](const auto& one) { return one.get() == watch; });
  }

 private:
  struct Waiting {
    std::vector<FloorPush*> pushes;
    std::vector<std::shared_ptr<FloorWatch>> watches;
  };

  void Run() {
    while (true) {
      std::unique_lock lock(mutex_);
      something_waits_.wait(lock, [this] { return !waiting_.pushes.empty() || !waiting_.watches.empty(); });
      const Waiting taken = std::exchange(waiting_, {});
      lock.unlock();
      for (const auto& watch : taken.watches) Begin(watch);
      if (!taken.pushes.empty()) Store(taken.pushes);
    }
  }

  void Begin(const std::shared_ptr<FloorWatch>& watch) {
    const int64_t family = watch->family();
    server::FeedPage page = NewPage(family);
    page.cursor.seq = watch->after();
    store_.ReadAfter(family, watch->after(), [&](uint64_t seq, std::string_view bytes) {
      if (page.records.size() >= sync::kTargetPageBytes) {
        watch->Append(server::PageFrame(std::exchange(page, NewPage(family))));
      }
      page.records += bytes;
      page.cursor.seq = seq;
    });
    watch->Append(server::PageFrame(std::move(page)));
    const std::lock_guard lock(watchers_mutex_);
    watchers_[family].push_back(watch);
  }

  void Store(const std::vector<FloorPush*>& pushes) {
    std::map<int64_t, server::FeedPage> pages;
    store_.Begin();
    for (const FloorPush* push : pushes) {
      const int64_t family = push->family();
      server::FeedPage& page = pages[family];
      const grpc::Slice request = push->Request();
      Cut(family, {reinterpret_cast<const char*>(request.begin()), request.size()}, page);
    }
    store_.Commit();
    for (auto& [family, page] : pages) Tell(family, std::move(page));
    for (FloorPush* push : pushes) push->Answer();
  }

  // A patch of a transaction has the bytes, tag included, of a record of a page: both are field 1.
  void Cut(int64_t family, std::string_view request, server::FeedPage& page) {
    for (const sync::Piece& piece : Pieces(request)) {
      if (piece.field != v1::PushRequest::kTransactionsFieldNumber) continue;
      for (const sync::Piece& patch : Pieces(Content(piece))) {
        page.cursor.seq = store_.Insert(family, patch.bytes);
        page.records += patch.bytes;
      }
    }
  }

  void Tell(int64_t family, server::FeedPage page) {
    page.head = page.cursor.seq;
    const grpc::ByteBuffer frame = server::PageFrame(std::move(page));
    const std::lock_guard lock(watchers_mutex_);
    for (const auto& watch : watchers_[family]) watch->Append(frame);
  }

  server::FeedPage NewPage(int64_t family) {
    server::FeedPage page;
    page.head = store_.Head(family);
    return page;
  }

  // Of the writer's thread.
  FloorStore store_;

  std::mutex mutex_;
  std::condition_variable something_waits_;
  Waiting waiting_ ABSL_GUARDED_BY(mutex_);

  std::mutex watchers_mutex_;
  std::map<int64_t, std::vector<std::shared_ptr<FloorWatch>>> watchers_ ABSL_GUARDED_BY(watchers_mutex_);

  std::thread thread_;
};

}  // namespace

int RunFloorServer(const std::string& directory) {
  sigset_t stop;
  sigemptyset(&stop);
  sigaddset(&stop, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &stop, nullptr);
  FloorWriter writer(directory + "/floor.db");
  FloorService service;
  grpc::ServerBuilder builder;
  server::SetTransportLimits(builder, server::Config());
  int port = 0;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  builder.RegisterService(&service);
  server::CompletionQueues queues(builder);
  const auto server = builder.BuildAndStart();
  TOWARD_CHECK(server != nullptr);
  for (const auto& queue : queues.queues()) {
    FloorPush::Wait({service, *queue, writer});
    FloorWatch::Wait({service, *queue, writer});
  }
  queues.Start();
  std::printf("Listening on 127.0.0.1:%d\n", port);
  std::fflush(stdout);
  int signal = 0;
  sigwait(&stop, &signal);
  // Everything answered is on disk; there is nothing to put in order.
  std::_Exit(0);
}

}  // namespace toward::bench
