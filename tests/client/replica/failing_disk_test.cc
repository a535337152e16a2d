// A disk that is full, refuses, or loses its power, at each step in turn: whatever was to happen has happened as a
// whole or not at all, the person reads one sentence, and once the disk works again so does the replica. A failure
// after the step that decides (the journal is emptied) is told, too, though the change stands.

#include <filesystem>
#include <functional>

#include "fmt/format.h"
#include "tests/client/replica/replica_test.h"
#include "tests/support/failing_vfs.h"

namespace toward::client {
namespace {

using support::Fault;
using testing::AnyOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;

class FailingDiskTest : public ReplicaTest, public testing::WithParamInterface<Fault> {
 protected:
  void TearDown() override { replica_.reset(); }

  // A full disk that cannot even sync refuses.
  static void ExpectTold(const absl::Status& status) {
    const auto full =
        GetParam() == Fault::kDiskFull ? absl::StatusCode::kResourceExhausted : absl::StatusCode::kUnavailable;
    EXPECT_THAT(status.code(), AnyOf(full, absl::StatusCode::kUnavailable, absl::StatusCode::kPermissionDenied));
    EXPECT_THAT(std::string(status.message()), EndsWith("."));
    EXPECT_THAT(std::string(status.message()), Not(HasSubstr("SQLite")));
  }

  // Lets the first change to the disk fail and all after it, then those from the second on, and so on, until the act
  // needs no more of them. Before the step that decides, the act leaves what `trace` says as it was; and what is said
  // is what is on disk.
  void FailAtEachStep(const std::function<void()>& prepare, const std::function<absl::Status()>& act,
                      const std::function<std::string()>& trace) {
    bool reached = true;
    bool decided = false;
    int64_t undecided = 0;
    for (int64_t step = 1; reached; ++step) {
      prepare();
      const std::string before = trace();
      disk_.FailFrom(step, GetParam());
      const absl::Status status = act();
      reached = disk_.reached();
      disk_.Heal();
      const std::string after = trace();
      if (after != before) decided = true;
      EXPECT_EQ(after != before, decided) << "step " << step;
      EXPECT_EQ(status.ok(), !reached) << "step " << step;
      if (!status.ok()) ExpectTold(status);
      if (!decided) ++undecided;
      Reopen();
      EXPECT_EQ(trace(), after) << "step " << step;
    }
    EXPECT_TRUE(decided);
    EXPECT_GT(undecided, 3);
  }

