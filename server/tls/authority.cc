#include "server/tls/authority.h"

#include <arpa/inet.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/sha.h>

#include <algorithm>
#include <cctype>
#include <ctime>
#include <string_view>

#include "base/check.h"
#include "fmt/format.h"
#include "fmt/ranges.h"

namespace toward::server {
namespace {

constexpr char kCurve[] = "P-256";
constexpr int64_t kDayMs = 86'400'000;
constexpr int64_t kAuthorityLifeMs = 3650 * kDayMs;
constexpr int64_t kServerLifeMs = 365 * kDayMs;
// A device whose clock is this much behind takes a new certificate at once.
constexpr int64_t kEarlierMs = kDayMs;
// Positive in the 20 bytes that RFC 5280 gives a serial number.
constexpr int kSerialBits = 127;
constexpr size_t kMaxNameBytes = 253;
constexpr size_t kMaxLabelBytes = 63;
constexpr char kCommonName[] = "Toward";

absl::Status NoNames() {
  return absl::InvalidArgumentError(
      "Say what devices call this server: --name toward.home, --ip 192.168.1.5, or several of them.");
}

absl::Status NotAName(const std::string& name) {
  return absl::InvalidArgumentError(fmt::format("\"{}\" is not a host name; toward.home is one.", name));
}

absl::Status NotAnAddress(const std::string& ip) {
  return absl::InvalidArgumentError(fmt::format("\"{}\" is not an IP address; 192.168.1.5 is one.", ip));
}

absl::Status NotACertificate() { return absl::InvalidArgumentError("This is not the PEM text of a certificate."); }

absl::Status NotItsKey() {
  return absl::InvalidArgumentError("This is not the PEM text of the certificate's private key.");
}

bool IsLabel(std::string_view label) {
  const auto fits = [](unsigned char c) { return std::isalnum(c) != 0 || c == '-'; };
  return !label.empty() && label.size() <= kMaxLabelBytes && label.front() != '-' && label.back() != '-' &&
         std::all_of(label.begin(), label.end(), fits);
}

bool IsAddress(const std::string& text) {
  in6_addr any{};
  return inet_pton(AF_INET, text.c_str(), &any) == 1 || inet_pton(AF_INET6, text.c_str(), &any) == 1;
}

bool IsHostName(std::string_view name) {
  if (name.size() > kMaxNameBytes || IsAddress(std::string(name))) return false;
  while (true) {
    const size_t dot = name.find('.');
    if (!IsLabel(name.substr(0, dot))) return false;
    if (dot == std::string_view::npos) return true;
    name.remove_prefix(dot + 1);
  }
}

Openssl<BIO> ReadBio(const std::string& pem) {
  return Openssl<BIO>(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
}

std::string Written(const Openssl<BIO>& bio) {
  char* text = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &text);
  return {text, static_cast<size_t>(size)};
}

std::string PemOf(X509* certificate) {
  const Openssl<BIO> bio(BIO_new(BIO_s_mem()));
  TOWARD_CHECK(PEM_write_bio_X509(bio.get(), certificate) == 1);
  return Written(bio);
}

std::string PemOf(EVP_PKEY* key) {
  const Openssl<BIO> bio(BIO_new(BIO_s_secmem()));
  TOWARD_CHECK(PEM_write_bio_PKCS8PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1);
  return Written(bio);
}

// Null when there is none. A PEM that asks for a password gets none.
Openssl<X509> ReadCertificate(const std::string& pem) {
  return Openssl<X509>(PEM_read_bio_X509(
      ReadBio(pem).get(), nullptr, [](char*, int, int, void*) { return -1; }, nullptr));
}

Openssl<EVP_PKEY> NewKey() { return Openssl<EVP_PKEY>(EVP_EC_gen(kCurve)); }

void SetRandomSerial(X509* certificate) {
  const Openssl<BIGNUM> number(BN_new());
  TOWARD_CHECK(BN_rand(number.get(), kSerialBits, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1);
  TOWARD_CHECK(BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr);
}

void SetTime(ASN1_TIME* time, int64_t ms) {
  TOWARD_CHECK(ASN1_TIME_set(time, static_cast<time_t>(ms / 1000)) != nullptr);
}

int64_t MsOf(const ASN1_TIME* time) {
  tm parts{};
  TOWARD_CHECK(ASN1_TIME_to_tm(time, &parts) == 1);
  return static_cast<int64_t>(timegm(&parts)) * 1000;
}

X509_NAME* NewName(const char* unit) {
  X509_NAME* name = X509_NAME_new();
  const auto add = [name](const char* field, const char* value) {
    TOWARD_CHECK(X509_NAME_add_entry_by_txt(name, field, MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(value),
                                            -1, -1, 0) == 1);
  };
  add("CN", kCommonName);
  add("OU", unit);
  return name;
}

void SetSubject(X509* certificate, const char* unit) {
  X509_NAME* name = NewName(unit);
  TOWARD_CHECK(X509_set_subject_name(certificate, name) == 1);
  X509_NAME_free(name);
}

// `value` as OpenSSL's configuration files write it.
void Extend(X509* certificate, X509* issuer, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const Openssl<X509_EXTENSION> extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()));
  TOWARD_CHECK(extension != nullptr && X509_add_ext(certificate, extension.get(), -1) == 1);
}

// Everything but its own extensions and the signature. `issuer` null: itself.
Openssl<X509> Begin(const char* unit, EVP_PKEY* key, X509* issuer, int64_t now_ms, int64_t end_ms) {
  Openssl<X509> certificate(X509_new());
  X509* const x509 = certificate.get();
  TOWARD_CHECK(X509_set_version(x509, X509_VERSION_3) == 1);
  SetRandomSerial(x509);
  SetTime(X509_getm_notBefore(x509), now_ms - kEarlierMs);
  SetTime(X509_getm_notAfter(x509), end_ms);
  SetSubject(x509, unit);
  TOWARD_CHECK(X509_set_issuer_name(x509, X509_get_subject_name(issuer == nullptr ? x509 : issuer)) == 1);
  TOWARD_CHECK(X509_set_pubkey(x509, key) == 1);
  Extend(x509, x509, NID_subject_key_identifier, "hash");
  return certificate;
}

void Sign(X509* certificate, EVP_PKEY* key) { TOWARD_CHECK(X509_sign(certificate, key, EVP_sha256()) > 0); }

std::string SubjectAlternatives(const ServerNames& names) {
  std::vector<std::string> parts;
  for (const std::string& name : names.dns) parts.push_back("DNS:" + name);
  for (const std::string& ip : names.ips) parts.push_back("IP:" + ip);
  return fmt::format("{}", fmt::join(parts, ","));
}

std::string AddressText(const ASN1_OCTET_STRING* address) {
  char text[INET6_ADDRSTRLEN] = {};
  const int family = ASN1_STRING_length(address) == sizeof(in6_addr) ? AF_INET6 : AF_INET;
  return inet_ntop(family, ASN1_STRING_get0_data(address), text, sizeof(text)) == nullptr ? "" : text;
}

ServerNames NamesOf(const X509* certificate) {
  ServerNames names;
  const Openssl<GENERAL_NAMES> found(
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
  for (int i = 0; i < sk_GENERAL_NAME_num(found.get()); ++i) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(found.get(), i);
    if (name->type == GEN_IPADD) names.ips.push_back(AddressText(name->d.iPAddress));
    if (name->type != GEN_DNS) continue;
    names.dns.emplace_back(reinterpret_cast<const char*>(ASN1_STRING_get0_data(name->d.dNSName)),
                           static_cast<size_t>(ASN1_STRING_length(name->d.dNSName)));
  }
  return names;
}

std::string PinOf(X509* certificate) {
  unsigned char* bytes = nullptr;
  const int size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &bytes);
  TOWARD_CHECK(size > 0);
  std::string pin(SHA256_DIGEST_LENGTH, '\0');
  SHA256(bytes, static_cast<size_t>(size), reinterpret_cast<unsigned char*>(pin.data()));
  OPENSSL_free(bytes);
  return pin;
}

}  // namespace

