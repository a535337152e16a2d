#include <set>

#include "base/status_macros.h"
#include "server/store/accounts.h"

namespace toward::server {

absl::StatusOr<std::vector<std::string>> Accounts::AddSession(const Session& session, int64_t now_ms) {
  std::vector<std::string> forgotten;
  std::set<int64_t> taken;
  // A session that would outlive this one so long was opened while the clock was ahead. It would never be the oldest.
  const int64_t latest_ms = session.expire_time_ms + (session.expire_time_ms - now_ms);
  {
    ASSIGN_OR_RETURN(Query old, database_.Prepare("SELECT token_hash, expire_time_ms FROM session WHERE device = ? "
                                                  "ORDER BY expire_time_ms DESC, token_hash"));
    old.Bind(session.device.bytes());
    for (int kept = 1;;) {
      ASSIGN_OR_RETURN(const bool row, old.Step());
      if (!row) break;
      taken.insert(old.Integer(1));
      const bool over = old.Integer(1) <= now_ms || old.Integer(1) > latest_ms;
      if (over || ++kept > limits_.max_sessions_per_device) forgotten.emplace_back(old.Blob(0));
    }
  }
  // Sessions of one moment end one after the other, so that "the oldest" has a meaning for them too.
  int64_t expire_time_ms = session.expire_time_ms;
  while (taken.contains(expire_time_ms)) ++expire_time_ms;
  for (const std::string& token_hash : forgotten) {
    ASSIGN_OR_RETURN(Query forget, database_.Prepare("DELETE FROM session WHERE token_hash = ?"));
    RETURN_IF_ERROR(forget.Bind(token_hash).Run());
  }
  ASSIGN_OR_RETURN(Query insert, database_.Prepare("INSERT INTO session (token_hash, device, family, member, "
                                                   "expire_time_ms) VALUES (?, ?, ?, ?, ?)"));
  insert.Bind(session.token_hash).Bind(session.device.bytes()).Bind(static_cast<int64_t>(session.family));
  RETURN_IF_ERROR(insert.Bind(session.member.bytes()).Bind(expire_time_ms).Run());
  return forgotten;
}

}  // namespace toward::server
