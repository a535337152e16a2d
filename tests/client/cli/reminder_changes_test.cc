#include "client/cli/reminder_changes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/cli/choose.h"
#include "fmt/format.h"
#include "tests/plan/example_plan.h"

namespace toward::client {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const FamilyId kFamily = *FamilyId::FromBytes("a family's bytes");

class ReminderChanges : public testing::Test {
 protected:
  Hand AnasHand() const {
    return {
        .family = kFamily, .member = plan::kAna, .day = plan::kTuesday, .plan = everything_, .everything = everything_};
  }
  const plan::Ritual& Ritual(const RecordId& id) const { return *FindRitual(everything_, id); }

  // The one reminder written; its register `when` as it would be merged.
  v1::Reminder Written(const absl::StatusOr<Writes>& writes) {
    EXPECT_TRUE(writes.ok()) << writes.status();
    if (!writes.ok() || writes->size() != 1) return {};
    EXPECT_EQ(writes->front().kind, v1::KIND_REMINDER);
    id_ = writes->front().id;
    cleared_ = writes->front().cleared;
    return static_cast<const v1::Reminder&>(*writes->front().fields);
  }
  v1::Preference WrittenPreference(const absl::StatusOr<Writes>& writes) {
    EXPECT_TRUE(writes.ok()) << writes.status();
    if (!writes.ok() || writes->size() != 1) return {};
    EXPECT_EQ(writes->front().kind, v1::KIND_PREFERENCE);
    cleared_ = writes->front().cleared;
    return static_cast<const v1::Preference&>(*writes->front().fields);
  }

