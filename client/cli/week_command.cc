// `toward plan`: the one-on-one times of a week, proposed, settled, moved and dropped.

#include <algorithm>
#include <iterator>
#include <utility>

#include "absl/strings/numbers.h"
#include "base/status_macros.h"
#include "client/cli/choose.h"
#include "client/cli/command.h"
#include "client/cli/errors.h"
#include "client/cli/screen.h"
#include "client/cli/text.h"
#include "client/cli/week_changes.h"
#include "client/cli/week_desk.h"
#include "client/cli/week_proposal.h"
#include "client/cli/week_screen.h"
#include "fmt/format.h"
#include "plan/calendar/wall_time.h"

namespace toward::client {
namespace {

struct WeekOptions {
  bool next = false;
  bool accept = false;
  bool json = false;
  std::string slot;
  std::vector<std::string> to;
};

plan::PlanDay WeekOf(const Desk& desk, const WeekOptions& options) {
  return desk.today.StartOfWeek().Plus(options.next ? kWeekDays : 0);
}

// What is settled in a week, with its numbers, and `proposed`.
std::vector<WeekLine> LinesOf(const Desk& desk, plan::PlanDay week, const std::vector<plan::ProposedTurn>& proposed) {
  std::vector<WeekLine> lines;
  for (WeekLine& line : Numbered(desk)) {
    if (line.turn.turn.day.StartOfWeek() == week) lines.push_back(std::move(line));
  }
  for (const plan::ProposedTurn& turn : proposed) lines.push_back({turn, std::nullopt});
  std::stable_sort(lines.begin(), lines.end(), [](const WeekLine& a, const WeekLine& b) {
    const auto order = [](const WeekLine& line) { return std::pair(line.turn.turn.day, line.turn.turn.start_minute); };
    return order(a) < order(b);
  });
  return lines;
}

nlohmann::json LinesToJson(const plan::Plan& plan, const std::vector<WeekLine>& lines) {
  nlohmann::json json = nlohmann::json::array();
  for (const WeekLine& line : lines) {
    json.push_back(TurnToJson(plan, line.turn));
    if (line.number) json.back()["number"] = *line.number;
  }
  return json;
}

// What came in between, with the command that helps. Empty: nothing did.
std::string RenderInTheWay(const Desk& desk, const std::vector<plan::Turn>& turns) {
  if (turns.empty()) return "";
  std::string text;
  for (const plan::Turn& turn : turns) {
    text += fmt::format("{}: something came in between.\n", TurnText(desk.plan, turn));
  }
  return text + fmt::format("`toward plan repair` finds {}.\n", turns.size() == 1 ? "another place" : "other places");
}

absl::Status RunShow(Invocation& invocation, const WeekOptions& options) {
  ASSIGN_OR_RETURN(const Desk desk, OpenDesk(invocation));
  const std::vector<WeekLine> lines = Numbered(desk);
  if (options.json) {
    invocation.around.out << Dumped(LinesToJson(desk.plan, lines));
    return absl::OkStatus();
  }
  std::string text = RenderWeek(desk.plan, lines);
  if (text.empty()) text = "Nothing is planned yet; `toward plan week` proposes a week.\n";
  std::vector<plan::Turn> in_the_way;
  for (int week = 0; week < kWeeks; ++week) {
    for (const plan::Turn& turn : InTheWay(desk.Ahead(desk.today.Plus(week * kWeekDays)))) in_the_way.push_back(turn);
  }
  const std::string remarks = RenderInTheWay(desk, in_the_way);
  invocation.around.out << text << (remarks.empty() ? "" : "\n") << remarks;
  return absl::OkStatus();
}

struct Proposal {
  plan::WeekAhead ahead;
  plan::TurnsPlan turns;
};

absl::StatusOr<Proposal> ProposalFor(const Desk& desk, plan::PlanDay week, int64_t now_ms) {
  Proposal proposal{.ahead = WeekAheadOf(desk.plan, desk.everything, week, now_ms), .turns = {}};
  ASSIGN_OR_RETURN(proposal.turns, ProposeTurns(proposal.ahead));
  return proposal;
}

ShownProposal AsShown(const Proposal& proposal, plan::PlanDay week, int64_t now_ms) {
  ShownProposal shown{.week = week, .now_ms = now_ms, .turns = {}};
  for (const plan::ProposedTurn& proposed : proposal.turns.turns) shown.turns.push_back(proposed.turn);
  return shown;
}

std::string RenderProposal(const Desk& desk, const Proposal& proposal, plan::PlanDay week) {
  std::string text = fmt::format("The week of {}\n\n", LongDate(week));
  text += RenderWeek(desk.plan, LinesOf(desk, week, proposal.turns.turns));
  std::string remarks = RenderUnplaced(desk.plan, Unplaced(proposal.ahead, proposal.turns));
  remarks += RenderInTheWay(desk, InTheWay(proposal.ahead));
  remarks += proposal.turns.turns.empty() ? "There is nothing to add to this week.\n"
                                          : "Nothing is saved yet; `toward plan accept` puts it into the plan.\n";
  return text + (text.ends_with("\n\n") ? "" : "\n") + remarks;
}

absl::Status ShowProposal(Invocation& invocation, const Desk& desk, plan::PlanDay week, bool json) {
  ASSIGN_OR_RETURN(const Proposal proposal, ProposalFor(desk, week, desk.now_ms));
  RETURN_IF_ERROR(KeepProposal(desk.home->replica(), AsShown(proposal, week, desk.now_ms)));
  if (json) {
    invocation.around.out << Dumped(
        {{"week", IsoDate(week)},
         {"times", LinesToJson(desk.plan, LinesOf(desk, week, proposal.turns.turns))},
         {"unplaced", UnplacedToJson(desk.plan, Unplaced(proposal.ahead, proposal.turns))}});
  } else {
    invocation.around.out << RenderProposal(desk, proposal, week);
  }
  return absl::OkStatus();
}

absl::Status RunWeek(Invocation& invocation, const WeekOptions& options) {
  ASSIGN_OR_RETURN(const Desk desk, OpenDesk(invocation));
  return ShowProposal(invocation, desk, WeekOf(desk, options), options.json);
}

bool IsAhead(const Desk& desk, const plan::Turn& turn) {
  return desk.plan.calendar->WallMs(turn.day, turn.start_minute) >= desk.now_ms;
}

absl::Status RunAccept(Invocation& invocation, const WeekOptions&) {
  ASSIGN_OR_RETURN(const Desk desk, OpenDesk(invocation));
  Replica& replica = desk.home->replica();
  ASSIGN_OR_RETURN(const std::optional<ShownProposal> shown, LastProposal(replica));
  if (!shown || shown->turns.empty() || shown->week < desk.today.StartOfWeek()) return NothingProposed();
  ASSIGN_OR_RETURN(const Proposal proposal, ProposalFor(desk, shown->week, shown->now_ms));
  bool is_the_same = AsShown(proposal, shown->week, shown->now_ms) == *shown;
  for (const plan::Turn& turn : shown->turns) is_the_same = is_the_same && IsAhead(desk, turn);
  if (!is_the_same) {
    RETURN_IF_ERROR(ShowProposal(invocation, desk, shown->week, false));
    return ProposalChanged();
  }
  RETURN_IF_ERROR(ForgetProposal(replica));
  return Save(invocation, *desk.home, SettleTurns(desk.family(), desk.ritual.id, proposal.turns.turns),
              fmt::format("{} planned; `toward plan show` lists what is to come.",
                          shown->turns.size() == 1 ? "One time is" : fmt::format("{} times are", shown->turns.size())));
}

absl::StatusOr<plan::Turn> ChooseSlot(const Desk& desk, const std::string& text) {
  const std::vector<plan::ProposedTurn> settled = desk.Settled();
  size_t number = 0;
  if (!absl::SimpleAtoi(text, &number) || number < 1 || number > settled.size()) return NoSuchSlot();
  return settled[number - 1].turn;
}

absl::Status RunDrop(Invocation& invocation, const WeekOptions& options) {
  ASSIGN_OR_RETURN(const Desk desk, OpenDesk(invocation));
  ASSIGN_OR_RETURN(const plan::Turn turn, ChooseSlot(desk, options.slot));
  return Save(invocation, *desk.home, DropTurn(desk.family(), desk.ritual.id, turn),
              TurnText(desk.plan, turn) + ", falls out; `toward plan repair` finds another place for it.");
}

absl::StatusOr<MemberId> Partner(const Desk& desk, const MemberId& member) {
  for (const plan::Member& other : desk.plan.members) {
    if (other.id != member) return other.id;
  }
  return NoPartnerYet();
}

absl::StatusOr<MemberId> ChooseMember(const Desk& desk, const std::string& word) {
  const std::string wanted = Folded(Trimmed(word));
  std::vector<MemberId> begin_so;
  for (const plan::Member& member : desk.plan.members) {
    const std::string name = Folded(NameOf(desk.plan, member.id));
    if (name == wanted) return member.id;
    if (!wanted.empty() && name.starts_with(wanted)) begin_so.push_back(member.id);
  }
  if (begin_so.size() != 1) return WhichMember();
  return begin_so.front();
}

// The turn as the person wants it: with the other partner, with a named one, or at another time.
absl::StatusOr<plan::Turn> Swapped(const Desk& desk, plan::Turn turn, const std::vector<std::string>& to) {
  if (to.size() < 2) {
    ASSIGN_OR_RETURN(turn.member, to.empty() ? Partner(desk, turn.member) : ChooseMember(desk, to.front()));
    return turn;
  }
  ASSIGN_OR_RETURN(turn.day, plan::ParseDay(to[0], desk.today));
  const std::optional<uint32_t> minute = plan::ParseClock(to[1]);
  if (!minute || *minute >= 1440) return ClockNotUnderstood();
  turn.start_minute = *minute;
  const plan::PlanDay after = desk.today.StartOfWeek().Plus(kWeeks * kWeekDays);
  if (!IsAhead(desk, turn) || turn.day >= after) return NotAhead();
  return turn;
}

absl::Status RunSwap(Invocation& invocation, const WeekOptions& options) {
  ASSIGN_OR_RETURN(const Desk desk, OpenDesk(invocation));
  ASSIGN_OR_RETURN(const plan::Turn before, ChooseSlot(desk, options.slot));
  ASSIGN_OR_RETURN(const plan::Turn after, Swapped(desk, before, options.to));
  if (!HasRoomFor(desk.Ahead(after.day), after, before)) return NoRoomThen();
  const std::string who = NameOf(desk.plan, desk.home->identity().member);
  return Save(invocation, *desk.home, MoveTurn(desk.family(), desk.ritual.id, before, {after, who + " chose this."}),
              "It is now " + TurnText(desk.plan, after) + ".");
}

// The difference a repair of both weeks makes.
struct Repair {
  std::string difference;
  uint32_t unmet = 0;
  Writes writes;
};

absl::StatusOr<Repair> RepairOf(const Desk& desk) {
  Repair repair;
  for (int week = 0; week < kWeeks; ++week) {
    const plan::WeekAhead ahead = desk.Ahead(desk.today.Plus(week * kWeekDays));
    ASSIGN_OR_RETURN(const plan::TurnsPlan after, RepairTurns(ahead));
    RepairChange change = ChangeOfRepair(desk.family(), desk.ritual.id, ahead, after.turns);
    for (const plan::Turn& turn : change.gone) repair.difference += "- " + TurnText(desk.plan, turn) + "\n";
    for (const plan::ProposedTurn& added : change.added) {
      repair.difference += fmt::format("+ {}\n  {}\n", TurnText(desk.plan, added.turn), SafeLine(added.reason));
    }
    repair.unmet += after.objective.unmet;
    std::move(change.writes.begin(), change.writes.end(), std::back_inserter(repair.writes));
  }
  return repair;
}

absl::Status RunRepair(Invocation& invocation, const WeekOptions& options) {
  ASSIGN_OR_RETURN(const Desk desk, OpenDesk(invocation));
  ASSIGN_OR_RETURN(const Repair repair, RepairOf(desk));
  std::ostream& out = invocation.around.out;
  out << repair.difference;
  if (repair.unmet > 0) {
    out << fmt::format("No other place was found for {}; nobody owes it.\n", Count(repair.unmet, "time"));
  }
  if (repair.writes.empty()) {
    if (repair.unmet == 0) out << "Everything that is planned still fits.\n";
    return absl::OkStatus();
  }
  if (options.accept) return Save(invocation, *desk.home, repair.writes, "Nothing else has moved.");
  out << "Nothing is saved yet; `toward plan repair --accept` does it.\n";
  return absl::OkStatus();
}

CLI::Option* AddSlot(CLI::App& command, WeekOptions& options) {
  return command.add_option("slot", options.slot, "Its number, as `toward plan show` has it")
      ->required()
      ->type_name("SLOT");
}

}  // namespace

void AddPlan(CLI::App& app, Invocation& invocation) {
  auto options = std::make_shared<WeekOptions>();
  CLI::App* plan = app.add_subcommand("plan", "The one-on-one times of the week");
  plan->require_subcommand(0, 1);
  AddJson(*plan, options->json);
  // Runs after the command below it has had its turn, so it speaks only when there was none.
  plan->callback([&invocation, options] {
    if (!invocation.run) invocation.run = [&invocation, options] { return RunShow(invocation, *options); };
  });

  AddCommand<WeekOptions>(*plan, invocation, "show", "List the times to come, with numbers", options, RunShow);
  CLI::App* week = AddCommand<WeekOptions>(*plan, invocation, "week", "Propose this week's times, each with its reason",
                                           options, RunWeek);
  week->add_flag("--next", options->next, "Next week's");
  AddCommand<WeekOptions>(*plan, invocation, "accept", "Put the proposal into the plan", options, RunAccept);
  CLI::App* swap =
      AddCommand<WeekOptions>(*plan, invocation, "swap",
                              "Give a time to the other partner, or move it to another day and hour", options, RunSwap);
  AddSlot(*swap, *options);
  swap->add_option("to", options->to, "A partner's name, or a day and a time like 2026-11-24 17:30")
      ->expected(0, 2)
      ->type_name("PARTNER|DAY TIME");
  CLI::App* drop = AddCommand<WeekOptions>(*plan, invocation, "drop", "Say that a time falls out", options, RunDrop);
  AddSlot(*drop, *options);
  CLI::App* repair =
      AddCommand<WeekOptions>(*plan, invocation, "repair",
                              "Find other places for what fell out, moving as little as possible", options, RunRepair);
  repair->add_flag("--accept", options->accept, "Put the change into the plan");
}

}  // namespace toward::client
