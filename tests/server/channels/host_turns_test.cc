// Hosts take turns at a bounded number of places.

#include "server/channels/host_turns.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace toward::server {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// Everything that may begin now, in its order.
std::vector<int> BeginAll(HostTurns<int>& turns) {
  std::vector<int> begun;
  while (auto next = turns.Begin()) begun.push_back(next->second);
  return begun;
}

TEST(HostTurns, WhatIsForOneHostKeepsItsOrder) {
  HostTurns<int> turns({.places = 3, .places_per_host = 3});
  for (const int work : {1, 2, 3, 4}) turns.Add("a", work);
  EXPECT_THAT(BeginAll(turns), ElementsAre(1, 2, 3));
  EXPECT_EQ(turns.waiting(), 1u);
  turns.End("a");
  EXPECT_THAT(BeginAll(turns), ElementsAre(4));
}

TEST(HostTurns, HostsTakeTurns) {
  HostTurns<int> turns({.places = 9, .places_per_host = 9});
  for (const int work : {1, 2, 3}) turns.Add("a", work);
  for (const int work : {11, 12}) turns.Add("b", work);
  turns.Add("c", 21);
  EXPECT_THAT(BeginAll(turns), ElementsAre(1, 11, 21, 2, 12, 3));
}

TEST(HostTurns, AHostLeavesPlacesForOthers) {
  HostTurns<int> turns({.places = 4, .places_per_host = 2});
  for (const int work : {1, 2, 3}) turns.Add("a", work);
  EXPECT_THAT(BeginAll(turns), ElementsAre(1, 2));
  turns.Add("b", 11);
  EXPECT_THAT(BeginAll(turns), ElementsAre(11));
  turns.End("b");
  EXPECT_THAT(BeginAll(turns), IsEmpty());
  turns.End("a");
  EXPECT_THAT(BeginAll(turns), ElementsAre(3));
}

TEST(HostTurns, NoMoreBeginThanThereArePlaces) {
  HostTurns<int> turns({.places = 2, .places_per_host = 2});
  for (const char* host : {"a", "b", "c"}) turns.Add(host, host[0]);
  EXPECT_THAT(BeginAll(turns), ElementsAre('a', 'b'));
  turns.End("a");
  EXPECT_THAT(BeginAll(turns), ElementsAre('c'));
}

TEST(HostTurns, WhatWaitsForAHostCanBeTakenOutAndTheOthersGoOn) {
  HostTurns<int> turns({.places = 4, .places_per_host = 1});
  for (const int work : {1, 2, 3}) turns.Add("a", work);
  for (const int work : {11, 12}) turns.Add("b", work);
  EXPECT_THAT(BeginAll(turns), ElementsAre(1, 11));
  EXPECT_THAT(turns.TakeWaiting("a"), ElementsAre(2, 3));
  EXPECT_THAT(turns.TakeWaiting("nobody"), IsEmpty());
  turns.End("a");
  turns.End("b");
  EXPECT_THAT(BeginAll(turns), ElementsAre(12));
  turns.Add("a", 4);
  turns.Add("c", 21);
  EXPECT_THAT(turns.TakeWaiting(), ElementsAre(4, 21));
  EXPECT_EQ(turns.waiting(), 0u);
}

}  // namespace
}  // namespace toward::server
