// `toward init`: a new family's plan.

#include <charconv>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_split.h"
#include "base/status_macros.h"
#include "client/cli/ask.h"
#include "client/cli/command.h"
#include "client/cli/errors.h"
#include "client/cli/membership/authority.h"
#include "client/cli/membership/device_labels.h"
#include "client/cli/send.h"
#include "client/cli/text.h"
#include "client/cli/time_zone.h"
#include "client/sync/account.h"

namespace toward::client {
namespace {

// Holds the family's id from before the key file is written until the plan's first records are: a beginning that was
// cut off in between is taken up where it stopped.
constexpr char kBeginning[] = "beginning";

struct InitOptions {
  std::string server;
  std::string name;
  std::string zone;
  std::string day_start;
  std::string children;
  std::string authority;
  bool again = false;
};

struct Answers {
  std::string server;
  // SHA-256 of the public key of the server's own authority; empty: it has none.
  std::string tls_pin;
  std::string name;
  plan::Calendar calendar;
  // The older ones.
  std::vector<std::string> children;
};

absl::StatusOr<plan::Calendar> CalendarFrom(const std::string& zone, const std::string& day_start) {
  int hour = -1;
  const char* const end = day_start.data() + day_start.size();
  const auto [read_to, error] = std::from_chars(day_start.data(), end, hour);
  if (zone.empty()) return NoTimeZone();
  return plan::Calendar::Make(zone, error == std::errc() && read_to == end ? hour : -1);
}

absl::StatusOr<std::vector<std::string>> NamesFrom(const std::string& list) {
  std::vector<std::string> names;
  const std::vector<std::string> parts = absl::StrSplit(list, ',');
  for (const std::string& part : parts) {
    const std::string name = Trimmed(part);
    if (name.empty()) continue;
    RETURN_IF_ERROR(CheckName(name));
    names.push_back(name);
  }
  return names;
}

absl::StatusOr<Answers> Ask(const InitOptions& options, Surroundings& around) {
  const std::string server =
      GivenOrAsked(options.server, "Where is your server? (http://... or https://...)", "", around);
  if (server.empty()) return NothingGiven("--server URL");
  const std::string name = GivenOrAsked(options.name, "What does your family call you?", "", around);
  if (name.empty()) return NothingGiven("--name NAME");
  const std::string zone =
      GivenOrAsked(options.zone, "Which time zone do you live in?", DeviceTimeZone(around), around);
  const std::string hour = GivenOrAsked(options.day_start, "At which hour of the night does a new day begin?",
                                        std::to_string(plan::Calendar::kUsualDayStartHour), around);
  ASSIGN_OR_RETURN(const plan::Calendar calendar, CalendarFrom(zone, hour));
  const std::string older =
      GivenOrAsked(options.children, "Your older children's names, with commas; only Enter for none", "", around);
  ASSIGN_OR_RETURN(std::vector<std::string> children, NamesFrom(older));
  std::string tls_pin;
  if (!options.authority.empty()) {
    ASSIGN_OR_RETURN(tls_pin, ReadAuthority(options.authority));
  }
  return Answers{
      .server = server, .tls_pin = tls_pin, .name = name, .calendar = calendar, .children = std::move(children)};
}

// The home of a beginning that was cut off; NOT_FOUND: nothing was begun here. ALREADY_EXISTS: a plan is here.
absl::StatusOr<std::unique_ptr<Home>> CutOffBeginning(const std::string& directory, Surroundings& around) {
  ASSIGN_OR_RETURN(std::unique_ptr<Home> home, Home::Open(directory, around));
  ASSIGN_OR_RETURN(const std::optional<std::string> beginning, home->replica().Setting(kBeginning));
  if (beginning != home->identity().family.ToHex()) return PlanAlreadyHere();
  return home;
}

absl::StatusOr<std::unique_ptr<Home>> Begin(const Answers& answers, const std::string& directory,
                                            Surroundings& around) {
  RETURN_IF_ERROR(MakeDirectory(directory));
  Identity identity = NewFamily(around.random);
  identity.tls_pin = answers.tls_pin;
  ASSIGN_OR_RETURN(const Enrolment enrolment, CreateFamily(answers.server, std::move(identity)));
  ASSIGN_OR_RETURN(std::unique_ptr<Home> home, Home::OpenAs(enrolment.identity, directory, around));
  RETURN_IF_ERROR(home->replica().TakeReplicaNumber(enrolment.replica));
  RETURN_IF_ERROR(home->replica().SetSetting(kBeginning, enrolment.identity.family.ToHex()));
  RETURN_IF_ERROR(WriteKeyFile(home->place(), enrolment.identity));
  return home;
}

// Everything this device holds, for a server that has lost it or never had it.
absl::Status BeginAgain(Invocation& invocation, const InitOptions& options) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Home> home, OpenHome(invocation));
  const std::string server = options.server.empty() ? home->identity().server : options.server;
  Identity identity = home->identity();
  if (server != identity.server) identity.tls_pin = identity.authority_pem = "";
  if (!options.authority.empty()) {
    ASSIGN_OR_RETURN(identity.tls_pin, ReadAuthority(options.authority));
  }
  ASSIGN_OR_RETURN(const Enrolment enrolment, CreateFamily(server, std::move(identity)));
  RETURN_IF_ERROR(GiveEverythingBack(home->replica(), enrolment.replica));
  RETURN_IF_ERROR(GiveEverythingBack(home->own_replica(), enrolment.replica));
  RETURN_IF_ERROR(WriteKeyFile(home->place(), enrolment.identity));
  ASSIGN_OR_RETURN(const std::unique_ptr<Home> settled, OpenHome(invocation));
  invocation.around.out << "Saved. Your plan begins again on this server with everything this device holds.\n"
                        << std::flush;
  RETURN_IF_ERROR(SendSaved(invocation, *settled));
  invocation.around.out
      << "Run `toward init --again` on each other device of the family too; they keep what they hold.\n";
  return absl::OkStatus();
}

