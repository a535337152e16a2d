#include "tests/server/metrics/exposition.h"

#include <regex>
#include <sstream>

namespace toward::server {
namespace {

class Reader {
 public:
  explicit Reader(const std::string& text) {
    if (!text.ends_with('\n')) Wrong("the last line has no end");
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) ReadLine(line);
    CheckCounts();
  }

  Exposition read;

 private:
  void ReadLine(const std::string& line) {
    static const std::regex help("# HELP ([a-z_]+) [A-Z][^\\\\]*\\.");
    static const std::regex type("# TYPE ([a-z_]+) (counter|gauge|histogram)");
    static const std::regex sample(R"re(([a-z_]+)(?:\{([^{}]*)\})? (\+Inf|[0-9]+(?:\.[0-9]+)?(?:e[+-][0-9]+)?))re");
    std::smatch match;
    if (std::regex_match(line, match, help)) {
      if (read.types.contains(match[1])) Wrong(line);
      family_ = match[1];
    } else if (std::regex_match(line, match, type)) {
      if (family_ != match[1] || !read.types.emplace(match[1], match[2]).second) Wrong(line);
      if ((match[2] == "counter") != family_.ends_with("_total")) Wrong(line);
    } else if (std::regex_match(line, match, sample)) {
      ReadSample(line, match[1], match[2], match[3]);
    } else {
      Wrong(line);
    }
  }

  void ReadSample(const std::string& line, const std::string& name, const std::string& labels,
                  const std::string& value) {
    static const std::regex label(R"re(([a-z_]+)="([a-z0-9_+.-]+|\+Inf)"(?:,|$))re");
    if (!name.starts_with(family_) || !read.types.contains(family_)) return Wrong(line);
    const std::string suffix = name.substr(family_.size());
    const bool is_histogram = read.types[family_] == "histogram";
    if (is_histogram ? suffix != "_bucket" && suffix != "_sum" && suffix != "_count" : !suffix.empty()) Wrong(line);
    std::string rest = labels;
    for (std::smatch match; std::regex_search(rest, match, label, std::regex_constants::match_continuous);) {
      read.label_names.insert(match[1]);
      rest = match.suffix();
    }
    if (!rest.empty()) Wrong(line);
    const std::string key = line.substr(0, line.rfind(' '));
    if (!read.samples.emplace(key, std::stod(value)).second) Wrong(line);
    if (suffix == "_bucket") ReadBucket(line, std::stod(value), labels == "le=\"+Inf\"");
  }

  void ReadBucket(const std::string& line, double count, bool is_last) {
    if (count < bucket_) Wrong(line);
    bucket_ = is_last ? 0 : count;
    if (is_last) counts_[family_ + "_count"] = count;
  }

  void CheckCounts() {
    for (const auto& [family, type] : read.types) {
      if (type == "histogram" && !counts_.contains(family + "_count")) Wrong(family + " has no bucket +Inf");
    }
    for (const auto& [name, count] : counts_) {
      if (!read.samples.contains(name) || read.samples[name] != count) Wrong(name);
    }
  }

  void Wrong(const std::string& line) { read.wrong_lines.push_back(line); }

  std::string family_;
  double bucket_ = 0;
  std::map<std::string, double> counts_;
};

}  // namespace

Exposition ReadExposition(const std::string& text) { return Reader(text).read; }

}  // namespace toward::server
