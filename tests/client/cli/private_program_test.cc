// Words for oneself, with the real program: they live in a plan of their own, of which the family's knows nothing.
#include "tests/client/cli/program_test.h"

namespace toward::client {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class PrivateProgram : public ProgramTest {
 protected:
  int64_t FamilyChanges() { return *device_.OpenHome()->replica().OutboxSize(); }
  int64_t OwnChanges() { return *device_.OpenHome()->own_replica().OutboxSize(); }
};

TEST_F(PrivateProgram, PrivateNotesAreListedByDay) {
  Do({"private", "add", "-"}, "I cried in the car today\n");
  Do({"private", "add", "Slept five hours", "--day", "yesterday"});
  const nlohmann::json notes = Json({"private", "--json"})["notes"];
  ASSERT_EQ(notes.size(), 2U);
  EXPECT_EQ(notes[0]["text"], "Slept five hours");
  EXPECT_EQ(notes[0]["day"], "2026-11-23");
  EXPECT_EQ(notes[1]["text"], "I cried in the car today");
}

TEST_F(PrivateProgram, PrivateNotesChangeNothingInTheFamilysPlan) {
  const int64_t family = FamilyChanges(), own = OwnChanges();
  Do({"private", "add", "only for me"});
  EXPECT_EQ(FamilyChanges(), family);
  EXPECT_EQ(OwnChanges(), own + 1);
}

TEST_F(PrivateProgram, TheFamilysExportHoldsNoPrivateNote) {
  Do({"private", "add", "only for me"});
  EXPECT_THAT(Do({"export"}), Not(HasSubstr("only for me")));
}

TEST_F(PrivateProgram, ARemovedNoteComesBackWithUndo) {
  Do({"private", "add", "keep this"});
  Do({"private", "remove", "1"});
  EXPECT_THAT(Json({"private", "--json"})["notes"], IsEmpty());
  Do({"undo"});
  EXPECT_EQ(Json({"private", "--json"})["notes"][0]["text"], "keep this");
}

TEST_F(PrivateProgram, UndoTakesTheNewestChangeWhicheverPlanItIsIn) {
  Do({"private", "add", "first"});
  Do({"thank", "For the soup"});
  Do({"undo"});
  EXPECT_EQ(Json({"private", "--json"})["notes"].size(), 1U);
  EXPECT_THAT(Do({"today"}), Not(HasSubstr("For the soup")));
}

TEST_F(PrivateProgram, ANumberThatIsNotThereIsOneSentence) {
  Do({"private", "add", "secret"});
  for (const char* const number : {"0", "2", "x", "-1"}) Refused({"private", "remove", "--", number});
}

TEST_F(PrivateProgram, APrivateAnswerStaysOutOfTheFamilysPlan) {
  const int64_t family = FamilyChanges();
  EXPECT_THAT(Do({"checkin", "answer", "--private", "I am angry at nobody"}), HasSubstr("own devices only"));
  EXPECT_EQ(FamilyChanges(), family);
  EXPECT_THAT(Do({"checkin", "show"}), HasSubstr("I am angry at nobody"));
}

TEST_F(PrivateProgram, APrivateAnswerThatIsSharedLaterIsErasedFromThePrivatePlan) {
  Do({"checkin", "answer", "--private", "not yet"});
  Do({"checkin", "answer", "--shared", "now you may know"});
  const auto home = device_.OpenHome();
  const auto records = home->own_replica().List(v1::KIND_REFLECTION);
  ASSERT_TRUE(records.ok());
  EXPECT_EQ(records->size(), 1U);
  for (const sync::Record& record : *records) {
    v1::Reflection message;
    home->own_words().OpenAll(record, {}, message);
    EXPECT_FALSE(message.alive());
    EXPECT_EQ(message.text(), "");
  }
  EXPECT_THAT(Do({"checkin", "show"}), HasSubstr("now you may know"));
}

TEST_F(PrivateProgram, RemovingAPrivateAnswerTellsTheFamilysPlanNothing) {
  Do({"checkin", "answer", "--private", "for me"});
  const int64_t family = FamilyChanges();
  Do({"remove", "checkin"});
  EXPECT_EQ(FamilyChanges(), family);
  EXPECT_THAT(Do({"checkin", "show"}), Not(HasSubstr("for me")));
}

}  // namespace
}  // namespace toward::client
