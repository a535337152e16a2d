// How handlers have things written: one job of the writer, then the answer.
#ifndef TOWARD_SERVER_SERVICE_WRITE_JOB_H_
#define TOWARD_SERVER_SERVICE_WRITE_JOB_H_

#include <functional>
#include <memory>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/status_macros.h"
#include "server/service/handler_context.h"
#include "server/service/unary_call.h"
#include "server/store/roster_store.h"

namespace toward::server {

// What a job without large fields holds on to, generously.
inline constexpr size_t kJobBytes = 4096;

// Has `work` done by the writer, then gives `done` what it made, or why it could not; on the writer's thread.
template <typename Made>
void Write(const HandlerContext& context, std::function<absl::StatusOr<Made>(StoreWrites&)> work,
           std::function<void(absl::StatusOr<Made>)> done, size_t bytes = kJobBytes) {
  auto made = std::make_shared<Made>();
  context.writer.Submit({
      .work = [work = std::move(work), made](StoreWrites& writes) -> absl::Status {
        ASSIGN_OR_RETURN(*made, work(writes));
        return absl::OkStatus();
      },
      .done = [made, done = std::move(done)](
                  const absl::Status& status) { status.ok() ? done(std::move(*made)) : done(status); },
      .bytes = bytes,
  });
}

// The same for a caller with a session: `work` gets the caller's device as it is in the transaction. UNAUTHENTICATED:
// the device went while the call waited.
template <typename Made>
void WriteAs(const HandlerContext& context, const Caller& caller,
             std::function<absl::StatusOr<Made>(StoreWrites&, const Device&)> work,
             std::function<void(absl::StatusOr<Made>)> done, size_t bytes = kJobBytes) {
  Write<Made>(
      context,
      [id = caller.session->device, work = std::move(work)](StoreWrites& writes) -> absl::StatusOr<Made> {
        const absl::StatusOr<Device> device = writes.FindDevice(id);
        if (!device.ok()) return ForSession(device.status());
        return work(writes, *device);
      },
      std::move(done), bytes);
}

// Once a change of a roster is on disk: sessions that ended are closed, their streams cut, and the others told.
void Spread(const HandlerContext& context, const RosterChange& change);

}  // namespace toward::server

#endif  // TOWARD_SERVER_SERVICE_WRITE_JOB_H_
