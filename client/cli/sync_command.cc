// `toward sync`.

#include "base/status_macros.h"
#include "client/cli/command.h"
#include "client/cli/send.h"

namespace toward::client {
namespace {

constexpr int64_t kSyncTimeoutMs = 30'000;

struct SyncOptions {};

absl::Status RunSync(Invocation& invocation, const SyncOptions&) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Home> home, OpenHome(invocation));
  const absl::StatusOr<std::unique_ptr<Exchange>> exchange = WaitForExchange(invocation, *home);
  if (IsAnotherProcessSyncs(exchange.status())) {
    invocation.around.out << "Another toward on this device is connected; it sends and fetches everything.\n";
    return absl::OkStatus();
  }
  RETURN_IF_ERROR(exchange.status());
  RETURN_IF_ERROR((*exchange)->RunUntilSettled(kSyncTimeoutMs));
  invocation.around.out << "Everything is sent and fetched.\n";
  return absl::OkStatus();
}

}  // namespace

void AddSync(CLI::App& app, Invocation& invocation) {
  AddCommand<SyncOptions>(app, invocation, "sync", "Send what waits and fetch what is new",
                          std::make_shared<SyncOptions>(), RunSync);
}

}  // namespace toward::client
