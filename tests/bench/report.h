// What was measured, in one table: Toward, the floor measured beside it, their ratio, and the target.
#ifndef TOWARD_TESTS_BENCH_REPORT_H_
#define TOWARD_TESTS_BENCH_REPORT_H_

#include <optional>
#include <string>
#include <vector>

namespace toward::bench {

// What must hold, of whichever parts are set.
struct Target {
  std::optional<double> max_ratio = {};
  std::optional<double> min_ratio = {};
  std::optional<double> max_value = {};
};

struct Row {
  std::string work;
  std::string unit;
  int decimals = 0;
  double toward = 0;
  std::optional<double> floor = {};
  Target target = {};
};

class Report {
 public:
  // Says so on standard error too, for whoever waits.
  void Add(Row row);
  // Machine, date and versions, then the table, as Markdown on standard output.
  void Print() const;

 private:
  std::vector<Row> rows_;
};

// The value below which `share` of the samples lie, by nearest rank. There is at least one sample.
double Quantile(std::vector<double> samples, double share);
double Median(const std::vector<double>& samples);

}  // namespace toward::bench

#endif  // TOWARD_TESTS_BENCH_REPORT_H_
