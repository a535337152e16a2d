// A certificate authority of this server alone, for a network in which no public one can vouch for it. Devices trust it
// because an invite names its key, never because they met it first.
#ifndef TOWARD_SERVER_TLS_AUTHORITY_H_
#define TOWARD_SERVER_TLS_AUTHORITY_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/openssl_handles.h"

namespace toward::server {

// What devices may call the server.
struct ServerNames {
  // "toward.home".
  std::vector<std::string> dns;
  // "192.168.1.5", "fd00::5".
  std::vector<std::string> ips;
};

// INVALID_ARGUMENT, one sentence: there is none, or one is no host name or no address.
absl::Status CheckNames(const ServerNames& names);

// "toward.home and 192.168.1.5".
std::string Listed(const ServerNames& names);

// A server's certificate and its key, PEM.
struct ServerCertificate {
  // The certificate, then the authority's own, which devices look for.
  std::string chain_pem;
  // Secret.
  std::string key_pem;
};

// What a server's certificate says.
struct CertificateFacts {
  ServerNames names;
  // Milliseconds since 1970-01-01 UTC.
  int64_t end_ms = 0;
};

class Authority {
 public:
  // A new key on P-256, good for ten years. Times are milliseconds since 1970-01-01 UTC.
  static Authority Make(int64_t now_ms);
  // INVALID_ARGUMENT: not the PEM texts of a certificate and its own key.
  static absl::StatusOr<Authority> FromPem(const std::string& certificate_pem, const std::string& key_pem);

  std::string CertificatePem() const;
  // PKCS#8. Secret.
  std::string KeyPem() const;
  // What an invite carries: the SHA-256 of the certificate's SubjectPublicKeyInfo, 32 bytes.
  std::string SpkiPin() const;

  // A certificate with a key of its own for these names, which CheckNames has taken; good for a year, or as long as the
  // authority.
  ServerCertificate Issue(const ServerNames& names, int64_t now_ms) const;

 private:
  Authority(Openssl<X509> certificate, Openssl<EVP_PKEY> key)
      : certificate_(std::move(certificate)), key_(std::move(key)) {}

  Openssl<X509> certificate_;
  Openssl<EVP_PKEY> key_;
};

// Of a chain's first certificate. INVALID_ARGUMENT: not the PEM text of a certificate.
absl::StatusOr<CertificateFacts> FactsOf(const std::string& chain_pem);

// The same as Authority::SpkiPin, of a certificate alone. INVALID_ARGUMENT: not the PEM text of one.
absl::StatusOr<std::string> SpkiPinOf(const std::string& certificate_pem);

}  // namespace toward::server

#endif  // TOWARD_SERVER_TLS_AUTHORITY_H_
