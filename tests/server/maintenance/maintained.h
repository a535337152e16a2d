// A data directory with a family in it, as the tests of maintenance begin.
#ifndef TOWARD_TESTS_SERVER_MAINTENANCE_MAINTAINED_H_
#define TOWARD_TESTS_SERVER_MAINTENANCE_MAINTAINED_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "server/data_directory.h"
#include "server/maintenance/findings.h"
#include "server/store/sqlite_store.h"
#include "tests/server/store/store_contract.h"
#include "tests/support/household.h"

namespace toward::server {

// Names and bytes of the files in a directory.
using Files = std::map<std::string, std::string>;
Files FilesIn(const std::filesystem::path& directory);

class Maintained : public testing::Test, protected StoreUser {
 protected:
  // Ana, with one note.
  Maintained();
  ~Maintained() override { store.reset(); }

  // The store of the directory, opened or opened anew.
  void Open();
  void Close() { store.reset(); }
  // A note of Ana's.
  void Write(const std::string& text) { Apply(ana, {Note(NewRecordId(), text)}); }
  // Ana's notes in the database at this path, which no store has open.
  std::vector<std::string> NotesIn(const std::filesystem::path& path);
  std::vector<std::string> Notes() { return NotesIn(Database()); }
  // Leaves the files as a killed server does: what was written last is in the log alone.
  void Kill();
  // Changes the closed database behind the server's back.
  static void Tamper(const std::filesystem::path& path, const char* sql);

  std::filesystem::path Data() const { return home_.path() / "data"; }
  std::filesystem::path Database() const { return Data() / "toward.db"; }
  // A file outside the data directory.
  std::filesystem::path Elsewhere(const std::string& name) const { return home_.path() / "elsewhere" / name; }

  Phone ana;
  std::unique_ptr<DataDirectory> directory;

 private:
  const support::TemporaryDirectory home_;
};

}  // namespace toward::server

#endif  // TOWARD_TESTS_SERVER_MAINTENANCE_MAINTAINED_H_
