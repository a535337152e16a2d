// Any bytes as a push to a real server, from the only device of a family of their own. A model beside it, which knows
// no more than how records merge, says what the feed must hold afterwards.

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "base/check.h"
#include "sync/transaction.h"
#include "tests/fuzz/fuzzer.h"
#include "tests/server/test_device.h"
#include "tests/support/test_server.h"

namespace toward::server {
namespace {

using Outcome = v1::PushResponse;

// In the bytes, what stands for the device's own number, and the id of its member.
constexpr uint32_t kOwnReplica = 7;
constexpr char kOwnMember = 'm';

class Server {
 public:
  Server() { TOWARD_CHECK(server_.Start().ok()); }

  TestDevice NewDevice() {
    TestDevice device(server_);
    device.member = *MemberId::FromBytes(std::string(MemberId::kBytes, kOwnMember));
    TOWARD_CHECK(device.CreateFamily().ok());
    TOWARD_CHECK(device.OpenSession().ok());
    return device;
  }

 private:
  support::TestServer server_;
};

// Absent: refused, as it may be.
std::optional<v1::PushResponse> Send(TestDevice& device, const v1::PushRequest& request) {
  v1::PushResponse response;
  const grpc::Status status = device.Send(request, &response);
  if (status.ok()) return response;
  TOWARD_CHECK(status.error_code() == grpc::StatusCode::INVALID_ARGUMENT ||
               status.error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED);
  return std::nullopt;
}

// What a feed holds after the transactions that were not rejected.
class Model {
 public:
  // Whether anything changed.
  bool Apply(const v1::Transaction& transaction) {
    bool changed = false;
    const auto records = std::get<sync::Transaction>(sync::CheckTransaction(transaction));
    for (const sync::Record& record : records) {
      has_reflections_ |= record.kind() == v1::KIND_REFLECTION;
      const auto [stored, is_new] = records_.try_emplace({record.kind(), record.id()}, record);
      if (!is_new && !stored->second.Merge(record)) continue;
      ++head_;
      changed = true;
    }
    return changed;
  }

  void CheckFeed(TestDevice& device) const {
    const std::unique_ptr<TestWatch> watch = device.Watch();
    const std::vector<v1::Patch> feed = watch->CatchUp();
    for (const v1::Patch& patch : feed) {
      const sync::Record record = *sync::Record::FromPatch(patch);
      TOWARD_CHECK(record == records_.at({record.kind(), record.id()}));
    }
    const sync::Seq head = watch->cursor().seq();
    if (!has_reflections_) {
      TOWARD_CHECK(feed.size() == records_.size());
      TOWARD_CHECK(head == head_);
    } else {
      // Some are kept from this member, and two that reveal each other change once more.
      TOWARD_CHECK(feed.size() <= records_.size());
      TOWARD_CHECK(head >= head_);
    }
  }

 private:
  std::map<std::pair<uint32_t, RecordId>, sync::Record> records_;
  sync::Seq head_ = 0;
  bool has_reflections_ = false;
};

// Checks the verdicts against the model, and brings it up to date.
void CheckVerdicts(const v1::PushRequest& request, const v1::PushResponse& response, Model& model) {
  TOWARD_CHECK(response.verdicts_size() == request.transactions_size());
  TOWARD_CHECK(response.last_push_no() == request.push_no());
  for (int i = 0; i < response.verdicts_size(); ++i) {
    const v1::Verdict& verdict = response.verdicts(i);
    const bool rejected = verdict.code() == v1::Verdict::CODE_REJECTED;
    TOWARD_CHECK(rejected == (verdict.reason() != v1::Verdict::REASON_UNSPECIFIED));
    if (rejected) continue;
    TOWARD_CHECK(model.Apply(request.transactions(i)) == (verdict.code() == v1::Verdict::CODE_APPLIED));
  }
}

// The same request again is answered the same, and changes nothing.
void CheckRepeat(TestDevice& device, const v1::PushRequest& request, const v1::PushResponse& first) {
  const std::optional<v1::PushResponse> again = Send(device, request);
  TOWARD_CHECK(again.has_value());
  TOWARD_CHECK(again->SerializeAsString() == first.SerializeAsString());
}

// The transactions that were stored, the last one first: there is nothing new in them.
v1::PushRequest StoredReversed(const v1::PushRequest& request, const v1::PushResponse& response) {
  v1::PushRequest stored = request;
  stored.clear_transactions();
  for (int i = response.verdicts_size() - 1; i >= 0; --i) {
    if (response.verdicts(i).code() != v1::Verdict::CODE_REJECTED) *stored.add_transactions() = request.transactions(i);
  }
  stored.set_push_no(request.push_no() + 1);
  stored.set_digest(sync::PushDigest(stored));
  return stored;
}

void PushAndCheck(TestDevice& device, const v1::PushRequest& request, Model& model) {
  const std::optional<v1::PushResponse> response = Send(device, request);
  if (response.has_value() && response->outcome() == Outcome::OUTCOME_ACCEPTED) {
    CheckVerdicts(request, *response, model);
    CheckRepeat(device, request, *response);
    device.last_push_no = request.push_no();
    const v1::PushRequest again = StoredReversed(request, *response);
    const std::optional<v1::PushResponse> nothing_new = Send(device, again);
    TOWARD_CHECK(nothing_new.has_value() && nothing_new->outcome() == Outcome::OUTCOME_ACCEPTED);
    CheckVerdicts(again, *nothing_new, model);
    device.last_push_no = again.push_no();
  }
  model.CheckFeed(device);
}

void ReplaceOwnReplica(v1::PushRequest& request, uint32_t own) {
  for (v1::Transaction& transaction : *request.mutable_transactions()) {
    for (v1::Patch& patch : *transaction.mutable_patches()) {
      for (v1::StampRun& run : *patch.mutable_runs()) {
        if (run.stamp().replica() == kOwnReplica) run.mutable_stamp()->set_replica(own);
      }
    }
  }
  if (request.replica() == kOwnReplica) request.set_replica(own);
}

void Fuzz(std::string_view bytes) {
  static Server server;
  v1::PushRequest request;
  if (!request.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return;
  TestDevice device = server.NewDevice();
  ReplaceOwnReplica(request, device.replica);
  Model model;
  PushAndCheck(device, request, model);
  // And in turn, whatever its number was.
  request.set_replica(device.replica);
  request.set_push_no(device.last_push_no + 1);
  request.set_digest(sync::PushDigest(request));
  request.clear_sent_time_ms();
  PushAndCheck(device, request, model);
}

}  // namespace
}  // namespace toward::server

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  toward::server::Fuzz(toward::fuzz::Bytes(data, size));
  return 0;
}
