#include "tests/sim/sim_stream.h"

#include <vector>

#include "base/check.h"
#include "client/sync/connection.h"
#include "server/message_bytes.h"
#include "sync/limits.h"
#include "tests/sim/sim_device.h"
#include "tests/sim/violation.h"

namespace toward::sim {

void SimServer::Stream::Send(const grpc::ByteBuffer& message) {
  World& world = server_.world_;
  std::vector<grpc::Slice> slices;
  TOWARD_CHECK(message.Dump(&slices).ok());
  std::string bytes;
  for (const grpc::Slice& slice : slices) bytes.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  v1::WatchResponse response;
  Demand(response.ParseFromString(bytes), "WELL-FORMED", "the server sent what is no WatchResponse");
  Check(response, bytes);
  ++sent_;
  const auto taken = [&server = server_, id = id_, life = server_.life_] {
    const auto found = server.life_ == life ? server.streams_.find(id) : server.streams_.end();
    if (found == server.streams_.end()) return;
    server.hub_->Sent(found->second.get());
    server.Wake();
  };
  world.timeline.In(server_.chance_.Between(1, 40), taken);
  if (broken_) return;
  if (response.has_page() && response.page().records_size() > 0 && world.NetworkHits("cut-mid-page")) {
    world.Count("cut-mid-page");
    return Break();
  }
  const Place reaches{server_.branch(), response.has_page() ? response.page().cursor().seq() : 0};
  const int64_t sent_ms = world.timeline.now_ms();
  last_arrival_ms_ = world.Carry(
      device_, World::Direction::kToDevice, last_arrival_ms_ + 1,
      [&device = device_, attempt = attempt_, response, reaches, sent_ms] {
        device.Arrived(attempt, response, reaches, sent_ms);
      },
      [this] { Break(); });
}

void SimServer::Stream::Check(const v1::WatchResponse& response, const std::string& bytes) {
  Demand(bytes.size() <= sync::kMaxMessageBytes, "BOUNDED", "a page is larger than a client must take");
  for (const auto& family : server_.world_.families) {
    if (family->index == device_.family().index) continue;
    Demand(bytes.find(family->canary) == std::string::npos, "NO-LEAK", "a page has another family's words");
  }
  if (sent_ != 1) return;
  const bool continues = server_.Continues(device_.family().index, begin_);
  if (!continues) server_.world_.Count("DIVERGED cursor");
  Demand(
      response.has_diverged() != continues, "RESTORE-SAFE",
      continues ? "a cursor of this feed was taken for another's" : "a cursor of a lost feed was taken for this one's");
}

void SimServer::Stream::Break() {
  if (broken_) return;
  broken_ = true;
  World& world = server_.world_;
  // The client may hear of it soon, or only by the silence.
  if (world.NetworkHits("cut-mid-page") || world.timeline.now_ms() % 2 == 0) {
    world.timeline.In(
        50, [&device = device_, attempt = attempt_] { device.WatchEnded(attempt, sync::Failure::kTransient); });
  }
  world.timeline.In(2 * kMinuteMs,
                    [&server = server_, &device = device_, attempt = attempt_] { server.Leave(device, attempt); });
}

void SimServer::Stream::End(const absl::Status& status) {
  World& world = server_.world_;
  if (!broken_ && !absl::IsCancelled(status)) {
    world.Carry(
        device_, World::Direction::kToDevice, last_arrival_ms_ + 1,
        [&device = device_, attempt = attempt_, failure = client::FailureOf(status)] {
          device.WatchEnded(attempt, failure);
        },
        [] {});
  }
  world.timeline.In(0, [&server = server_, id = id_, life = server_.life_] {
    if (server.life_ == life) server.streams_.erase(id);
  });
}

}  // namespace toward::sim
