// Any bytes as a piece of pairing: as it comes from a server, as somebody with the link has sealed it, and as what a
// side kept in a file.

#include <string>

#include "base/check.h"
#include "tests/fuzz/fuzzer.h"
#include "toward/v1/roster.pb.h"
#include "trust/pairing.h"
#include "trust/pairing_pieces.h"

namespace toward::trust {
namespace {

Secret SampleSecret(char byte) { return *Secret::FromBytes(std::string(kKeyBytes, byte)); }
std::string SampleNonce() { return std::string(kNonceBytes, 'n'); }
const InviteId kInvite = *InviteId::FromBytes(std::string(InviteId::kBytes, 'i'));

Inviter SampleInviter() {
  const std::string hash(32, 'h');
  return {kInvite, SampleSecret('s'), InviteKind::kPartner,           hash, hash,
          "",      SampleSecret('e'), std::string(kOpeningBytes, 'o')};
}

Joiner SampleJoiner() {
  return {kInvite, SampleSecret('s'), DeviceIdentity::FromSeeds(SampleSecret('a'), SampleSecret('b')), "phone",
          SampleSecret('j')};
}

void FuzzSealed(std::string_view bytes) {
  const Inviter inviter = SampleInviter();
  Joiner joiner = SampleJoiner();
  TOWARD_CHECK(!joiner.TakeOffer(bytes));
  TOWARD_CHECK(!inviter.OpenJoin(bytes).has_value());
  TOWARD_CHECK(joiner.TakeOffer(inviter.SealOffer(SampleNonce())));
  TOWARD_CHECK(!joiner.Digits(bytes).ok());
  TOWARD_CHECK(!joiner.OpenWelcome(bytes).ok());
}

std::string SealedAs(const char* label, std::string_view plain) {
  return SealPiece(label, SampleSecret('s'), kInvite, SampleNonce(), plain);
}

void FuzzOffer(std::string_view bytes) {
  const std::optional<PairingOffer> offer = ReadOffer(bytes);
  if (offer.has_value()) TOWARD_CHECK(ToPlain(*offer) == bytes);
  Joiner joiner = SampleJoiner();
  TOWARD_CHECK(joiner.TakeOffer(SealedAs("toward/v1/inv/offer", bytes)) == offer.has_value());
}

void FuzzJoin(std::string_view bytes) {
  const std::optional<PairingJoin> join = SampleInviter().OpenJoin(SealedAs("toward/v1/inv/join", bytes));
  TOWARD_CHECK(join.has_value() == ReadJoin(bytes).has_value());
  if (!join.has_value()) return;
  TOWARD_CHECK(ToPlain(*join) == bytes);
  const std::optional<std::string> digits = SampleInviter().Digits(*join);
  TOWARD_CHECK(digits.has_value() && digits->size() == 6);
}

// Only what the offer committed to is shown as digits.
void FuzzReveal(std::string_view bytes) {
  Joiner joiner = SampleJoiner();
  TOWARD_CHECK(joiner.TakeOffer(SampleInviter().SealOffer(SampleNonce())));
  const bool shown = joiner.Digits(SealedAs("toward/v1/inv/reveal", bytes)).ok();
  TOWARD_CHECK(shown == (bytes == std::string(kOpeningBytes, 'o')));
}

// The offer's hashes are no roster's, so nothing is believed.
void FuzzWelcome(std::string_view bytes) {
  v1::Welcome welcome;
  if (!welcome.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return;
  const Inviter inviter = SampleInviter();
  Joiner joiner = SampleJoiner();
  TOWARD_CHECK(joiner.TakeOffer(inviter.SealOffer(SampleNonce())));
  const PairingJoin join = *inviter.OpenJoin(joiner.SealJoin(SampleNonce()));
  TOWARD_CHECK(!joiner.OpenWelcome(*inviter.SealWelcome(join, welcome, SampleNonce())).ok());
}

void FuzzSaved(std::string_view bytes) {
  const std::optional<Inviter> inviter = Inviter::Load(bytes);
  if (inviter.has_value()) TOWARD_CHECK(inviter->Save() == bytes);
  const std::optional<Joiner> joiner = Joiner::Load(bytes);
  if (joiner.has_value()) TOWARD_CHECK(joiner->Save() == bytes);
}

}  // namespace
}  // namespace toward::trust

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes = toward::fuzz::Bytes(data, size);
  toward::trust::FuzzSealed(bytes);
  toward::trust::FuzzOffer(bytes);
  toward::trust::FuzzJoin(bytes);
  toward::trust::FuzzReveal(bytes);
  toward::trust::FuzzWelcome(bytes);
  toward::trust::FuzzSaved(bytes);
  return 0;
}
