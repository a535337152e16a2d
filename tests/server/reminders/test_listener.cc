#include "tests/server/reminders/test_listener.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "plan/rituals.h"

namespace toward::server {

TestListen::TestListen(v1::ReminderService::Stub& stub, const std::string& token) {
  context_.set_deadline(Deadline());
  if (!token.empty()) context_.AddMetadata("authorization", "Bearer " + token);
  reader_ = stub.Listen(&context_, v1::ListenRequest());
}

std::optional<v1::ListenResponse> TestListen::Next() {
  v1::ListenResponse response;
  if (!reader_->Read(&response)) return std::nullopt;
  return response;
}

std::optional<v1::ListenResponse> TestListen::NextWord() {
  while (auto response = Next()) {
    if (response->has_nudge() || response->closed_keys_size() > 0) return response;
  }
  return std::nullopt;
}

grpc::StatusCode TestListen::End() {
  while (Next()) {
  }
  return reader_->Finish().error_code();
}

void TestListener::Write(uint32_t kind, const RecordId& id, const google::protobuf::MessageLite& fields) {
  hlc_ = std::max(hlc_ + 1, sync::HlcFromMs(clock->WallMs()));
  Push({sync::Record::Write(kind, id, fields, {}, {.hlc = hlc_, .replica = replica}).ToPatch()});
}

void TestListener::PlanCheckInAt(int minute) {
  v1::Calendar calendar;
  calendar.set_alive(true);
  calendar.mutable_plan_day()->set_time_zone("UTC");
  calendar.mutable_plan_day()->set_day_start_hour(3);
  Write(v1::KIND_CALENDAR, random.NewId<RecordId>(), calendar);
  v1::Ritual ritual;
  ritual.set_alive(true);
  ritual.set_type(v1::Ritual::TYPE_CHECK_IN);
  *ritual.mutable_cadence() = plan::Daily();
  Write(v1::KIND_RITUAL, check_in, ritual);
  v1::Reminder reminder;
  reminder.set_alive(true);
  reminder.set_member_id(member.ToBytes());
  reminder.set_ritual_id(check_in.ToBytes());
  reminder.mutable_when()->set_minute(static_cast<uint32_t>(minute));
  reminder.mutable_when()->set_after_asleep(true);
  Write(v1::KIND_REMINDER, random.NewId<RecordId>(), reminder);
  WaitForTheEngine();
}

void TestListener::WaitForTheEngine() {
  // It looks after each request, and answers one at a time.
  v1::SayAsleepRequest awake;
  awake.set_awake(true);
  v1::SayAsleepResponse response;
  for (int i = 0; i < 2; ++i) EXPECT_TRUE(Call(&v1::ReminderService::Stub::SayAsleep, awake, response).ok());
}

}  // namespace toward::server
