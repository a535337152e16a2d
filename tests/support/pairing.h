// Two devices paired without anybody at a screen: both sides take turns in one thread.
#ifndef TOWARD_TESTS_SUPPORT_PAIRING_H_
#define TOWARD_TESTS_SUPPORT_PAIRING_H_

#include <string>

#include "absl/status/statusor.h"
#include "base/random.h"
#include "client/replica/key_file.h"
#include "client/sync/pairing.h"
#include "tests/support/household.h"

namespace toward::support {

// Lets the device of `joiner` in; its key file is written then, and its identity returned. `inviter` follows the
// roster; what Inviting::Finish does is left to the caller. `joiners_server`: the joiner's way to the server, where it
// is another than the inviter's.
absl::StatusOr<client::Identity> Pair(const client::KeyPlace& inviting, client::Identity& inviter,
                                      const client::KeyPlace& joiner, const client::InviteOptions& options,
                                      Random& random, const std::string& joiners_server = "");

// The same for two devices of a household, by their names; the server runs. Everything written is shared, and the new
// device holds it when this returns.
absl::Status LetInPartner(Household& home, const std::string& inviter, const std::string& joiner,
                          const std::string& members_name);
absl::Status LetInOwnDevice(Household& home, const std::string& inviter, const std::string& joiner,
                            const std::string& joiners_server = "");

}  // namespace toward::support

#endif  // TOWARD_TESTS_SUPPORT_PAIRING_H_
