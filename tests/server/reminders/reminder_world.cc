#include "tests/server/reminders/reminder_world.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/check.h"
#include "base/log.h"
#include "plan/rituals.h"
#include "trust/crypto.h"

namespace toward::server {

void RecordedCourier::Send(Letter letter, std::function<void(SendResult)> done) {
  sent.push_back({*now_ms_, AddressOf(letter), letter.notice});
  if (!mute) done(answer(sent.back()));
}

ReminderWorld::ReminderWorld(const std::string& zone) {
  Log::SetLevel(LogLevel::kError);
  store = *SqliteStore::Open((directory_.path() / "toward.db").string(), {}, random);
  calendar_ = *plan::Calendar::Make(zone, 3);
  now_ms_ = At(12);
  zone_ = zone;
  MoveIn();
  StartServer();
  Step();
}

void ReminderWorld::MoveIn() {
  ana = Settle();
  ben = Join(ana);
  MakePlan(zone_);
  for (const Phone& phone : {ana, ben}) Subscribe(phone, EndpointOf(phone));
}

ReminderWorld::~ReminderWorld() {
  StopServer();
  store.reset();
}

void ReminderWorld::MakePlan(const std::string& zone) {
  check_in = Natural("check-in");
  thanks = Natural("appreciation");
  time = Natural("one-on-one");
  mia = Natural("mia");
  SetZone(zone);
  for (const Phone& phone : {ana, ben}) {
    v1::Member member;
    member.set_alive(true);
    member.set_name("sealed");
    Push(ana, v1::KIND_MEMBER, IdCast<RecordId>(phone.device.member), member);
  }
  v1::Child child;
  child.set_alive(true);
  child.set_role(v1::Child::ROLE_OLDER);
  Push(ana, v1::KIND_CHILD, mia, child);
  const RecordId ids[] = {check_in, thanks, time};
  for (size_t i = 0; i < 3; ++i) {
    const plan::StartingRitual& starting = plan::StartingRituals()[i];
    v1::Ritual ritual;
    ritual.set_alive(true);
    ritual.set_type(starting.type);
    *ritual.mutable_cadence() = plan::Daily();
    if (starting.minutes_goal) ritual.set_minutes_goal(*starting.minutes_goal);
    Push(ana, v1::KIND_RITUAL, ids[i], ritual);
  }
}

RecordId ReminderWorld::Natural(const std::string& what) const {
  return *RecordId::FromBytes(trust::Blake2b(what, RecordId::kBytes));
}

int64_t ReminderWorld::At(int hour, int minute, int days_later) const {
  return calendar_->WallMs(day_.Plus(days_later), static_cast<uint32_t>(hour * 60 + minute));
}

ClockReading ReminderWorld::Reading() const {
  return {.wall_ms = now_ms_, .boottime_ms = boottime_ms_, .boot_id = "boot"};
}

int64_t ReminderWorld::StepOnce() {
  while (true) {
    woken_ = false;
    const auto next = engine->Step(Reading());
    TOWARD_CHECK(next.ok());
    if (!woken_) return *next;
  }
}

void ReminderWorld::Step() {
  for (int i = 0; i < 1'000; ++i) {
    if (StepOnce() > now_ms_) return;
  }
  ADD_FAILURE() << "the engine does not come to rest";
}

void ReminderWorld::PassTo(int64_t ms) {
  while (true) {
    const int64_t next_ms = StepOnce();
    if (next_ms > ms) break;
    boottime_ms_ += std::max<int64_t>(0, next_ms - now_ms_);
    now_ms_ = std::max(now_ms_, next_ms);
  }
  boottime_ms_ += std::max<int64_t>(0, ms - now_ms_);
  now_ms_ = std::max(now_ms_, ms);
  Step();
}

void ReminderWorld::SetClock(int64_t ms) { now_ms_ = ms; }

void ReminderWorld::StopServer() { engine.reset(); }

void ReminderWorld::StartServer() {
  engine = std::make_unique<Engine>(Engine::World{
      .reader = *store->NewReminderReader(),
      .write =
          [this](const std::function<absl::Status(StoreWrites&)>& work) {
            return store->Write([&](StoreWrites& writes) { return work(writes); });
          },
      .courier = courier,
      .streams = streams,
      .metrics = metrics_,
      .zone_data = zone_data,
      .wake = [this] { woken_ = true; },
  });
  TOWARD_CHECK(engine->Start(Reading()).ok());
}

void ReminderWorld::Crash() {
  StopServer();
  streams.listening.clear();
  store.reset();
  store = *SqliteStore::Open((directory_.path() / "toward.db").string(), {}, random);
  StartServer();
}

void ReminderWorld::Push(Phone& phone, uint32_t kind, const RecordId& id, const google::protobuf::MessageLite& fields,
                         const std::vector<uint32_t>& cleared) {
  const sync::Stamp stamp{.hlc = sync::HlcFromMs(kNowMs - 1'000'000) + static_cast<sync::Hlc>(++stamps_), .replica = 1};
  Apply(phone, {sync::Record::Write(kind, id, fields, cleared, stamp)});
  if (engine != nullptr) engine->FamilyMoved(phone.device.family, now_ms_);
}

void ReminderWorld::SetZone(const std::string& zone) {
  v1::Calendar calendar;
  calendar.set_alive(true);
  calendar.mutable_plan_day()->set_time_zone(zone);
  calendar.mutable_plan_day()->set_day_start_hour(3);
  Push(ana, v1::KIND_CALENDAR, Natural("calendar"), calendar);
  family_calendar_ = *plan::Calendar::Make(zone, 3);
}

void ReminderWorld::Remind(const Phone& whom, const RecordId& ritual, std::optional<int> minute, bool after_asleep,
                           int second_after_minutes) {
  v1::Reminder reminder;
  reminder.set_alive(true);
  reminder.set_member_id(whom.device.member.ToBytes());
  reminder.set_ritual_id(ritual.ToBytes());
  std::vector<uint32_t> cleared;
  if (minute.has_value()) {
    reminder.mutable_when()->set_minute(static_cast<uint32_t>(*minute));
    reminder.mutable_when()->set_after_asleep(after_asleep);
    reminder.mutable_when()->set_second_after_minutes(static_cast<uint32_t>(second_after_minutes));
  } else {
    cleared.push_back(v1::Reminder::kWhenFieldNumber);
  }
  Push(ana, v1::KIND_REMINDER, Natural("reminder" + whom.device.member.ToHex() + ritual.ToHex()), reminder, cleared);
}

void ReminderWorld::SetQuietHours(const Phone& whom, int start_minute, int end_minute) {
  v1::Preference preference;
  preference.set_alive(true);
  preference.set_member_id(whom.device.member.ToBytes());
  preference.mutable_quiet_hours()->set_start_minute(static_cast<uint32_t>(start_minute));
  preference.mutable_quiet_hours()->set_end_minute(static_cast<uint32_t>(end_minute));
  Push(ana, v1::KIND_PREFERENCE, Natural("preference" + whom.device.member.ToHex()), preference);
}

void ReminderWorld::SetMail(const Phone& whom, const std::string& address) {
  v1::Preference preference;
  preference.set_alive(true);
  preference.set_member_id(whom.device.member.ToBytes());
  preference.mutable_email()->set_address(address);
  Push(ana, v1::KIND_PREFERENCE, Natural("preference" + whom.device.member.ToHex()), preference);
}

void ReminderWorld::Pause(const Phone& whom, plan::PlanDay first, plan::PlanDay last) {
  v1::Preference preference;
  preference.set_alive(true);
  preference.set_member_id(whom.device.member.ToBytes());
  auto* const days = preference.mutable_pauses()->add_days();
  days->set_first_day(first.number());
  days->set_last_day(last.number());
  Push(ana, v1::KIND_PREFERENCE, Natural("preference" + whom.device.member.ToHex()), preference);
}

void ReminderWorld::Mark(Phone& who, const RecordId& ritual, v1::Moment::Outcome outcome) {
  v1::Moment moment;
  moment.set_alive(true);
  moment.set_ritual_id(ritual.ToBytes());
  moment.set_day(PlanDayNow().number());
  moment.set_member_id(who.device.member.ToBytes());
  moment.set_outcome(outcome);
  if (ritual == time) moment.set_child_id(mia.ToBytes());
  Push(who, v1::KIND_MOMENT,
       Natural("moment" + ritual.ToHex() + who.device.member.ToHex() + std::to_string(moment.day())), moment);
}

void ReminderWorld::Unmark(Phone& who, const RecordId& ritual) {
  v1::Moment moment;
  moment.set_alive(false);
  Push(who, v1::KIND_MOMENT,
       Natural("moment" + ritual.ToHex() + who.device.member.ToHex() + std::to_string(PlanDayNow().number())), moment);
}

void ReminderWorld::PlanTime(const Phone& whose, int start_minute) {
  v1::Slot slot;
  slot.set_alive(true);
  slot.set_ritual_id(time.ToBytes());
  slot.set_day(day_.number());
  slot.set_child_id(mia.ToBytes());
  slot.set_member_id(whose.device.member.ToBytes());
  slot.mutable_when()->set_start_minute(static_cast<uint32_t>(start_minute));
  slot.mutable_when()->set_minutes(15);
  Push(ana, v1::KIND_SLOT, Natural("slot"), slot);
}

void ReminderWorld::Subscribe(const Phone& phone, const std::string& endpoint) {
  TOWARD_CHECK(store
                   ->Write([&](StoreWrites& writes) {
                     return writes.reminders().SetWebPush(phone.device.id, WebPushRow{endpoint, "key", "secret"});
                   })
                   .ok());
}

void ReminderWorld::Unsubscribe(const Phone& phone) {
  TOWARD_CHECK(
      store->Write([&](StoreWrites& writes) { return writes.reminders().SetWebPush(phone.device.id, std::nullopt); })
          .ok());
}

void ReminderWorld::Listen(const Phone& phone) {
  streams.listening.insert(phone.device.id);
  TOWARD_CHECK(engine->Welcome(SessionOf(phone), now_ms_).ok());
  Step();
}

Session ReminderWorld::SessionOf(const Phone& phone) const {
  return {.device = phone.device.id, .family = phone.device.family, .member = phone.device.member};
}

v1::SayAsleepResponse ReminderWorld::SayAsleep(const Phone& phone, bool awake) {
  const auto response = engine->SayAsleep(phone.device.family, phone.device.member, awake, now_ms_);
  TOWARD_CHECK(response.ok());
  Step();
  return *response;
}

std::vector<SentLetter> ReminderWorld::LettersTo(const std::string& to) const {
  std::vector<SentLetter> letters;
  std::copy_if(courier.sent.begin(), courier.sent.end(), std::back_inserter(letters),
               [&](const SentLetter& letter) { return letter.to == to; });
  return letters;
}

std::vector<v1::Nudge> ReminderWorld::ShownOn(const Phone& phone) const {
  std::vector<v1::Nudge> nudges;
  for (const Shown& shown : streams.shown) {
    if (shown.device == phone.device.id && shown.message.has_nudge()) nudges.push_back(shown.message.nudge());
  }
  return nudges;
}

std::vector<std::string> ReminderWorld::ClosedOn(const Phone& phone) const {
  std::vector<std::string> keys;
  for (const Shown& shown : streams.shown) {
    if (shown.device != phone.device.id) continue;
    keys.insert(keys.end(), shown.message.closed_keys().begin(), shown.message.closed_keys().end());
  }
  return keys;
}

std::vector<Delivery> ReminderWorld::Deliveries() const {
  return *(*store->NewReminderReader())->DeliveriesFrom(ana.device.family, 0);
}

}  // namespace toward::server
