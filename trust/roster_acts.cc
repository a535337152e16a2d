#include "trust/roster_acts.h"

#include "trust/paper.h"

namespace toward::trust {
namespace {

v1::RosterDevice Ordinary(const DevicePublicKeys& keys) {
  v1::RosterDevice device;
  *device.mutable_keys() = ToProto(keys);
  device.set_kind(v1::RosterDevice::KIND_DEVICE);
  return device;
}

}  // namespace

v1::DeviceKeys ToProto(const DevicePublicKeys& keys) {
  v1::DeviceKeys proto;
  proto.set_sign_public_key(keys.sign);
  proto.set_box_public_key(keys.box);
  return proto;
}

Act AddMember(const MemberId& member, const DevicePublicKeys& device) {
  Act act;
  act.mutable_add_member()->set_member_id(member.ToBytes());
  *act.mutable_add_member()->mutable_device() = Ordinary(device);
  return act;
}

Act AddDevice(const DevicePublicKeys& device) {
  Act act;
  *act.mutable_add_device()->mutable_device() = Ordinary(device);
  return act;
}

Act AddPaper(const DeviceIdentity& paper, const MemberId& member, bool with_private, const Roster& roster) {
  Act act;
  v1::RosterDevice& device = *act.mutable_add_device()->mutable_device();
  *device.mutable_keys() = ToProto(paper.public_keys());
  device.set_kind(with_private ? v1::RosterDevice::KIND_PAPER_WITH_PRIVATE : v1::RosterDevice::KIND_PAPER);
  device.set_paper_consent(SignPaperConsent(paper, roster.genesis_hash(), member));
  return act;
}

Act RemoveDevice(const DeviceId& device) {
  Act act;
  act.mutable_remove_device()->set_device_id(device.ToBytes());
  return act;
}

Act RemoveMember(const MemberId& member) {
  Act act;
  act.mutable_remove_member()->set_member_id(member.ToBytes());
  return act;
}

Act Leave() {
  Act act;
  act.mutable_leave();
  return act;
}

}  // namespace toward::trust
