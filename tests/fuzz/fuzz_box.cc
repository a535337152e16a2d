// Any bytes as a locked box, and as what is in one.

#include <string>

#include "base/check.h"
#include "tests/fuzz/fuzzer.h"
#include "trust/locked_box.h"

namespace toward::trust {
namespace {

constexpr PassphraseCost kCheap = {.passes = 1, .memory_bytes = uint64_t{8} << 10};
constexpr size_t kCostOffset = 2;
constexpr size_t kCostBytes = 12;

std::string Salt() { return std::string(kSaltBytes, 's'); }
std::string Nonce() { return std::string(kNonceBytes, 'n'); }

bool IsCheap(std::string_view box) {
  std::string cost;
  AppendBigEndian(cost, kCheap.passes, 4);
  AppendBigEndian(cost, kCheap.memory_bytes, 8);
  return box.substr(kCostOffset, kCostBytes) == cost;
}

// A box has one form: what opens was sealed exactly so.
void FuzzBox(std::string_view box) {
  const absl::StatusOr<bool> locked = NeedsPassphrase(box);
  if (!locked.ok()) {
    TOWARD_CHECK(absl::IsDataLoss(OpenBox(box, "").status()));
    return;
  }
  // What costs a second to try is not tried here.
  if (*locked && !IsCheap(box)) return;
  const absl::StatusOr<std::string> content = OpenBox(box, "correct horse");
  if (!content.ok()) TOWARD_CHECK(absl::IsPermissionDenied(content.status()) == *locked);
}

void FuzzContent(std::string_view content) {
  for (const std::optional<std::string>& passphrase : {std::optional<std::string>(), std::optional<std::string>("x")}) {
    const absl::StatusOr<std::string> box = SealBox(content, passphrase, kCheap, Salt(), Nonce());
    TOWARD_CHECK(box.ok() && *NeedsPassphrase(*box) == passphrase.has_value());
    TOWARD_CHECK(*OpenBox(*box, "x") == content);
  }
}

}  // namespace
}  // namespace toward::trust

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes = toward::fuzz::Bytes(data, size);
  toward::trust::FuzzBox(bytes);
  toward::trust::FuzzContent(bytes);
  return 0;
}
