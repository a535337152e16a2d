// A family to test with: Ana and Ben, Mia (older) and Leo (the baby), and the three rituals, on Tuesday 2026-11-24.
#ifndef TOWARD_TESTS_PLAN_EXAMPLE_PLAN_H_
#define TOWARD_TESTS_PLAN_EXAMPLE_PLAN_H_

#include <string>

#include "plan/plan.h"
#include "plan/rituals.h"

namespace toward::plan {

template <typename IdType>
IdType ExampleId(char letter) {
  return *IdType::FromBytes(std::string(16, letter));
}

const PlanDay kTuesday(20'781);
const MemberId kAna = ExampleId<MemberId>('A');
const MemberId kBen = ExampleId<MemberId>('B');
const RecordId kMia = ExampleId<RecordId>('M');
const RecordId kLeo = ExampleId<RecordId>('L');
const RecordId kCheckIn = ExampleId<RecordId>('c');
const RecordId kThanks = ExampleId<RecordId>('t');
const RecordId kTime = ExampleId<RecordId>('o');

inline Ritual ExampleRitual(const RecordId& id, const StartingRitual& starting) {
  Ritual ritual;
  ritual.id = id;
  ritual.type = starting.type;
  ritual.cadence = Daily();
  ritual.minutes_goal = starting.minutes_goal;
  return ritual;
}

inline Plan ExamplePlan() {
  Plan plan;
  plan.calendar = *Calendar::Make("Europe/Lisbon", 3);
  plan.members = {{.id = kBen, .name = "Ben"}, {.id = kAna, .name = "Ana"}};
  plan.children = {{.id = kMia, .name = "Mia"}, {.id = kLeo, .name = "Leo", .role = v1::Child::ROLE_BABY}};
  const auto starting = StartingRituals();
  plan.rituals = {ExampleRitual(kTime, starting[2]), ExampleRitual(kThanks, starting[1]),
                  ExampleRitual(kCheckIn, starting[0])};
  return plan;
}

// Adds a mark that happened, and returns it for further details.
inline Moment& Mark(Plan& plan, const RecordId& ritual, const MemberId& member,
                    v1::Moment::Outcome outcome = v1::Moment::OUTCOME_DONE, PlanDay day = kTuesday) {
  Moment moment;
  moment.id = ExampleId<RecordId>(static_cast<char>('0' + plan.moments.size()));
  moment.ritual = ritual;
  moment.day = day;
  moment.member = member;
  moment.outcome = outcome;
  moment.marked_ms = static_cast<int64_t>(plan.moments.size());
  if (ritual == kTime) moment.child = kMia;
  plan.moments.push_back(moment);
  return plan.moments.back();
}

inline Reflection& Reflect(Plan& plan, const MemberId& member, const std::string& text) {
  Reflection reflection;
  reflection.id = ExampleId<RecordId>(static_cast<char>('0' + plan.reflections.size()));
  reflection.ritual = kCheckIn;
  reflection.day = kTuesday;
  reflection.member = member;
  reflection.text = text;
  plan.reflections.push_back(reflection);
  return plan.reflections.back();
}

}  // namespace toward::plan

#endif  // TOWARD_TESTS_PLAN_EXAMPLE_PLAN_H_
