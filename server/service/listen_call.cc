#include "server/service/listen_call.h"

#include <utility>

#include "base/status_macros.h"
#include "server/message_bytes.h"
#include "server/refusals.h"

namespace toward::server {

void ListenCall::Wait(const ListenMethod& method, const CallPlace& place) {
  auto* const call = new ListenCall(method, place);
  call->context_.AsyncNotifyWhenDone(&call->call_over_);
  method.next_call(&call->context_, &call->bytes_, &call->writer_, place.queue, place.queue, &call->arrived_);
}

ListenCall::ListenCall(const ListenMethod& method, const CallPlace& place) : method_(method), place_(place) {
  place_.live_calls->Add();
}

ListenCall::~ListenCall() { place_.live_calls->Remove(); }

void ListenCall::Arrived(bool ok) {
  if (!ok) {
    delete this;
    return;
  }
  Wait(method_, place_);
  const auto session = Admitted();
  if (session.ok()) {
    method_.reminders->Listen(*session, this);
  } else {
    End(session.status());
  }
}

absl::StatusOr<Session> ListenCall::Admitted() {
  ASSIGN_OR_RETURN(Caller caller, LetIn(method_.policy, *place_.gate, context_));
  v1::ListenRequest request;
  RETURN_IF_ERROR(Parse(bytes_, request));
  return *std::move(caller.session);
}

void ListenCall::Send(const std::string& message) {
  const grpc::Slice slice = SliceOf(message);
  writer_.Write(grpc::ByteBuffer(&slice, 1), &message_sent_);
}

void ListenCall::End(const absl::Status& status) { writer_.Finish(ToGrpc(status), &status_sent_); }

void ListenCall::MessageSent(bool ok) {
  if (!ok) method_.reminders->listeners().Gone(this);
  method_.reminders->listeners().Sent(this);
}

void ListenCall::StatusSent(bool) { Release(); }

void ListenCall::CallOver(bool) {
  if (context_.IsCancelled()) method_.reminders->listeners().Gone(this);
  Release();
}

void ListenCall::Release() {
  if (reports_due_.fetch_sub(1, std::memory_order_acq_rel) == 1) delete this;
}

}  // namespace toward::server
