// How steady a ritual is, as one figure from 0 to 1 that forgives: an exponentially weighted mean of its days. A miss
// lowers it a little, a mark raises it a little, and there is nothing to be lost at once.
//
// The method is the one the Loop Habit Tracker has published (its Score and ScoreList): each day the score moves from
// what it was towards the day's value, `score = m * score + (1 - m) * value`, with m = 0.5^(sqrt(f) / 13) for a ritual
// meant to happen f times a day. So what a daily ritual was 13 days ago weighs half of today, for three times a week
// half of it is 20 days old, for once a week 34. Ours differs in what is not asked for: a frozen day is as if it had
// not been, and what happened on it can only raise the score.
//
// Everything is computed anew from the marks, so a mark made later for an earlier day counts as if it had been there.
#ifndef TOWARD_PLAN_SCORE_H_
#define TOWARD_PLAN_SCORE_H_

#include <cstddef>
#include <optional>
#include <vector>

#include "absl/types/span.h"
#include "toward/v1/records.pb.h"

namespace toward::plan {

// Days of a ritual's life before which the app says "4 of 7" instead of a score: early on, a score says only how young
// the ritual is.
inline constexpr size_t kDaysBeforeScore = 14;

// One day, as the score sees it.
struct ScoredDay {
  // Whether it was meant to happen and the day is not frozen. For n times a week: every day that is not frozen.
  bool asked = false;
  // How much happened, 0 to 1; absent: nothing.
  std::optional<double> value;
};

// How many times a day a cadence asks for, 0 to 1: 1 for every day, 3/7 for three times a week; 0: never.
double TimesPerDay(const v1::Ritual::Cadence& cadence);

// m: how much of the score one day leaves. 0 < `times_per_day` <= 1.
double DailyRetention(double times_per_day);

// The score after each of `days`, which begin with the first of the ritual's life; it begins at 0. All of them 0 for a
// cadence that never asks.
//
// On chosen weekdays the score moves on those only, by the weight of all the days since the last one. For n times a
// week it moves daily, towards the share that the last 14 asked days have of 2n: the doubled week lets a family do
// Monday's share on Sunday without paying for it.
std::vector<double> ScoreCurve(const v1::Ritual::Cadence& cadence, absl::Span<const ScoredDay> days);

// "4 of 7".
struct KOfN {
  int k = 0;
  int n = 0;
};

// On chosen weekdays: on how many of the last seven asked days something happened (n: fewer than seven in a young
// ritual; 0 before the first). For n times a week: how many of the n times the last seven asked days had. A day that
// was not asked for is one of them when something happened.
KOfN RecentOf(const v1::Ritual::Cadence& cadence, absl::Span<const ScoredDay> days);

}  // namespace toward::plan

#endif  // TOWARD_PLAN_SCORE_H_