  // As it opens after a power cut.
  std::unique_ptr<Replica> AfterPowerCut() {
    disk_.CopyAfterPowerCut(directory_.path(), rescued_.path());
    std::filesystem::permissions(rescued_.path() / "replica.db",
                                 std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    auto replica = Replica::Open(rescued_.path().string(), words_, clock_);
    EXPECT_TRUE(replica.ok()) << replica.status();
    return *std::move(replica);
  }

  support::FailingVfs disk_;
  const support::TemporaryDirectory rescued_;
};

TEST_P(FailingDiskTest, AChangeIsMadeAsAWholeOrNotAtAll) {
  uint32_t minutes = 0;
  FailAtEachStep([&] { ++minutes; },
                 [&] {
                   return TryTo({NotedAndLasted('a', "Soup.", minutes), Lasted('b', minutes)});
                 },
                 [&] {
                   EXPECT_EQ(Shown('a').minutes(), Shown('b').minutes());
                   return fmt::format("{} waiting, {} shown", Waiting(), Shown('a').minutes());
                 });
}

TEST_P(FailingDiskTest, PagesAreAppliedWithTheirCursorOrNotAtAll) {
  uint32_t minutes = 0;
  FailAtEachStep([&] { ++minutes; },
                 [&] {
                   return TryToDeliver(
                       {Bens(Lasted('b', minutes), minutes).ToPatch(), Bens(Lasted('c', minutes), minutes).ToPatch()});
                 },
                 [&] {
                   EXPECT_EQ(Shown('b').minutes(), Shown('c').minutes());
                   return fmt::format("at {}, {} shown", replica_->Cursor()->seq, Shown('b').minutes());
                 });
}

TEST_P(FailingDiskTest, AnAnswerIsTakenOverAsAWholeOrNotAtAll) {
  uint32_t minutes = 0;
  v1::PushRequest request;
  FailAtEachStep(
      [&] {
        Do(Lasted('a', ++minutes));
        request = NextPush();
      },
      [&] { return replica_->ApplyAnswer(request, Answered(request)); },
      [&] {
        EXPECT_EQ(Shown('a').minutes(), minutes);
        return fmt::format("{} waiting, {} answered", Waiting(), *replica_->AnsweredPushNo());
      });
}

TEST_P(FailingDiskTest, AnUndoIsMadeAsAWholeOrNotAtAll) {
  FailAtEachStep(
      [&] {
        Do(Lasted('a', 5));
        Do(Noted('a', "Soup."));
      },
      [&] { return replica_->Undo(); }, [&] { return fmt::format("{} waiting, {}", Waiting(), Shown('a').note()); });
}

TEST_P(FailingDiskTest, StampingAgainIsDoneAsAWholeOrNotAtAll) {
  int64_t days = 0;
  Do(Noted('a', "Soup."));
  Do(Noted('b', "Bread."));
  FailAtEachStep([&] { ++days; }, [&] { return replica_->RestampOutbox(clock_.TrueMs() - days * kDayMs); },
                 [&] {
                   EXPECT_EQ(Shown('a').note() + Shown('b').note(), "Soup.Bread.");
                   return fmt::format("{}", *replica_->NowMs());
                 });
}

TEST_P(FailingDiskTest, EverythingGoesBackToARestoredServerOrNothingDoes) {
  Deliver({Bens(Lasted('b', 5))});
  uint64_t last_push_no = 0;
  FailAtEachStep(
      [&] { ++last_push_no; }, [&] { return replica_->RepushEverything(last_push_no); },
      [&] { return fmt::format("{} hidden, {} answered", *replica_->OutboxSize(), *replica_->AnsweredPushNo()); });
}

TEST_P(FailingDiskTest, ANewReplicaOpensOrCanBeOpenedLater) {
  bool reached = true;
  for (int64_t step = 1; reached; ++step) {
    const support::TemporaryDirectory directory;
    disk_.FailFrom(step, GetParam());
    const absl::Status status = Replica::Open(directory.path().string(), words_, clock_).status();
    reached = disk_.reached();
    disk_.Heal();
    if (!status.ok()) ExpectTold(status);
    const auto replica = Replica::Open(directory.path().string(), words_, clock_);
    ASSERT_TRUE(replica.ok()) << "step " << step << ": " << replica.status();
    ASSERT_TRUE((*replica)->TakeReplicaNumber(kAnasReplica).ok());
    EXPECT_TRUE((*replica)->Commit(std::vector<Write>{Lasted('a', 1)}).ok());
  }
}

TEST_P(FailingDiskTest, WhatWasCommittedSurvivesAPowerCut) {
  Do(Noted('a', "Soup."));
  Deliver({Bens(Noted('b', "On the stairs."))});
  const auto replica = AfterPowerCut();
  EXPECT_EQ(ShownBy(*replica, 'a').note(), "Soup.");
  EXPECT_EQ(replica->Status()->changes_waiting, 1);
  EXPECT_EQ(ShownBy(*replica, 'b').note(), "On the stairs.");
  EXPECT_EQ(replica->Cursor()->seq, 1U);
}

INSTANTIATE_TEST_SUITE_P(Disk, FailingDiskTest, testing::Values(Fault::kDiskFull, Fault::kDiskRefuses),
                         [](const auto& instance) {
                           return instance.param == Fault::kDiskFull ? "IsFull" : "Refuses";
                         });

}  // namespace
}  // namespace toward::client
