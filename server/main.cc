// toward-server: starts, says where it listens, and runs until it is told to stop; or looks after the data it keeps.

#include <signal.h>
#include <time.h>

#include <cstdio>
#include <memory>
#include <string>
#include <variant>

#include "base/clock.h"
#include "base/log.h"
#include "base/random.h"
#include "server/config.h"
#include "server/listening.h"
#include "server/probe.h"
#include "server/server.h"
#include "server/supervisor.h"
#include "server/tls/tls_task.h"

namespace toward::server {
namespace {

constexpr int kFailed = 1;
constexpr int kWrongUse = 2;

int Complain(const absl::Status& status) {
  std::fprintf(stderr, "%s\n", std::string(status.message()).c_str());
  return absl::IsInvalidArgument(status) ? kWrongUse : kFailed;
}

// Signals that stop the server wait here instead of interrupting a thread. Called before any thread is made.
sigset_t HoldStopSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return signals;
}

void PrintAddress(const char* what, const std::string& address) {
  if (!address.empty()) std::printf("%s on %s\n", what, address.c_str());
}

int PerformOrder(const Order& order) {
  SystemClock clock;
  SystemRandom random;
  const auto report = Perform(order.task, order.data_directory, clock, random);
  if (!report.ok()) return Complain(report.status());
  std::fputs(report->text.c_str(), stdout);
  return report->well ? 0 : kFailed;
}

int PerformTlsTask(const TlsTask& task) {
  const auto report = Perform(task, SystemClock());
  if (!report.ok()) return Complain(report.status());
  std::fputs(report->c_str(), stdout);
  return 0;
}

// Whether one of the signals came within this time.
bool ComesWithin(const sigset_t& signals, int64_t milliseconds) {
  const timespec patience{.tv_sec = milliseconds / 1000, .tv_nsec = milliseconds % 1000 * 1'000'000};
  return sigtimedwait(&signals, nullptr, &patience) > 0;
}

// Returns when the server is to stop. Until then whoever watches over it hears that it is well, as long as it is.
void RunUntilStopped(const sigset_t& stop_signals, const Supervisor& supervisor, const Server& server, Wire wire) {
  supervisor.SayReady();
  int signal = 0;
  if (!supervisor.alive_every_ms().has_value()) {
    sigwait(&stop_signals, &signal);
  } else {
    while (!ComesWithin(stop_signals, *supervisor.alive_every_ms())) {
      if (Answers(server.address(), wire)) supervisor.SayAlive();
    }
  }
  supervisor.SayStopping();
}

int Main(int argc, const char* const* argv) {
  const auto read = ReadConfig(argc, argv);
  if (!read.ok()) return Complain(read.status());
  if (const auto* printout = std::get_if<Printout>(&*read)) {
    std::fputs(printout->text.c_str(), stdout);
    return 0;
  }
  if (const auto* order = std::get_if<Order>(&*read)) return PerformOrder(*order);
  if (const auto* task = std::get_if<TlsTask>(&*read)) return PerformTlsTask(*task);
  const Config& config = *std::get_if<Config>(&*read);
  Log::SetLevel(LogLevelOf(config.log_level));
  const sigset_t stop_signals = HoldStopSignals();
  PrepareGrpc();
  SystemClock clock;
  SystemRandom random;
  auto server = Server::Start(config, clock, random);
  if (!server.ok()) return Complain(server.status());
  std::printf("Listening on %s\n", (*server)->address().c_str());
  PrintAddress("HTTP", (*server)->http_address());
  PrintAddress("Metrics", (*server)->metrics_address());
  std::fflush(stdout);
  RunUntilStopped(stop_signals, Supervisor::FromEnvironment(), **server,
                  config.tls_certificate.empty() ? Wire::kPlain : Wire::kTls);
  (*server)->Shutdown();
  return 0;
}

}  // namespace
}  // namespace toward::server

int main(int argc, char** argv) { return toward::server::Main(argc, argv); }
