// What SyncService.Push does; proto/toward/v1/sync.proto says what.
#ifndef TOWARD_SERVER_SERVICE_PUSH_HANDLER_H_
#define TOWARD_SERVER_SERVICE_PUSH_HANDLER_H_

#include <cstdint>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/service/handler_context.h"
#include "server/service/unary_call.h"
#include "server/store/store.h"
#include "toward/v1/sync.pb.h"

namespace toward::server {

// A request as the store takes it, its transactions checked; the digest goes on pointing into the request. Errors:
// those of SyncService.Push for a field that breaks its rule.
absl::StatusOr<Push> ReadPush(const Session& session, const v1::PushRequest& request);
// `now_ms`: as given to ApplyPush.
v1::PushResponse ToResponse(const PushAnswer& answer, int64_t now_ms);

// Called on any of the queues' threads at once.
class PushHandler {
 public:
  explicit PushHandler(const HandlerContext& context) : context_(context) {}

  // Checks and parses here, stores on the writer's thread, and wakes the family's watchers before it answers.
  absl::Status Push(const Caller& caller, const v1::PushRequest& request, const Answer<v1::PushResponse>& answer) const;

 private:
  void Wake(const server::Push& push, const PushAnswer& answer) const;
  void Count(const server::Push& push, const PushAnswer& answer) const;

  const HandlerContext& context_;
};

}  // namespace toward::server

#endif  // TOWARD_SERVER_SERVICE_PUSH_HANDLER_H_
