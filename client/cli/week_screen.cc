#include "client/cli/week_screen.h"

#include <string_view>
#include <utility>

#include "client/cli/text.h"
#include "fmt/format.h"
#include "plan/calendar/wall_time.h"

namespace toward::client {
namespace {

constexpr char kReasonIndent[] = "           ";

std::string ChildName(const plan::Plan& plan, const RecordId& id) {
  const plan::Child* child = FindChild(plan, id);
  return child == nullptr ? "a child" : NameOf(*child);
}

std::string WhoText(const plan::Plan& plan, const plan::Turn& turn) {
  return SafeLine(ChildName(plan, turn.child)) + " with " + SafeLine(NameOf(plan, turn.member));
}

std::string LineText(const plan::Plan& plan, const WeekLine& line) {
  const plan::Turn& turn = line.turn.turn;
  const std::string number = line.number ? fmt::format("{:>2}", *line.number) : " +";
  std::string text = fmt::format("{}  {}  {}, {}\n", number, plan::ClockText(turn.start_minute), WhoText(plan, turn),
                                 Count(turn.minutes, "minute"));
  if (!line.turn.reason.empty()) text += kReasonIndent + SafeLine(line.turn.reason) + "\n";
  return text;
}

std::string_view Sentence(plan::NoRoom why) {
  switch (why) {
    case plan::NoRoom::kOtherTurns:
      return "the other times take all the room there is";
    case plan::NoRoom::kNobodyFree:
      return "nobody is free in the windows of these days";
    case plan::NoRoom::kNoWindow:
      break;
  }
  return "there are too few windows; `toward time windows` shows and changes them";
}

std::string_view NameOf(plan::NoRoom why) {
  switch (why) {
    case plan::NoRoom::kOtherTurns:
      return "other_turns";
    case plan::NoRoom::kNobodyFree:
      return "nobody_free";
    case plan::NoRoom::kNoWindow:
      break;
  }
  return "no_window";
}

}  // namespace

std::string RenderWeek(const plan::Plan& plan, const std::vector<WeekLine>& lines) {
  std::string text;
  std::optional<plan::PlanDay> day;
  for (const WeekLine& line : lines) {
    if (day != line.turn.turn.day) text += (text.empty() ? "" : "\n") + LongDate(line.turn.turn.day) + "\n";
    day = line.turn.turn.day;
    text += LineText(plan, line);
  }
  return text;
}

std::string TurnText(const plan::Plan& plan, const plan::Turn& turn) {
  return fmt::format("{}, {}, {}", LongDate(turn.day), plan::ClockText(turn.start_minute), WhoText(plan, turn));
}

std::string RenderUnplaced(const plan::Plan& plan, const std::vector<plan::UnplacedTurns>& unplaced) {
  std::string text;
  for (const plan::UnplacedTurns& entry : unplaced) {
    text += fmt::format("No place for {} with {}: {}.\n", Count(entry.turns, "more time"),
                        SafeLine(ChildName(plan, entry.child)), Sentence(entry.why));
  }
  return text;
}

nlohmann::json TurnToJson(const plan::Plan& plan, const plan::ProposedTurn& proposed) {
  const plan::Turn& turn = proposed.turn;
  return {{"day", IsoDate(turn.day)},
          {"start", plan::ClockText(turn.start_minute)},
          {"minutes", turn.minutes},
          {"child_id", turn.child.ToHex()},
          {"child", ChildName(plan, turn.child)},
          {"member_id", turn.member.ToHex()},
          {"member", NameOf(plan, turn.member)},
          {"reason", proposed.reason}};
}

nlohmann::json UnplacedToJson(const plan::Plan& plan, const std::vector<plan::UnplacedTurns>& unplaced) {
  nlohmann::json json = nlohmann::json::array();
  for (const plan::UnplacedTurns& entry : unplaced) {
    json.push_back({{"child_id", entry.child.ToHex()},
                    {"child", ChildName(plan, entry.child)},
                    {"times", entry.turns},
                    {"why", NameOf(entry.why)}});
  }
  return json;
}

}  // namespace toward::client
