// One unary call, from waiting for it to having answered it; the same for every method.
#ifndef TOWARD_SERVER_SERVICE_UNARY_CALL_H_
#define TOWARD_SERVER_SERVICE_UNARY_CALL_H_

#include <atomic>
#include <functional>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/status_macros.h"
#include "grpcpp/support/async_unary_call.h"
#include "server/message_bytes.h"
#include "server/service/call.h"

namespace toward::server {

// How a handler answers: once, on any thread, before or after it returns.
template <typename Response>
using Answer = std::function<void(absl::StatusOr<Response>)>;

// A method as the server serves it.
template <typename Request, typename Response>
struct UnaryMethod {
  CallPolicy policy;
  // Asks gRPC for the method's next call.
  std::function<void(grpc::ServerContext*, grpc::ByteBuffer*, grpc::ServerAsyncResponseWriter<grpc::ByteBuffer>*,
                     grpc::CompletionQueue*, grpc::ServerCompletionQueue*, void*)>
      next_call;
  // Runs on a queue's thread and must not wait. The request lives until it is answered. OK: the handler has answered or
  // will; otherwise it does not, and the status is the answer.
  std::function<absl::Status(const Caller&, const Request&, const Answer<Response>&)> handle;
};

template <typename Request, typename Response>
class UnaryCall final : public CompletionTag {
 public:
  // Begins to wait for a call. `method` and what `place` names outlive it; it ends, and deletes, itself.
  static void Wait(const UnaryMethod<Request, Response>& method, const CallPlace& place) {
    auto* const call = new UnaryCall(method, place);
    method.next_call(&call->context_, &call->bytes_, &call->writer_, place.queue, place.queue, call);
  }

  void Proceed(bool ok) override {
    if (state_ == State::kWaiting && ok) {
      Serve();
    } else {
      delete this;
    }
  }

 private:
  //            a call arrives            the handler answers           the answer is sent, or cannot be
  //   Waiting ────────────────► Serving ─────────────────────► Answered ────────────────────────────────► (deleted)
  //      └───────────────────────────────── the server stops ─────────────────────────────────────────► (deleted)
  //
  //   Waiting   gRPC has the addresses of this call's members and will fill them.
  //   Serving   the next call of the method already waits; the handler has the request.
  //   Answered  gRPC is sending; nothing else touches this call.
  enum class State { kWaiting, kServing, kAnswered };

  UnaryCall(const UnaryMethod<Request, Response>& method, const CallPlace& place) : method_(method), place_(place) {
    place_.live_calls->Add();
  }
  ~UnaryCall() override { place_.live_calls->Remove(); }

  void Serve() {
    Wait(method_, place_);
    state_ = State::kServing;
    if (absl::Status status = Handle(); !status.ok()) Finish(status);
  }

  absl::Status Handle() {
    ASSIGN_OR_RETURN(const Caller caller, LetIn(method_.policy, *place_.gate, context_));
    RETURN_IF_ERROR(Parse(bytes_, request_));
    return method_.handle(caller, request_, [this](const absl::StatusOr<Response>& response) {
      response.ok() ? Finish(*response) : Finish(response.status());
    });
  }

  void Finish(const Response& response) {
    state_ = State::kAnswered;
    writer_.Finish(Serialize(response), grpc::Status::OK, this);
  }

  void Finish(const absl::Status& status) {
    state_ = State::kAnswered;
    writer_.FinishWithError(ToGrpc(status), this);
  }

  const UnaryMethod<Request, Response>& method_;
  const CallPlace place_;

  std::atomic<State> state_ = State::kWaiting;
  grpc::ServerContext context_;
  grpc::ByteBuffer bytes_;
  Request request_;
  grpc::ServerAsyncResponseWriter<grpc::ByteBuffer> writer_{&context_};
};

}  // namespace toward::server

#endif  // TOWARD_SERVER_SERVICE_UNARY_CALL_H_
