#include "tests/support/household.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <utility>

#include "base/check.h"
#include "fmt/format.h"

namespace toward::support {
namespace {

// A port nobody listens on now.
int FreePort() {
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  TOWARD_CHECK(bind(fd, reinterpret_cast<sockaddr*>(&address), size) == 0);
  TOWARD_CHECK(getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) == 0);
  close(fd);
  return ntohs(address.sin_port);
}

}  // namespace

TemporaryDirectory::TemporaryDirectory() {
  std::string name = (std::filesystem::temp_directory_path() / "toward-XXXXXX").string();
  TOWARD_CHECK(mkdtemp(name.data()) != nullptr);
  path_ = name;
}

TemporaryDirectory::~TemporaryDirectory() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

Household::Household(Programs programs) : programs_(std::move(programs)), port_(FreePort()) {}

bool Household::StartServer() {
  server_ = std::make_unique<Process>(
      CommandLine{.arguments = {programs_.server, "--listen", fmt::format("127.0.0.1:{}", port_), "--data-directory",
                                server_directory().string()}});
  return !server_->WaitForLine("Listening").empty();
}

void Household::KillServer() { server_->Kill(); }

int Household::StopServer() {
  server_->Signal(SIGTERM);
  return server_->Wait();
}

Finished Household::Toward(const std::string& device, std::vector<std::string> arguments,
                           const std::string& standard_input) {
  CommandLine command = TowardCommand(device, std::move(arguments));
  command.standard_input = standard_input;
  return Run(command);
}

std::unique_ptr<Process> Household::StartToward(const std::string& device, std::vector<std::string> arguments) {
  return std::make_unique<Process>(TowardCommand(device, std::move(arguments)));
}

void Household::SetClockOffsetMs(const std::string& device, int64_t offset_ms) {
  clock_offsets_ms_[device] = offset_ms;
}

std::string Household::server_url() const { return fmt::format("http://127.0.0.1:{}", port_); }

std::string Household::TimeZoneAtNoon() {
  const time_t now = time(nullptr);
  tm utc{};
  gmtime_r(&now, &utc);
  // Names of this kind count to the west: Etc/GMT-3 is three hours ahead of Greenwich.
  const int hours_ahead = 12 - utc.tm_hour;
  return hours_ahead == 0 ? "Etc/GMT" : fmt::format("Etc/GMT{}{}", hours_ahead > 0 ? '-' : '+', std::abs(hours_ahead));
}

CommandLine Household::TowardCommand(const std::string& device, std::vector<std::string> arguments) const {
  CommandLine command;
  command.arguments = {programs_.client, "--directory", device_directory(device).string()};
  command.arguments.insert(command.arguments.end(), std::make_move_iterator(arguments.begin()),
                           std::make_move_iterator(arguments.end()));
  const auto offset = clock_offsets_ms_.find(device);
  if (offset != clock_offsets_ms_.end()) {
    command.environment["TOWARD_TEST_CLOCK_OFFSET_MS"] = std::to_string(offset->second);
  }
  return command;
}

}  // namespace toward::support
