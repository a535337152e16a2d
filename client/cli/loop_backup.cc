#include "client/cli/loop_backup.h"

#include <zip.h>

#include <array>
#include <filesystem>
#include <memory>
#include <string_view>
#include <utility>

#include "base/status_macros.h"
#include "client/cli/errors.h"
#include "client/cli/given_file.h"

namespace toward::client {
namespace {

constexpr char kTable[] = "Checkmarks.csv";
// How every archive that holds a file begins.
constexpr std::string_view kZipBegins = "PK\x03\x04";

struct CloseArchive {
  void operator()(zip_t* archive) const { zip_discard(archive); }
};
struct CloseEntry {
  void operator()(zip_file_t* entry) const { zip_fclose(entry); }
};

// `packed` must outlive the archive.
std::unique_ptr<zip_t, CloseArchive> OpenArchive(const std::string& packed) {
  zip_source_t* const source = zip_source_buffer_create(packed.data(), packed.size(), 0, nullptr);
  if (source == nullptr) return nullptr;
  std::unique_ptr<zip_t, CloseArchive> archive(zip_open_from_source(source, ZIP_RDONLY, nullptr));
  if (archive == nullptr) zip_source_free(source);
  return archive;
}

// Trusts no size the archive states: it ends where the bytes do. The last read compares their checksum.
absl::StatusOr<std::string> Unpacked(zip_file_t* entry) {
  std::string text;
  std::array<char, 1 << 16> buffer{};
  while (true) {
    const zip_int64_t taken = zip_fread(entry, buffer.data(), buffer.size());
    if (taken < 0) return NotALoopArchive();
    if (taken == 0) return text;
    if (text.size() + static_cast<size_t>(taken) > kMostLoopBytes) return FileTooLarge();
    text.append(buffer.data(), static_cast<size_t>(taken));
  }
}

absl::StatusOr<std::string> TableInArchive(const std::string& packed) {
  const std::unique_ptr<zip_t, CloseArchive> archive = OpenArchive(packed);
  if (archive == nullptr) return NotALoopArchive();
  const std::unique_ptr<zip_file_t, CloseEntry> entry(zip_fopen(archive.get(), kTable, 0));
  if (entry == nullptr) return NotALoopArchive();
  return Unpacked(entry.get());
}

}  // namespace

absl::StatusOr<std::string> ReadLoopTable(const std::string& path) {
  std::error_code none;
  const bool is_unpacked = std::filesystem::is_directory(path, none);
  ASSIGN_OR_RETURN(std::string text, ReadGivenFile(is_unpacked ? path + "/" + kTable : path, kMostLoopBytes));
  const bool is_packed = !is_unpacked && text.compare(0, kZipBegins.size(), kZipBegins) == 0;
  if (is_packed) return TableInArchive(text);
  return text;
}

}  // namespace toward::client
