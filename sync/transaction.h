// What one act of a person changed, checked: a list of records applied completely or not at all.
#ifndef TOWARD_SYNC_TRANSACTION_H_
#define TOWARD_SYNC_TRANSACTION_H_

#include <string>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "sync/record.h"
#include "toward/v1/sync.pb.h"

namespace toward::sync {

using Transaction = std::vector<Record>;

// The records of a transaction from the wire, or why the server rejects it: malformed, or too large. The one check for
// both sides: the client runs it before anything enters the outbox, the server on what arrives.
std::variant<Transaction, v1::Verdict::Reason> CheckTransaction(const v1::Transaction& transaction);

v1::Transaction ToProto(const Transaction& transaction);

// 32 bytes for PushRequest.digest: BLAKE2b-256 of the serialized transactions, each after its length
// as 8 bytes big-endian.
std::string PushDigest(const v1::PushRequest& request);

}  // namespace toward::sync

#endif  // TOWARD_SYNC_TRANSACTION_H_
