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

tm ToUtc(time_t time) {
  tm utc{};
  gmtime_r(&time, &utc);
  return utc;
}

int HoursAheadAtNoon() { return 12 - ToUtc(time(nullptr)).tm_hour; }

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
      CommandLine{.arguments = {programs_.server, "--listen", fmt::format("127.0.0.1:{}", port_), "--call-limits",
                                "off", "--data-directory", server_directory().string()}});
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
  environments_[device]["TOWARD_TEST_CLOCK_OFFSET_MS"] = std::to_string(offset_ms);
}

void Household::Restart(const std::string& device) { environments_[device]["TOWARD_TEST_BOOT_ID"] += "again"; }

std::string Household::server_url() const { return fmt::format("http://127.0.0.1:{}", port_); }

std::string Household::TimeZoneAtNoon() {
  // Names of this kind count to the west: Etc/GMT-3 is three hours ahead of Greenwich.
  const int hours_ahead = HoursAheadAtNoon();
  return hours_ahead == 0 ? "Etc/GMT" : fmt::format("Etc/GMT{}{}", hours_ahead > 0 ? '-' : '+', std::abs(hours_ahead));
}

std::string Household::DateAtNoon() {
  const tm there = ToUtc(time(nullptr) + HoursAheadAtNoon() * 3600);
  return fmt::format("{}-{:02}-{:02}", there.tm_year + 1900, there.tm_mon + 1, there.tm_mday);
}

CommandLine Household::TowardCommand(const std::string& device, std::vector<std::string> arguments) const {
  CommandLine command;
  command.arguments = {programs_.client, "--directory", device_directory(device).string()};
  command.arguments.insert(command.arguments.end(), std::make_move_iterator(arguments.begin()),
                           std::make_move_iterator(arguments.end()));
  const auto environment = environments_.find(device);
  if (environment != environments_.end()) command.environment = environment->second;
  return command;
}

}  // namespace toward::support
