#include "server/maintenance/errors.h"

#include <cerrno>
#include <system_error>

#include "fmt/format.h"

namespace toward::server {
namespace {

std::string Reason(int system_errno) { return std::generic_category().message(system_errno); }

}  // namespace

absl::Status NoData(const std::string& data_directory) {
  return absl::NotFoundError(
      fmt::format("There is no data in {}. Name the server's directory with --data-directory.", data_directory));
}

absl::Status NoFile(const std::string& path) { return absl::NotFoundError(fmt::format("There is no file {}.", path)); }

absl::Status CannotRead(const std::string& path, int system_errno) {
  return absl::PermissionDeniedError(fmt::format("{} cannot be read ({}).", path, Reason(system_errno)));
}

absl::Status CannotWrite(const std::string& path, int system_errno) {
  const bool full = system_errno == ENOSPC || system_errno == EDQUOT;
  return absl::Status(
      full ? absl::StatusCode::kResourceExhausted : absl::StatusCode::kPermissionDenied,
      fmt::format("{} cannot be written ({}). {}.", path, Reason(system_errno),
                  full ? "Make some room and try again; nothing was lost" : "Check the directory and its permissions"));
}

absl::Status FileExists(const std::string& path) {
  return absl::AlreadyExistsError(
      fmt::format("{} is there already. Choose another name, or add --replace to overwrite it.", path));
}

absl::Status InDataDirectory(const std::string& path) {
  return absl::FailedPreconditionError(
      fmt::format("{} is in the server's own directory. Name a file elsewhere, best on another disk.", path));
}

absl::Status IsTheDataItself(const std::string& path) {
  return absl::FailedPreconditionError(fmt::format("{} is the server's data itself. Name another file.", path));
}

absl::Status DataInUse() {
  return absl::UnavailableError("Another program reads the data just now. Try again when it is done.");
}

absl::Status FaultsInData(const std::string& fault) {
  return absl::DataLossError(
      fmt::format("No copy was made, because the data has faults: {} See toward-server check.", fault));
}

absl::Status FaultsInCopy(const std::string& path, const std::string& fault) {
  return absl::DataLossError(fmt::format("{} has faults: {} Nothing was changed; choose another copy.", path, fault));
}

absl::Status NoCopyOfOurs(const std::string& path) {
  return absl::DataLossError(
      fmt::format("{} is damaged, or no copy of a server's data. Nothing was changed; choose another copy.", path));
}

absl::Status UpgradeWouldFail(int version, const absl::Status& cause) {
  return absl::Status(cause.code(),
                      fmt::format("The data stays as it was, because bringing it to version {} would fail: {}", version,
                                  std::string(cause.message())));
}

absl::Status NeverStarted() {
  return absl::FailedPreconditionError("Start the server once, then ask for a ticket again.");
}

}  // namespace toward::server
