// `toward-server tls init|renew|show`: the files of a private authority and of the certificate it gives this server.
//
//   authority.pem      the authority's certificate, ten years
//   authority-key.pem  its key; only tls renew needs it
//   server.pem         the server's certificate and the authority's, a year: tls_certificate
//   server-key.pem     its key: tls_key
#ifndef TOWARD_SERVER_TLS_TLS_TASK_H_
#define TOWARD_SERVER_TLS_TLS_TASK_H_

#include <string>

#include "absl/status/statusor.h"
#include "base/clock.h"
#include "server/tls/authority.h"

namespace toward::server {

struct TlsTask {
  enum class Kind { kInit, kRenew, kShow };
  Kind kind = Kind::kShow;
  // Of kInit; of kRenew too, when they are to be others than before.
  ServerNames names;
  // Where the files are; made, 0700, by kInit.
  std::string directory;
};

// Carries it out and returns what to print. Files are 0600; kInit overwrites none (ALREADY_EXISTS), kRenew the
// server's two alone. Each error is one sentence.
absl::StatusOr<std::string> Perform(const TlsTask& task, const Clock& clock);

}  // namespace toward::server

#endif  // TOWARD_SERVER_TLS_TLS_TASK_H_
