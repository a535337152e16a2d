#include "server/server.h"

#include <chrono>
#include <utility>

#include "base/log.h"
#include "base/status_macros.h"
#include "grpcpp/health_check_service_interface.h"
#include "server/gateway/gateway.h"
#include "server/listening.h"
#include "server/maintenance/upgrade.h"
#include "server/store/sqlite_store.h"

namespace toward::server {
namespace {

// How long a call may take to end when the server stops.
constexpr std::chrono::seconds kShutdownPatience(2);

ChannelSettings ChannelsOf(const Config& config, const DataDirectory& directory) {
  return {.vapid_subject = config.vapid_subject,
          .former_vapid_key_file = directory.former_vapid_key_path(),
          .web_push = config.web_push,
          .smtp = {.host = config.smtp_host,
                   .port = static_cast<int>(config.smtp_port),
                   .security = SmtpSecurityOf(config.smtp_security).value_or(SmtpSecurity::kStartTls),
                   .user = config.smtp_user,
                   .password_file = config.smtp_password_file,
                   .from = config.smtp_from,
                   .ca_file = config.smtp_ca_file},
          .mail_connections = static_cast<int>(config.mail_connections)};
}

}  // namespace

absl::StatusOr<Server::Opened> Server::OpenStore(const Config& config, Clock& clock, Random& random) {
  Opened opened;
  ASSIGN_OR_RETURN(opened.directory, DataDirectory::Open(config.data_directory));
  RETURN_IF_ERROR(PrepareUpgrade(*opened.directory));
  StoreLimits limits;
  limits.max_families = config.max_families;
  limits.max_records_per_family = config.max_records_per_family;
  ASSIGN_OR_RETURN(opened.store, SqliteStore::Open(opened.directory->database_path(), limits, random));
  RETURN_IF_ERROR(opened.store->Write([&](StoreWrites& writes) { return writes.ForgetEnded(clock.WallMs()); }));
  ASSIGN_OR_RETURN(opened.ticket_key, opened.store->KeepTicketKey(random.Bytes(trust::kKeyBytes)));
  ASSIGN_OR_RETURN(opened.reader, opened.store->NewReader());
  ASSIGN_OR_RETURN(opened.reminder_reader, opened.store->NewReminderReader());
  ASSIGN_OR_RETURN(opened.sessions, opened.store->LoadSessions(clock.WallMs()));
  ASSIGN_OR_RETURN(opened.channels, OpenChannels(ChannelsOf(config, *opened.directory), *opened.store, random, clock));
  if (!config.reminder_trace.empty()) {
    ASSIGN_OR_RETURN(opened.reminder_trace, EventTrace::Open(config.reminder_trace, clock));
  }
  return opened;
}

absl::StatusOr<std::unique_ptr<Server>> Server::Start(const Config& config, Clock& clock, Random& random) {
  RETURN_IF_ERROR(CheckConfig(config));
  ASSIGN_OR_RETURN(Opened opened, OpenStore(config, clock, random));
  std::unique_ptr<Server> server(new Server(config, std::move(opened), clock, random));
  RETURN_IF_ERROR(server->Listen(config));
  RETURN_IF_ERROR(server->ListenHttp(config));
  server->Serve();
  return server;
}

Server::Server(const Config& config, Opened opened, Clock& clock, Random& random)
    : directory_(std::move(opened.directory)),
      store_(std::move(opened.store)),
      sessions_(clock, opened.sessions),
      writer_(*store_, Writer::Bounds{}, metrics_),
      reminders_({.reader = std::move(opened.reminder_reader),
                  .write = [this](const auto& work) { return writer_.Run(work); },
                  .courier = std::move(opened.channels.post),
                  .clock = clock,
                  .metrics = metrics_,
                  .zone_data = ZoneDataName(),
                  .heartbeat_ms = config.heartbeat_seconds * 1000,
                  .is_open = [this](const std::string& token_hash) { return sessions_.IsOpen(token_hash); },
                  .trace = std::move(opened.reminder_trace)}),
      links_(reminders_),
      limits_(RatesOf(config)),
      gate_{.sessions = sessions_, .limits = limits_, .clock = clock, .trusted_proxy = config.trusted_proxy},
      context_{.origin = config.origin.empty() ? store_->origin() : config.origin,
               .open_registration = config.open_registration == "yes",
               .ticket_key = *trust::Secret::FromBytes(opened.ticket_key),
               .clock = clock,
               .random = random,
               .writer = writer_,
               .hub = hub_,
               .sessions = sessions_,
               .challenges = challenges_,
               .metrics = metrics_,
               .reminders = reminders_},
      feed_reader_(std::move(opened.reader), hub_, sessions_, clock, config.heartbeat_seconds * 1000),
      services_(context_,
                {.vapid_public_key = opened.channels.vapid_public_key,
                 .push_reach = config.web_push.reach,
                 .links = !config.http_listen.empty()},
                builder_),
      queues_(builder_) {}

Server::~Server() { Shutdown(); }

absl::Status Server::Listen(const Config& config) {
  ASSIGN_OR_RETURN(auto credentials, ReadCredentials(config));
  RETURN_IF_ERROR(FreeSocket(config));
  SetTransportLimits(builder_, config);
  int port = 0;
  builder_.AddListeningPort(config.listen, std::move(credentials), &port);
  grpc_server_ = builder_.BuildAndStart();
  if (grpc_server_ == nullptr || port == 0) return CannotListen(config);
  address_ = AddressOf(config, port);
  return OpenSocketToGroup(config);
}

absl::Status Server::ListenHttp(const Config& config) {
  if (!config.http_listen.empty()) {
    ASSIGN_OR_RETURN(const ListenAddress address, ParseListen("http_listen", config.http_listen));
    Router router;
    AddHealth(router);
    AddLinks(router, links_);
    ASSIGN_OR_RETURN(gateway_, HttpServer::Start(address, std::move(router), HttpBounds(), context_.clock, &metrics_));
  }
  if (!config.metrics_listen.empty()) {
    ASSIGN_OR_RETURN(const ListenAddress address, ParseListen("metrics_listen", config.metrics_listen));
    Router router;
    AddMetrics(router,
               [this] { return metrics_.Text({.watchers = hub_.watchers(), .writer_queue_jobs = writer_.waiting()}); });
    ASSIGN_OR_RETURN(metrics_server_,
                     HttpServer::Start(address, std::move(router), HttpBounds(), context_.clock, nullptr));
  }
  return absl::OkStatus();
}

void Server::Serve() {
  for (const auto& queue : queues_.queues()) {
    services_.Wait({.queue = queue.get(), .live_calls = &queues_.live_calls(), .gate = &gate_});
  }
  queues_.Start();
  Log::Info("started");
}

void Server::Shutdown() {
  if (std::exchange(shut_down_, true)) return;
  if (grpc_server_ != nullptr) {
    if (auto* health = grpc_server_->GetHealthCheckService()) health->SetServingStatus(false);
  }
  if (gateway_ != nullptr) gateway_->Stop();
  if (metrics_server_ != nullptr) metrics_server_->Stop();
  reminders_.Stop();
  writer_.Stop();
  hub_.EndAll();
  if (grpc_server_ != nullptr) {
    grpc_server_->Shutdown(std::chrono::system_clock::now() + kShutdownPatience);
    queues_.live_calls().WaitUntilNone();
    Log::Info("stopped");
  }
  hub_.Close();
}

}  // namespace toward::server
