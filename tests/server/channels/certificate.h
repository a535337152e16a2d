// A certificate for this machine, made by the openssl program when a test asks for it.
#ifndef TOWARD_TESTS_SERVER_CHANNELS_CERTIFICATE_H_
#define TOWARD_TESTS_SERVER_CHANNELS_CERTIFICATE_H_

#include <string>

#include "base/check.h"
#include "tests/support/household.h"
#include "tests/support/process.h"

namespace toward::server {

// Good for localhost, 127.0.0.1 and push.example.org, and signed by itself: its file is also the authority to trust.
class Certificate {
 public:
  Certificate() {
    const support::Finished made =
        support::Run({.arguments = {"/usr/bin/openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                                    "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", "/CN=localhost",
                                    "-addext", "subjectAltName=DNS:localhost,DNS:push.example.org,IP:127.0.0.1",
                                    "-keyout", key(), "-out", file()}});
    TOWARD_CHECK(made.exit_code == 0);
  }

  std::string file() const { return (directory_.path() / "certificate.pem").string(); }
  std::string key() const { return (directory_.path() / "key.pem").string(); }

 private:
  const support::TemporaryDirectory directory_;
};

}  // namespace toward::server

#endif  // TOWARD_TESTS_SERVER_CHANNELS_CERTIFICATE_H_