absl::Status RunInit(Invocation& invocation, const InitOptions& options) {
  if (options.again) return BeginAgain(invocation, options);
  ASSIGN_OR_RETURN(const std::string directory, ChooseDirectory(invocation.directory, invocation.around));
  absl::StatusOr<std::unique_ptr<Home>> home = CutOffBeginning(directory, invocation.around);
  if (!home.ok() && !absl::IsNotFound(home.status())) return home.status();
  ASSIGN_OR_RETURN(const Answers answers, Ask(options, invocation.around));
  if (!home.ok()) home = Begin(answers, directory, invocation.around);
  RETURN_IF_ERROR(home.status());
  const Identity& identity = (*home)->identity();
  Writes writes = NewPlan(identity.family, identity.member, answers.name, answers.calendar);
  for (const std::string& child : answers.children) {
    const Writes added = AddChild(invocation.around.random.NewId<RecordId>(), child, v1::Child::ROLE_OLDER);
    writes.insert(writes.end(), added.begin(), added.end());
  }
  RETURN_IF_ERROR((*home)->Commit(writes));
  RETURN_IF_ERROR(LabelThisDevice(**home, invocation.around.device_name));
  RETURN_IF_ERROR((*home)->replica().SetSetting(kBeginning, ""));
  invocation.around.out << "Saved. Your plan begins with a check-in, a thank-you from each, and one-on-one time.\n"
                        << std::flush;
  RETURN_IF_ERROR(SendSaved(invocation, **home));
  invocation.around.out << "Next, `toward invite` lets your partner in, and `toward children add NAME` adds a "
                           "child.\n";
  return absl::OkStatus();
}

}  // namespace

void AddInit(CLI::App& app, Invocation& invocation) {
  auto options = std::make_shared<InitOptions>();
  CLI::App* init = AddCommand<InitOptions>(app, invocation, "init", "Begin your family's plan", options, RunInit);
  init->add_option("--server", options->server, "Your server's address")->type_name("URL");
  init->add_option("--name", options->name, "What your family calls you")->type_name("NAME");
  init->add_option("--zone", options->zone, "Your time zone, as in Europe/Lisbon; this device's if left out")
      ->type_name("ZONE");
  init->add_option("--day-start", options->day_start, "The hour at which a new day begins; 3 if left out")
      ->type_name("HOUR");
  init->add_option("--children", options->children, "Your older children's names, with commas between them")
      ->type_name("NAMES");
  init->add_option("--authority", options->authority,
                   "The fingerprint of the server's own authority, as `toward-server tls show` prints it")
      ->type_name("FINGERPRINT");
  init->add_flag("--again", options->again, "Give this device's plan to a server that has lost it, or to another one");
}

}  // namespace toward::client
