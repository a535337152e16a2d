// `toward children` and `toward name`: who the plan is about.

#include <optional>
#include <utility>

#include "base/status_macros.h"
#include "client/cli/command.h"
#include "client/cli/errors.h"
#include "client/cli/screen.h"
#include "client/cli/send.h"
#include "client/cli/text.h"

namespace toward::client {
namespace {

struct ChildOptions {
  std::string name;
  std::string new_name;
  bool baby = false;
  bool json = false;
};

absl::StatusOr<plan::Plan> People(Home& home) {
  ASSIGN_OR_RETURN(const plan::PlanDay today, home.Today());
  return home.ShownAround(today);
}

// ALREADY_EXISTS: a child, other than `present`, has that name.
absl::Status CheckNameIsFree(const plan::Plan& plan, const std::string& name, std::optional<RecordId> present) {
  for (const plan::Child& child : plan.children) {
    if (child.id != present && Folded(child.name) == Folded(name)) return ChildAlreadyHere();
  }
  return absl::OkStatus();
}

absl::Status RunAdd(Invocation& invocation, const ChildOptions& options) {
  ASSIGN_OR_RETURN(const std::string name, NameFrom(options.name, invocation));
  ASSIGN_OR_RETURN(const std::unique_ptr<Home> home, OpenUpToDate(invocation));
  ASSIGN_OR_RETURN(const plan::Plan plan, People(*home));
  RETURN_IF_ERROR(CheckNameIsFree(plan, name, std::nullopt));
  const auto role = options.baby ? v1::Child::ROLE_BABY : v1::Child::ROLE_OLDER;
  return Save(invocation, *home, AddChild(invocation.around.random.NewId<RecordId>(), name, role),
              SafeLine(name) + " is in the plan.");
}

absl::Status RunRename(Invocation& invocation, const ChildOptions& options) {
  ASSIGN_OR_RETURN(const std::string name, NameFrom(options.new_name, invocation));
  ASSIGN_OR_RETURN(const std::unique_ptr<Home> home, OpenUpToDate(invocation));
  ASSIGN_OR_RETURN(const plan::Plan plan, People(*home));
  ASSIGN_OR_RETURN(const plan::Child child, ChooseChild(plan, options.name));
  RETURN_IF_ERROR(CheckNameIsFree(plan, name, child.id));
  return Save(invocation, *home, RenameChild(child.id, name), "The plan says " + SafeLine(name) + " now.");
}

absl::Status RunRemove(Invocation& invocation, const ChildOptions& options) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Home> home, OpenHome(invocation));
  ASSIGN_OR_RETURN(const plan::Plan plan, People(*home));
  ASSIGN_OR_RETURN(const plan::Child child, ChooseChild(plan, WordsFrom(options.name, invocation)));
  return Save(invocation, *home, RemoveChild(child.id),
              SafeLine(NameOf(child)) + " is not in the plan any more; `toward undo` brings everything back.");
}

absl::Status RunList(Invocation& invocation, const ChildOptions& options) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Home> home, OpenUpToDate(invocation));
  ASSIGN_OR_RETURN(const plan::Plan plan, People(*home));
  nlohmann::json json = nlohmann::json::array();
  std::string text;
  for (const plan::Child& child : plan.children) {
    const bool baby = child.role == v1::Child::ROLE_BABY;
    json.push_back({{"id", child.id.ToHex()}, {"name", child.name}, {"role", baby ? "baby" : "older"}});
    text += SafeLine(NameOf(child)) + (baby ? " (the baby)\n" : "\n");
  }
  if (text.empty()) text = "No child is in the plan yet.\n";
  invocation.around.out << (options.json ? Dumped(json) : text);
  return absl::OkStatus();
}

absl::Status RunName(Invocation& invocation, const ChildOptions& options) {
  ASSIGN_OR_RETURN(const std::string name, NameFrom(options.name, invocation));
  ASSIGN_OR_RETURN(const std::unique_ptr<Home> home, OpenHome(invocation));
  return Save(invocation, *home, NameMember(home->identity().member, name),
              "The plan says " + SafeLine(name) + " now.");
}

}  // namespace

void AddChildren(CLI::App& app, Invocation& invocation) {
  auto options = std::make_shared<ChildOptions>();
  CLI::App* children = app.add_subcommand("children", "Who the children are");
  children->require_subcommand(0, 1);
  AddJson(*children, options->json);
  // Runs after the command below it has had its turn, so it speaks only when there was none.
  children->callback([&invocation, options] {
    if (!invocation.run) invocation.run = [&invocation, options] { return RunList(invocation, *options); };
  });

  CLI::App* add = AddCommand<ChildOptions>(*children, invocation, "add", "Add a child", options, RunAdd);
  add->add_option("name", options->name, "What the family calls the child; - reads it")->required()->type_name("NAME");
  add->add_flag("--baby", options->baby, "This is the baby");
  AddCommand<ChildOptions>(*children, invocation, "list", "List the children", options, RunList);
  CLI::App* rename =
      AddCommand<ChildOptions>(*children, invocation, "rename", "Call a child by another name", options, RunRename);
  rename->add_option("name", options->name, "The child's name now, or how it begins")->required()->type_name("NAME");
  rename->add_option("new-name", options->new_name, "The other name; - reads it")->required()->type_name("NEW");
  CLI::App* remove = AddCommand<ChildOptions>(*children, invocation, "remove", "Take a child out", options, RunRemove);
  remove->add_option("name", options->name, "The child's name, or how it begins")->required()->type_name("NAME");
}

void AddName(CLI::App& app, Invocation& invocation) {
  auto options = std::make_shared<ChildOptions>();
  CLI::App* name = AddCommand<ChildOptions>(app, invocation, "name", "Say what the family calls you", options, RunName);
  name->add_option("name", options->name, "Your name; - reads it")->required()->type_name("NAME");
}

}  // namespace toward::client
