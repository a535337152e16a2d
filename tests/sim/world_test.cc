// Worlds repeat, and a part of chance does not move another.

#include "tests/sim/world.h"

#include <gtest/gtest.h>

namespace toward::sim {
namespace {

std::string TraceOf(uint64_t seed) {
  World world(Draw(seed, {.days = 4}), /*tracing=*/true);
  world.Run();
  return world.trace();
}

TEST(World, EqualSeedsLiveEqualLives) { EXPECT_EQ(TraceOf(3), TraceOf(3)); }

TEST(World, OtherSeedsLiveOthers) { EXPECT_NE(TraceOf(3), TraceOf(4)); }

TEST(Chance, AForkDependsOnItsNameAlone) {
  const Chance root(5);
  Chance first = root.Fork("first");
  const uint64_t number = first.Number();
  root.Fork("another").Number();
  EXPECT_EQ(root.Fork("first").Number(), number);
  EXPECT_NE(root.Fork("second").Number(), number);
}

TEST(Swarm, WhatIsLeftOutDoesNotMoveTheRest) {
  const Swarm whole = Draw(11, {});
  for (const auto& [name, rate] : whole.strikes) {
    Swarm less = Draw(11, {.without = {name}});
    EXPECT_FALSE(less.strikes.contains(name));
    less.strikes[name] = rate;
    EXPECT_EQ(less.strikes, whole.strikes);
    EXPECT_EQ(less.devices, whole.devices);
    EXPECT_EQ(less.acts, whole.acts);
  }
}

TEST(Model, TheGreaterStampWinsThenTheGreaterBytes) {
  Fields fields = {{2, {10, 1, "b"}}};
  EXPECT_FALSE(Merge(fields, {{2, {9, 9, "c"}}}));
  EXPECT_FALSE(Merge(fields, {{2, {10, 1, "a"}}}));
  EXPECT_TRUE(Merge(fields, {{2, {10, 1, "c"}}}));
  EXPECT_TRUE(Merge(fields, {{2, {10, 2, ""}}}));
  EXPECT_EQ(fields[2].bytes, "");
}

}  // namespace
}  // namespace toward::sim
