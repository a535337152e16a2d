// The checks every request passes once, at the edge. Each returns INVALID_ARGUMENT, naming the field, otherwise.
#ifndef TOWARD_SERVER_SERVICE_VALIDATE_H_
#define TOWARD_SERVER_SERVICE_VALIDATE_H_

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/ids.h"
#include "google/protobuf/repeated_field.h"
#include "server/refusals.h"
#include "server/store/store.h"
#include "toward/v1/account.pb.h"

namespace toward::server {

// An id of 16 bytes that are not all zero.
template <typename IdType>
absl::StatusOr<IdType> ReadId(std::string_view field, std::string_view bytes) {
  const std::optional<IdType> id = IdType::FromBytes(bytes);
  if (!id.has_value() || *id == IdType{}) return WrongLength(field, IdType::kBytes);
  return *id;
}

absl::Status CheckLength(std::string_view field, std::string_view bytes, size_t length);
absl::Status CheckRange(std::string_view field, uint64_t value, uint64_t min, uint64_t max);

// 1 to `max_bytes`.
absl::Status CheckSize(std::string_view field, std::string_view bytes, size_t max_bytes);

using Statements = google::protobuf::RepeatedPtrField<v1::SignedStatement>;
// 1 to kMaxStatementsPerCall. What is in them, the roster checks.
absl::Status CheckStatements(const Statements& statements);
inline std::vector<v1::SignedStatement> ToVector(const Statements& statements) {
  return {statements.begin(), statements.end()};
}

// Left out: the family's.
absl::StatusOr<FeedScope> ReadScope(v1::Scope scope);

}  // namespace toward::server

#endif  // TOWARD_SERVER_SERVICE_VALIDATE_H_
