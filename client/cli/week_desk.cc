#include "client/cli/week_desk.h"

#include <utility>

#include "base/status_macros.h"
#include "client/cli/choose.h"
#include "client/cli/send.h"

namespace toward::client {

std::vector<plan::ProposedTurn> Desk::Settled() const {
  std::vector<plan::ProposedTurn> settled;
  for (int week = 0; week < kWeeks; ++week) {
    for (plan::ProposedTurn& proposed : Ahead(today.Plus(week * kWeekDays)).settled) {
      settled.push_back(std::move(proposed));
    }
  }
  return settled;
}

absl::StatusOr<Desk> OpenDesk(Invocation& invocation) {
  Desk desk;
  ASSIGN_OR_RETURN(desk.home, OpenUpToDate(invocation));
  ASSIGN_OR_RETURN(desk.today, desk.home->Today());
  ASSIGN_OR_RETURN(desk.now_ms, desk.home->replica().NowMs());
  const plan::PlanDay monday = desk.today.StartOfWeek();
  ASSIGN_OR_RETURN(desk.everything, desk.home->EverythingBetween(monday.Plus(-plan::kTurnHistoryDays),
                                                                 monday.Plus(kWeeks * kWeekDays - 1)));
  desk.plan = plan::Shown(desk.everything);
  ASSIGN_OR_RETURN(desk.ritual, RitualOf(desk.plan, v1::Ritual::TYPE_ONE_ON_ONE));
  return desk;
}

std::vector<WeekLine> Numbered(const Desk& desk) {
  std::vector<WeekLine> lines;
  for (plan::ProposedTurn& proposed : desk.Settled()) lines.push_back({std::move(proposed), lines.size() + 1});
  return lines;
}

}  // namespace toward::client
