// One watch on its way from the hub to a device.
#ifndef TOWARD_TESTS_SIM_SIM_STREAM_H_
#define TOWARD_TESTS_SIM_SIM_STREAM_H_

#include <cstdint>
#include <string>

#include "tests/sim/sim_server.h"

namespace toward::sim {

class SimServer::Stream final : public server::FeedStream {
 public:
  Stream(SimServer& server, uint64_t id, SimDevice& device, int attempt, Place begin)
      : server_(server), id_(id), device_(device), attempt_(attempt), begin_(begin) {}

  void Send(const grpc::ByteBuffer& message) override;
  void End(const absl::Status& status) override;

  uint64_t id() const { return id_; }
  bool IsOf(const SimDevice& device, int attempt) const { return &device_ == &device && attempt_ == attempt; }

 private:
  void Check(const v1::WatchResponse& response, const std::string& bytes);
  // Nothing more gets through, and nobody is told for a while.
  void Break();

  SimServer& server_;
  const uint64_t id_;
  SimDevice& device_;
  const int attempt_;
  const Place begin_;
  int sent_ = 0;
  bool broken_ = false;
  int64_t last_arrival_ms_ = 0;
};

}  // namespace toward::sim

#endif  // TOWARD_TESTS_SIM_SIM_STREAM_H_
