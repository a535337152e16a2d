// A whole server in one object: the store, the writer, the hub, and around them the gRPC services and the gateway.
//
//   call ─► queue's thread ─► writer's thread ─► disk ─► answer
//                                    ├─► hub ─► feed's thread ─► watchers
//                                    └─► reminders ─► listeners, push services, mail
#ifndef TOWARD_SERVER_SERVER_H_
#define TOWARD_SERVER_SERVER_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "base/clock.h"
#include "base/random.h"
#include "grpcpp/server.h"
#include "server/challenges.h"
#include "server/config.h"
#include "server/data_directory.h"
#include "server/feed_reader.h"
#include "server/gateway/http_server.h"
#include "server/hub.h"
#include "server/limits/call_limits.h"
#include "server/metrics/metrics.h"
#include "server/reminders/channels_of_server.h"
#include "server/reminders/member_links.h"
#include "server/reminders/reminders.h"
#include "server/service/call.h"
#include "server/service/completion_queues.h"
#include "server/service/handler_context.h"
#include "server/service/services.h"
#include "server/sessions.h"
#include "server/store/store.h"
#include "server/writer.h"

namespace toward::server {

class Server {
 public:
  // Opens the data directory and the store, and listens. `clock` and `random` outlive the server. INVALID_ARGUMENT: the
  // config; anything else: the world. Each in one sentence for the person who starts it.
  static absl::StatusOr<std::unique_ptr<Server>> Start(const Config& config, Clock& clock, Random& random);

  // Shuts down.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Where it listens, with the real port: "127.0.0.1:7340".
  const std::string& address() const { return address_; }
  // Where the gateway and the metrics are; empty when the config does not want them.
  std::string http_address() const { return gateway_ == nullptr ? "" : gateway_->address(); }
  std::string metrics_address() const { return metrics_server_ == nullptr ? "" : metrics_server_->address(); }

  // Takes no new work, stores and answers what was accepted, ends every stream with UNAVAILABLE, and returns when all
  // is done; calls whose clients do not read are cut after two seconds. Once is enough; one thread.
  void Shutdown();

 private:
  struct Opened {
    std::unique_ptr<DataDirectory> directory;
    std::unique_ptr<Store> store;
    std::unique_ptr<StoreReader> reader;
    std::unique_ptr<ReminderReader> reminder_reader;
    std::vector<Session> sessions;
    ServerChannels channels;
    std::string ticket_key;
    // Null: the config wants none.
    std::unique_ptr<EventTrace> reminder_trace;
  };
  static absl::StatusOr<Opened> OpenStore(const Config& config, Clock& clock, Random& random);

  Server(const Config& config, Opened opened, Clock& clock, Random& random);
  absl::Status Listen(const Config& config);
  absl::Status ListenHttp(const Config& config);
  void Serve();

  // In the order in which each needs those before it; destroyed backwards.
  const std::unique_ptr<DataDirectory> directory_;
  const std::unique_ptr<Store> store_;
  Sessions sessions_;
  Challenges challenges_;
  Metrics metrics_;
  Hub hub_;
  Writer writer_;
  Reminders reminders_;
  MemberLinks links_;
  CallLimits limits_;
  const Gate gate_;
  const HandlerContext context_;
  FeedReader feed_reader_;
  grpc::ServerBuilder builder_;
  Services services_;
  CompletionQueues queues_;
  std::unique_ptr<grpc::Server> grpc_server_;
  std::string address_;
  std::unique_ptr<HttpServer> gateway_;
  std::unique_ptr<HttpServer> metrics_server_;
  bool shut_down_ = false;
};

}  // namespace toward::server

#endif  // TOWARD_SERVER_SERVER_H_
