#include "client/cli/moments_csv.h"

#include <algorithm>
#include <vector>

#include "client/cli/csv.h"
#include "plan/plan_day.h"
#include "plan/rituals.h"

namespace toward::client {
namespace {

std::string OutcomeName(v1::Moment::Outcome outcome) {
  switch (outcome) {
    case v1::Moment::OUTCOME_DONE:
      return "done";
    case v1::Moment::OUTCOME_PART:
      return "part";
    case v1::Moment::OUTCOME_SKIPPED:
      return "skipped";
    case v1::Moment::OUTCOME_CHILD_DECLINED:
      return "child_declined";
    default:
      return "";
  }
}

CsvRow RowOf(const plan::Plan& plan, const plan::Moment& moment) {
  const plan::Ritual* ritual = FindRitual(plan, moment.ritual);
  const plan::Child* child = moment.child ? FindChild(plan, *moment.child) : nullptr;
  return {IsoDate(moment.day),
          ritual == nullptr ? "" : TitleOf(*ritual),
          child == nullptr ? "" : NameOf(*child),
          NameOf(plan, moment.member),
          OutcomeName(moment.outcome),
          moment.minutes ? std::to_string(*moment.minutes) : "",
          moment.activity,
          moment.note};
}

}  // namespace

std::string MomentsToCsv(const plan::Plan& plan) {
  std::vector<const plan::Moment*> moments;
  for (const plan::Moment& moment : plan.moments) {
    if (moment.outcome != v1::Moment::OUTCOME_UNSPECIFIED) moments.push_back(&moment);
  }
  std::stable_sort(moments.begin(), moments.end(),
                   [](const plan::Moment* a, const plan::Moment* b) { return a->day < b->day; });
  std::string csv = CsvLine({"day", "ritual", "child", "member", "outcome", "minutes", "activity", "note"});
  for (const plan::Moment* moment : moments) csv += CsvLine(RowOf(plan, *moment));
  return csv;
}

}  // namespace toward::client
