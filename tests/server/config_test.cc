// What a person may tell the server at its start, and what they hear when it is wrong.

#include "server/config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <vector>

#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "tests/support/household.h"

namespace toward::server {
namespace {

using testing::EndsWith;
using testing::HasSubstr;

constexpr char kLongSocket[] =
    "unix:/a/path/of/one/hundred/and/eight/bytes/is/one/byte/too/long/for/the/name/of/a/socket/of/this/operating/"
    "system";

class ConfigTest : public testing::Test {
 protected:
  absl::StatusOr<std::variant<Config, Printout, Order, TlsTask>> Read(std::vector<const char*> arguments) {
    arguments.insert(arguments.begin(), "toward-server");
    return ReadConfig(static_cast<int>(arguments.size()), arguments.data());
  }

  Config Good(std::vector<const char*> arguments) {
    const auto read = Read(std::move(arguments));
    EXPECT_TRUE(read.ok()) << read.status();
    return std::get<Config>(*read);
  }

  // The path of a TOML file with this text.
  const char* File(const std::string& text) {
    path_ = (directory_.path() / "toward.toml").string();
    std::ofstream(path_) << text;
    return path_.c_str();
  }

  const support::TemporaryDirectory directory_;
  std::string path_;
};

TEST_F(ConfigTest, SilenceMeansTheDefaults) {
  const Config config = Good({});
  EXPECT_EQ(config.listen, "127.0.0.1:7340");
  EXPECT_EQ(config.heartbeat_seconds, 30);
  EXPECT_THAT(config.data_directory, EndsWith("/toward-server"));
}

TEST_F(ConfigTest, FlagsWinOverTheFile) {
  const Config config =
      Good({"--config", File("listen = '127.0.0.1:1'\nmax_families = 7\n"), "--listen", "127.0.0.1:2"});
  EXPECT_EQ(config.listen, "127.0.0.1:2");
  EXPECT_EQ(config.max_families, 7);
}

TEST_F(ConfigTest, HelpNamesEverySetting) {
  const auto refused = Read({"--config", File("no_such_setting = 1")});
  const std::string message(refused.status().message());
  const size_t list = message.find("there are ") + 10;
  const std::vector<std::string> names = absl::StrSplit(message.substr(list, message.size() - 1 - list), ", ");
  ASSERT_THAT(names, testing::IsSupersetOf({"listen", "trusted_proxy", "reminder_trace"}));
  const auto read = Read({"--help"});
  ASSERT_TRUE(read.ok());
  const std::string help = std::get<Printout>(*read).text;
  for (const std::string& name : names) {
    EXPECT_THAT(help, HasSubstr("--" + absl::StrReplaceAll(name, {{"_", "-"}}) + " VALUE"));
  }
}

TEST_F(ConfigTest, HelpTellsWhatANumberUsuallyIs) {
  const auto read = Read({"--help"});
  ASSERT_TRUE(read.ok());
  const std::string help = absl::StrReplaceAll(std::get<Printout>(*read).text, {{"\n", " "}});
  EXPECT_THAT(help, HasSubstr("How often an idle stream shows life (30)"));
  EXPECT_THAT(help, HasSubstr("0: no limit (10)"));
}

TEST_F(ConfigTest, AWrongFlagIsNamedWithWhatIsAllowed) {
  struct Case {
    std::vector<const char*> arguments;
    const char* says;
  };
  const std::vector<Case> cases = {
      {{"--listen", "nonsense"}, "listen must be an address and a port"},
      {{"--listen", "127.0.0.1:70000"}, "from 0 to 65535"},
      {{"--listen", "127.0.0.1:-1"}, "listen must be"},
      {{"--listen", "::1:7340"}, "[::1]:7340"},
      {{"--listen", "0.0.0.0:7340"}, "listens only on this machine"},
      {{"--listen", "[::]:7340"}, "listens only on this machine"},
      {{"--listen", "example.org:7340"}, "listens only on this machine"},
      {{"--tls-key", "key.pem"}, "go together"},
      {{"--listen", "unix:"}, "whole path"},
      {{"--listen", "unix:grpc.sock"}, "whole path"},
      {{"--listen", kLongSocket}, "at most 107 bytes"},
      {{"--listen", "unix:/run/grpc.sock", "--tls-certificate", "a", "--tls-key", "b"}, "A socket needs no TLS"},
      {{"--network-memory-mb", "1"}, "network_memory_mb must be a whole number from 16 to"},
      {{"--max-families", "many"}, "max_families must be a whole number from 1 to"},
      {{"--max-families", "0"}, "max_families must be a whole number from 1 to"},
      {{"--max-records-per-family", "1.5"}, "max_records_per_family must be a whole number"},
      {{"--heartbeat-seconds", "601"}, "heartbeat_seconds must be a whole number from 1 to 600"},
      {{"--http-listen", "7341"}, "http_listen must be an address and a port"},
      {{"--http-listen", "0.0.0.0:7341"}, "http_listen has no TLS"},
      {{"--metrics-listen", "192.0.2.1:7342"}, "metrics_listen has no TLS"},
      {{"--metrics-listen", "example.org:7342"}, "metrics_listen has no TLS"},
      {{"--trusted-proxy", "localhost"}, "trusted_proxy must be the address of the proxy"},
      {{"--trusted-proxy", "127.0.0.1:443"}, "or unix where it comes through the socket"},
      {{"--call-limits", "maybe"}, "call_limits must be on or off"},
      {{"--open-registration", "maybe"}, "open_registration must be yes or no"},
      {{"--log-level", "loud"}, "log_level must be info, warning or error"},
      {{"--data-directory", ""}, "data_directory must not be empty"},
      {{"--colour", "blue"}, "--colour"},
      {{"--config", "/no/such/file.toml"}, "/no/such/file.toml"},
  };
  for (const Case& one : cases) {
    const auto read = Read(one.arguments);
    EXPECT_EQ(read.status().code(), absl::StatusCode::kInvalidArgument) << one.arguments[0];
    EXPECT_THAT(std::string(read.status().message()), HasSubstr(one.says));
    EXPECT_THAT(std::string(read.status().message()), EndsWith("."));
  }
}

TEST_F(ConfigTest, AWrongLineOfTheFileIsNamedWithWhatIsAllowed) {
  struct Case {
    const char* text;
    const char* says;
  };
  const std::vector<Case> cases = {
      {"max_family = 3", "there is no setting max_family; there are listen, "},
      {"max_families = 'three'", "max_families must be a whole number"},
      {"max_families = 1.5", "max_families must be a whole number"},
      {"listen = 7340", "listen must be a text in quotes"},
      {"[tls]\nkey = 'a'", "there is no setting tls"},
      {"listen = ", "line 1"},
  };
  for (const Case& one : cases) {
    const auto read = Read({"--config", File(one.text)});
    EXPECT_EQ(read.status().code(), absl::StatusCode::kInvalidArgument) << one.text;
    EXPECT_THAT(std::string(read.status().message()), HasSubstr(one.says));
  }
}

TEST_F(ConfigTest, ATaskTakesTheSettingsOfTheServer) {
  const char* file = File("data_directory = '/from/the/file'");
  for (const std::vector<const char*>& arguments : {std::vector<const char*>{"backup", "copy.db", "--config", file},
                                                    {"--config", file, "restore", "copy.db"},
                                                    {"check", "--config", file, "copy.db"}}) {
    const auto read = Read(arguments);
    ASSERT_TRUE(read.ok()) << read.status();
    const Order order = std::get<Order>(*read);
    EXPECT_EQ(order.data_directory, "/from/the/file");
    EXPECT_EQ(order.task.file, "copy.db");
    EXPECT_EQ(order.task.existing, Existing::kStays);
  }
  const auto read = Read({"backup", "copy.db", "--replace", "--config", file, "--data-directory", "/from/the/flag"});
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(std::get<Order>(*read).data_directory, "/from/the/flag");
  EXPECT_EQ(std::get<Order>(*read).task.kind, Task::Kind::kBackup);
  EXPECT_EQ(std::get<Order>(*read).task.existing, Existing::kIsReplaced);
}

TEST_F(ConfigTest, ATaskOfWrongUseIsOneSentence) {
  for (const std::vector<const char*>& arguments : {std::vector<const char*>{"backup"},
                                                    {"restore"},
                                                    {"backup", "a", "b"},
                                                    {"check", "a", "b"},
                                                    {"restore", "a", "--replace"},
                                                    {"check", "restore", "a", "b"},
                                                    {"rescue"},
                                                    {"backup", "a", "--listen", "x"},
                                                    {"backup", ""},
                                                    {"restore", ""}}) {
    const auto read = Read(arguments);
    EXPECT_EQ(read.status().code(), absl::StatusCode::kInvalidArgument) << arguments[0];
    EXPECT_THAT(std::string(read.status().message()), EndsWith("."));
    EXPECT_EQ(read.status().message().find('\n'), std::string_view::npos);
  }
}

TEST_F(ConfigTest, TlsTasksKnowTheirNamesAndWhereTheirFilesAre) {
  const auto read = Read({"tls", "init", "--name", "toward.home", "--ip", "192.168.1.5", "--ip", "fd00::5",
                          "--data-directory", "/the/data"});
  ASSERT_TRUE(read.ok()) << read.status();
  const TlsTask init = std::get<TlsTask>(*read);
  EXPECT_EQ(init.kind, TlsTask::Kind::kInit);
  EXPECT_THAT(init.names.dns, testing::ElementsAre("toward.home"));
  EXPECT_THAT(init.names.ips, testing::ElementsAre("192.168.1.5", "fd00::5"));
  EXPECT_EQ(init.directory, "/the/data/tls");
  EXPECT_EQ(std::get<TlsTask>(*Read({"tls", "renew"})).kind, TlsTask::Kind::kRenew);
  const TlsTask show = std::get<TlsTask>(*Read({"tls", "show", "--directory", "/etc/toward"}));
  EXPECT_EQ(show.kind, TlsTask::Kind::kShow);
  EXPECT_EQ(show.directory, "/etc/toward");
  EXPECT_EQ(Read({"tls"}).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Read({"tls", "show", "--name", "a"}).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST_F(ConfigTest, AProxyIsTrustedByItsAddressOrAsTheSocket) {
  for (const char* proxy : {"127.0.0.1", "::1", "unix", ""}) {
    EXPECT_EQ(Good({"--trusted-proxy", proxy}).trusted_proxy, proxy);
  }
}

TEST_F(ConfigTest, ASocketNeedsNoCertificate) {
  const Config config = Good({"--listen", "unix:/run/toward/grpc.sock"});
  EXPECT_EQ(SocketPathOf(config.listen), "/run/toward/grpc.sock");
  EXPECT_EQ(SocketPathOf("127.0.0.1:7340"), std::nullopt);
}

TEST_F(ConfigTest, LoopbackNeedsNoCertificate) {
  for (const char* listen : {"127.0.0.1:0", "127.1.2.3:1", "[::1]:7340", "localhost:7340"}) {
    EXPECT_EQ(Good({"--listen", listen}).listen, listen);
  }
}

TEST_F(ConfigTest, HttpAndMetricsStayOnThisMachineEvenWithACertificate) {
  for (const char* flag : {"--http-listen", "--metrics-listen"}) {
    const auto read = Read({flag, "0.0.0.0:7341", "--tls-certificate", "a.pem", "--tls-key", "b.pem"});
    EXPECT_EQ(read.status().code(), absl::StatusCode::kInvalidArgument);
    Good({flag, "127.0.0.1:7341"});
    Good({flag, "[::1]:0"});
    Good({flag, ""});
  }
}

}  // namespace
}  // namespace toward::server
