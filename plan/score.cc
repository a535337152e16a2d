#include "plan/score.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace toward::plan {
namespace {

constexpr double kHalfLifeDays = 13;
constexpr double kDaysPerWeek = 7;
constexpr int kWindowWeeks = 2;
constexpr int kRecentDays = 7;

uint32_t TimesPerWeek(const v1::Ritual::Cadence& cadence) { return std::min(cadence.times_per_week(), uint32_t{7}); }

double Toward(double score, double value, double retention) { return retention * score + (1 - retention) * value; }

// What a day that was not asked for does to the score.
double OnlyUpward(double score, double value, double retention) {
  return std::max(score, Toward(score, value, retention));
}

std::vector<double> CurveOnWeekdays(absl::Span<const ScoredDay> days, double times_per_day) {
  const double retention = std::pow(DailyRetention(times_per_day), 1 / times_per_day);
  std::vector<double> curve;
  double score = 0;
  for (const ScoredDay& day : days) {
    if (day.asked) {
      score = Toward(score, day.value.value_or(0), retention);
    } else if (day.value) {
      score = OnlyUpward(score, *day.value, retention);
    }
    curve.push_back(score);
  }
  return curve;
}

// What happened on the last 14 asked days up to `last`, and on those between them that were not asked for.
double SumOfWindow(absl::Span<const ScoredDay> days, size_t last) {
  double sum = 0;
  int asked = 0;
  for (size_t i = last + 1; i-- > 0;) {
    if (days[i].asked && ++asked > kWindowWeeks * static_cast<int>(kDaysPerWeek)) break;
    sum += days[i].value.value_or(0);
  }
  return sum;
}

std::vector<double> CurveOfTimesPerWeek(absl::Span<const ScoredDay> days, uint32_t times) {
  const double retention = DailyRetention(times / kDaysPerWeek);
  std::vector<double> curve;
  double score = 0;
  for (size_t i = 0; i < days.size(); ++i) {
    const double share = std::min(1.0, SumOfWindow(days, i) / (kWindowWeeks * times));
    if (days[i].asked) {
      score = Toward(score, share, retention);
    } else if (days[i].value) {
      score = OnlyUpward(score, share, retention);
    }
    curve.push_back(score);
  }
  return curve;
}

}  // namespace

double TimesPerDay(const v1::Ritual::Cadence& cadence) {
  if (cadence.times_per_week() > 0) return TimesPerWeek(cadence) / kDaysPerWeek;
  std::set<uint32_t> weekdays;
  for (const uint32_t weekday : cadence.weekdays()) {
    if (weekday >= 1 && weekday <= 7) weekdays.insert(weekday);
  }
  return static_cast<double>(weekdays.size()) / kDaysPerWeek;
}

double DailyRetention(double times_per_day) { return std::pow(0.5, std::sqrt(times_per_day) / kHalfLifeDays); }

std::vector<double> ScoreCurve(const v1::Ritual::Cadence& cadence, absl::Span<const ScoredDay> days) {
  const double times_per_day = TimesPerDay(cadence);
  if (times_per_day == 0) return std::vector<double>(days.size(), 0.0);
  if (cadence.times_per_week() > 0) return CurveOfTimesPerWeek(days, TimesPerWeek(cadence));
  return CurveOnWeekdays(days, times_per_day);
}

KOfN RecentOf(const v1::Ritual::Cadence& cadence, absl::Span<const ScoredDay> days) {
  KOfN recent;
  for (size_t i = days.size(); i-- > 0 && recent.n < kRecentDays;) {
    const bool happened = days[i].value.value_or(0) > 0;
    if (!days[i].asked && !happened) continue;
    ++recent.n;
    if (happened) ++recent.k;
  }
  if (cadence.times_per_week() == 0) return recent;
  const int times = static_cast<int>(TimesPerWeek(cadence));
  return {.k = std::min(recent.k, times), .n = times};
}

}  // namespace toward::plan
