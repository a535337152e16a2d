// What people do: a family's month, with its habits of evenings, its hurry, and its hands on the same few records.
#ifndef TOWARD_TESTS_SIM_DIARY_H_
#define TOWARD_TESTS_SIM_DIARY_H_

#include "tests/sim/world.h"

namespace toward::sim {

// The plan a family begins with; by its first device.
void BeginPlan(World& world, SimFamily& family);

// Puts the month's acts, and when each device is online, on the timeline.
void PlanMonth(World& world, SimFamily& family, int acts);

}  // namespace toward::sim

#endif  // TOWARD_TESTS_SIM_DIARY_H_
