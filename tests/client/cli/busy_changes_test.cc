#include "client/cli/busy_changes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <set>

#include "sync/limits.h"
#include "tests/plan/example_plan.h"

namespace toward::client {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

const FamilyId kFamily = *FamilyId::FromBytes("a family's bytes");
constexpr char kSource[] = "calendar-1a2b3c4d";

using Spans = std::vector<plan::BusySpan>;

// What a plan holds after the parts were written, one after the other.
plan::Plan After(plan::Plan plan, const std::vector<Writes>& parts) {
  for (const Writes& writes : parts) {
    for (const Write& write : writes) {
      const auto& fields = static_cast<const v1::Busy&>(*write.fields);
      std::erase_if(plan.busy, [&](const plan::Busy& busy) { return busy.id == write.id; });
      if (fields.has_alive() && !fields.alive()) continue;
      plan.busy.push_back({.id = write.id,
                           .member = *MemberId::FromBytes(fields.member_id()),
                           .span = fields.span(),
                           .weekly = {},
                           .source = fields.source()});
    }
  }
  return plan;
}

std::vector<Writes> Replace(const plan::Plan& plan, const Spans& spans, const std::string& source = kSource) {
  return ReplaceImported(plan, kFamily, plan::kAna, source, spans);
}

Spans SpansOf(const plan::Plan& plan, const std::string& source = kSource) {
  Spans spans;
  for (const plan::Busy& busy : plan.busy) {
    if (busy.source == source) {
      spans.push_back({.start_ms = busy.span->start_time_ms(), .end_ms = busy.span->end_time_ms()});
    }
  }
  std::sort(spans.begin(), spans.end(),
            [](const plan::BusySpan& a, const plan::BusySpan& b) { return a.start_ms < b.start_ms; });
  return spans;
}

size_t Count(const std::vector<Writes>& parts) {
  size_t count = 0;
  for (const Writes& writes : parts) count += writes.size();
  return count;
}

Spans Hours(size_t count) {
  Spans spans;
  for (size_t i = 0; i < count; ++i) {
    const auto start_ms = static_cast<int64_t>(i) * 7'200'000;
    spans.push_back({.start_ms = start_ms, .end_ms = start_ms + 3'600'000});
  }
  return spans;
}

TEST(BusyChanges, AnImportReplacesTheOneBefore) {
  const Spans first = {{.start_ms = 1000, .end_ms = 2000}, {.start_ms = 3000, .end_ms = 4000}};
  const Spans second = {{.start_ms = 3000, .end_ms = 5000}, {.start_ms = 9000, .end_ms = 9500}};
  const plan::Plan before = After({}, Replace({}, first));
  EXPECT_EQ(SpansOf(before), first);
  const std::vector<Writes> parts = Replace(before, second);
  EXPECT_EQ(SpansOf(After(before, parts)), second);
  EXPECT_EQ(Count(parts), 3u);
}

TEST(BusyChanges, TheSameImportAgainWritesNothing) {
  EXPECT_THAT(Replace(After({}, Replace({}, Hours(50))), Hours(50)), IsEmpty());
}

TEST(BusyChanges, AnImportLeavesEverythingElseAlone) {
  plan::Plan plan = After({}, Replace({}, Hours(3), "calendar-00000000"));
  plan.busy.push_back(
      {.id = plan::kMia, .member = plan::kBen, .span = v1::Busy::Span(), .weekly = {}, .source = kSource});
  plan.busy.push_back({.id = plan::kLeo, .member = plan::kAna, .span = {}, .weekly = v1::Busy::Weekly(), .source = ""});
  EXPECT_THAT(Replace(plan, {}), IsEmpty());
}

TEST(BusyChanges, TwoDevicesImportingOneCalendarMakeTheSameRecords) {
  const std::vector<Writes> here = Replace({}, Hours(5)), there = Replace({}, Hours(5));
  for (size_t i = 0; i < 5; ++i) EXPECT_EQ(here[0][i].id, there[0][i].id);
}

TEST(BusyChanges, ItsIdIsTheOneOfTheSchemaPage) {
  const MemberId member = *MemberId::FromBytes(std::string(16, 'm'));
  const Spans span = {{.start_ms = 1'795'521'600'000, .end_ms = 1'795'525'200'000}};
  EXPECT_EQ(ReplaceImported({}, kFamily, member, kSource, span)[0][0].id.ToHex(), "25a3b24300210d305785044df6457f3b");
}

TEST(BusyChanges, NoPartIsLargerThanATransaction) {
  const std::vector<Writes> parts = Replace({}, Hours(sync::kMaxPatchesPerTransaction * 2 + 1));
  EXPECT_THAT(parts,
              ElementsAre(SizeIs(sync::kMaxPatchesPerTransaction), SizeIs(sync::kMaxPatchesPerTransaction), SizeIs(1)));
}

RC_GTEST_PROP(BusyChanges, WhateverWasThereTheLastImportIsWhatIsShown, ()) {
  plan::Plan plan;
  for (const std::vector<uint8_t>& starts :
       *rc::gen::container<std::vector<std::vector<uint8_t>>>(rc::gen::arbitrary<std::vector<uint8_t>>())) {
    Spans spans;
    for (const uint8_t start : std::set<uint8_t>(starts.begin(), starts.end())) {
      spans.push_back({.start_ms = start, .end_ms = start + 1 + static_cast<int64_t>(starts.size())});
    }
    plan = After(plan, Replace(plan, spans));
    RC_ASSERT(SpansOf(plan) == spans);
  }
}

TEST(BusyChanges, ACalendarsNameSaysNothingAboutIt) {
  const std::string name = SourceName(kFamily, plan::kAna, "https://example.org/secret.ics");
  EXPECT_EQ(name.size(), std::string("calendar-00000000").size());
  EXPECT_EQ(name, SourceName(kFamily, plan::kAna, "https://example.org/secret.ics"));
  EXPECT_NE(name, SourceName(kFamily, plan::kBen, "https://example.org/secret.ics"));
  EXPECT_NE(name, SourceName(kFamily, plan::kAna, "https://example.org/other.ics"));
}

TEST(BusyChanges, WhatIsOverIsNotListedButGoesWithItsCalendar) {
  const plan::Plan plan = After({}, Replace({}, Hours(4)));
  const std::vector<BusyEntry> entries = BusyEntries(plan, plan::kAna, 7'200'000 + 3'600'000);
  ASSERT_THAT(entries, SizeIs(1));
  EXPECT_EQ(entries[0].times, 2u);
  EXPECT_EQ(entries[0].first.span->start_time_ms(), 2 * 7'200'000);
  EXPECT_THAT(SpansOf(After(plan, RemoveBusy(entries[0]))), IsEmpty());
  EXPECT_THAT(BusyEntries(plan, plan::kAna, 100'000'000), IsEmpty());
  EXPECT_THAT(BusyEntries(plan, plan::kBen, 0), IsEmpty());
}

TEST(BusyChanges, RangesOfTheClockAreRead) {
  const auto range = ClockRangeFrom("09:00-24:00");
  ASSERT_TRUE(range.ok());
  EXPECT_EQ(range->start_minute, 540u);
  EXPECT_EQ(range->end_minute, 1440u);
  for (const char* text :
       {"", "-", "09:00", "9-17", "09:00-17", "09:00-25:00", "17:00-09:00", "09:00-09:00", "09:00-10:00-11:00"}) {
    EXPECT_EQ(ClockRangeFrom(text).status().code(), absl::StatusCode::kInvalidArgument) << text;
  }
}

}  // namespace
}  // namespace toward::client
