#include "client/cli/given_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>

#include "client/cli/errors.h"

namespace toward::client {
namespace {

absl::StatusOr<std::string> ReadAll(int fd, size_t most_bytes) {
  std::string text;
  std::array<char, 1 << 16> buffer{};
  while (true) {
    const ssize_t taken = read(fd, buffer.data(), buffer.size());
    if (taken < 0) return CannotReadFile();
    if (taken == 0) return text;
    if (text.size() + static_cast<size_t>(taken) > most_bytes) return FileTooLarge();
    text.append(buffer.data(), static_cast<size_t>(taken));
  }
}

}  // namespace

absl::StatusOr<std::string> ReadGivenFile(const std::string& path, size_t most_bytes) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return CannotReadFile();
  absl::StatusOr<std::string> text = ReadAll(fd, most_bytes);
  close(fd);
  return text;
}

}  // namespace toward::client
