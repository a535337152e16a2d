#include "client/cli/home.h"

#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>

#include "base/status_macros.h"
#include "client/cli/errors.h"
#include "client/cli/membership/passphrase.h"
#include "client/cli/own_plan.h"
#include "client/cli/plan_view.h"

namespace toward::client {
namespace {

// A setting of the family's replica: whether the newest change was one of the private plan.
constexpr char kNewestChange[] = "newest_change";
constexpr char kOwn[] = "own";

}  // namespace

absl::StatusOr<std::string> ChooseDirectory(const std::string& asked, const Surroundings& around) {
  if (!asked.empty()) return asked;
  if (const std::string chosen = around.Variable("TOWARD_DIRECTORY"); !chosen.empty()) return chosen;
  if (const std::string data = around.Variable("XDG_DATA_HOME"); data.starts_with('/')) return data + "/toward";
  if (const std::string home = around.Variable("HOME"); !home.empty()) return home + "/.local/share/toward";
  return NoDirectory();
}

absl::Status MakeDirectory(const std::string& directory) {
  std::error_code error;
  if (std::filesystem::create_directories(directory, error) && !error) {
    std::filesystem::permissions(directory, std::filesystem::perms::owner_all, error);
  }
  return error ? DirectoryNotUsable() : absl::OkStatus();
}

KeyPlace KeyPlaceOf(const std::string& directory, const Surroundings& around) {
  return {directory, around.Variable("XDG_RUNTIME_DIR")};
}

Home::Home(KeyPlace place, Identity identity, const Surroundings& around)
    : place_(std::move(place)),
      identity_(std::move(identity)),
      words_(identity_.keyring, identity_.family, identity_.member, around.random),
      own_words_(identity_.keyring, identity_.family, identity_.member, around.random, trust::Scope::kPrivate) {}

absl::StatusOr<std::unique_ptr<Home>> Home::Open(const std::string& directory, Surroundings& around) {
  const KeyPlace place = KeyPlaceOf(directory, around);
  absl::StatusOr<Identity> identity = ReadKeyFile(place);
  if (AreLocked(identity.status()) && around.in_is_terminal) {
    RETURN_IF_ERROR(AskToUnlock(place, around));
    identity = ReadKeyFile(place);
  }
  if (absl::IsNotFound(identity.status())) return NoPlanHere();
  RETURN_IF_ERROR(identity.status());
  return OpenAs(*std::move(identity), directory, around);
}

absl::StatusOr<std::unique_ptr<Home>> Home::OpenAs(Identity identity, const std::string& directory,
                                                   const Surroundings& around) {
  std::unique_ptr<Home> home(new Home(KeyPlaceOf(directory, around), std::move(identity), around));
  ASSIGN_OR_RETURN(home->replica_, Replica::Open(directory, home->words_, around.clock));
  ASSIGN_OR_RETURN(home->own_replica_, Replica::Open(directory, home->own_words_, around.clock));
  RETURN_IF_ERROR(ShareNumber(*home->replica_, *home->own_replica_));
  return home;
}

absl::Status Home::Commit(const Writes& writes) {
  ASSIGN_OR_RETURN(const PlansOfWrites plans, SplitByPlan(writes, *own_replica_));
  RETURN_IF_ERROR(EraseMoved(plans.own, *replica_));
  RETURN_IF_ERROR(EraseMoved(plans.family, *own_replica_));
  if (!plans.family.empty()) RETURN_IF_ERROR(replica_->Commit(plans.family));
  RETURN_IF_ERROR(ShareNumber(*replica_, *own_replica_));
  if (!plans.own.empty()) RETURN_IF_ERROR(own_replica_->Commit(plans.own));
  return replica_->SetSetting(kNewestChange, plans.own.empty() ? "" : kOwn);
}

absl::Status Home::Undo() {
  ASSIGN_OR_RETURN(const std::optional<std::string> newest, replica_->Setting(kNewestChange));
  if (newest != kOwn) return replica_->Undo();
  RETURN_IF_ERROR(replica_->SetSetting(kNewestChange, ""));
  return own_replica_->Undo();
}

absl::StatusOr<plan::PlanDay> Home::Today() {
  ASSIGN_OR_RETURN(const std::optional<plan::Calendar> calendar, LoadCalendar(*replica_));
  if (!calendar) return PlanNotArrived();
  ASSIGN_OR_RETURN(const int64_t now_ms, replica_->NowMs());
  return calendar->DayOf(now_ms);
}

absl::StatusOr<plan::PlanDay> Home::DayFrom(const std::string& text) {
  ASSIGN_OR_RETURN(const plan::PlanDay today, Today());
  return plan::ParseDay(text, today);
}

absl::StatusOr<plan::Plan> Home::EverythingAround(plan::PlanDay day) {
  const plan::PlanDay monday = day.StartOfWeek();
  return EverythingBetween(monday, monday.Plus(6));
}

absl::StatusOr<plan::Plan> Home::ShownAround(plan::PlanDay day) {
  ASSIGN_OR_RETURN(plan::Plan everything, EverythingAround(day));
  return plan::Shown(std::move(everything));
}

absl::StatusOr<plan::Plan> Home::EverythingBetween(plan::PlanDay first, plan::PlanDay last) {
  ASSIGN_OR_RETURN(plan::Plan everything, LoadPlan(*replica_, words_, first, last));
  RETURN_IF_ERROR(AddOwnWords(*own_replica_, own_words_, first, last, everything));
  return everything;
}

absl::StatusOr<plan::Plan> Home::ShownBetween(plan::PlanDay first, plan::PlanDay last) {
  ASSIGN_OR_RETURN(plan::Plan everything, EverythingBetween(first, last));
  return plan::Shown(std::move(everything));
}

}  // namespace toward::client
