#include "server/sessions.h"

#include <mutex>
#include <optional>
#include <string_view>

#include "server/refusals.h"
#include "trust/session_proof.h"

namespace toward::server {
namespace {

constexpr std::string_view kScheme = "Bearer ";

std::optional<std::string> HashOfToken(std::string_view authorization) {
  if (!authorization.starts_with(kScheme)) return std::nullopt;
  return trust::TokenHash(authorization.substr(kScheme.size()));
}

}  // namespace

Sessions::Sessions(const Clock& clock, const std::vector<Session>& sessions) : clock_(clock) {
  for (const Session& session : sessions) Add(session);
}

void Sessions::Add(const Session& session) {
  const std::unique_lock lock(mutex_);
  sessions_[session.token_hash] = session;
}

void Sessions::Forget(const std::vector<std::string>& token_hashes) {
  const std::unique_lock lock(mutex_);
  for (const std::string& hash : token_hashes) sessions_.erase(hash);
}

absl::StatusOr<Session> Sessions::Authenticate(
    const std::multimap<grpc::string_ref, grpc::string_ref>& metadata) const {
  if (metadata.count("authorization") != 1) return SessionRequired();
  const grpc::string_ref value = metadata.find("authorization")->second;
  const std::optional<std::string> token_hash = HashOfToken({value.data(), value.size()});
  return token_hash.has_value() ? Find(*token_hash) : SessionRequired();
}

bool Sessions::IsOpen(const std::string& token_hash) const { return Find(token_hash).ok(); }

absl::StatusOr<Session> Sessions::Find(const std::string& token_hash) const {
  const int64_t now_ms = clock_.WallMs();
  const std::shared_lock lock(mutex_);
  const auto found = sessions_.find(token_hash);
  if (found == sessions_.end() || found->second.expire_time_ms <= now_ms) return SessionRequired();
  return found->second;
}

}  // namespace toward::server
