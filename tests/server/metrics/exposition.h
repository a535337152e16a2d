// Prometheus' text format 0.0.4, read strictly.
#ifndef TOWARD_TESTS_SERVER_METRICS_EXPOSITION_H_
#define TOWARD_TESTS_SERVER_METRICS_EXPOSITION_H_

#include <map>
#include <set>
#include <string>
#include <vector>

namespace toward::server {

struct Exposition {
  // By name and labels as written: `toward_pushes_total{outcome="accepted"}`.
  std::map<std::string, double> samples;
  // By the name of the family.
  std::map<std::string, std::string> types;
  std::set<std::string> label_names;
  // Every line that breaks a rule of the format.
  std::vector<std::string> wrong_lines;
};

// A line is # HELP, # TYPE or a sample; a family says HELP, then TYPE, then its samples, and comes once; counters end
// in _total; a sample comes once; a histogram's buckets grow to +Inf, which is its count.
Exposition ReadExposition(const std::string& text);

}  // namespace toward::server

#endif  // TOWARD_TESTS_SERVER_METRICS_EXPOSITION_H_
