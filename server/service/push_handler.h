// What SyncService.Push does; proto/toward/v1/sync.proto says what.
#ifndef TOWARD_SERVER_SERVICE_PUSH_HANDLER_H_
#define TOWARD_SERVER_SERVICE_PUSH_HANDLER_H_

#include "absl/status/status.h"
#include "server/service/handler_context.h"
#include "server/service/unary_call.h"
#include "server/store/store.h"
#include "toward/v1/sync.pb.h"

namespace toward::server {

// Called on any of the queues' threads at once.
class PushHandler {
 public:
  explicit PushHandler(const HandlerContext& context) : context_(context) {}

  // Checks and parses here, stores on the writer's thread, and wakes the family's watchers before it answers.
  absl::Status Push(const Caller& caller, const v1::PushRequest& request, const Answer<v1::PushResponse>& answer) const;

 private:
  void Count(const server::Push& push, const PushAnswer& answer) const;

  const HandlerContext& context_;
};

}  // namespace toward::server

#endif  // TOWARD_SERVER_SERVICE_PUSH_HANDLER_H_
