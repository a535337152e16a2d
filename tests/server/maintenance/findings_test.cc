// What `toward-server check` notices, and that it says so in plain words.

#include "server/maintenance/findings.h"

#include <fstream>

#include "tests/server/maintenance/maintained.h"
#include "tests/support/failing_vfs.h"

namespace toward::server {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::IsEmpty;

class FindingsTest : public Maintained {
 protected:
  std::vector<std::string> Faults() {
    const auto findings = CheckFile(Database().string());
    EXPECT_TRUE(findings.ok()) << findings.status();
    return findings.ok() ? findings->faults : std::vector<std::string>();
  }
  // Quick, as nothing is really synced.
  const support::FailingVfs disk_;

  absl::StatusCode Said() { return CheckFile(Database().string()).status().code(); }
};

TEST_F(FindingsTest, DataInUseIsWellAndCounted) {
  Join(ana);
  Settle();
  Write("second");
  const auto findings = CheckFile(Database().string());
  ASSERT_TRUE(findings.ok()) << findings.status();
  EXPECT_THAT(findings->faults, IsEmpty());
  EXPECT_EQ(findings->families, 2);
  EXPECT_EQ(findings->records, 2);
}

TEST_F(FindingsTest, DataIsWellAfterEveryRunOfTheServer) {
  for (int run = 0; run < 4; ++run) {
    Open();
    if (run % 2 == 0) Write("another");
    EXPECT_THAT(Faults(), IsEmpty());
  }
}

TEST_F(FindingsTest, EachUntruthIsOneSentence) {
  Join(ana);
  Write("second");
  Close();
  const fs::path whole = Elsewhere("whole.db");
  fs::copy_file(Database(), whole);
  struct Case {
    const char* tampering;
    const char* says;
  };
  const Case cases[] = {
      {"UPDATE server SET epoch = x'01'", "1 file does not say which server it is of."},
      {"DELETE FROM server", "1 file does not say which server it is of."},
      {"UPDATE family SET head = head + 1", "1 family does not know its newest change."},
      {"UPDATE record SET seq = 50 WHERE seq = 1", "1 family does not know its newest change."},
      {"UPDATE family SET records = 7", "1 family counts its records wrongly."},
      {"DELETE FROM feed_run", "1 family does not know which run of the server wrote what."},
      {"INSERT INTO feed_run VALUES (1, 3, 5)", "1 family does not know which run of the server wrote what."},
      {"INSERT INTO feed_run SELECT family, 2, salt FROM feed_run",
       "1 family does not know which run of the server wrote what."},
      {"INSERT INTO session VALUES (x'', x'', 99, x'', 0)", "1 row is of no family."},
      {"UPDATE family SET id = x''", "1 family or device has no id."},
      {"UPDATE device SET member = x''; DELETE FROM reminder_due; INSERT INTO reminder_due VALUES (1, x'', 0, 0, 0)",
       "2 families or devices have no id."},
      {"DELETE FROM reminder_due", "2 members would never be reminded."},
      {"UPDATE family_count SET families = 2", "1 file counts its families wrongly."},
      {"UPDATE record SET state = x'00' WHERE seq = 1", "1 record cannot be read."},
      {"UPDATE record SET state = x'00'", "2 records cannot be read."},
      {"UPDATE record SET id = zeroblob(16) WHERE seq = 1", "1 record is in the place of another."},
      {"UPDATE record SET kind = kind + 1", "2 records are in the place of others."},
      {"UPDATE family SET max_hlc = 1", "2 records are newer than their families know."},
      {"UPDATE record SET day = 7 WHERE seq = 2", "1 record is kept under a wrong day."},
      {"UPDATE replica SET verdicts = x'ff' WHERE push_no > 0", "1 device's last push is forgotten."},
      {"UPDATE replica SET digest = x''", "1 device's last push is forgotten."},
  };
  for (const Case& one : cases) {
    fs::copy_file(whole, Database(), fs::copy_options::overwrite_existing);
    Tamper(Database(), one.tampering);
    EXPECT_THAT(Faults(), ElementsAre(one.says)) << one.tampering;
  }
}

TEST_F(FindingsTest, AnIndexThatMissesARecordIsADamagedFile) {
  Close();
  Tamper(Database(),
         "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = 'CREATE UNIQUE INDEX record_by_id ON record "
         "(family, kind, id) WHERE seq > 5' WHERE name = 'record_by_id'; PRAGMA writable_schema = RESET");
  EXPECT_THAT(Faults(), ElementsAre("1 part of the file is damaged."));
}

TEST_F(FindingsTest, WhatIsNotOursIsDataLoss) {
  Close();
  std::ofstream(Database()) << std::string(8192, 'x');
  EXPECT_EQ(Said(), absl::StatusCode::kDataLoss);
  std::ofstream(Database(), std::ios::trunc).close();
  EXPECT_EQ(Said(), absl::StatusCode::kDataLoss);
  Tamper(Database(), "CREATE TABLE record (id BLOB); PRAGMA user_version = 1");
  EXPECT_EQ(Said(), absl::StatusCode::kDataLoss);
  fs::remove(Database());
  EXPECT_EQ(Said(), absl::StatusCode::kNotFound);
}

TEST_F(FindingsTest, WhatANewerVersionWroteIsItsOwnBusiness) {
  Close();
  Tamper(Database(), "PRAGMA user_version = 1000");
  EXPECT_EQ(Said(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(FindingsTest, AByteGoneWrongAnywhereNeverCrashes) {
  for (int i = 0; i < 30; ++i) Write(std::string(300, 'x'));
  Close();
  const std::string whole = FilesIn(Data())["toward.db"];
  int noticed = 0;
  for (size_t at = 0; at < whole.size(); at += 61) {
    std::string bytes = whole;
    bytes[at] = static_cast<char>(bytes[at] ^ '\x81');
    std::ofstream(Database(), std::ios::binary | std::ios::trunc) << bytes;
    const auto findings = CheckFile(Database().string());
    if (!findings.ok() || !findings->faults.empty()) ++noticed;
  }
  EXPECT_GT(noticed, 100);
}

}  // namespace
}  // namespace toward::server
