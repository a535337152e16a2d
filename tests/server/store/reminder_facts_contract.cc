// What the reminder engine reads of the plan, and what else of it must outlive a restart.

#include "server/errors.h"
#include "tests/server/store/reminder_contract.h"

namespace toward::server {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

TEST_P(ReminderContract, FamiliesWithSomethingOpenAreKnown) {
  const Phone ana = Settle(), eva = Settle();
  Plan(NewDelivery(ana));
  Delivery past = NewDelivery(eva);
  past.useful_until_ms = kNowMs - 1;
  Plan(past);
  const auto open = *Reader()->OpenFamilies(kNowMs);
  ASSERT_THAT(open, SizeIs(1));
  EXPECT_EQ(open[0].family, ana.device.family);
  EXPECT_EQ(open[0].until_ms, kNowMs + 1000);
}

TEST_P(ReminderContract, RecordsOfADayAreFoundByItAndMoveWithIt) {
  Phone ana = Settle();
  const Phone eva = Settle();
  const auto id = NewRecordId();
  v1::Moment moment;
  moment.set_alive(true);
  moment.set_day(kDay);
  Apply(ana, {RecordOf(v1::KIND_MOMENT, id, moment)});
  const FamilyNumber family = ana.device.family;
  EXPECT_THAT(*Reader()->RecordsOn(family, v1::KIND_MOMENT, kDay, kDay), SizeIs(1));
  EXPECT_THAT(*Reader()->RecordsOn(family, v1::KIND_MOMENT, kDay + 1, kDay + 9), IsEmpty());
  EXPECT_THAT(*Reader()->RecordsOn(family, v1::KIND_SLOT, kDay, kDay), IsEmpty());
  EXPECT_THAT(*Reader()->RecordsOn(eva.device.family, v1::KIND_MOMENT, kDay, kDay), IsEmpty());
  v1::Moment other_day;
  other_day.set_day(-3);
  Apply(ana, {sync::Record::Write(v1::KIND_MOMENT, id, other_day, {}, {sync::HlcFromMs(kNowMs) + 1, 1})});
  EXPECT_THAT(*Reader()->RecordsOn(family, v1::KIND_MOMENT, kDay, kDay), IsEmpty());
  EXPECT_THAT(*Reader()->RecordsOn(family, v1::KIND_MOMENT, -3, -3), SizeIs(1));
}

TEST_P(ReminderContract, TheSkeletonIsWhatSaysWhen) {
  Phone ana = Settle();
  v1::Reflection reflection;
  reflection.set_alive(true);
  v1::Calendar calendar;
  calendar.set_alive(true);
  Apply(ana, {RecordOf(v1::KIND_CALENDAR, NewRecordId(), calendar), Note(NewRecordId(), "a moment"),
              RecordOf(v1::KIND_REFLECTION, NewRecordId(), reflection)});
  const auto skeleton = *Reader()->Skeleton(ana.device.family);
  ASSERT_THAT(skeleton, SizeIs(1));
  EXPECT_EQ(sync::Record::Parse(skeleton[0])->kind(), v1::KIND_CALENDAR);
}

TEST_P(ReminderContract, TheSleepingBabyIsKeptForItsDayUntilItIsAwake) {
  const Phone ana = Settle();
  Settled(ana, kNowMs + 500);
  Write([&](ReminderWrites& writes) { return writes.SetAsleep(ana.device.family, kDay, ana.device.member, kNowMs); });
  Reopen();
  const auto asleep = *Reader()->Asleep(ana.device.family, kDay);
  ASSERT_THAT(asleep, SizeIs(1));
  EXPECT_EQ(asleep[0].at_ms, kNowMs);
  EXPECT_THAT(Due(kNowMs), SizeIs(1));
  Write([&](ReminderWrites& writes) {
    return writes.SetAsleep(ana.device.family, kDay, ana.device.member, std::nullopt);
  });
  EXPECT_THAT(*Reader()->Asleep(ana.device.family, kDay), IsEmpty());
}

TEST_P(ReminderContract, ASubscriptionIsOfOneDeviceUntilItsServiceSaysThatItIsGone) {
  const Phone ana = Settle();
  const Phone ben = Join(ana);
  const WebPushRow row{"https://push.example.com/1", random.Bytes(65), random.Bytes(16)};
  Write([&](ReminderWrites& writes) { return writes.SetWebPush(ana.device.id, row); });
  for (const ReachableDevice& device : DevicesOf(ana)) {
    ASSERT_EQ(device.web_push.has_value(), device.id == ana.device.id);
    EXPECT_EQ(device.member, device.id == ana.device.id ? ana.device.member : ben.device.member);
    EXPECT_EQ(device.web_push.value_or(row).endpoint, row.endpoint);
  }
  const auto reachable = [&] {
    int devices = 0;
    for (const auto& device : DevicesOf(ana)) devices += device.web_push.has_value() ? 1 : 0;
    return devices;
  };
  Write([&](ReminderWrites& writes) { return writes.WebPushGone(ana.device.id, "https://push.example.com/old"); });
  EXPECT_EQ(reachable(), 1);
  Write([&](ReminderWrites& writes) { return writes.WebPushGone(ana.device.id, row.endpoint); });
  EXPECT_EQ(reachable(), 0);
  Write([&](ReminderWrites& writes) { return writes.SetWebPush(ana.device.id, row); });
  EXPECT_EQ(reachable(), 1);
  Write([&](ReminderWrites& writes) { return writes.SetWebPush(ana.device.id, std::nullopt); });
  EXPECT_EQ(reachable(), 0);
}

TEST_P(ReminderContract, AnAddressThatIsGoneIsRemembered) {
  const Phone ana = Settle();
  EXPECT_EQ(*Reader()->GoneMail(ana.device.family, ana.device.member), "");
  Write([&](ReminderWrites& writes) { return writes.MailGone(ana.device.family, ana.device.member, "hash"); });
  EXPECT_EQ(*Reader()->GoneMail(ana.device.family, ana.device.member), "hash");
}

TEST_P(ReminderContract, ALinkIsOneOfItsKindAndEndsAtOnce) {
  const Phone ana = Settle();
  const StoredLink link{ana.device.family, ana.device.member, StoredLinkKind::kAsleep};
  const std::string first(32, '1'), second(32, '2');
  Write([&](ReminderWrites& writes) { return writes.SetLink(link, first); });
  const auto found = Reader()->FindLink(first);
  ASSERT_TRUE(found.ok());
  EXPECT_EQ(found->member, ana.device.member);
  EXPECT_EQ(found->kind, StoredLinkKind::kAsleep);
  Write([&](ReminderWrites& writes) { return writes.SetLink(link, second); });
  EXPECT_EQ(Reader()->FindLink(first).status(), UnknownLink());
  EXPECT_TRUE(Reader()->FindLink(second).ok());
  Write([&](ReminderWrites& writes) { return writes.SetLink(link, std::nullopt); });
  EXPECT_EQ(Reader()->FindLink(second).status(), UnknownLink());
}

TEST_P(ReminderContract, TheEngineIsRemembered) {
  EXPECT_EQ(Reader()->Engine()->high_water_ms, 0);
  Write([](ReminderWrites& writes) { return writes.SaveEngine({kNowMs, "2026a"}); });
  Reopen();
  EXPECT_EQ(Reader()->Engine()->high_water_ms, kNowMs);
  EXPECT_EQ(Reader()->Engine()->zone_data, "2026a");
}

}  // namespace
}  // namespace toward::server
