#include "server/metrics/process_metrics.h"

#include <sys/resource.h>
#include <unistd.h>

#include <fstream>

namespace toward::server {
namespace {

double ResidentBytes() {
  std::ifstream file("/proc/self/statm");
  double all_pages = 0, resident_pages = 0;
  file >> all_pages >> resident_pages;
  return resident_pages * static_cast<double>(sysconf(_SC_PAGESIZE));
}

double Seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1'000'000;
}

double ProcessorSeconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return Seconds(usage.ru_utime) + Seconds(usage.ru_stime);
}

}  // namespace

std::vector<prometheus::MetricFamily> ProcessMetrics() {
  prometheus::ClientMetric memory, processor;
  memory.gauge.value = ResidentBytes();
  processor.counter.value = ProcessorSeconds();
  return {{.name = "process_resident_memory_bytes",
           .help = "Resident memory.",
           .type = prometheus::MetricType::Gauge,
           .metric = {memory}},
          {.name = "process_cpu_seconds_total",
           .help = "Processor time, user and system.",
           .type = prometheus::MetricType::Counter,
           .metric = {processor}}};
}

}  // namespace toward::server
