#include "client/sync/pinned_authority.h"

#include <openssl/pem.h>

#include <memory>
#include <vector>

#include "base/curl_handles.h"
#include "base/openssl_handles.h"
#include "base/status_macros.h"
#include "fmt/format.h"
#include "trust/crypto.h"

namespace toward::client {
namespace {

constexpr int64_t kConnectTimeoutMs = 5'000;
constexpr int64_t kHandshakeTimeoutMs = 10'000;
constexpr std::string_view kPemLabel = "Cert:";

absl::Status NotReached() {
  return absl::UnavailableError("The server cannot be reached now. Check the network and try again.");
}

absl::Status NoTls() {
  return absl::UnavailableError("The server does not answer with TLS. Check the address, its port too, and try again.");
}

absl::Status AnotherAuthority() {
  return absl::FailedPreconditionError(
      "This is not the server that the invite is for: its certificate comes from another authority. Nothing was told "
      "to "
      "it; ask whoever runs the server.");
}

absl::Status CertificateEnded() {
  return absl::FailedPreconditionError(
      "The server's certificate is not good today. Check this device's date; if it is right, whoever runs the server "
      "makes a new one with toward-server tls renew.");
}

absl::Status CertificateForAnotherName(const std::string& host) {
  return absl::FailedPreconditionError(fmt::format(
      "The server's certificate is not for the name {}. Whoever runs the server adds it with toward-server tls renew.",
      host));
}

// Null when it is none.
Openssl<X509> ReadCertificate(const std::string& pem) {
  const Openssl<BIO> bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  return Openssl<X509>(PEM_read_bio_X509(
      bio.get(), nullptr, [](char*, int, int, void*) { return -1; }, nullptr));
}

std::string SpkiSha256(const X509* certificate) {
  unsigned char* bytes = nullptr;
  const int size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &bytes);
  TOWARD_CHECK(size > 0);
  const std::string hash = trust::Sha256({reinterpret_cast<const char*>(bytes), static_cast<size_t>(size)});
  OPENSSL_free(bytes);
  return hash;
}

// PEM, the server's own first.
std::vector<std::string> Chain(const CurlHandle& handle) {
  curl_certinfo* info = nullptr;
  TOWARD_CHECK(curl_easy_getinfo(handle.get(), CURLINFO_CERTINFO, &info) == CURLE_OK);
  std::vector<std::string> chain;
  for (int i = 0; i < info->num_of_certs; ++i) {
    for (const curl_slist* line = info->certinfo[i]; line != nullptr; line = line->next) {
      const std::string_view text = line->data;
      if (text.starts_with(kPemLabel)) chain.emplace_back(text.substr(kPemLabel.size()));
    }
  }
  return chain;
}

absl::StatusOr<std::vector<std::string>> FetchChain(const std::string& server) {
  const CurlHandle handle = NewCurlHandle();
  SetTransfer(handle, {.protocols = "https",
                       .ca_file = "",
                       .connect_timeout_ms = kConnectTimeoutMs,
                       .total_timeout_ms = kHandshakeTimeoutMs});
  SetOption(handle, CURLOPT_URL, server.c_str());
  SetOption(handle, CURLOPT_CONNECT_ONLY, 1L);
  SetOption(handle, CURLOPT_CERTINFO, 1L);
  // The chain is held against the pin instead, before anything is said.
  SetOption(handle, CURLOPT_SSL_VERIFYPEER, 0L);
  SetOption(handle, CURLOPT_SSL_VERIFYHOST, 0L);
  switch (curl_easy_perform(handle.get())) {
    case CURLE_OK:
      return Chain(handle);
    case CURLE_SSL_CONNECT_ERROR:
      return NoTls();
    default:
      return NotReached();
  }
}

// Without brackets.
std::string HostOf(const std::string& server) {
  const CurlUrl url(curl_url());
  char* host = nullptr;
  if (curl_url_set(url.get(), CURLUPART_URL, server.c_str(), 0) != CURLUE_OK) return "";
  if (curl_url_get(url.get(), CURLUPART_HOST, &host, 0) != CURLUE_OK) return "";
  std::string name = host;
  curl_free(host);
  if (name.starts_with('[')) name = name.substr(1, name.size() - 2);
  return name;
}

absl::Status StatusOf(int verdict, const std::string& host) {
  switch (verdict) {
    case X509_V_OK:
      return absl::OkStatus();
    case X509_V_ERR_CERT_HAS_EXPIRED:
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return CertificateEnded();
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
      return CertificateForAnotherName(host);
    default:
      return AnotherAuthority();
  }
}

// Whether the last of the chain vouches for the first under this name, as the connection will check it too.
absl::Status CheckChain(const std::vector<std::string>& chain, const std::string& host) {
  const Openssl<X509_STORE> store(X509_STORE_new());
  const Openssl<STACK_OF(X509)> others(sk_X509_new_null());
  const Openssl<X509> server = ReadCertificate(chain.front());
  for (const std::string& pem : chain) {
    Openssl<X509> certificate = ReadCertificate(pem);
    if (certificate == nullptr) return AnotherAuthority();
    if (&pem == &chain.back()) X509_STORE_add_cert(store.get(), certificate.get());
    sk_X509_push(others.get(), certificate.release());
  }
  const Openssl<X509_STORE_CTX> context(X509_STORE_CTX_new());
  TOWARD_CHECK(X509_STORE_CTX_init(context.get(), store.get(), server.get(), others.get()) == 1);
  X509_VERIFY_PARAM* const rules = X509_STORE_CTX_get0_param(context.get());
  X509_VERIFY_PARAM_set_purpose(rules, X509_PURPOSE_SSL_SERVER);
  if (X509_VERIFY_PARAM_set1_ip_asc(rules, host.c_str()) != 1) {
    TOWARD_CHECK(X509_VERIFY_PARAM_set1_host(rules, host.c_str(), host.size()) == 1);
  }
  X509_verify_cert(context.get());
  return StatusOf(X509_STORE_CTX_get_error(context.get()), host);
}

}  // namespace

absl::StatusOr<std::string> FetchPinnedAuthority(const std::string& server, std::string_view spki_pin) {
  ASSIGN_OR_RETURN(const std::vector<std::string> chain, FetchChain(server));
  if (chain.empty()) return AnotherAuthority();
  RETURN_IF_ERROR(CheckPin(chain.back(), spki_pin));
  RETURN_IF_ERROR(CheckChain(chain, HostOf(server)));
  return chain.back();
}

absl::Status CheckPin(const std::string& authority_pem, std::string_view spki_pin) {
  const Openssl<X509> authority = ReadCertificate(authority_pem);
  const bool fits =
      authority != nullptr && X509_check_ca(authority.get()) == 1 && SpkiSha256(authority.get()) == spki_pin;
  return fits ? absl::OkStatus() : AnotherAuthority();
}

}  // namespace toward::client
