#include "client/sync/pending_join.h"

#include <cstdio>
#include <fstream>
#include <iterator>
#include <optional>

#include "base/status_macros.h"
#include "client/replica/key_file.h"

namespace toward::client {
namespace {

constexpr size_t kFileBytes = InviteId::kBytes + MemberId::kBytes + 2 * trust::kKeyBytes;

std::string PathIn(const std::string& directory) { return directory + "/joining"; }

// `bytes`: invite, member, and the two seeds.
PendingJoin Decode(std::string_view bytes) {
  const std::string_view seeds = bytes.substr(InviteId::kBytes + MemberId::kBytes);
  return {*MemberId::FromBytes(bytes.substr(InviteId::kBytes, MemberId::kBytes)),
          trust::DeviceIdentity::FromSeeds(*trust::Secret::FromBytes(seeds.substr(0, trust::kKeyBytes)),
                                           *trust::Secret::FromBytes(seeds.substr(trust::kKeyBytes)))};
}

}  // namespace

absl::StatusOr<PendingJoin> BeginJoin(const std::string& directory, const InviteId& invite, Random& random) {
  std::ifstream file(PathIn(directory), std::ios::binary);
  const std::string begun((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  if (begun.size() == kFileBytes && begun.starts_with(invite.bytes())) return Decode(begun);
  const std::string fresh = invite.ToBytes() + random.Bytes(kFileBytes - InviteId::kBytes);
  RETURN_IF_ERROR(WritePrivateFile(directory, PathIn(directory), fresh));
  return Decode(fresh);
}

void EndJoin(const std::string& directory) { std::remove(PathIn(directory).c_str()); }

}  // namespace toward::client
