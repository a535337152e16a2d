// The half of the store's contract that the reminder engine rests on (server/store/reminder_store.h). It is
// instantiated like StoreContract.
#ifndef TOWARD_TESTS_SERVER_STORE_REMINDER_CONTRACT_H_
#define TOWARD_TESTS_SERVER_STORE_REMINDER_CONTRACT_H_

#include <gmock/gmock.h>

#include <memory>
#include <vector>

#include "server/store/reminder_store.h"
#include "tests/server/store/store_contract.h"
#include "toward/v1/records.pb.h"

namespace toward::server {

class ReminderContract : public StoreContract {
 protected:
  static constexpr int32_t kDay = 20'513;

  void Write(absl::FunctionRef<absl::Status(ReminderWrites&)> work) {
    EXPECT_TRUE(store->Write([&](StoreWrites& writes) { return work(writes.reminders()); }).ok());
  }
  std::unique_ptr<ReminderReader> Reader() { return *store->NewReminderReader(); }

  std::vector<ReachableDevice> DevicesOf(const Phone& phone) { return *Reader()->DevicesOf(phone.device.family); }
  std::vector<DueMember> Due(int64_t now_ms) { return *Reader()->Due(now_ms, 10); }
  DueMember OnlyDue(int64_t now_ms) {
    const std::vector<DueMember> due = Due(now_ms);
    EXPECT_THAT(due, testing::SizeIs(1));
    return due.at(0);
  }
  // Nobody is due before `next_ms`.
  void Settled(const Phone& phone, int64_t next_ms) {
    for (const DueMember& due : Due(kNowMs)) {
      if (due.family == phone.device.family) {
        Write([&](ReminderWrites& writes) { return writes.SetNext(due, next_ms, kNowMs); });
      }
    }
  }

  Delivery NewDelivery(const Phone& phone) {
    return {.key = {.family = phone.device.family,
                    .member = phone.device.member,
                    .day = kDay,
                    .ritual = NewRecordId(),
                    .channel = {.kind = ChannelKind::kStream, .device = phone.device.id}},
            .due_ms = kNowMs,
            .useful_until_ms = kNowMs + 1000,
            .not_before_ms = kNowMs};
  }
  void Plan(const Delivery& delivery) {
    Write([&](ReminderWrites& writes) { return writes.Plan(delivery); });
  }
  void Update(const Delivery& delivery) {
    Write([&](ReminderWrites& writes) { return writes.Update(delivery); });
  }
  std::vector<Delivery> Deliveries(const Phone& phone) { return *Reader()->DeliveriesFrom(phone.device.family, 0); }
  Delivery OnlyDelivery(const Phone& phone) {
    const auto deliveries = Deliveries(phone);
    EXPECT_THAT(deliveries, testing::SizeIs(1));
    return deliveries.at(0);
  }

  static sync::Record RecordOf(uint32_t kind, const RecordId& id, const google::protobuf::MessageLite& fields) {
    return sync::Record::Write(kind, id, fields, {}, {.hlc = sync::HlcFromMs(kNowMs), .replica = 1});
  }
};

}  // namespace toward::server

#endif  // TOWARD_TESTS_SERVER_STORE_REMINDER_CONTRACT_H_
