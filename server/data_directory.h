// The directory that holds everything a server keeps, for one server at a time.
#ifndef TOWARD_SERVER_DATA_DIRECTORY_H_
#define TOWARD_SERVER_DATA_DIRECTORY_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"

namespace toward::server {

// Holds the directory's lock as long as it lives; the kernel lets go of it however the process ends.
class DataDirectory {
 public:
  // Makes the directory, for its owner only (0700), when it is missing. PERMISSION_DENIED: it cannot be made or
  // written, or its database can be read by others. FAILED_PRECONDITION: another server uses it. Each in one sentence.
  static absl::StatusOr<std::unique_ptr<DataDirectory>> Open(const std::string& path);

  ~DataDirectory();
  DataDirectory(const DataDirectory&) = delete;
  DataDirectory& operator=(const DataDirectory&) = delete;

  const std::string& path() const { return path_; }
  std::string database_path() const;
  // Where earlier versions kept the key that push services know this server by.
  std::string former_vapid_key_path() const;
  // Where a copy of the database is made before it has its name; what a program left there that was ended is of no use.
  std::string draft_path() const;
  // The database of a directory that is not open.
  static std::string DatabaseIn(const std::string& path);

 private:
  DataDirectory(std::string path, int lock_fd) : path_(std::move(path)), lock_fd_(lock_fd) {}

  const std::string path_;
  const int lock_fd_;
};

}  // namespace toward::server

#endif  // TOWARD_SERVER_DATA_DIRECTORY_H_
