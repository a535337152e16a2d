#include "client/cli/home.h"

#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>

#include "base/status_macros.h"
#include "client/cli/errors.h"
#include "client/cli/plan_view.h"

namespace toward::client {

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

Home::Home(std::string directory, Identity identity, const Surroundings& around)
    : directory_(std::move(directory)),
      identity_(std::move(identity)),
      words_(identity_.keyring, identity_.family, identity_.member, around.random) {}

absl::StatusOr<std::unique_ptr<Home>> Home::Open(const std::string& directory, const Surroundings& around) {
  absl::StatusOr<Identity> identity = ReadKeyFile(directory);
  if (absl::IsNotFound(identity.status())) return NoPlanHere();
  RETURN_IF_ERROR(identity.status());
  return OpenAs(*std::move(identity), directory, around);
}

absl::StatusOr<std::unique_ptr<Home>> Home::OpenAs(Identity identity, const std::string& directory,
                                                   const Surroundings& around) {
  std::unique_ptr<Home> home(new Home(directory, std::move(identity), around));
  ASSIGN_OR_RETURN(home->replica_, Replica::Open(directory, home->words_, around.clock));
  return home;
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
  return LoadPlan(*replica_, words_, first, last);
}

absl::StatusOr<plan::Plan> Home::ShownBetween(plan::PlanDay first, plan::PlanDay last) {
  ASSIGN_OR_RETURN(plan::Plan everything, EverythingBetween(first, last));
  return plan::Shown(std::move(everything));
}

}  // namespace toward::client
