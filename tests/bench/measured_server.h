// A server under load: a process of its own, seen from outside.
#ifndef TOWARD_TESTS_BENCH_MEASURED_SERVER_H_
#define TOWARD_TESTS_BENCH_MEASURED_SERVER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "tests/support/process.h"

namespace toward::bench {

class MeasuredServer {
 public:
  // Starts `arguments`, a program that says "Listening on <address>". Aborts when it does not.
  explicit MeasuredServer(std::vector<std::string> arguments);

  // Stops it and starts it again on the same data; the address changes.
  void Restart();

  const std::string& address() const { return address_; }
  // Processor time since its start, user and system, every thread.
  double CpuSeconds() const;
  int64_t ResidentBytes() const;

 private:
  void Start();

  const std::vector<std::string> arguments_;
  std::unique_ptr<support::Process> process_;
  std::string address_;
};

}  // namespace toward::bench

#endif  // TOWARD_TESTS_BENCH_MEASURED_SERVER_H_
