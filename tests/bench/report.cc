#include "tests/bench/report.h"

#include <grpcpp/grpcpp.h>
#include <sqlite3.h>
#include <sys/utsname.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <thread>
#include <utility>

#include "base/check.h"
#include "fmt/chrono.h"
#include "fmt/format.h"

namespace toward::bench {
namespace {

std::string ProcessorName() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("model name")) return line.substr(line.find(':') + 2);
  }
  return "unknown processor";
}

std::string Heading() {
  utsname system{};
  uname(&system);
  return fmt::format("{}, {} cores, Linux {}, {:%Y-%m-%d}; SQLite {}, gRPC {}, compiler {}", ProcessorName(),
                     std::thread::hardware_concurrency(), system.release, fmt::gmtime(std::time(nullptr)),
                     sqlite3_libversion(), grpc::Version(), __VERSION__);
}

std::optional<double> RatioOf(const Row& row) {
  if (!row.floor.has_value()) return std::nullopt;
  return row.toward / *row.floor;
}

std::string Number(double value, int decimals) {
  const std::string digits = fmt::format("{:.{}f}", value, decimals);
  const size_t point = std::min(digits.find('.'), digits.size());
  std::string text;
  for (size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && i < point && (point - i) % 3 == 0) text += ',';
    text += digits[i];
  }
  return text;
}

std::string Describe(const Target& target, const Row& row) {
  std::vector<std::string> parts;
  if (target.max_ratio.has_value()) parts.push_back(fmt::format("≤ {} × floor", *target.max_ratio));
  if (target.min_ratio.has_value()) parts.push_back(fmt::format("≥ {} × floor", *target.min_ratio));
  if (target.max_value.has_value()) parts.push_back(fmt::format("≤ {} {}", Number(*target.max_value, 0), row.unit));
  return parts.empty() ? "-" : fmt::format("{}", fmt::join(parts, ", "));
}

const char* Met(const Row& row) {
  const Target& target = row.target;
  const double ratio = RatioOf(row).value_or(NAN);
  if (target.max_ratio.has_value() && !(ratio <= *target.max_ratio)) return "no";
  if (target.min_ratio.has_value() && !(ratio >= *target.min_ratio)) return "no";
  if (target.max_value.has_value() && !(row.toward <= *target.max_value)) return "no";
  const bool any = target.max_ratio.has_value() || target.min_ratio.has_value() || target.max_value.has_value();
  return any ? "yes" : "-";
}

std::string Line(const Row& row) {
  const std::optional<double> ratio = RatioOf(row);
  return fmt::format("| {} | {} {} | {} | {} | {} | {} |", row.work, Number(row.toward, row.decimals), row.unit,
                     row.floor.has_value() ? Number(*row.floor, row.decimals) : "-",
                     ratio.has_value() ? fmt::format("{:.2f}", *ratio) : "-", Describe(row.target, row), Met(row));
}

}  // namespace

void Report::Add(Row row) {
  std::fprintf(stderr, "%s\n", Line(row).c_str());
  rows_.push_back(std::move(row));
}

void Report::Print() const {
  std::printf("\n%s\n\n", Heading().c_str());
  std::printf("| Work | Toward | Floor | Ratio | Target | Met |\n|---|---|---|---|---|---|\n");
  for (const Row& row : rows_) std::printf("%s\n", Line(row).c_str());
}

double Quantile(std::vector<double> samples, double share) {
  TOWARD_CHECK(!samples.empty());
  std::sort(samples.begin(), samples.end());
  const auto rank = static_cast<size_t>(std::ceil(share * static_cast<double>(samples.size())));
  return samples[std::clamp<size_t>(rank, 1, samples.size()) - 1];
}

double Median(const std::vector<double>& samples) { return Quantile(samples, 0.5); }

}  // namespace toward::bench
