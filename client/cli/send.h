// Talking to the server for a moment.
#ifndef TOWARD_CLIENT_CLI_SEND_H_
#define TOWARD_CLIENT_CLI_SEND_H_

#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "client/cli/command.h"
#include "client/cli/home.h"
#include "client/sync/exchange.h"

namespace toward::client {

// After a change is saved: exchanges with the server for two seconds at most. What could not be sent stays in the
// outbox, and a line says so; that is no error. When another process of this device is at it, that one sends, or
// this one after it, and nothing is said. With --offline nothing is tried. Errors: the replica fails.
absl::Status SendSaved(Invocation& invocation, Home& home);

// Before a screen is shown: fetches what is new, for one second at most. False: the server was not reached, so the
// screen is what this device knew. True also when another process of this device is connected, or with --offline.
bool FetchNews(Invocation& invocation, Home& home);

// What a command works on that shows or changes what both partners share: OpenHome, then FetchNews.
absl::StatusOr<std::unique_ptr<Home>> OpenUpToDate(Invocation& invocation);

// Gets this replica ready for a server that knows less than it does, and has given it `number`: everything here waits
// to be sent. Nothing changes when it has that number already.
absl::Status GiveEverythingBack(Replica& replica, uint32_t number);

// The exchange, once no other process of this device has it; waits a few seconds for one that is about to finish.
// UNAVAILABLE, IsAnotherProcessSyncs: it goes on for longer, `toward watch` for example.
absl::StatusOr<std::unique_ptr<Exchange>> WaitForExchange(Invocation& invocation, Home& home);

}  // namespace toward::client

#endif  // TOWARD_CLIENT_CLI_SEND_H_
