#include "server/service/watch_call.h"

#include <utility>

#include "base/status_macros.h"
#include "server/message_bytes.h"
#include "server/refusals.h"
#include "server/service/validate.h"
#include "toward/v1/sync.pb.h"

namespace toward::server {

void WatchCall::Wait(const WatchMethod& method, const CallPlace& place) {
  auto* const call = new WatchCall(method, place);
  call->context_.AsyncNotifyWhenDone(&call->call_over_);
  method.next_call(&call->context_, &call->bytes_, &call->writer_, place.queue, place.queue, &call->arrived_);
}

WatchCall::WatchCall(const WatchMethod& method, const CallPlace& place) : method_(method), place_(place) {
  place_.live_calls->Add();
}

WatchCall::~WatchCall() { place_.live_calls->Remove(); }

void WatchCall::Arrived(bool ok) {
  if (!ok) {
    delete this;
    return;
  }
  Wait(method_, place_);
  auto watcher = NewWatcher();
  if (watcher.ok()) {
    method_.hub->Add(*std::move(watcher));
  } else {
    End(watcher.status());
  }
}

absl::StatusOr<std::unique_ptr<Watcher>> WatchCall::NewWatcher() {
  ASSIGN_OR_RETURN(Caller caller, LetIn(method_.policy, *place_.gate, context_));
  v1::WatchRequest request;
  RETURN_IF_ERROR(Parse(bytes_, request));
  const auto begin = sync::CursorFromProto(request.cursor());
  if (!begin.ok()) return BadCursor();
  ASSIGN_OR_RETURN(const FeedScope scope, ReadScope(request.scope()));
  auto watcher = std::make_unique<Watcher>();
  watcher->session = *std::move(caller.session);
  watcher->feed.family = watcher->session.family;
  if (scope == FeedScope::kMember) watcher->feed.member = watcher->session.member;
  watcher->replica = request.replica();
  watcher->begin = *begin;
  watcher->stream = this;
  return watcher;
}

void WatchCall::Send(const grpc::ByteBuffer& message) { writer_.Write(message, &message_sent_); }

void WatchCall::End(const absl::Status& status) { writer_.Finish(ToGrpc(status), &status_sent_); }

void WatchCall::MessageSent(bool ok) {
  if (!ok) method_.hub->Gone(this);
  method_.hub->Sent(this);
}

void WatchCall::StatusSent(bool) { Release(); }

void WatchCall::CallOver(bool) {
  if (context_.IsCancelled()) method_.hub->Gone(this);
  Release();
}

void WatchCall::Release() {
  if (reports_due_.fetch_sub(1, std::memory_order_acq_rel) == 1) delete this;
}

}  // namespace toward::server
