// Comparing what a device has on its disk with what it must have.
#include <algorithm>
#include <utility>

#include "base/sqlite.h"
#include "tests/sim/sim_device.h"
#include "tests/sim/violation.h"

namespace toward::sim {
namespace {

v1::Patch PatchIn(const Query& query, int column) {
  v1::Patch patch;
  Demand(patch.ParseFromString(std::string(query.Blob(column))), "WELL-FORMED", "a kept record is none");
  return patch;
}

Query Prepared(Database& database, const char* sql) {
  absl::StatusOr<Query> query = database.Prepare(sql);
  Demand(query.ok(), "DURABLE", "a device's file cannot be read");
  return *std::move(query);
}

bool Next(Query& query) {
  const absl::StatusOr<bool> row = query.Step();
  Demand(row.ok(), "DURABLE", "a device's file is damaged");
  return *row;
}

}  // namespace

Database& SimDevice::eyes() {
  if (eyes_ == nullptr) {
    auto database = Database::Open("/" + name_ + "/replica.db", Database::Mode::kReadOnly, 1000);
    Demand(database.ok(), "DURABLE", name_ + "'s file cannot be opened");
    eyes_ = *std::move(database);
  }
  return *eyes_;
}

SimDevice::Raw SimDevice::Read() {
  Raw raw;
  raw.outbox = ReadOutbox();
  {
    Query query = Prepared(eyes(), "SELECT state FROM record");
    while (Next(query)) {
      const v1::Patch patch = PatchIn(query, 0);
      raw.confirmed[KeyOf(patch)] = FieldsOf(patch);
    }
  }
  Query query = Prepared(eyes(), "SELECT count(*) FROM dead_letter");
  Next(query);
  raw.dead_letters = query.Integer(0);
  return raw;
}

std::vector<SimDevice::RawEntry> SimDevice::ReadOutbox() {
  std::vector<RawEntry> outbox;
  {
    Query query = Prepared(eyes(), "SELECT number, hidden, hlc FROM outbox ORDER BY number");
    while (Next(query)) {
      outbox.push_back({query.Integer(0), query.Integer(1) != 0, static_cast<uint64_t>(query.Integer(2)), {}});
    }
  }
  Query query = Prepared(eyes(), "SELECT outbox, patch FROM outbox_patch ORDER BY outbox");
  auto entry = outbox.begin();
  while (Next(query)) {
    while (entry != outbox.end() && entry->number < query.Integer(0)) ++entry;
    Demand(entry != outbox.end() && entry->number == query.Integer(0), "NO-LOCAL-LOST",
           name_ + " has a patch of no transaction");
    const v1::Patch patch = PatchIn(query, 1);
    entry->patches[KeyOf(patch)] = FieldsOf(patch);
  }
  return outbox;
}

std::string SimDevice::EntryDifference(const RawEntry& entry, const Act& act) {
  if (act.number != 0 && entry.number != act.number) return "another change waits in its place";
  if (entry.patches.size() != act.records.size()) return "a change waits in part";
  for (const auto& [key, meant] : act.records) {
    const auto record = entry.patches.find(key);
    if (record == entry.patches.end()) return "a change waits without one of its records";
    if (record->second.size() != meant.size()) return "a change waits without one of its fields";
    for (const auto& [field, value] : meant) {
      const auto found = record->second.find(field);
      if (found == record->second.end()) return "a change waits without one of its fields";
      const std::string& bytes = found->second.bytes;
      if (value.any) continue;
      if (value.sealed ? bytes.empty() || bytes.find(value.bytes) != std::string::npos : bytes != value.bytes) {
        return fmt::format("field {} waits with other bytes than were written", field);
      }
    }
  }
  return "";
}

std::string SimDevice::DifferenceFrom(const Raw& raw, const State& state) {
  if (raw.confirmed != state.confirmed) return "confirmed: " + Difference(raw.confirmed, state.confirmed);
  if (raw.dead_letters != state.dead_letters) {
    return fmt::format("{} rejected changes instead of {}", raw.dead_letters, state.dead_letters);
  }
  size_t at = 0;
  for (const RawEntry& entry : raw.outbox) {
    if (entry.hidden) continue;
    if (at == state.outbox.size()) return "more changes wait than were made";
    if (std::string different = EntryDifference(entry, *state.outbox[at]); !different.empty()) return different;
    ++at;
  }
  return at == state.outbox.size() ? "" : "fewer changes wait than were made";
}

void SimDevice::TakeNewEntries(const std::shared_ptr<Act>& meant) {
  const std::vector<RawEntry> outbox = ReadOutbox();
  size_t known = state_.outbox.size();
  size_t fresh = 0;
  for (const RawEntry& entry : outbox) {
    if (entry.hidden) continue;
    if (known > 0) {
      --known;
      continue;
    }
    std::shared_ptr<Act> act = meant;
    if (act == nullptr) {
      act = std::make_shared<Act>();
      for (const auto& [key, fields] : entry.patches) {
        for (const auto& [field, value] : fields) act->records[key][field] = {.bytes = value.bytes, .any = true};
      }
    }
    Demand(meant == nullptr || fresh == 0, "NO-LOCAL-LOST", name_ + " made two changes of one");
    ++fresh;
    const std::string different = EntryDifference(entry, *act);
    Demand(different.empty(), "ATOMIC-VIEW", name_ + ": " + different);
    act->id = world_.next_act++;
    act->number = entry.number;
    act->true_ms = world_.timeline.true_wall_ms();
    act->boot_id = clock_.Now().boot_id;
    state_.outbox.push_back(act);
    const auto hlc_ms = static_cast<int64_t>(entry.hlc >> 16);
    world_.Note("{} writes act {} at {}", name_, act->id, hlc_ms);
    // What came through though the device died in it was written before now.
    if (clock_error_ms_ >= 0 && !world_.server_clock_was_wrong && !perhaps_.has_value()) {
      Demand(hlc_ms >= act->true_ms - clock_error_ms_, "INTENT-ORDER",
             fmt::format("{} stamps {} ms early though it knows the time", name_, act->true_ms - hlc_ms));
    }
  }
  Demand(meant == nullptr || fresh == 1, "NO-LOCAL-LOST", name_ + " says a change is made, and it is nowhere");
  CheckStamps(outbox);
}

void SimDevice::CheckStamps(const std::vector<RawEntry>& outbox) {
  uint64_t last = 0;
  for (const RawEntry& entry : outbox) {
    if (entry.hidden) continue;
    Demand(entry.hlc > last, "INTENT-ORDER", name_ + "'s changes are not stamped in their order");
    last = entry.hlc;
    for (const auto& [key, fields] : entry.patches) {
      for (const auto& [field, value] : fields) {
        Demand(value.hlc == entry.hlc, "INTENT-ORDER", name_ + " has one change with two stamps");
      }
    }
  }
}

void SimDevice::Settle() {
  const Raw raw = Read();
  const std::string before = DifferenceFrom(raw, state_);
  if (before.empty()) {
    perhaps_.reset();
    perhaps_more_entries_ = false;
    return;
  }
  Demand(perhaps_.has_value(), "NO-LOCAL-LOST", name_ + " has changed while it was off: " + before);
  if (std::exchange(perhaps_more_entries_, false)) {
    // The change that was being made is there all the same.
    TakeNewEntries(std::exchange(perhaps_meant_, nullptr));
    const std::string different = DifferenceFrom(raw, state_);
    Demand(different.empty(), "ATOMIC-COMMIT", name_ + ": " + different);
  } else {
    const std::string after = DifferenceFrom(raw, *perhaps_);
    Demand(after.empty(), "ATOMIC-COMMIT",
           fmt::format("{}: a step that was cut off came through in part: {}; {}", name_, before, after));
    state_ = *perhaps_;
  }
  world_.Count("a step came through though the device died in it");
  perhaps_.reset();
}

void SimDevice::Audit() {
  if (replica_ == nullptr || disk_.dead()) return;
  const Raw raw = Read();
  const std::string different = DifferenceFrom(raw, state_);
  Demand(different.empty(), "NO-LOCAL-LOST", name_ + ": " + different);
  CheckStamps(raw.outbox);
}

void SimDevice::AuditConverged(const ServerFamily& server) {
  Registers expected;
  for (const auto& [key, stored] : server.records) expected[key] = stored.fields;
  const Raw raw = Read();
  Demand(raw.confirmed == expected, "CONVERGE", name_ + ": " + Difference(raw.confirmed, expected));
  Demand(raw.outbox.empty(), "NO-STALL-BY-CLOCK", name_ + " still has changes that wait");
  for (const auto& [key, fields] : expected) {
    const auto sealed = client::SealedFields(key.first);
    const RecordId id = *RecordId::FromBytes(key.second);
    for (const auto& [field, value] : fields) {
      const auto words = world_.words.find(value.bytes);
      if (words == world_.words.end() || std::find(sealed.begin(), sealed.end(), field) == sealed.end()) continue;
      const auto opened = words_.OpenField(id, field, {value.hlc, value.replica}, value.bytes, family_.members);
      Demand(opened == words->second, "READABLE", name_ + " cannot read what was written");
    }
    const auto shown = replica_->Find(static_cast<v1::Kind>(key.first), id);
    Demand(shown.ok() && shown->has_value(), "CONVERGE", name_ + " does not show a record");
    Demand(FieldsOf((*shown)->ToPatch()) == fields, "CONVERGE", name_ + " shows another state than is confirmed");
  }
}

std::string SimDevice::Describe() const {
  return fmt::format("{}: {}, state {}, at {} of branch {}, {} changes wait", name_, replica_ == nullptr ? "off" : "on",
                     session_.has_value() ? static_cast<int>(session_->state()) : -1, state_.place.seq,
                     state_.place.branch, state_.outbox.size());
}

}  // namespace toward::sim