  plan::Plan everything_ = plan::ExamplePlan();
  RecordId id_;
  std::vector<uint32_t> cleared_;
};

TEST_F(ReminderChanges, ATimeAloneIsThatTimeWhetherTheBabySleepsOrNot) {
  const v1::Reminder written = Written(SetReminder(AnasHand(), Ritual(plan::kCheckIn), {.at = "20:45"}));
  EXPECT_EQ(written.when().minute(), 20u * 60 + 45);
  EXPECT_FALSE(written.when().after_asleep());
  EXPECT_EQ(written.when().second_after_minutes(), 0u);
  EXPECT_EQ(written.member_id(), plan::kAna.ToBytes());
  EXPECT_EQ(written.ritual_id(), plan::kCheckIn.ToBytes());
}

TEST_F(ReminderChanges, WhatIsNotGivenStaysAsItIs) {
  // Usual for the check-in: when the baby sleeps, or at 21:15.
  const v1::Reminder written = Written(SetReminder(AnasHand(), Ritual(plan::kCheckIn), {.second = "30"}));
  EXPECT_EQ(written.when().minute(), 21u * 60 + 15);
  EXPECT_TRUE(written.when().after_asleep());
  EXPECT_EQ(written.when().second_after_minutes(), 30u);
}

TEST_F(ReminderChanges, ARitualWithoutAUsualTimeNeedsOne) {
  plan::Ritual hug;
  hug.id = plan::ExampleId<RecordId>('h');
  hug.type = v1::Ritual::TYPE_EXTRA;
  hug.extra = "long-hug";
  EXPECT_EQ(SetReminder(AnasHand(), hug, {.second = "30"}).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Written(SetReminder(AnasHand(), hug, {.at = "07:00"})).when().minute(), 7u * 60);
}

TEST_F(ReminderChanges, BothPartnersRemindersAreRecordsOfTheirOwn) {
  Written(SetReminder(AnasHand(), Ritual(plan::kCheckIn), {.at = "20:45"}));
  const RecordId anas = id_;
  Written(SetReminder(AnasHand(), Ritual(plan::kThanks), {.at = "20:45"}));
  EXPECT_NE(id_, anas);
  Hand bens = AnasHand();
  bens.member = plan::kBen;
  Written(SetReminder(bens, Ritual(plan::kCheckIn), {.at = "20:45"}));
  EXPECT_NE(id_, anas);
}

TEST_F(ReminderChanges, OffIsARecordThatLivesWithoutATime) {
  const v1::Reminder written = Written(SwitchReminderOff(AnasHand(), Ritual(plan::kThanks)));
  EXPECT_FALSE(written.has_when());
  EXPECT_FALSE(written.has_alive() && !written.alive());
  EXPECT_THAT(cleared_, ElementsAre(v1::Reminder::kWhenFieldNumber));
}

TEST_F(ReminderChanges, UsualTakesTheRecordAway) {
  EXPECT_EQ(UseUsualReminder(AnasHand(), Ritual(plan::kThanks)).status().code(), absl::StatusCode::kFailedPrecondition);
  Written(SwitchReminderOff(AnasHand(), Ritual(plan::kThanks)));
  everything_.reminders.push_back({.id = id_, .member = plan::kAna, .ritual = plan::kThanks});
  const v1::Reminder written = Written(UseUsualReminder(AnasHand(), Ritual(plan::kThanks)));
  EXPECT_TRUE(written.has_alive());
  EXPECT_FALSE(written.alive());
}

TEST_F(ReminderChanges, OneOnOneTimeIsRemindedOfByWhatIsPlanned) {
  const auto refused = absl::StatusCode::kFailedPrecondition;
  EXPECT_EQ(SetReminder(AnasHand(), Ritual(plan::kTime), {.at = "17:00"}).status().code(), refused);
  EXPECT_EQ(SwitchReminderOff(AnasHand(), Ritual(plan::kTime)).status().code(), refused);
}

TEST_F(ReminderChanges, TimesAndMinutesHaveBounds) {
  for (const char* const at : {"24:00", "9", "secret", "", "21:60", "-1:00"}) {
    EXPECT_FALSE(SetReminder(AnasHand(), Ritual(plan::kThanks), {.at = at}).ok()) << at;
  }
  for (const char* const second : {"241", "-1", "x", ""}) {
    EXPECT_FALSE(SetReminder(AnasHand(), Ritual(plan::kThanks), {.second = second}).ok()) << second;
  }
  EXPECT_TRUE(SetReminder(AnasHand(), Ritual(plan::kThanks), {.at = "00:00", .second = "240"}).ok());
}

TEST_F(ReminderChanges, QuietHoursMaySpanMidnight) {
  const v1::Preference written = WrittenPreference(SetQuietHours(AnasHand(), "22:00-07:00"));
  EXPECT_EQ(written.quiet_hours().start_minute(), 22u * 60);
  EXPECT_EQ(written.quiet_hours().end_minute(), 7u * 60);
  EXPECT_EQ(written.member_id(), plan::kAna.ToBytes());
  EXPECT_FALSE(written.has_email());
}

TEST_F(ReminderChanges, QuietHoursAndMailAreSwitchedOffAlone) {
  EXPECT_FALSE(WrittenPreference(SetQuietHours(AnasHand(), "off")).has_quiet_hours());
  EXPECT_THAT(cleared_, ElementsAre(v1::Preference::kQuietHoursFieldNumber));
  EXPECT_FALSE(WrittenPreference(SetEmail(AnasHand(), "off")).has_email());
  EXPECT_THAT(cleared_, ElementsAre(v1::Preference::kEmailFieldNumber));
}

TEST_F(ReminderChanges, WhatIsNoRangeIsNotUnderstood) {
  for (const char* const text : {"", "-", "22:00", "22:00-22:00", "22:00-24:00", "22-7", "secret-07:00"}) {
    EXPECT_FALSE(SetQuietHours(AnasHand(), text).ok()) << text;
  }
}

TEST_F(ReminderChanges, AMailAddressIsOneAddress) {
  EXPECT_EQ(WrittenPreference(SetEmail(AnasHand(), "ana.b+toward@mail.example.org")).email().address(),
            "ana.b+toward@mail.example.org");
  EXPECT_THAT(cleared_, IsEmpty());
  for (const char* const text :
       {"", "ana", "@example.org", "ana@", "ana@b@example.org", "ana b@example.org", "ana@example..org",
        "ana@-example.org", "ana.@example.org", "ana@example.org\r\nBcc: eve@example.org", "<ana@example.org>",
        "ana@example.org,eve@example.org", "\"ana\"@example.org", "ana@exämple.org"}) {
    EXPECT_FALSE(SetEmail(AnasHand(), text).ok()) << text;
  }
  EXPECT_FALSE(SetEmail(AnasHand(), fmt::format("{:a<65}@example.org", "")).ok());
  EXPECT_FALSE(SetEmail(AnasHand(), fmt::format("ana@{:a<250}.org", "")).ok());
}

}  // namespace
}  // namespace toward::client
