// A real server inside the test's process: real gRPC on a free loopback port, a real database in a directory of its
// own, and a clock that only the test moves.
#ifndef TOWARD_TESTS_SUPPORT_TEST_SERVER_H_
#define TOWARD_TESTS_SUPPORT_TEST_SERVER_H_

#include <memory>
#include <string>
#include <utility>

#include "base/log.h"
#include "base/random.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "server/listening.h"
#include "server/server.h"
#include "tests/support/hand_clock.h"
#include "tests/support/household.h"

namespace toward::support {

class TestServer {
 public:
  TestServer() {
    server::PrepareGrpc();
    Log::SetLevel(LogLevel::kWarning);
    config.listen = "127.0.0.1:0";
    config.data_directory = (directory_.path() / "data").string();
    // The clock stands still, and all devices have one address.
    config.call_limits = "off";
  }

  // From `config`, on the data of before.
  absl::Status Start() {
    auto started = server::Server::Start(config, clock, random_);
    if (!started.ok()) return started.status();
    server_ = *std::move(started);
    return absl::OkStatus();
  }
  void Stop() { server_.reset(); }

  server::Server& server() { return *server_; }

  // A connection of its own, as another device would have.
  std::shared_ptr<grpc::Channel> NewChannel() const {
    grpc::ChannelArguments arguments;
    arguments.SetInt("grpc.use_local_subchannel_pool", 1);
    arguments.SetInt("grpc.http2.bdp_probe", 0);
    return grpc::CreateCustomChannel(server_->address(), grpc::InsecureChannelCredentials(), arguments);
  }

  server::Config config;
  HandClock clock;

 private:
  const TemporaryDirectory directory_;
  SystemRandom random_;
  std::unique_ptr<server::Server> server_;
};

}  // namespace toward::support

#endif  // TOWARD_TESTS_SUPPORT_TEST_SERVER_H_
