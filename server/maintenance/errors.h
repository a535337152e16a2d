// Every way in which looking after the data can fail, by name: one sentence each, for the person who runs the server.
#ifndef TOWARD_SERVER_MAINTENANCE_ERRORS_H_
#define TOWARD_SERVER_MAINTENANCE_ERRORS_H_

#include <string>

#include "absl/status/status.h"

namespace toward::server {

absl::Status NoData(const std::string& data_directory);
absl::Status NoFile(const std::string& path);
absl::Status CannotRead(const std::string& path, int system_errno);
// RESOURCE_EXHAUSTED: there is no room.
absl::Status CannotWrite(const std::string& path, int system_errno);
absl::Status FileExists(const std::string& path);
absl::Status InDataDirectory(const std::string& path);
absl::Status IsTheDataItself(const std::string& path);
absl::Status DataInUse();
// `fault`: one sentence.
absl::Status FaultsInData(const std::string& fault);
absl::Status FaultsInCopy(const std::string& path, const std::string& fault);
absl::Status NoCopyOfOurs(const std::string& path);
absl::Status UpgradeWouldFail(int version, const absl::Status& cause);

// FAILED_PRECONDITION: the data is from before there were tickets, and no server has run on it since.
absl::Status NeverStarted();

}  // namespace toward::server

#endif  // TOWARD_SERVER_MAINTENANCE_ERRORS_H_
