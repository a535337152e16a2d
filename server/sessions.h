// The sessions that are open now, in memory. The store keeps the same ones, for a restart.
#ifndef TOWARD_SERVER_SESSIONS_H_
#define TOWARD_SERVER_SESSIONS_H_

#include <cstdint>
#include <map>
#include <shared_mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "base/clock.h"
#include "grpcpp/support/string_ref.h"
#include "server/store/store.h"

namespace toward::server {

inline constexpr int64_t kSessionLifetimeMs = int64_t{24} * 60 * 60 * 1000;

// Thread-safe.
class Sessions {
 public:
  // `clock` outlives this.
  Sessions(const Clock& clock, const std::vector<Session>& sessions);

  void Add(const Session& session);
  void Forget(const std::vector<std::string>& token_hashes);

  // The session of the one `authorization: Bearer <token>` in a call's metadata. UNAUTHENTICATED: there is none, more
  // than one, or it is not of an open session.
  absl::StatusOr<Session> Authenticate(const std::multimap<grpc::string_ref, grpc::string_ref>& metadata) const;

  // False once the session has expired or was forgotten.
  bool IsOpen(const std::string& token_hash) const;

 private:
  absl::StatusOr<Session> Find(const std::string& token_hash) const;

  const Clock& clock_;

  mutable std::shared_mutex mutex_;
  std::unordered_map<std::string, Session> sessions_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace toward::server

#endif  // TOWARD_SERVER_SESSIONS_H_
