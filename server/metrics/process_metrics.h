// What the system says about this process.
#ifndef TOWARD_SERVER_METRICS_PROCESS_METRICS_H_
#define TOWARD_SERVER_METRICS_PROCESS_METRICS_H_

#include <vector>

#include "prometheus/metric_family.h"

namespace toward::server {

// Its resident memory and the processor time it has used, by the names that Prometheus' clients give them.
std::vector<prometheus::MetricFamily> ProcessMetrics();

}  // namespace toward::server

#endif  // TOWARD_SERVER_METRICS_PROCESS_METRICS_H_
