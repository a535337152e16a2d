// Ana and Ben, paired, and what either may do about who belongs to the family.
#ifndef TOWARD_TESTS_CLIENT_SYNC_MEMBERSHIP_TEST_H_
#define TOWARD_TESTS_CLIENT_SYNC_MEMBERSHIP_TEST_H_

#include "client/sync/membership.h"
#include "client/sync/roster_keeping.h"
#include "tests/client/sync/exchange_test.h"

namespace toward::client {

class MembershipTest : public ExchangeTest {
 protected:
  void SetUp() override {
    ExchangeTest::SetUp();
    SyncAll({&ana_, &ben_});
  }

  static DeviceId IdOf(Device& device) { return device.identity().device.device_id(); }
  static absl::Status Remove(Device& by, Device& device) {
    return RemoveDevice(by.directory(), by.identity(), IdOf(device), by.random);
  }
  static absl::Status StopSharing(Device& by, Device& with) {
    return RemoveMember(by.directory(), by.identity(), with.identity().member, by.random);
  }
  static absl::Status LeaveFamily(Device& device) {
    return Leave(device.directory(), device.identity(), device.random);
  }
  static trust::KeyEpoch Epoch(Device& device) {
    return *device.identity().keyring.CurrentEpoch(trust::Scope::kShared);
  }
  // Makes `other` own a second device of Ana.
  void GiveAnaATablet() {
    tablet_.JoinFamilyOf(ana_, InviteFor::kOwnDevice);
    SyncAll({&ana_, &tablet_});
  }

  Device tablet_;
};

}  // namespace toward::client

#endif  // TOWARD_TESTS_CLIENT_SYNC_MEMBERSHIP_TEST_H_
