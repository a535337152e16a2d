// One call of ReminderService.Listen: a stream of reminders to one device.
#ifndef TOWARD_SERVER_SERVICE_LISTEN_CALL_H_
#define TOWARD_SERVER_SERVICE_LISTEN_CALL_H_

#include <atomic>
#include <functional>
#include <string>

#include "grpcpp/support/async_stream.h"
#include "server/reminders/reminders.h"
#include "server/service/call.h"

namespace toward::server {

// Listen as the server serves it.
struct ListenMethod {
  CallPolicy policy;
  // Asks gRPC for the next call.
  std::function<void(grpc::ServerContext*, grpc::ByteBuffer*, grpc::ServerAsyncWriter<grpc::ByteBuffer>*,
                     grpc::CompletionQueue*, grpc::ServerCompletionQueue*, void*)>
      next_call;
  Reminders* reminders = nullptr;
};

// Lives as WatchCall does, with the listeners in the hub's place.
class ListenCall final : public NudgeStream {
 public:
  // Begins to wait for a call. `method` and what `place` names outlive it; it ends, and deletes, itself.
  static void Wait(const ListenMethod& method, const CallPlace& place);

  void Send(const std::string& message) override;
  void End(const absl::Status& status) override;

 private:
  class Step final : public CompletionTag {
   public:
    Step(ListenCall* call, void (ListenCall::*then)(bool)) : call_(call), then_(then) {}
    void Proceed(bool ok) override { (call_->*then_)(ok); }

   private:
    ListenCall* const call_;
    void (ListenCall::*const then_)(bool);
  };

  ListenCall(const ListenMethod& method, const CallPlace& place);
  ~ListenCall() override;

  void Arrived(bool ok);
  void MessageSent(bool ok);
  void StatusSent(bool ok);
  void CallOver(bool ok);
  // INVALID_ARGUMENT, UNAUTHENTICATED.
  absl::StatusOr<Session> Admitted();
  void Release();

  const ListenMethod& method_;
  const CallPlace place_;
  Step arrived_{this, &ListenCall::Arrived};
  Step message_sent_{this, &ListenCall::MessageSent};
  Step status_sent_{this, &ListenCall::StatusSent};
  Step call_over_{this, &ListenCall::CallOver};

  // How many of StatusSent and CallOver are still to come.
  std::atomic<int> reports_due_{2};
  grpc::ServerContext context_;
  grpc::ByteBuffer bytes_;
  grpc::ServerAsyncWriter<grpc::ByteBuffer> writer_{&context_};
};

}  // namespace toward::server

#endif  // TOWARD_SERVER_SERVICE_LISTEN_CALL_H_
