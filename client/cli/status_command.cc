// `toward status`: is everything where it should be?

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "base/status_macros.h"
#include "client/cli/command.h"
#include "client/cli/plan_view.h"
#include "client/cli/screen.h"
#include "client/cli/text.h"
#include "fmt/format.h"

namespace toward::client {
namespace {

struct StatusOptions {
  bool json = false;
};

struct Facts {
  std::string server;
  std::vector<plan::Member> members;
  std::optional<plan::Calendar> calendar;
  ReplicaStatus replica;
  std::vector<DeadLetter> dead_letters;
};

absl::StatusOr<Facts> Gather(Home& home) {
  Facts facts;
  facts.server = home.identity().server;
  ASSIGN_OR_RETURN(plan::Plan everything, LoadPlan(home.replica(), home.words(), plan::PlanDay(0), plan::PlanDay(0)));
  plan::Plan plan = plan::Shown(std::move(everything));
  facts.members = std::move(plan.members);
  facts.calendar = plan.calendar;
  ASSIGN_OR_RETURN(facts.replica, home.replica().Status());
  ASSIGN_OR_RETURN(facts.dead_letters, home.replica().DeadLetters());
  return facts;
}

std::string_view Sentence(v1::Verdict::Reason reason) {
  switch (reason) {
    case v1::Verdict::REASON_TOO_LARGE:
      return "The server did not take one change, because it is too large; write it again in smaller parts.";
    case v1::Verdict::REASON_FAMILY_FULL:
      return "The server did not take one change, because it keeps no more for this family; ask whoever runs it.";
    default:
      return "The server did not take one change, because it did not understand it; update toward and write it again.";
  }
}

std::string LastSynced(const Facts& facts) {
  if (!facts.replica.last_synced_ms) return "The server has not confirmed everything yet.";
  absl::TimeZone zone = absl::UTCTimeZone();
  if (facts.calendar) absl::LoadTimeZone(facts.calendar->time_zone(), &zone);
  const absl::Time time = absl::FromUnixMillis(*facts.replica.last_synced_ms);
  return fmt::format("The server last confirmed everything on {}.", absl::FormatTime("%A %e %B at %H:%M", time, zone));
}

std::string Render(const Facts& facts) {
  std::vector<std::string> names;
  for (const plan::Member& member : facts.members) names.push_back(SafeLine(member.name));
  std::string text = fmt::format("Server: {}\nThe plan of {}.\n", SafeLine(facts.server), Joined(names));
  text += facts.replica.changes_waiting > 0 ? RenderWaiting(facts.replica.changes_waiting) : "Everything is sent.";
  text += "\n" + LastSynced(facts) + "\n";
  for (const DeadLetter& letter : facts.dead_letters) text += std::string(Sentence(letter.reason)) + "\n";
  return text;
}

nlohmann::json ToJson(const Facts& facts) {
  nlohmann::json members = nlohmann::json::array();
  for (const plan::Member& member : facts.members)
    members.push_back({{"id", member.id.ToHex()}, {"name", member.name}});
  nlohmann::json letters = nlohmann::json::array();
  for (const DeadLetter& letter : facts.dead_letters) {
    letters.push_back({{"number", letter.number}, {"reason", v1::Verdict::Reason_Name(letter.reason)}});
  }
  nlohmann::json json = {{"server", facts.server},
                         {"members", std::move(members)},
                         {"changes_waiting", facts.replica.changes_waiting},
                         {"not_taken", std::move(letters)}};
  if (facts.replica.last_synced_ms) json["last_synced_ms"] = *facts.replica.last_synced_ms;
  return json;
}

absl::Status RunStatus(Invocation& invocation, const StatusOptions& options) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Home> home, OpenHome(invocation));
  ASSIGN_OR_RETURN(const Facts facts, Gather(*home));
  invocation.around.out << (options.json ? Dumped(ToJson(facts)) : Render(facts));
  return absl::OkStatus();
}

}  // namespace

void AddStatus(CLI::App& app, Invocation& invocation) {
  auto options = std::make_shared<StatusOptions>();
  CLI::App* status =
      AddCommand<StatusOptions>(app, invocation, "status", "Show what is sent and what waits", options, RunStatus);
  AddJson(*status, options->json);
}

}  // namespace toward::client
