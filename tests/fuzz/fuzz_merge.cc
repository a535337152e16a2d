// Any three patches as copies of one record: merged in whatever order and however often, they give the same bytes.

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "base/check.h"
#include "sync/record.h"
#include "tests/fuzz/fuzzer.h"
#include "toward/v1/sync.pb.h"

namespace toward::sync {
namespace {

Record Merged(Record a, const Record& b) {
  a.Merge(b);
  return a;
}

// Reading back what was written changes nothing.
void CheckCanonical(const Record& record) {
  const std::string bytes = record.Serialize();
  const absl::StatusOr<Record> again = Record::Parse(bytes);
  if (!again.ok()) {
    // Copies may be too large together: to look at that is the server's.
    TOWARD_CHECK(absl::IsResourceExhausted(again.status()));
    return;
  }
  TOWARD_CHECK(again->Serialize() == bytes);
}

// The copies in a transaction, as far as they are well-formed; all made those of the first one's record.
std::vector<Record> Copies(const v1::Transaction& transaction) {
  std::vector<Record> copies;
  for (v1::Patch patch : transaction.patches()) {
    patch.set_kind(transaction.patches(0).kind());
    patch.set_id(transaction.patches(0).id());
    absl::StatusOr<Record> record = Record::FromPatch(patch);
    if (record.ok()) copies.push_back(*std::move(record));
  }
  return copies;
}

void CheckMerging(const Record& a, const Record& b, const Record& c) {
  const Record all = Merged(Merged(a, b), c);
  CheckCanonical(all);
  std::array<const Record*, 3> order = {&a, &b, &c};
  std::sort(order.begin(), order.end());
  do {
    TOWARD_CHECK(Merged(Merged(*order[0], *order[1]), *order[2]) == all);
    TOWARD_CHECK(Merged(*order[0], Merged(*order[1], *order[2])) == all);
  } while (std::next_permutation(order.begin(), order.end()));
  for (const Record* copy : order) {
    Record again = all;
    std::vector<Overwritten> overwritten;
    TOWARD_CHECK(!again.Merge(*copy, &overwritten));
    TOWARD_CHECK(again == all);
  }
}

void Fuzz(std::string_view bytes) {
  v1::Transaction transaction;
  if (!transaction.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return;
  const std::vector<Record> copies = Copies(transaction);
  for (const Record& copy : copies) CheckCanonical(copy);
  if (copies.size() >= 3) CheckMerging(copies[0], copies[1], copies[2]);
  if (copies.size() == 2) CheckMerging(copies[0], copies[1], copies[0]);
}

}  // namespace
}  // namespace toward::sync

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  toward::sync::Fuzz(toward::fuzz::Bytes(data, size));
  return 0;
}
