// Devices that bring load: with real keys and sessions at Toward, with a family's number at the floor.
#ifndef TOWARD_TESTS_BENCH_DEVICE_H_
#define TOWARD_TESTS_BENCH_DEVICE_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/ids.h"
#include "grpcpp/support/byte_buffer.h"
#include "sync/record.h"
#include "tests/bench/driver.h"
#include "trust/device_identity.h"

namespace toward::bench {

// A body of exactly this many bytes is what the targets are stated for.
inline constexpr size_t kBodyBytes = 140;

// What a device of Toward is beside its access.
struct Enrolment {
  trust::DeviceIdentity identity;
  FamilyId family;
  MemberId member;
  std::string origin;
};

struct Device {
  Access access;
  uint32_t replica = 0;
  uint64_t last_push_no = 0;
  std::optional<Enrolment> enrolment;

  // The next push of this replica: so many new records, a transaction each.
  grpc::ByteBuffer NewPush(int records);
};

using Family = std::array<Device, 2>;

// A moment with a note, kBodyBytes long, written now. Every one is another record.
sync::Record NewMoment(uint32_t replica);

// Two members with one device each, per family.
std::vector<Family> EnrolAtToward(const std::string& address, int families);
std::vector<Family> NumberAtFloor(const std::string& address, int families);

}  // namespace toward::bench

#endif  // TOWARD_TESTS_BENCH_DEVICE_H_
