#include "sync/transaction.h"

#include <sodium.h>

#include <set>
#include <utility>

#include "sync/limits.h"

namespace toward::sync {
namespace {

constexpr size_t kDigestBytes = 32;

v1::Verdict::Reason ReasonFor(const absl::Status& status) {
  return status.code() == absl::StatusCode::kResourceExhausted ? v1::Verdict::REASON_TOO_LARGE
                                                               : v1::Verdict::REASON_MALFORMED;
}

}  // namespace

std::variant<Transaction, v1::Verdict::Reason> CheckTransaction(const v1::Transaction& transaction) {
  if (transaction.patches().empty()) return v1::Verdict::REASON_MALFORMED;
  if (transaction.patches_size() > static_cast<int>(kMaxPatchesPerTransaction) ||
      transaction.ByteSizeLong() > kMaxTransactionBytes) {
    return v1::Verdict::REASON_TOO_LARGE;
  }
  Transaction records;
  std::set<std::pair<uint32_t, RecordId>> seen;
  for (const v1::Patch& patch : transaction.patches()) {
    absl::StatusOr<Record> record = Record::FromPatch(patch);
    if (!record.ok()) return ReasonFor(record.status());
    if (!seen.emplace(record->kind(), record->id()).second) return v1::Verdict::REASON_MALFORMED;
    records.push_back(*std::move(record));
  }
  return records;
}

v1::Transaction ToProto(const Transaction& transaction) {
  v1::Transaction proto;
  for (const Record& record : transaction) *proto.add_patches() = record.ToPatch();
  return proto;
}

std::string PushDigest(const v1::PushRequest& request) {
  crypto_generichash_state state;
  crypto_generichash_init(&state, nullptr, 0, kDigestBytes);
  for (const v1::Transaction& transaction : request.transactions()) {
    const std::string bytes = transaction.SerializeAsString();
    const uint64_t size = bytes.size();
    unsigned char prefix[8];
    for (int i = 0; i < 8; ++i) prefix[i] = static_cast<unsigned char>(size >> (56 - 8 * i));
    crypto_generichash_update(&state, prefix, sizeof(prefix));
    crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  }
  std::string digest(kDigestBytes, '\0');
  crypto_generichash_final(&state, reinterpret_cast<unsigned char*>(digest.data()), digest.size());
  return digest;
}

}  // namespace toward::sync
