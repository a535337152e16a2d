// What the person who runs the server reads when it looks after its data.

#include "server/maintenance/task.h"

#include "tests/server/maintenance/maintained.h"
#include "tests/support/hand_clock.h"

namespace toward::server {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::MatchesRegex;

class TaskTest : public Maintained {
 protected:
  absl::StatusOr<Report> Do(Task::Kind kind, const fs::path& file, const fs::path& data) {
    return Perform({.kind = kind, .file = file.string()}, data.string(), clock_, random);
  }
  // The one sentence of a task that succeeds.
  std::string Says(Task::Kind kind, const fs::path& file = "") {
    const auto report = Do(kind, file, Data());
    EXPECT_TRUE(report.ok() && report->well) << report.status();
    return report.ok() ? report->text : "";
  }

  const support::HandClock clock_;
  const fs::path copy_ = Elsewhere("copy.db");
};

TEST_F(TaskTest, ABackupSaysHowMuchItCopied) {
  EXPECT_THAT(Says(Task::Kind::kBackup, copy_),
              MatchesRegex("Copied 1 family and 1 record, [0-9]+ kB, to .*copy.db.\n"));
}

TEST_F(TaskTest, ACheckOfDataInUseSaysThatAllIsWell) {
  Write("second");
  EXPECT_EQ(Says(Task::Kind::kCheck), "All is well: 1 family and 2 records.\n");
}

TEST_F(TaskTest, ACopyCanBeChecked) {
  Says(Task::Kind::kBackup, copy_);
  Write("second");
  EXPECT_EQ(Says(Task::Kind::kCheck, copy_), "All is well: 1 family and 1 record.\n");
}

TEST_F(TaskTest, ACheckSaysEverythingThatIsWrongAndWhatToDo) {
  Close();
  Tamper(Database(), "UPDATE family SET records = 7, head = 9");
  const auto report = Do(Task::Kind::kCheck, "", Data());
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_FALSE(report->well);
  EXPECT_EQ(report->text,
            "1 family does not know its newest change.\n1 family counts its records wrongly.\n"
            "Put back a copy: toward-server restore FILE.\n");
}

TEST_F(TaskTest, ARestoreSaysHowToGoBack) {
  Says(Task::Kind::kBackup, copy_);
  Close();
  directory.reset();
  EXPECT_THAT(Says(Task::Kind::kRestore, copy_),
              MatchesRegex("Restored 1 family and 1 record; start the server, or go back with toward-server restore "
                           ".*/toward.db.before-restore-20260301T000000Z --data-directory .*/data\n"));
}

TEST_F(TaskTest, ARestoreIntoNothingMakesTheDirectory) {
  Says(Task::Kind::kBackup, copy_);
  const auto report = Do(Task::Kind::kRestore, copy_, Elsewhere("new/data"));
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->text, "Restored 1 family and 1 record; start the server.\n");
}

TEST_F(TaskTest, WhileAServerHasTheDataARestoreIsRefused) {
  Says(Task::Kind::kBackup, copy_);
  const auto report = Do(Task::Kind::kRestore, copy_, Data());
  EXPECT_EQ(report.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(report.status().message()), HasSubstr("Another toward-server uses"));
}

TEST_F(TaskTest, WithoutDataThereIsNothingToDo) {
  for (const Task::Kind kind : {Task::Kind::kBackup, Task::Kind::kCheck, Task::Kind::kTicket}) {
    const auto report = Do(kind, kind == Task::Kind::kBackup ? copy_ : "", Elsewhere("nowhere"));
    EXPECT_EQ(report.status().code(), absl::StatusCode::kNotFound);
    EXPECT_THAT(std::string(report.status().message()), HasSubstr("--data-directory"));
  }
  EXPECT_FALSE(fs::exists(Elsewhere("nowhere")));
}

TEST_F(TaskTest, OnDataOfAnEarlierVersionTheServerStartsBeforeThereAreTickets) {
  fs::create_directories(Elsewhere("earlier"));
  fs::copy_file(fs::path(TOWARD_SOURCE_DIR) / "tests/server/maintenance/version_1.db", Elsewhere("earlier/toward.db"));
  const auto report = Do(Task::Kind::kTicket, "", Elsewhere("earlier"));
  EXPECT_EQ(report.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(report.status().message()), HasSubstr("Start the server once"));
}

}  // namespace
}  // namespace toward::server
