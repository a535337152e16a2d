#include "server/service/validate.h"

#include "base/status_macros.h"

namespace toward::server {

absl::Status CheckLength(std::string_view field, std::string_view bytes, size_t length) {
  return bytes.size() == length ? absl::OkStatus() : WrongLength(field, length);
}

absl::Status CheckRange(std::string_view field, uint64_t value, uint64_t min, uint64_t max) {
  return min <= value && value <= max ? absl::OkStatus() : OutOfRange(field, min, max);
}

absl::Status CheckSize(std::string_view field, std::string_view bytes, size_t max_bytes) {
  return bytes.empty() || bytes.size() > max_bytes ? TooLong(field, max_bytes) : absl::OkStatus();
}

absl::Status CheckStatements(const Statements& statements) {
  return statements.empty() || statements.size() > kMaxStatementsPerCall ? TooManyStatements() : absl::OkStatus();
}

absl::StatusOr<FeedScope> ReadScope(v1::Scope scope) {
  switch (scope) {
    case v1::SCOPE_UNSPECIFIED:
    case v1::SCOPE_FAMILY:
      return FeedScope::kFamily;
    case v1::SCOPE_MEMBER:
      return FeedScope::kMember;
    default:
      return UnknownScope();
  }
}

}  // namespace toward::server
