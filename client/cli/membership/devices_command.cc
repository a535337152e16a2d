// `toward devices`: who can read this plan, and taking one's own devices out.

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "base/status_macros.h"
#include "client/cli/command.h"
#include "client/cli/errors.h"
#include "client/cli/membership/confirm.h"
#include "client/cli/membership/device_labels.h"
#include "client/cli/membership/errors.h"
#include "client/cli/plan_view.h"
#include "client/cli/screen.h"
#include "client/cli/send.h"
#include "client/cli/text.h"
#include "client/sync/membership.h"
#include "fmt/format.h"

namespace toward::client {
namespace {

struct DevicesOptions {
  std::string device;
  std::string name;
  bool yes = false;
  bool json = false;
};

struct Listed {
  trust::RosterDevice device;
  std::string label;
  bool is_this = false;
};

struct DeviceList {
  std::vector<Listed> own;
  // By the partner's name: only what anybody may see of them.
  std::vector<std::pair<std::string, std::vector<trust::RosterDevice>>> others;
};

absl::StatusOr<DeviceList> ListOf(Home& home) {
  const Identity& identity = home.identity();
  if (!identity.roster.has_value()) return NoRoster();
  ASSIGN_OR_RETURN(const auto labels, DeviceLabels(home));
  ASSIGN_OR_RETURN(const plan::Plan plan, LoadPlan(home.replica(), home.words(), plan::PlanDay(0), plan::PlanDay(0)));
  DeviceList list;
  for (const MemberId& member : identity.roster->LiveMembers()) {
    if (member != identity.member) list.others.push_back({SafeLine(NameOf(plan, member)), {}});
  }
  for (const trust::RosterDevice& device : identity.roster->devices()) {
    if (!device.live) continue;
    if (device.member == identity.member) {
      const auto label = labels.find(device.id);
      list.own.push_back(
          {device, label == labels.end() ? "" : label->second, device.id == identity.device.device_id()});
    } else {
      const std::string name = SafeLine(NameOf(plan, device.member));
      for (auto& [other, devices] : list.others) {
        if (other == name) devices.push_back(device);
      }
    }
  }
  return list;
}

std::string NameOfDevice(const Listed& listed) {
  if (!listed.label.empty()) return SafeLine(listed.label);
  return listed.device.is_paper() ? "recovery sheet" : "device";
}

std::string Render(const DeviceList& list) {
  std::string text = "Yours:\n";
  for (const Listed& listed : list.own) {
    text += fmt::format("  {}  {}{}\n", Fingerprint(listed.device.id), NameOfDevice(listed),
                        listed.is_this ? " (this one)" : "");
  }
  for (const auto& [name, devices] : list.others) {
    text += fmt::format("{}: {}\n", name, Count(static_cast<int64_t>(devices.size()), "device"));
    for (const trust::RosterDevice& device : devices) text += fmt::format("  {}\n", Fingerprint(device.id));
  }
  return text + "Nobody else can read this plan.\n";
}

nlohmann::json ToJson(const DeviceList& list) {
  nlohmann::json own = nlohmann::json::array(), others = nlohmann::json::array();
  for (const Listed& listed : list.own) {
    own.push_back({{"id", listed.device.id.ToHex()},
                   {"name", listed.label},
                   {"paper", listed.device.is_paper()},
                   {"this", listed.is_this}});
  }
  for (const auto& [name, devices] : list.others) {
    nlohmann::json ids = nlohmann::json::array();
    for (const trust::RosterDevice& device : devices) ids.push_back(device.id.ToHex());
    others.push_back({{"member", name}, {"devices", std::move(ids)}});
  }
  return {{"own", std::move(own)}, {"others", std::move(others)}};
}

absl::StatusOr<std::unique_ptr<Home>> OpenWithRoster(Invocation& invocation) {
  ASSIGN_OR_RETURN(std::unique_ptr<Home> home, OpenUpToDate(invocation));
  return home;
}

absl::Status RunList(Invocation& invocation, const DevicesOptions& options) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Home> home, OpenWithRoster(invocation));
  ASSIGN_OR_RETURN(const DeviceList list, ListOf(*home));
  invocation.around.out << (options.json ? Dumped(ToJson(list)) : Render(list));
  return absl::OkStatus();
}

