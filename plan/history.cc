#include "plan/history.h"

#include <algorithm>
#include <functional>
#include <iterator>
#include <map>
#include <numeric>
#include <utility>

#include "plan/completion.h"
#include "plan/rituals.h"

namespace toward::plan {
namespace {

// What one subject adds to a day.
struct Share {
  // Whether its member was with the family yet.
  bool is_there = true;
  bool frozen = false;
  bool asked = false;
  std::optional<double> value;
};

// A day of a history before it is scored.
struct Day {
  ScoredDay scored;
  bool frozen = false;
};

bool IsMark(const Moment& moment) { return moment.outcome != v1::Moment::OUTCOME_UNSPECIFIED; }

std::map<MemberId, PlanDay> FirstMarkDays(const Plan& plan) {
  std::map<MemberId, PlanDay> days;
  for (const Moment& moment : plan.moments) {
    if (!IsMark(moment)) continue;
    const auto [entry, is_new] = days.try_emplace(moment.member, moment.day);
    if (!is_new) entry->second = std::min(entry->second, moment.day);
  }
  return days;
}

// The mean of `asked`, and of those of `unasked` that raise it. Absent: nothing happened.
std::optional<double> Mean(const std::vector<double>& asked, std::vector<double> unasked) {
  double sum = std::accumulate(asked.begin(), asked.end(), 0.0);
  double count = static_cast<double>(asked.size());
  std::sort(unasked.begin(), unasked.end(), std::greater<>());
  for (const double value : unasked) {
    if (value * count <= sum && count > 0) break;
    sum += value;
    ++count;
  }
  return sum > 0 ? std::optional(sum / count) : std::nullopt;
}

Day Joined(const std::vector<Share>& shares) {
  std::vector<double> asked;
  std::vector<double> unasked;
  int there = 0;
  int frozen = 0;
  for (const Share& share : shares) {
    if (share.asked) asked.push_back(share.value.value_or(0));
    if (!share.asked && share.value) unasked.push_back(*share.value);
    there += share.is_there ? 1 : 0;
    frozen += share.is_there && share.frozen ? 1 : 0;
  }
  return {.scored = {.asked = !asked.empty(), .value = Mean(asked, std::move(unasked))},
          .frozen = there > 0 && frozen == there};
}

// One history in the making: the subjects whose days it joins.
class Line {
 public:
  Line(const Plan& plan, std::vector<Subject> subjects, PlanDay present)
      : plan_(plan), subjects_(std::move(subjects)), present_(present), first_marks_(FirstMarkDays(plan)) {
    SortMoments();
  }

  History Made(PlanDay first) const {
    const Subject& subject = subjects_.front();
    History history{.ritual = subject.ritual.id, .child = subject.child};
    history.title = TitleOf(plan_, {.ritual = subject.ritual, .member = {}, .child = subject.child});
    history.cadence = subject.ritual.cadence;
    const PlanDay begin =
        std::max(present_.Plus(1 - kMemoryDays), moments_.empty() ? present_ : moments_.begin()->first);
    const std::vector<Day> life = moments_.empty() ? std::vector<Day>() : DaysFrom(begin);
    const std::vector<double> curve = Score(life, history);
    for (PlanDay day = first; day <= present_; day = day.Plus(1)) {
      HistoryDay entry = EntryOf(day, life.empty() || day < begin ? DayOf(day) : life[Index(begin, day)]);
      if (!curve.empty() && day >= begin) entry.score = curve[Index(begin, day)];
      history.days.push_back(entry);
    }
    return history;
  }

 private:
  static size_t Index(PlanDay begin, PlanDay day) { return static_cast<size_t>(day.number() - begin.number()); }

  void SortMoments() {
    for (const Moment& moment : plan_.moments) {
      if (!IsMark(moment) || moment.ritual != subjects_.front().ritual.id || moment.day > present_) continue;
      if (subjects_.front().child && moment.child != subjects_.front().child) continue;
      moments_[moment.day].push_back(&moment);
    }
  }

  Share ShareOf(const Subject& subject, PlanDay day) const {
    std::vector<const Moment*> own;
    if (const auto found = moments_.find(day); found != moments_.end()) {
      std::copy_if(found->second.begin(), found->second.end(), std::back_inserter(own),
                   [&](const Moment* moment) { return !subject.member || moment->member == *subject.member; });
    }
    const Completion completion = CompletionOf(plan_, subject, day, own);
    Share share{.is_there = IsThere(subject, day), .frozen = completion.frozen, .value = completion.value};
    share.asked = share.is_there && !share.frozen && day < present_ && IsDue(subject.ritual, day, {});
    return share;
  }

  bool IsThere(const Subject& subject, PlanDay day) const {
    if (!subject.member) return true;
    const auto first_mark = first_marks_.find(*subject.member);
    return first_mark != first_marks_.end() && first_mark->second <= day;
  }

  Day DayOf(PlanDay day) const {
    std::vector<Share> shares;
    for (const Subject& subject : subjects_) shares.push_back(ShareOf(subject, day));
    return Joined(shares);
  }

  std::vector<Day> DaysFrom(PlanDay begin) const {
    std::vector<Day> days;
    for (PlanDay day = begin; day <= present_; day = day.Plus(1)) days.push_back(DayOf(day));
    return days;
  }

  // The curve of a life; fills in the figures of its last day.
  static std::vector<double> Score(const std::vector<Day>& life, History& history) {
    std::vector<ScoredDay> days;
    for (const Day& day : life) days.push_back(day.scored);
    std::vector<double> curve = ScoreCurve(history.cadence, days);
    if (days.empty()) return curve;
    history.recent = RecentOf(history.cadence, days);
    if (days.size() >= kDaysBeforeScore) history.score = curve.back();
    return curve;
  }

  static HistoryDay EntryOf(PlanDay day, const Day& made) {
    HistoryDay entry{.day = day};
    if (made.scored.value) {
      entry.kind = HistoryDay::Kind::kHappened;
      entry.value = *made.scored.value;
    } else if (made.frozen) {
      entry.kind = HistoryDay::Kind::kFrozen;
    }
    return entry;
  }

  const Plan& plan_;
  const std::vector<Subject> subjects_;
  const PlanDay present_;
  const std::map<MemberId, PlanDay> first_marks_;
  std::map<PlanDay, std::vector<const Moment*>> moments_;
};

}  // namespace

std::vector<History> HistoriesOf(const Plan& plan, const Ritual& ritual, PlanDay first, PlanDay present) {
  std::vector<History> histories;
  std::vector<Subject> subjects = SubjectsOf(plan, ritual);
  if (subjects.empty()) return histories;
  if (!subjects.front().child) {
    histories.push_back(Line(plan, std::move(subjects), present).Made(first));
    return histories;
  }
  for (const Subject& subject : subjects) histories.push_back(Line(plan, {subject}, present).Made(first));
  return histories;
}

std::vector<History> HistoriesOf(const Plan& plan, PlanDay first, PlanDay present) {
  std::vector<History> histories;
  for (const Ritual& ritual : plan.rituals) {
    for (History& history : HistoriesOf(plan, ritual, first, present)) histories.push_back(std::move(history));
  }
  return histories;
}

}  // namespace toward::plan
