#include "tests/server/maintenance/maintained.h"

#include <fstream>
#include <sstream>

#include "base/check.h"
#include "base/sqlite.h"

namespace toward::server {

namespace fs = std::filesystem;

Files FilesIn(const fs::path& directory) {
  Files files;
  for (const auto& entry : fs::directory_iterator(directory)) {
    std::stringstream bytes;
    bytes << std::ifstream(entry.path(), std::ios::binary).rdbuf();
    files[entry.path().filename().string()] = bytes.str();
  }
  return files;
}

Maintained::Maintained() {
  fs::create_directory(home_.path() / "elsewhere");
  directory = *DataDirectory::Open(Data().string());
  Open();
  ana = Settle();
  Write("first");
}

void Maintained::Open() {
  store.reset();
  auto opened = SqliteStore::Open(Database().string(), {}, random);
  TOWARD_CHECK(opened.ok());
  store = *std::move(opened);
}

std::vector<std::string> Maintained::NotesIn(const fs::path& path) {
  const support::TemporaryDirectory copies;
  for (const char* suffix : {"", "-wal"}) {
    if (fs::exists(path.string() + suffix)) {
      fs::copy_file(path.string() + suffix, (copies.path() / "copy.db").string() + suffix);
    }
  }
  const auto opened = SqliteStore::Open((copies.path() / "copy.db").string(), {}, random);
  if (!opened.ok()) ADD_FAILURE() << opened.status();
  if (!opened.ok()) return {};
  const auto page = (*(*opened)->NewReader())->ReadPage(ana.feed(), ana.device.member, 0);
  return TextsOf(RecordsOf(*page));
}

void Maintained::Kill() {
  const fs::path killed = Data() / "killed";
  fs::create_directory(killed);
  for (const char* file : {"toward.db", "toward.db-wal"}) fs::copy_file(Data() / file, killed / file);
  store.reset();
  for (const char* file : {"toward.db", "toward.db-wal"}) fs::rename(killed / file, Data() / file);
  fs::remove(killed);
}

void Maintained::Tamper(const fs::path& path, const char* sql) {
  const auto database = *toward::Database::Open(path.string(), toward::Database::Mode::kReadWriteCreate, 0);
  const absl::Status done = database->Execute(sql);
  EXPECT_TRUE(done.ok()) << done;
}

}  // namespace toward::server
