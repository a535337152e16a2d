// What the server holds on its disk, beside what it must hold.
#include <algorithm>
#include <chrono>
#include <utility>

#include "base/check.h"
#include "base/status_macros.h"
#include "server/errors.h"
#include "server/refusals.h"
#include "server/service/push_handler.h"
#include "sync/limits.h"
#include "tests/sim/sim_device.h"
#include "tests/sim/sim_server.h"
#include "tests/sim/sim_stream.h"
#include "tests/sim/violation.h"
#include "trust/session_proof.h"

namespace toward::sim {

std::vector<Registers> SimServer::Read() {
  auto database = Database::Open(kPath, Database::Mode::kReadOnly, 1000);
  Demand(database.ok(), "DURABLE", "the server's file cannot be opened");
  std::vector<Registers> read(numbers_.size());
  auto query = (*database)->Prepare("SELECT family, state FROM record ORDER BY family, seq");
  Demand(query.ok(), "DURABLE", "the server's file cannot be read");
  while (true) {
    const auto row = query->Step();
    Demand(row.ok(), "DURABLE", "the server's file is damaged");
    if (!*row) return read;
    v1::Patch patch;
    Demand(patch.ParseFromString(std::string(query->Blob(1))), "WELL-FORMED", "a stored record is none");
    read[static_cast<size_t>(FamilyOf(static_cast<server::FamilyNumber>(query->Integer(0))))][KeyOf(patch)] =
        FieldsOf(patch);
  }
}

std::string SimServer::DifferenceFrom(const State& state) {
  const std::vector<Registers> real = Read();
  for (size_t i = 0; i < real.size(); ++i) {
    Registers expected;
    for (const auto& [key, stored] : state.families[i].records) expected[key] = stored.fields;
    if (real[i] != expected) return Difference(real[i], expected);
  }
  auto database = Database::Open(kPath, Database::Mode::kReadOnly, 1000);
  Demand(database.ok(), "DURABLE", "the server's file cannot be opened");
  for (size_t i = 0; i < numbers_.size(); ++i) {
    auto query = (*database)->Prepare("SELECT head FROM family WHERE family = ?");
    Demand(query.ok(), "DURABLE", "the server's file cannot be read");
    const auto row = query->Bind(static_cast<int64_t>(numbers_[i])).Step();
    Demand(row.ok() && *row, "DURABLE", "a family is gone");
    const auto head = static_cast<uint64_t>(query->Integer(0));
    if (head != state.families[i].head) {
      return fmt::format("the head is {} instead of {}", head, state.families[i].head);
    }
    for (const auto& [number, replica] : state.families[i].replicas) {
      auto last = (*database)->Prepare("SELECT push_no FROM replica WHERE family = ? AND replica = ?");
      Demand(last.ok(), "DURABLE", "the server's file cannot be read");
      const auto known = last->Bind(static_cast<int64_t>(numbers_[i])).Bind(number).Step();
      if (!known.ok() || !*known) return fmt::format("replica {} is gone", number);
      if (static_cast<uint64_t>(last->Integer(0)) != replica.push_no) return "another push was the last";
    }
  }
  return "";
}

void SimServer::Settle() {
  const std::string before = DifferenceFrom(now_);
  if (before.empty()) {
    perhaps_.clear();
    return;
  }
  Demand(!perhaps_.empty(), "NO-ACK-LOST", "after a restart the server has forgotten something: " + before);
  State after = now_;
  for (const auto& effect : perhaps_) effect(after, false);
  const std::string different = DifferenceFrom(after);
  Demand(different.empty(), "ATOMIC-COMMIT",
         fmt::format("a commit that was cut off came through in part: {}; {}", before, different));
  world_.Count("a commit came through without an answer");
  for (const auto& effect : perhaps_) effect(now_, true);
  perhaps_.clear();
}

void SimServer::Audit() {
  if (!up() || disk_.dead()) return;
  const std::string different = DifferenceFrom(now_);
  Demand(different.empty(), "NO-ACK-LOST", "the server does not have what it has taken: " + different);
}

}  // namespace toward::sim
