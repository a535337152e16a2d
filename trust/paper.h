// A sheet of paper as a device: twelve words, from which its keys are made, for the day all devices are lost.
#ifndef TOWARD_TRUST_PAPER_H_
#define TOWARD_TRUST_PAPER_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "base/ids.h"
#include "trust/device_identity.h"

namespace toward::trust {

inline constexpr size_t kPaperSeedBytes = 16;

// The twelve words of BIP 39 (English) for 16 random bytes; the last four bits of them are a check.
std::vector<std::string> PaperWords(std::string_view seed);

// The seed. Case, numbering ("3."), spaces, dashes and line breaks between words do not matter; four letters of a word
// are enough. INVALID_ARGUMENT, one sentence for a person that names the word it does not know, or says that the words
// do not fit together.
absl::StatusOr<std::string> ReadPaperWords(std::string_view text);

// r = BLAKE2b-256("toward/v1/paper" || seed); the seeds are DeriveKey of "toward/v1/paper/sign" and ".../box" with r.
DeviceIdentity PaperDevice(std::string_view seed);

// The paper's own word for which family and member it was made (toward/v1/roster.proto, RosterDevice.paper_consent).
std::string SignPaperConsent(const DeviceIdentity& paper, std::string_view genesis_hash, const MemberId& member);
bool VerifyPaperConsent(const DevicePublicKeys& paper, std::string_view genesis_hash, const MemberId& member,
                        std::string_view consent);

}  // namespace toward::trust

#endif  // TOWARD_TRUST_PAPER_H_
