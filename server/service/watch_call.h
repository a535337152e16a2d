// One call of SyncService.Watch: the hub's stream to one client.
#ifndef TOWARD_SERVER_SERVICE_WATCH_CALL_H_
#define TOWARD_SERVER_SERVICE_WATCH_CALL_H_

#include <atomic>
#include <functional>
#include <memory>

#include "absl/status/statusor.h"
#include "grpcpp/support/async_stream.h"
#include "server/hub.h"
#include "server/service/call.h"

namespace toward::server {

// Watch as the server serves it.
struct WatchMethod {
  CallPolicy policy;
  // Asks gRPC for the next watch.
  std::function<void(grpc::ServerContext*, grpc::ByteBuffer*, grpc::ServerAsyncWriter<grpc::ByteBuffer>*,
                     grpc::CompletionQueue*, grpc::ServerCompletionQueue*, void*)>
      next_call;
  Hub* hub = nullptr;
};

class WatchCall final : public FeedStream {
 public:
  // Begins to wait for a watch. `method` and what `place` names outlive it; it ends, and deletes, itself.
  static void Wait(const WatchMethod& method, const CallPlace& place);

  void Send(const grpc::ByteBuffer& message) override;
  void End(const absl::Status& status) override;

 private:
  //            a watch arrives              the feed ends it            the status is sent, or cannot be
  //   Waiting ────────────────► Watching ─────────────────────► Ending ────────────────────────────────► (deleted)
  //      │  │                                                     ▲
  //      │  └───────────────── it is not let in ──────────────────┘
  //      └──────────────────── the server stops ─────────────────────────────────────────────────────► (deleted)
  //
  //   Waiting   gRPC has the addresses of this call's members and will fill them.
  //   Watching  the hub knows this stream. The feed's thread sends, at most one message at a time.
  //   Ending    the hub has forgotten it. It is deleted when gRPC has reported both its end and its last status.
  //
  // gRPC reports each step through a tag of its own:
  class Step final : public CompletionTag {
   public:
    Step(WatchCall* call, void (WatchCall::*then)(bool)) : call_(call), then_(then) {}
    void Proceed(bool ok) override { (call_->*then_)(ok); }

   private:
    WatchCall* const call_;
    void (WatchCall::*const then_)(bool);
  };

  WatchCall(const WatchMethod& method, const CallPlace& place);
  ~WatchCall() override;

  void Arrived(bool ok);
  void MessageSent(bool ok);
  void StatusSent(bool ok);
  void CallOver(bool ok);
  // INVALID_ARGUMENT, UNAUTHENTICATED.
  absl::StatusOr<std::unique_ptr<Watcher>> NewWatcher();
  void Release();

  const WatchMethod& method_;
  const CallPlace place_;
  Step arrived_{this, &WatchCall::Arrived};
  Step message_sent_{this, &WatchCall::MessageSent};
  Step status_sent_{this, &WatchCall::StatusSent};
  Step call_over_{this, &WatchCall::CallOver};

  // How many of StatusSent and CallOver are still to come.
  std::atomic<int> reports_due_{2};
  grpc::ServerContext context_;
  grpc::ByteBuffer bytes_;
  grpc::ServerAsyncWriter<grpc::ByteBuffer> writer_{&context_};
};

}  // namespace toward::server

#endif  // TOWARD_SERVER_SERVICE_WATCH_CALL_H_