absl::Status CheckNames(const ServerNames& names) {
  if (names.dns.empty() && names.ips.empty()) return NoNames();
  for (const std::string& name : names.dns) {
    if (!IsHostName(name)) return NotAName(name);
  }
  for (const std::string& ip : names.ips) {
    if (!IsAddress(ip)) return NotAnAddress(ip);
  }
  return absl::OkStatus();
}

std::string Listed(const ServerNames& names) {
  std::vector<std::string> all = names.dns;
  all.insert(all.end(), names.ips.begin(), names.ips.end());
  if (all.size() < 2) return all.empty() ? "nobody" : all[0];
  const std::string last = all.back();
  all.pop_back();
  return fmt::format("{} and {}", fmt::join(all, ", "), last);
}

Authority Authority::Make(int64_t now_ms) {
  Openssl<EVP_PKEY> key = NewKey();
  TOWARD_CHECK(key != nullptr);
  Openssl<X509> certificate = Begin("Authority", key.get(), nullptr, now_ms, now_ms + kAuthorityLifeMs);
  Extend(certificate.get(), certificate.get(), NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
  Extend(certificate.get(), certificate.get(), NID_key_usage, "critical,keyCertSign,cRLSign");
  Sign(certificate.get(), key.get());
  return {std::move(certificate), std::move(key)};
}

absl::StatusOr<Authority> Authority::FromPem(const std::string& certificate_pem, const std::string& key_pem) {
  Openssl<X509> certificate = ReadCertificate(certificate_pem);
  if (certificate == nullptr) return NotACertificate();
  Openssl<EVP_PKEY> key(PEM_read_bio_PrivateKey(
      ReadBio(key_pem).get(), nullptr, [](char*, int, int, void*) { return -1; }, nullptr));
  if (key == nullptr || X509_check_private_key(certificate.get(), key.get()) != 1) return NotItsKey();
  return Authority(std::move(certificate), std::move(key));
}

std::string Authority::CertificatePem() const { return PemOf(certificate_.get()); }

std::string Authority::KeyPem() const { return PemOf(key_.get()); }

std::string Authority::SpkiPin() const { return PinOf(certificate_.get()); }

ServerCertificate Authority::Issue(const ServerNames& names, int64_t now_ms) const {
  const Openssl<EVP_PKEY> key = NewKey();
  TOWARD_CHECK(key != nullptr);
  X509* const issuer = certificate_.get();
  const int64_t end_ms = std::min(now_ms + kServerLifeMs, MsOf(X509_get0_notAfter(issuer)));
  const Openssl<X509> certificate = Begin("Server", key.get(), issuer, now_ms, end_ms);
  X509* const x509 = certificate.get();
  Extend(x509, issuer, NID_authority_key_identifier, "keyid:always");
  Extend(x509, issuer, NID_basic_constraints, "critical,CA:FALSE");
  Extend(x509, issuer, NID_key_usage, "critical,digitalSignature");
  Extend(x509, issuer, NID_ext_key_usage, "serverAuth");
  Extend(x509, issuer, NID_subject_alt_name, SubjectAlternatives(names));
  Sign(x509, key_.get());
  return {PemOf(x509) + CertificatePem(), PemOf(key.get())};
}

absl::StatusOr<CertificateFacts> FactsOf(const std::string& chain_pem) {
  const Openssl<X509> certificate = ReadCertificate(chain_pem);
  if (certificate == nullptr) return NotACertificate();
  return CertificateFacts{NamesOf(certificate.get()), MsOf(X509_get0_notAfter(certificate.get()))};
}

absl::StatusOr<std::string> SpkiPinOf(const std::string& certificate_pem) {
  const Openssl<X509> certificate = ReadCertificate(certificate_pem);
  if (certificate == nullptr) return NotACertificate();
  return PinOf(certificate.get());
}

}  // namespace toward::server
