#include "tests/bench/measured_server.h"

#include <signal.h>
#include <unistd.h>

#include <fstream>
#include <sstream>
#include <utility>

#include "base/check.h"
#include "fmt/format.h"

namespace toward::bench {
namespace {

// proc(5), /proc/pid/stat: utime and stime are the 14th and 15th word; the second, a name in parentheses, may hold
// blanks.
constexpr int kWordsBetweenNameAndUtime = 11;

std::string ReadAll(const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  TOWARD_CHECK(file.good());
  return text.str();
}

}  // namespace

MeasuredServer::MeasuredServer(std::vector<std::string> arguments) : arguments_(std::move(arguments)) { Start(); }

void MeasuredServer::Start() {
  process_ = std::make_unique<support::Process>(support::CommandLine{.arguments = arguments_});
  const std::string line = process_->WaitForLine("Listening on ");
  TOWARD_CHECK(!line.empty());
  address_ = line.substr(line.rfind(' ') + 1);
}

void MeasuredServer::Restart() {
  process_->Signal(SIGTERM);
  TOWARD_CHECK(process_->Wait() == 0);
  Start();
}

double MeasuredServer::CpuSeconds() const {
  const std::string stat = ReadAll(fmt::format("/proc/{}/stat", process_->pid()));
  std::istringstream words(stat.substr(stat.rfind(')') + 1));
  std::string skipped;
  for (int i = 0; i < kWordsBetweenNameAndUtime; ++i) words >> skipped;
  int64_t user = 0;
  int64_t system = 0;
  words >> user >> system;
  return static_cast<double>(user + system) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

int64_t MeasuredServer::ResidentBytes() const {
  std::istringstream words(ReadAll(fmt::format("/proc/{}/statm", process_->pid())));
  int64_t total = 0;
  int64_t resident = 0;
  words >> total >> resident;
  return resident * sysconf(_SC_PAGESIZE);
}

}  // namespace toward::bench
