#include "server/tls/tls_task.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>

#include "absl/cleanup/cleanup.h"
#include "absl/time/time.h"
#include "base/hex.h"
#include "base/status_macros.h"
#include "fmt/format.h"

namespace toward::server {
namespace {

namespace fs = std::filesystem;

constexpr mode_t kOwnerOnly = 0600;
constexpr mode_t kDirectoryOwnerOnly = 0700;

struct Files {
  explicit Files(const fs::path& directory)
      : authority((directory / "authority.pem").string()),
        authority_key((directory / "authority-key.pem").string()),
        server((directory / "server.pem").string()),
        server_key((directory / "server-key.pem").string()) {}

  const std::string authority;
  const std::string authority_key;
  const std::string server;
  const std::string server_key;
};

absl::Status AlreadyThere(const std::string& path) {
  return absl::AlreadyExistsError(fmt::format(
      "{} is there already, and devices may trust it. toward-server tls show tells of it, tls renew makes a new "
      "certificate; to begin again, move the old files away.",
      path));
}

absl::Status NothingThere(const std::string& path) {
  return absl::NotFoundError(
      fmt::format("There is no {}. Make it with toward-server tls init --name NAME or --ip ADDRESS.", path));
}

absl::Status CannotRead(const std::string& path, int error) {
  return absl::PermissionDeniedError(fmt::format(
      "{} cannot be read ({}). Run this as the user that the file belongs to.", path, std::strerror(error)));
}

absl::Status CannotWrite(const std::string& path, int error) {
  return absl::PermissionDeniedError(
      fmt::format("{} cannot be written ({}). Check the directory and its permissions.", path, std::strerror(error)));
}

absl::Status Spoiled(const std::string& path) {
  return absl::DataLossError(fmt::format("{} is not the PEM file it was. Put back a copy of it.", path));
}

absl::StatusOr<std::string> Read(const std::string& path) {
  std::ifstream file(path);
  if (!file) return errno == ENOENT ? NothingThere(path) : CannotRead(path, errno);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

// To a name that nothing has, on disk when OK.
absl::Status WriteNew(const std::string& path, const std::string& text) {
  const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, kOwnerOnly);
  if (fd < 0) return errno == EEXIST ? AlreadyThere(path) : CannotWrite(path, errno);
  const absl::Cleanup close_it = [fd] { close(fd); };
  const ssize_t written = write(fd, text.data(), text.size());
  if (written != static_cast<ssize_t>(text.size())) return CannotWrite(path, written < 0 ? errno : ENOSPC);
  return fsync(fd) == 0 ? absl::OkStatus() : CannotWrite(path, errno);
}

// In the place of the file of this name, in one step.
absl::Status WriteOver(const std::string& path, const std::string& text) {
  const std::string draft = path + ".new";
  unlink(draft.c_str());
  RETURN_IF_ERROR(WriteNew(draft, text));
  return rename(draft.c_str(), path.c_str()) == 0 ? absl::OkStatus() : CannotWrite(path, errno);
}

absl::Status MakeDirectory(const fs::path& directory) {
  std::error_code error;
  if (fs::is_directory(directory, error)) return absl::OkStatus();
  if (directory.has_parent_path()) RETURN_IF_ERROR(MakeDirectory(directory.parent_path()));
  return mkdir(directory.c_str(), kDirectoryOwnerOnly) == 0 ? absl::OkStatus() : CannotWrite(directory.string(), errno);
}

std::string DateOf(int64_t ms) { return absl::FormatTime("%Y-%m-%d", absl::FromUnixMillis(ms), absl::UTCTimeZone()); }

std::string PinLine(const std::string& pin) { return fmt::format("Fingerprint of its authority: {}\n", ToHex(pin)); }

absl::StatusOr<std::string> Init(const TlsTask& task, int64_t now_ms) {
  RETURN_IF_ERROR(CheckNames(task.names));
  const Files files(task.directory);
  for (const std::string& path : {files.authority, files.authority_key, files.server, files.server_key}) {
    if (fs::exists(fs::symlink_status(path))) return AlreadyThere(path);
  }
  RETURN_IF_ERROR(MakeDirectory(task.directory));
  const Authority authority = Authority::Make(now_ms);
  const ServerCertificate certificate = authority.Issue(task.names, now_ms);
  RETURN_IF_ERROR(WriteNew(files.authority_key, authority.KeyPem()));
  RETURN_IF_ERROR(WriteNew(files.authority, authority.CertificatePem()));
  RETURN_IF_ERROR(WriteNew(files.server_key, certificate.key_pem));
  RETURN_IF_ERROR(WriteNew(files.server, certificate.chain_pem));
  ASSIGN_OR_RETURN(const CertificateFacts facts, FactsOf(certificate.chain_pem));
  return fmt::format(
      "The certificate for {} is good until {}. Start the server, or the proxy in front of it, with\n"
      "tls_certificate = \"{}\"\n"
      "tls_key = \"{}\"\n{}",
      Listed(task.names), DateOf(facts.end_ms), files.server, files.server_key, PinLine(authority.SpkiPin()));
}

absl::StatusOr<Authority> ReadAuthority(const Files& files) {
  ASSIGN_OR_RETURN(const std::string certificate_pem, Read(files.authority));
  ASSIGN_OR_RETURN(const std::string key_pem, Read(files.authority_key));
  if (!SpkiPinOf(certificate_pem).ok()) return Spoiled(files.authority);
  auto authority = Authority::FromPem(certificate_pem, key_pem);
  if (!authority.ok()) return Spoiled(files.authority_key);
  return authority;
}

absl::StatusOr<CertificateFacts> ReadFacts(const Files& files) {
  ASSIGN_OR_RETURN(const std::string chain_pem, Read(files.server));
  const auto facts = FactsOf(chain_pem);
  if (!facts.ok()) return Spoiled(files.server);
  return facts;
}

absl::StatusOr<std::string> Renew(const TlsTask& task, int64_t now_ms) {
  const Files files(task.directory);
  ASSIGN_OR_RETURN(const Authority authority, ReadAuthority(files));
  ServerNames names = task.names;
  if (names.dns.empty() && names.ips.empty()) {
    ASSIGN_OR_RETURN(const CertificateFacts old, ReadFacts(files));
    names = old.names;
  }
  RETURN_IF_ERROR(CheckNames(names));
  const ServerCertificate certificate = authority.Issue(names, now_ms);
  RETURN_IF_ERROR(WriteOver(files.server_key, certificate.key_pem));
  RETURN_IF_ERROR(WriteOver(files.server, certificate.chain_pem));
  ASSIGN_OR_RETURN(const CertificateFacts facts, FactsOf(certificate.chain_pem));
  return fmt::format(
      "The new certificate for {} is good until {}. Start the server, or the proxy in front of it, again; devices go "
      "on as before.\n{}",
      Listed(names), DateOf(facts.end_ms), PinLine(authority.SpkiPin()));
}

absl::StatusOr<std::string> Show(const TlsTask& task, int64_t now_ms) {
  const Files files(task.directory);
  ASSIGN_OR_RETURN(const std::string authority_pem, Read(files.authority));
  const auto pin = SpkiPinOf(authority_pem);
  if (!pin.ok()) return Spoiled(files.authority);
  ASSIGN_OR_RETURN(const CertificateFacts facts, ReadFacts(files));
  const std::string until = facts.end_ms < now_ms
                                ? fmt::format("ended on {}: run toward-server tls renew", DateOf(facts.end_ms))
                                : fmt::format("is good until {}", DateOf(facts.end_ms));
  return fmt::format("The certificate for {} {}.\n{}", Listed(facts.names), until, PinLine(*pin));
}

}  // namespace

absl::StatusOr<std::string> Perform(const TlsTask& task, const Clock& clock) {
  switch (task.kind) {
    case TlsTask::Kind::kInit:
      return Init(task, clock.WallMs());
    case TlsTask::Kind::kRenew:
      return Renew(task, clock.WallMs());
    case TlsTask::Kind::kShow:
      break;
  }
  return Show(task, clock.WallMs());
}

}  // namespace toward::server
