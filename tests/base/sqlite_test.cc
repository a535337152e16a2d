#include "base/sqlite.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <string>

#include "tests/support/household.h"

namespace toward {
namespace {

class SqliteTest : public testing::Test {
 protected:
  std::string Path() const { return (directory_.path() / "test.db").string(); }

  std::unique_ptr<Database> OpenNew() {
    auto database = Database::Open(Path(), Database::Mode::kReadWriteCreate, 0);
    EXPECT_TRUE(database.ok());
    EXPECT_TRUE((*database)->Execute("CREATE TABLE IF NOT EXISTS note (number INTEGER, body BLOB) STRICT").ok());
    return *std::move(database);
  }

  static absl::Status Insert(Database& database, int number, std::string_view body) {
    auto query = database.Prepare("INSERT INTO note (number, body) VALUES (?, ?)");
    return query.ok() ? query->Bind(number).Bind(body).Run() : query.status();
  }

  static int64_t Count(Database& database) {
    auto query = database.Prepare("SELECT count(*) FROM note");
    EXPECT_TRUE(query.ok() && *query->Step());
    return query->Integer(0);
  }

  support::TemporaryDirectory directory_;
};

TEST_F(SqliteTest, ANewFileIsForItsOwnerOnly) {
  OpenNew();
  struct stat file {};
  ASSERT_EQ(stat(Path().c_str(), &file), 0);
  EXPECT_EQ(file.st_mode & 0777, 0600U);
}

TEST_F(SqliteTest, AnEmptyBlobIsNotNull) {
  const auto database = OpenNew();
  ASSERT_TRUE(Insert(*database, 1, std::string_view()).ok());
  auto query = database->Prepare("SELECT body FROM note");
  ASSERT_TRUE(query.ok() && *query->Step());
  EXPECT_FALSE(query->IsNull(0));
  EXPECT_EQ(query->Blob(0), "");
}

TEST_F(SqliteTest, WithoutCommitNothingHappened) {
  const auto database = OpenNew();
  {
    auto transaction = SqlTransaction::BeginImmediate(*database);
    ASSERT_TRUE(transaction.ok());
    ASSERT_TRUE(Insert(*database, 1, "lost").ok());
  }
  EXPECT_EQ(Count(*database), 0);
}

TEST_F(SqliteTest, ACommitIsSeenByOthers) {
  const auto writer = OpenNew();
  auto transaction = SqlTransaction::BeginImmediate(*writer);
  ASSERT_TRUE(transaction.ok());
  ASSERT_TRUE(Insert(*writer, 1, "kept").ok());
  ASSERT_TRUE(transaction->Commit().ok());
  auto reader = Database::Open(Path(), Database::Mode::kReadOnly, 0);
  ASSERT_TRUE(reader.ok());
  EXPECT_EQ(Count(**reader), 1);
}

TEST_F(SqliteTest, AWriterWaitsForAnotherAndThenSaysSo) {
  const auto first = OpenNew();
  const auto second = OpenNew();
  auto transaction = SqlTransaction::BeginImmediate(*first);
  ASSERT_TRUE(transaction.ok());
  EXPECT_EQ(SqlTransaction::BeginImmediate(*second).status().code(), absl::StatusCode::kUnavailable);
}

TEST_F(SqliteTest, AMissingFileIsNotFoundWhenReading) {
  EXPECT_EQ(Database::Open(Path(), Database::Mode::kReadOnly, 0).status().code(), absl::StatusCode::kNotFound);
}

TEST_F(SqliteTest, SomethingElseIsDataLoss) {
  std::ofstream(Path()) << std::string(4096, 'x');
  auto database = Database::Open(Path(), Database::Mode::kReadWriteCreate, 0);
  ASSERT_TRUE(database.ok());
  EXPECT_EQ((*database)->Execute("SELECT * FROM sqlite_schema").code(), absl::StatusCode::kDataLoss);
}

TEST_F(SqliteTest, AFullDiskIsResourceExhaustedAndLosesNothing) {
  const auto database = OpenNew();
  ASSERT_TRUE(Insert(*database, 1, "kept").ok());
  ASSERT_TRUE(database->Execute("PRAGMA max_page_count = 4").ok());
  EXPECT_EQ(Insert(*database, 2, std::string(100'000, 'x')).code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(Count(*database), 1);
}

}  // namespace
}  // namespace toward
