#include "client/cli/own_plan.h"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "base/status_macros.h"
#include "plan/reading.h"

namespace toward::client {
namespace {

bool IsAlive(const sync::Record& record) {
  v1::Reflection message;
  return message.ParseFromArray(record.body().data(), static_cast<int>(record.body().size())) && message.alive();
}

absl::StatusOr<bool> IsForTheWriterAlone(const Write& write, Replica& own_replica) {
  if (write.kind == v1::KIND_PRIVATE_NOTE || write.kind == v1::KIND_DEVICE_LABEL) return true;
  if (write.kind != v1::KIND_REFLECTION) return false;
  const auto& fields = static_cast<const v1::Reflection&>(*write.fields);
  if (!fields.has_alive() || fields.alive()) return fields.visibility() == v1::Reflection::VISIBILITY_PRIVATE;
  ASSIGN_OR_RETURN(const std::optional<sync::Record> own, own_replica.Find(write.kind, write.id));
  return own.has_value() && IsAlive(*own);
}

}  // namespace

absl::StatusOr<PlansOfWrites> SplitByPlan(const Writes& writes, Replica& own_replica) {
  PlansOfWrites plans;
  for (const Write& write : writes) {
    ASSIGN_OR_RETURN(const bool own, IsForTheWriterAlone(write, own_replica));
    (own ? plans.own : plans.family).push_back(write);
  }
  return plans;
}

absl::Status EraseMoved(const Writes& writes, Replica& other) {
  const auto moved = [&writes](const sync::Record& record) {
    return std::any_of(writes.begin(), writes.end(), [&record](const Write& write) {
      return write.kind == v1::KIND_REFLECTION && record.kind() == v1::KIND_REFLECTION && write.id == record.id();
    });
  };
  const bool has_words =
      std::any_of(writes.begin(), writes.end(), [](const Write& write) { return write.kind == v1::KIND_REFLECTION; });
  return has_words ? other.Erase(moved).status() : absl::OkStatus();
}

absl::Status AddOwnWords(Replica& own_replica, const Words& own_words, plan::PlanDay first, plan::PlanDay last,
                         plan::Plan& plan) {
  const std::array<MemberId, 1> authors = {own_words.author()};
  ASSIGN_OR_RETURN(const std::vector<sync::Record> records,
                   own_replica.ListDays(v1::KIND_REFLECTION, first.number(), last.number()));
  for (const sync::Record& record : records) {
    v1::Reflection message;
    own_words.OpenAll(record, authors, message);
    plan::Reflection own = plan::ReadReflection(record.id(), message);
    const auto same = [&own](const plan::Reflection& other) { return other.id == own.id; };
    const auto shared = std::find_if(plan.reflections.begin(), plan.reflections.end(), same);
    if (shared == plan.reflections.end()) {
      plan.reflections.push_back(std::move(own));
    } else if (own.alive) {
      *shared = std::move(own);
    }
  }
  return absl::OkStatus();
}

}  // namespace toward::client
