// What can be said in a roster, ready to be signed (Roster::Sign).
#ifndef TOWARD_TRUST_ROSTER_ACTS_H_
#define TOWARD_TRUST_ROSTER_ACTS_H_

#include "base/ids.h"
#include "toward/v1/roster.pb.h"
#include "trust/device_identity.h"
#include "trust/roster.h"

namespace toward::trust {

v1::DeviceKeys ToProto(const DevicePublicKeys& keys);

// A new member with a first device.
Act AddMember(const MemberId& member, const DevicePublicKeys& device);

// A further device of the signer's member. When paper signs, it needs packets: AddPackets.
Act AddDevice(const DevicePublicKeys& device);

// A sheet of paper of the signer's member. It needs packets: AddPackets.
Act AddPaper(const DeviceIdentity& paper, const MemberId& member, bool with_private, const Roster& roster);

Act RemoveDevice(const DeviceId& device);
Act RemoveMember(const MemberId& member);
Act Leave();

}  // namespace toward::trust

#endif  // TOWARD_TRUST_ROSTER_ACTS_H_
