// A server with a certificate of its own, met by a device that an invite has told of it.

#include "client/sync/pinned_authority.h"

#include <fstream>
#include <sstream>

#include "base/clock.h"
#include "client/sync/connection.h"
#include "server/tls/tls_task.h"
#include "tests/support/test_server.h"

namespace toward::client {
namespace {

using server::TlsTask;
using support::HandClock;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr int64_t kTwoYearsMs = int64_t{730} * 86'400'000;

std::string Read(const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

class PinnedAuthorityTest : public testing::Test {
 protected:
  // A new authority and a certificate of it in the directory of this name.
  std::string MakeCertificates(const std::string& name, const server::ServerNames& names, const Clock& clock) {
    const std::string directory = (directory_.path() / name).string();
    EXPECT_TRUE(server::Perform({.kind = TlsTask::Kind::kInit, .names = names, .directory = directory}, clock).ok());
    return directory;
  }
  static std::string PinIn(const std::string& directory) {
    return *server::SpkiPinOf(Read(directory + "/authority.pem"));
  }
  // Starts the server with the certificate there.
  void Serve(const std::string& directory) {
    server_.config.tls_certificate = directory + "/server.pem";
    server_.config.tls_key = directory + "/server-key.pem";
    ASSERT_TRUE(server_.Start().ok());
    server_.config.listen = server_.server().address();
  }
  std::string Url(const std::string& host = "127.0.0.1") const {
    return "https://" + host + server_.config.listen.substr(server_.config.listen.rfind(':'));
  }
  static absl::Status Call(Connection& connection) {
    Calls calls;
    toward::client::Call call(calls, "", kCallTimeoutMs);
    v1::RegisterReplicaResponse response;
    return FromGrpc(connection.account().RegisterReplica(call.context(), {}, &response));
  }
  void ExpectRefused(const absl::StatusOr<std::unique_ptr<Connection>>& opened, const char* says) {
    EXPECT_EQ(opened.status().code(), absl::StatusCode::kFailedPrecondition) << opened.status();
    EXPECT_THAT(std::string(opened.status().message()), HasSubstr(says));
    EXPECT_EQ(FailureOf(opened.status()), sync::Failure::kRefused);
  }

  const support::TemporaryDirectory directory_;
  const SystemClock clock_;
  support::TestServer server_;
  const server::ServerNames here_ = {.dns = {"localhost"}, .ips = {"127.0.0.1"}};
};

TEST_F(PinnedAuthorityTest, TheServerOfThePinAnswersByNameAndByAddress) {
  const std::string tls = MakeCertificates("tls", here_, clock_);
  Serve(tls);
  for (const char* host : {"127.0.0.1", "localhost"}) {
    const auto connection = Connection::Open(Url(host), {.spki_pin = PinIn(tls), .authority_pem = ""});
    ASSERT_TRUE(connection.ok()) << connection.status();
    EXPECT_EQ((*connection)->authority_pem(), Read(tls + "/authority.pem"));
    // It answers, and wants a session.
    EXPECT_EQ(Call(**connection).code(), absl::StatusCode::kUnauthenticated);
  }
}

TEST_F(PinnedAuthorityTest, AKnownAuthorityIsNotAskedForAgain) {
  const std::string tls = MakeCertificates("tls", here_, clock_);
  const ServerTrust known = {.spki_pin = PinIn(tls), .authority_pem = Read(tls + "/authority.pem")};
  EXPECT_TRUE(Connection::Open("https://127.0.0.1:1", known).ok());
  Serve(tls);
  const auto connection = Connection::Open(Url(), known);
  ASSERT_TRUE(connection.ok());
  EXPECT_EQ(Call(**connection).code(), absl::StatusCode::kUnauthenticated);
}

TEST_F(PinnedAuthorityTest, ANewCertificateOfTheSameAuthorityIsTaken) {
  const std::string tls = MakeCertificates("tls", here_, clock_);
  const ServerTrust known = {.spki_pin = PinIn(tls), .authority_pem = Read(tls + "/authority.pem")};
  ASSERT_TRUE(server::Perform({.kind = TlsTask::Kind::kRenew, .names = {}, .directory = tls}, clock_).ok());
  Serve(tls);
  EXPECT_EQ(Call(**Connection::Open(Url(), known)).code(), absl::StatusCode::kUnauthenticated);
}

TEST_F(PinnedAuthorityTest, AnotherAuthorityIsRefused) {
  Serve(MakeCertificates("tls", here_, clock_));
  const std::string other = MakeCertificates("other", here_, clock_);
  ExpectRefused(Connection::Open(Url(), {.spki_pin = PinIn(other), .authority_pem = ""}), "another authority");
}

TEST_F(PinnedAuthorityTest, AnAuthorityThatIsNotThePinsIsRefused) {
  const std::string tls = MakeCertificates("tls", here_, clock_);
  const std::string other = MakeCertificates("other", here_, clock_);
  const std::string authority = Read(tls + "/authority.pem");
  for (const std::string& pem : {authority, Read(other + "/server.pem"), std::string("rubbish")}) {
    ExpectRefused(Connection::Open("https://127.0.0.1:1", {.spki_pin = PinIn(other), .authority_pem = pem}),
                  "another authority");
  }
  ExpectRefused(Connection::Open("https://127.0.0.1:1", {.spki_pin = "short", .authority_pem = authority}),
                "another authority");
}

// The pin is public: a stranger can show the right authority's certificate, but not one that it gave.
TEST_F(PinnedAuthorityTest, ShowingTheRightAuthorityIsNotEnough) {
  const std::string tls = MakeCertificates("tls", here_, clock_);
  const std::string strangers = MakeCertificates("strangers", here_, clock_);
  std::string chain = Read(strangers + "/server.pem");
  chain = chain.substr(0, chain.find("-----BEGIN", 1)) + Read(tls + "/authority.pem");
  std::ofstream(strangers + "/server.pem") << chain;
  Serve(strangers);
  ExpectRefused(Connection::Open(Url(), {.spki_pin = PinIn(tls), .authority_pem = ""}), "another authority");
}

TEST_F(PinnedAuthorityTest, TheServersOwnKeyIsNoPin) {
  const std::string tls = MakeCertificates("tls", here_, clock_);
  Serve(tls);
  const std::string pin = *server::SpkiPinOf(Read(tls + "/server.pem"));
  ExpectRefused(Connection::Open(Url(), {.spki_pin = pin, .authority_pem = ""}), "another authority");
}

TEST_F(PinnedAuthorityTest, WithoutItsAuthorityInTheChainAServerIsRefused) {
  const std::string tls = MakeCertificates("tls", here_, clock_);
  const std::string pin = PinIn(tls);
  const std::string chain = Read(tls + "/server.pem");
  std::ofstream(tls + "/server.pem") << chain.substr(0, chain.find("-----BEGIN", 1));
  Serve(tls);
  ExpectRefused(Connection::Open(Url(), {.spki_pin = pin, .authority_pem = ""}), "another authority");
}

TEST_F(PinnedAuthorityTest, ACertificateThatHasEndedSaysWhatToDo) {
  HandClock long_ago;
  long_ago.SetWrong(-kTwoYearsMs);
  const std::string tls = MakeCertificates("tls", here_, long_ago);
  Serve(tls);
  ExpectRefused(Connection::Open(Url(), {.spki_pin = PinIn(tls), .authority_pem = ""}), "toward-server tls renew");
}

TEST_F(PinnedAuthorityTest, ACertificateForAnotherNameSaysWhichIsMissing) {
  const std::string tls = MakeCertificates("tls", {.dns = {"toward.home"}, .ips = {"192.0.2.1"}}, clock_);
  Serve(tls);
  for (const char* host : {"127.0.0.1", "localhost"}) {
    ExpectRefused(Connection::Open(Url(host), {.spki_pin = PinIn(tls), .authority_pem = ""}),
                  (std::string("not for the name ") + host).c_str());
  }
}

// Once the authority is kept, gRPC's own handshake finds out, and it is tried again like any trouble of the network.
TEST_F(PinnedAuthorityTest, ACertificateThatEndsLaterIsSaidToo) {
  HandClock long_ago;
  long_ago.SetWrong(-kTwoYearsMs);
  const std::string tls = MakeCertificates("tls", here_, long_ago);
  Serve(tls);
  const auto connection =
      Connection::Open(Url(), {.spki_pin = PinIn(tls), .authority_pem = Read(tls + "/authority.pem")});
  const absl::Status called = Call(**connection);
  EXPECT_EQ(called.code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(called.message()), HasSubstr("toward-server tls"));
}

TEST_F(PinnedAuthorityTest, TheSystemsAuthoritiesDoNotVouchForIt) {
  Serve(MakeCertificates("tls", here_, clock_));
  const auto connection = Connection::Open(Url());
  ASSERT_TRUE(connection.ok());
  EXPECT_THAT((*connection)->authority_pem(), IsEmpty());
  const absl::Status called = Call(**connection);
  EXPECT_EQ(called.code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(called.message()), HasSubstr("certificate"));
}

TEST_F(PinnedAuthorityTest, APortInClearIsNoServerOfAPin) {
  ASSERT_TRUE(server_.Start().ok());
  server_.config.listen = server_.server().address();
  const std::string pin(32, 'p');
  const absl::Status https = Connection::Open(Url(), {.spki_pin = pin, .authority_pem = ""}).status();
  EXPECT_EQ(https.code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(https.message()), HasSubstr("does not answer with TLS"));
  const absl::Status http =
      Connection::Open("http://" + server_.config.listen, {.spki_pin = pin, .authority_pem = ""}).status();
  EXPECT_EQ(http.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(http.message()), HasSubstr("begins with https://"));
}

TEST_F(PinnedAuthorityTest, WhereNobodyListensItIsTriedAgain) {
  const absl::Status status =
      Connection::Open("https://127.0.0.1:1", {.spki_pin = std::string(32, 'p'), .authority_pem = ""}).status();
  EXPECT_EQ(FailureOf(status), sync::Failure::kTransient);
  EXPECT_THAT(std::string(status.message()), HasSubstr("cannot be reached"));
}

}  // namespace
}  // namespace toward::client
