// How a server can be reached besides an ordinary port: over a socket, and with TLS; and how it says that it is well.

#include "server/listening.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>

#include "server/probe.h"
#include "server/supervisor.h"
#include "server/tls/tls_task.h"
#include "tests/support/test_server.h"

namespace toward::server {
namespace {

using testing::Eq;
using testing::HasSubstr;

class ListeningTest : public testing::Test {
 protected:
  std::string Path(const std::string& name) const { return (directory_.path() / name).string(); }
  void UseSocket() { server_.config.listen = "unix:" + Path("grpc.sock"); }
  void UseTls() {
    const TlsTask init{.kind = TlsTask::Kind::kInit, .names = {.dns = {"localhost"}, .ips = {}}, .directory = Path("")};
    ASSERT_TRUE(Perform(init, server_.clock).ok());
    server_.config.tls_certificate = Path("server.pem");
    server_.config.tls_key = Path("server-key.pem");
  }
  absl::StatusCode StartCode() { return server_.Start().code(); }

  const support::TemporaryDirectory directory_;
  support::TestServer server_;
};

TEST_F(ListeningTest, ASocketIsForItsUserAndGroup) {
  UseSocket();
  ASSERT_TRUE(server_.Start().ok());
  EXPECT_EQ(server_.server().address(), server_.config.listen);
  struct stat socket {};
  ASSERT_EQ(stat(Path("grpc.sock").c_str(), &socket), 0);
  EXPECT_EQ(socket.st_mode & 07777, 0660u);
  EXPECT_TRUE(Answers(server_.server().address(), Wire::kPlain));
}

TEST_F(ListeningTest, ASocketLeftByAServerThatWasKilledIsTakenOver) {
  UseSocket();
  const int left = socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  Path("grpc.sock").copy(address.sun_path, sizeof(address.sun_path) - 1);
  ASSERT_EQ(bind(left, reinterpret_cast<const sockaddr*>(&address), sizeof(address)), 0);
  close(left);
  ASSERT_TRUE(server_.Start().ok());
  EXPECT_TRUE(Answers(server_.server().address(), Wire::kPlain));
}

TEST_F(ListeningTest, ASocketInUseIsLeftToItsServer) {
  UseSocket();
  ASSERT_TRUE(server_.Start().ok());
  support::TestServer second;
  second.config.listen = server_.config.listen;
  const absl::Status status = second.Start();
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(status.message()), HasSubstr("another server"));
  EXPECT_TRUE(Answers(server_.server().address(), Wire::kPlain));
}

TEST_F(ListeningTest, AFileInThePlaceOfTheSocketStays) {
  UseSocket();
  std::ofstream(Path("grpc.sock")) << "a letter";
  EXPECT_EQ(StartCode(), absl::StatusCode::kUnavailable);
  std::string kept;
  std::getline(std::ifstream(Path("grpc.sock")), kept);
  EXPECT_EQ(kept, "a letter");
}

TEST_F(ListeningTest, ASocketWithoutItsDirectoryIsOneSentence) {
  server_.config.listen = "unix:" + Path("nowhere/grpc.sock");
  EXPECT_EQ(StartCode(), absl::StatusCode::kUnavailable);
}

TEST_F(ListeningTest, OnlyTlsOfTodayIsSpoken) {
  UseTls();
  ASSERT_TRUE(server_.Start().ok());
  const std::vector<std::string> connect = {"/usr/bin/openssl",         "s_client", "-alpn",          "h2", "-connect",
                                            server_.server().address(), "-cipher",  "ALL:@SECLEVEL=0"};
  const auto speaks = [&](const char* version) {
    std::vector<std::string> arguments = connect;
    arguments.emplace_back(version);
    return support::Run({.arguments = arguments}).exit_code == 0;
  };
  EXPECT_TRUE(speaks("-tls1_3"));
  EXPECT_TRUE(speaks("-tls1_2"));
  EXPECT_FALSE(speaks("-tls1_1"));
  EXPECT_FALSE(speaks("-tls1"));
}

TEST_F(ListeningTest, ATlsFileThatIsNoneIsOneSentence) {
  UseTls();
  server_.config.tls_key = Path("server.pem");
  EXPECT_EQ(StartCode(), absl::StatusCode::kUnavailable);
  server_.config.tls_key = Path("nowhere.pem");
  EXPECT_EQ(StartCode(), absl::StatusCode::kNotFound);
}

TEST_F(ListeningTest, TheProbeHearsAServerAndMissesOneThatIsGone) {
  UseTls();
  ASSERT_TRUE(server_.Start().ok());
  const std::string address = server_.server().address();
  EXPECT_TRUE(Answers(address, Wire::kTls));
  EXPECT_FALSE(Answers(address, Wire::kPlain));
  server_.Stop();
  EXPECT_FALSE(Answers(address, Wire::kTls));
}

TEST_F(ListeningTest, TheProbeKnowsWhereAServerOnEveryAddressIs) {
  UseTls();
  server_.config.listen = "0.0.0.0:0";
  ASSERT_TRUE(server_.Start().ok());
  EXPECT_TRUE(Answers(server_.server().address(), Wire::kTls));
}

// A socket as systemd has it, and what was said to it.
class SupervisorTest : public testing::Test {
 protected:
  SupervisorTest() {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path_.copy(address.sun_path, sizeof(address.sun_path) - 1);
    EXPECT_EQ(bind(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)), 0);
    setenv("NOTIFY_SOCKET", path_.c_str(), 1);
  }
  ~SupervisorTest() override {
    for (const char* name : {"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"}) unsetenv(name);
    close(socket_);
  }
  // Empty: nothing.
  std::string Heard() {
    char text[64];
    const ssize_t size = recv(socket_, text, sizeof(text), MSG_DONTWAIT);
    return size < 0 ? "" : std::string(text, static_cast<size_t>(size));
  }

  const support::TemporaryDirectory directory_;
  const std::string path_ = (directory_.path() / "notify").string();
  const int socket_ = socket(AF_UNIX, SOCK_DGRAM, 0);
};

TEST_F(SupervisorTest, HearsHowTheServerIs) {
  const Supervisor supervisor = Supervisor::FromEnvironment();
  supervisor.SayReady();
  EXPECT_EQ(Heard(), "READY=1");
  supervisor.SayAlive();
  EXPECT_EQ(Heard(), "WATCHDOG=1");
  supervisor.SayStopping();
  EXPECT_EQ(Heard(), "STOPPING=1");
}

TEST_F(SupervisorTest, IsToldThreeTimesInItsTime) {
  EXPECT_EQ(Supervisor::FromEnvironment().alive_every_ms(), std::nullopt);
  setenv("WATCHDOG_USEC", "30000000", 1);
  EXPECT_THAT(Supervisor::FromEnvironment().alive_every_ms(), Eq(10'000));
  setenv("WATCHDOG_PID", std::to_string(getpid()).c_str(), 1);
  EXPECT_THAT(Supervisor::FromEnvironment().alive_every_ms(), Eq(10'000));
  setenv("WATCHDOG_PID", "1", 1);
  EXPECT_EQ(Supervisor::FromEnvironment().alive_every_ms(), std::nullopt);
}

TEST_F(SupervisorTest, IsMissedByNobody) {
  unsetenv("NOTIFY_SOCKET");
  Supervisor::FromEnvironment().SayReady();
  EXPECT_EQ(Heard(), "");
}

}  // namespace
}  // namespace toward::server
