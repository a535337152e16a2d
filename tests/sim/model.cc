#include "tests/sim/model.h"

#include <algorithm>

#include "base/hex.h"
#include "fmt/format.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/wire_format_lite.h"
#include "tests/sim/violation.h"

namespace toward::sim {
namespace {

// The promise of docs/protocol.md, "Clocks".
constexpr int64_t kTolerableSkewMs = 60'000;

std::string Named(const RecordKey& key) { return fmt::format("{}/{}", key.first, ToHex(key.second).substr(0, 8)); }

std::string Told(const Value& value) {
  return fmt::format("{}.{} by {} ({})", value.ms(), value.hlc & 0xffff, value.replica,
                     ToHex(value.bytes).substr(0, 40));
}

std::string Difference(const Fields& real, const Fields& expected) {
  for (const auto& [field, value] : expected) {
    const auto found = real.find(field);
    if (found == real.end()) return fmt::format("field {} is missing", field);
    if (found->second != value) {
      return fmt::format("field {} is {} instead of {}", field, Told(found->second), Told(value));
    }
  }
  return "there are more fields than there should be";
}

}  // namespace

RecordKey KeyOf(const v1::Patch& patch) { return {static_cast<uint32_t>(patch.kind()), patch.id()}; }

std::map<uint32_t, std::string> Cut(const std::string& body) {
  using google::protobuf::internal::WireFormatLite;
  std::map<uint32_t, std::string> pieces;
  google::protobuf::io::CodedInputStream stream(reinterpret_cast<const uint8_t*>(body.data()),
                                                static_cast<int>(body.size()));
  while (true) {
    const int begin = stream.CurrentPosition();
    const uint32_t tag = stream.ReadTag();
    if (tag == 0) break;
    Demand(WireFormatLite::SkipField(&stream, tag), "WELL-FORMED", "a body that is no message");
    const auto size = static_cast<size_t>(stream.CurrentPosition() - begin);
    pieces[tag >> 3] += body.substr(static_cast<size_t>(begin), size);
  }
  return pieces;
}

Fields FieldsOf(const v1::Patch& patch) {
  const std::map<uint32_t, std::string> pieces = Cut(patch.body());
  Fields fields;
  for (const v1::StampRun& run : patch.runs()) {
    for (const uint32_t field : run.fields()) {
      const auto piece = pieces.find(field);
      fields[field] = {run.stamp().hlc(), run.stamp().replica(), piece == pieces.end() ? "" : piece->second};
    }
  }
  return fields;
}

Registers RegistersOf(const v1::Transaction& transaction) {
  Registers registers;
  for (const v1::Patch& patch : transaction.patches()) registers[KeyOf(patch)] = FieldsOf(patch);
  return registers;
}

bool Merge(Fields& into, const Fields& from) {
  bool changed = false;
  for (const auto& [field, value] : from) {
    const auto [there, is_new] = into.emplace(field, value);
    if (is_new || there->second < value) {
      there->second = value;
      changed = true;
    }
  }
  return changed;
}

void Merge(Registers& into, const Registers& from) {
  for (const auto& [key, fields] : from) Merge(into[key], fields);
}

bool Holds(const Registers& held, const Registers& wanted) {
  for (const auto& [key, fields] : wanted) {
    const auto record = held.find(key);
    if (record == held.end()) return false;
    for (const auto& [field, value] : fields) {
      const auto found = record->second.find(field);
      if (found == record->second.end() || found->second < value) return false;
    }
  }
  return true;
}

std::string Difference(const Registers& real, const Registers& expected) {
  for (const auto& [key, fields] : expected) {
    const auto found = real.find(key);
    if (found == real.end()) return fmt::format("record {} is missing", Named(key));
    if (found->second != fields) return fmt::format("record {}: {}", Named(key), Difference(found->second, fields));
  }
  for (const auto& [key, fields] : real) {
    if (!expected.contains(key)) return fmt::format("record {} should not be there", Named(key));
  }
  return "none";
}

v1::PushResponse::Outcome ServerFamily::Judge(const v1::PushRequest& request, const std::string& device,
                                              int64_t now_ms) const {
  const auto found = replicas.find(request.replica());
  if (found == replicas.end() || found->second.device != device) return v1::PushResponse::OUTCOME_FORK;
  const Replica& last = found->second;
  if (request.push_no() == last.push_no && request.digest() == last.digest) return v1::PushResponse::OUTCOME_ACCEPTED;
  if (request.push_no() <= last.push_no) return v1::PushResponse::OUTCOME_FORK;
  if (request.push_no() > last.push_no + 1) return v1::PushResponse::OUTCOME_DIVERGED;
  const int64_t latest_ms = std::max(now_ms + kTolerableSkewMs, max_ms + 1);
  const int64_t off_ms = request.sent_time_ms() - now_ms;
  bool in_time = off_ms >= -kTolerableSkewMs && off_ms <= kTolerableSkewMs;
  for (const v1::Transaction& transaction : request.transactions()) {
    for (const v1::Patch& patch : transaction.patches()) {
      for (const v1::StampRun& run : patch.runs()) {
        in_time = in_time && static_cast<int64_t>(run.stamp().hlc() >> 16) <= latest_ms;
      }
    }
  }
  return in_time ? v1::PushResponse::OUTCOME_ACCEPTED : v1::PushResponse::OUTCOME_SKEW;
}

bool ServerFamily::Apply(const v1::Transaction& transaction) {
  bool changed = false;
  // The product's order within a transaction is that of the patches.
  for (const v1::Patch& patch : transaction.patches()) {
    const Fields fields = FieldsOf(patch);
    Stored& stored = records[KeyOf(patch)];
    if (!Merge(stored.fields, fields)) continue;
    stored.seq = ++head;
    changed = true;
    for (const auto& [field, value] : fields) max_ms = std::max(max_ms, value.ms());
  }
  return changed;
}

}  // namespace toward::sim