// By name or fingerprint.
absl::StatusOr<Listed> Choose(const DeviceList& list, const std::string& asked) {
  std::vector<Listed> found;
  for (const Listed& listed : list.own) {
    const std::string fingerprint = Fingerprint(listed.device.id);
    if (Folded(listed.label) == Folded(asked) || fingerprint == asked ||
        Folded(NameOfDevice(listed)) == Folded(asked)) {
      found.push_back(listed);
    }
  }
  if (found.size() != 1) return WhichDevice();
  return found.front();
}

absl::Status RunName(Invocation& invocation, const DevicesOptions& options) {
  ASSIGN_OR_RETURN(const std::string name, NameFrom(options.name, invocation));
  ASSIGN_OR_RETURN(const std::unique_ptr<Home> home, OpenHome(invocation));
  DeviceId device = home->identity().device.device_id();
  if (!options.device.empty()) {
    ASSIGN_OR_RETURN(const DeviceList list, ListOf(*home));
    ASSIGN_OR_RETURN(const Listed chosen, Choose(list, options.device));
    device = chosen.device.id;
  }
  RETURN_IF_ERROR(LabelDevice(*home, device, name));
  invocation.around.out << "Saved. Only your own devices know this name.\n" << std::flush;
  return SendSaved(invocation, *home);
}

absl::Status RunRemove(Invocation& invocation, const DevicesOptions& options) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Home> home, OpenWithRoster(invocation));
  if (invocation.offline) return NeedsTheServer();
  ASSIGN_OR_RETURN(const DeviceList list, ListOf(*home));
  ASSIGN_OR_RETURN(const Listed chosen, Choose(list, options.device));
  if (chosen.is_this) return ThisDeviceLeaves();
  invocation.around.out << fmt::format(
      "{} ({}) gets nothing new from now on. What it holds already, nobody can take from it.\n", NameOfDevice(chosen),
      Fingerprint(chosen.device.id));
  RETURN_IF_ERROR(Confirm("remove", options.yes, invocation.around));
  RETURN_IF_ERROR(RemoveDevice(home->place(), home->identity(), chosen.device.id, invocation.around.random));
  invocation.around.out << "It is out, and the plan has a new key that it does not know.\n";
  return absl::OkStatus();
}

}  // namespace

void AddDevices(CLI::App& app, Invocation& invocation) {
  auto options = std::make_shared<DevicesOptions>();
  CLI::App* devices = app.add_subcommand("devices", "The devices that can read your plan");
  devices->require_subcommand(0, 1);
  AddJson(*devices, options->json);
  devices->callback([&invocation, options] {
    if (!invocation.run) invocation.run = [&invocation, options] { return RunList(invocation, *options); };
  });
  auto naming = std::make_shared<DevicesOptions>();
  CLI::App* name =
      AddCommand<DevicesOptions>(*devices, invocation, "name", "Give a device of yours a name", naming, RunName);
  name->add_option("name", naming->name, "What you call it; - reads it")->required()->type_name("NAME");
  name->add_option("--device", naming->device, "Which one, by name or fingerprint; this one if left out")
      ->type_name("DEVICE");
  auto removing = std::make_shared<DevicesOptions>();
  CLI::App* remove = AddCommand<DevicesOptions>(
      *devices, invocation, "remove", "Take a lost or sold device of yours out of the plan", removing, RunRemove);
  remove->add_option("device", removing->device, "By name or fingerprint")->required()->type_name("DEVICE");
  AddYes(*remove, removing->yes);
}

}  // namespace toward::client
