// What the feed brings: records, cursor and clock in one step.

#include "tests/client/replica/replica_test.h"

namespace toward::client {
namespace {

using testing::IsEmpty;

class PagesTest : public ReplicaTest {};

TEST_F(PagesTest, ANewReplicaIsAtTheBeginning) { EXPECT_TRUE(replica_->Cursor()->at_beginning()); }

TEST_F(PagesTest, TheCursorIsKeptWithTheRecords) {
  Deliver({Bens(Lasted('b', 5))});
  Reopen();
  EXPECT_EQ(replica_->Cursor()->seq, 1U);
  EXPECT_EQ(replica_->Cursor()->salt, 11U);
  EXPECT_EQ(replica_->Cursor()->epoch, plan::ExampleId<sync::Epoch>('e'));
  EXPECT_EQ(Shown('b').minutes(), 5U);
}

TEST_F(PagesTest, SeveralPagesAreOneStepAndOnlyTheLastCursorCounts) {
  std::vector<v1::Page> pages(2);
  *pages[0].add_records() = Bens(Lasted('b', 5)).ToPatch();
  *pages[1].add_records() = Bens(Lasted('c', 6)).ToPatch();
  for (size_t i = 0; i < pages.size(); ++i) {
    pages[i].mutable_cursor()->set_epoch(std::string(16, 'e'));
    pages[i].mutable_cursor()->set_seq(i + 1);
    pages[i].set_head(2);
  }
  ASSERT_TRUE(replica_->ApplyPages(pages).ok());
  EXPECT_EQ(Shown('b').minutes(), 5U);
  EXPECT_EQ(Shown('c').minutes(), 6U);
  EXPECT_EQ(replica_->Cursor()->seq, 2U);
}

TEST_F(PagesTest, ARecordThatCannotBeReadChangesNothing) {
  v1::Patch broken = Bens(Lasted('c', 6)).ToPatch();
  broken.set_id("short");
  EXPECT_FALSE(TryToDeliver({Bens(Lasted('b', 5)).ToPatch(), broken}).ok());
  EXPECT_THAT(*replica_->List(v1::KIND_MOMENT), IsEmpty());
  EXPECT_TRUE(replica_->Cursor()->at_beginning());
}

TEST_F(PagesTest, ACursorThatCannotBeReadChangesNothing) {
  v1::Page page;
  *page.add_records() = Bens(Lasted('b', 5)).ToPatch();
  page.mutable_cursor()->set_epoch("short");
  page.mutable_cursor()->set_seq(3);
  page.set_head(3);
  EXPECT_FALSE(replica_->ApplyPages(std::vector<v1::Page>{page}).ok());
  EXPECT_THAT(*replica_->List(v1::KIND_MOMENT), IsEmpty());
}

TEST_F(PagesTest, TheSameTwiceIsTheSameOnce) {
  const sync::Record record = Bens(NotedAndLasted('b', "On the stairs.", 5));
  Deliver({record});
  const auto once = *replica_->List(v1::KIND_MOMENT);
  Deliver({record});
  EXPECT_EQ(*replica_->List(v1::KIND_MOMENT), once);
}

TEST_F(PagesTest, OwnChangesComingBackChangeNothing) {
  Do(Noted('a', "Soup."));
  Do(Lasted('a', 5));
  const auto shown = *replica_->List(v1::KIND_MOMENT);
  Deliver(PushAll());
  EXPECT_EQ(*replica_->List(v1::KIND_MOMENT), shown);
  EXPECT_EQ(Waiting(), 0);
}

TEST_F(PagesTest, OwnChangesMayComeBackBeforeTheirAnswer) {
  Do(Noted('a', "Soup."));
  const v1::PushRequest request = NextPush();
  Deliver(RecordsOf(request.transactions(0)));
  EXPECT_EQ(Waiting(), 1);
  ASSERT_TRUE(replica_->ApplyAnswer(request, Answered(request)).ok());
  EXPECT_EQ(Waiting(), 0);
  EXPECT_EQ(Shown('a').note(), "Soup.");
}

TEST_F(PagesTest, AnEmptyPageMovesTheCursor) {
  Deliver({});
  EXPECT_EQ(replica_->Cursor()->seq, 1U);
}

TEST(PagesDeathTest, MustReachAHead) {
  support::TemporaryDirectory directory;
  support::HandClock clock;
  SystemRandom random;
  const trust::Keyring none;
  const Words words(none, {}, plan::kAna, random);
  const auto replica = *Replica::Open(directory.path().string(), words, clock);
  v1::Page page;
  page.set_head(5);
  EXPECT_DEATH(replica->ApplyPages(std::vector<v1::Page>{page}).IgnoreError(), "must hold");
}

}  // namespace
}  // namespace toward::client
