#include "client/cli/text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace toward::client {
namespace {

using testing::ElementsAre;

TEST(SafeText, LeavesPeoplesWordsAlone) {
  for (const char* text : {"", "We laughed.", "two\nlines", "Zoë, 愛, 👩‍👧", "São João \u00a0"}) {
    EXPECT_EQ(SafeText(text), text);
  }
}

TEST(SafeText, TakesTheForceOutOfEscapeSequences) {
  EXPECT_EQ(SafeText("\x1b[2Jgone"), "?[2Jgone");
  EXPECT_EQ(SafeText("\x1b]0;title\x07"), "?]0;title?");
  EXPECT_EQ(SafeText("\xc2\x9b"
                     "2J"),
            "?2J");
  EXPECT_EQ(SafeText("a\bb\rc\x7f"), "a?b?c?");
}

TEST(SafeText, NothingTurnsTheWritingRound) { EXPECT_EQ(SafeText("\u202etxt\u2066"), "?txt?"); }

TEST(SafeText, BytesThatAreNotUtf8AreReplaced) {
  for (const char* bytes : {"\xff", "\xc0", "\x9b"}) EXPECT_EQ(SafeText(bytes), "?");
  EXPECT_EQ(SafeText("\xe2\x82"), "??");
  EXPECT_EQ(SafeText("\xed\xa0\x80"), "???");
  EXPECT_EQ(SafeText("\xc3 x"), "? x");
}

TEST(SafeText, WindowsLineEndsBecomeOurs) { EXPECT_EQ(SafeText("a\r\nb"), "a\nb"); }

TEST(SafeLine, StaysOnItsLine) { EXPECT_EQ(SafeLine("Ana\n[x] Check-in"), "Ana [x] Check-in"); }

TEST(Lines, SplitsAtLineEnds) {
  EXPECT_THAT(Lines(""), ElementsAre(""));
  EXPECT_THAT(Lines("a\n\nb\n"), ElementsAre("a", "", "b"));
}

TEST(Padded, CountsCharactersNotBytes) {
  EXPECT_EQ(Padded("Zoë", 5), "Zoë  ");
  EXPECT_EQ(Padded("longer", 3), "longer");
}

TEST(Count, KnowsTheSingular) {
  EXPECT_EQ(Count(1, "change"), "1 change");
  EXPECT_EQ(Count(3, "change"), "3 changes");
}

TEST(Joined, ReadsAsASentence) {
  EXPECT_EQ(Joined({}), "");
  EXPECT_EQ(Joined({"Ana"}), "Ana");
  EXPECT_EQ(Joined({"Ana", "Ben", "Mia"}), "Ana, Ben and Mia");
}

TEST(Folded, CapitalsDoNotMatterInAnyAlphabet) {
  EXPECT_EQ(Folded("ZOË"), Folded("zoë"));
  EXPECT_EQ(Folded("Ωμέγα"), Folded("ωΜΈΓΑ"));
  EXPECT_EQ(Folded("\xff"), "\xff");
}

}  // namespace
}  // namespace toward::client
