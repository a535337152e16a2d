#include "client/cli/flowing_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "client/cli/text.h"
#include "tests/client/cli/program_test.h"

namespace toward::client {
namespace {

TEST(FlowingText, BreaksBetweenWords) {
  EXPECT_EQ(Flowed("Saved. The time with Mia has begun.", 25), "Saved. The time with Mia\nhas begun.");
  EXPECT_EQ(Flowed("Saved. The time with Mia has begun.", 35), "Saved. The time with Mia has begun.");
}

TEST(FlowingText, GoesOnBelowTheLastColumn) {
  EXPECT_EQ(Flowed("[x] Thank-you    For walking the corridor", 38),
            "[x] Thank-you    For walking the\n                 corridor");
  EXPECT_EQ(Flowed("      Ana: That I slept two whole hours", 30), "      Ana: That I slept two\n      whole hours");
  EXPECT_EQ(Flowed("10  09:40  Leo with Ben, ten minutes", 30), "10  09:40  Leo with Ben, ten\n           minutes");
}

TEST(FlowingText, AColumnWithoutRoomStandsBelow) {
  EXPECT_EQ(Flowed("[x] Thank-you from Ana       You walked the corridor at four", 40),
            "[x] Thank-you from Ana\n      You walked the corridor at four");
  EXPECT_EQ(Flowed("  --directory PATH            Where the plan is kept on this device", 30),
            "  --directory PATH\n        Where the plan is kept\n        on this device");
}

TEST(FlowingText, ALinkStaysWhole) {
  const std::string link = "https://toward.example/j#" + std::string(60, 'x');
  EXPECT_EQ(Flowed(link, 40), link);
  EXPECT_EQ(Flowed("Open " + link + " soon", 40), "Open\n" + link + "\nsoon");
}

TEST(FlowingText, ColoursTakeNoRoom) {
  const std::string title = "\x1b[1mTuesday 24 November\x1b[0m";
  EXPECT_EQ(Flowed(title, 20), title);
  EXPECT_EQ(
      Flowed("\u00e4\u00e4\u00e4\u00e4 \u00e4\u00e4\u00e4\u00e4 \u00e4\u00e4\u00e4\u00e4 \u00e4\u00e4\u00e4\u00e4", 20),
      "\u00e4\u00e4\u00e4\u00e4 \u00e4\u00e4\u00e4\u00e4 \u00e4\u00e4\u00e4\u00e4 \u00e4\u00e4\u00e4\u00e4");
}

TEST(FlowingText, FollowsAScreenThatTurns) {
  std::ostringstream screen;
  size_t columns = 40;
  {
    FlowingText flowing(screen, [&] { return columns; });
    std::ostream out(&flowing);
    out << "One plan, on both of their devices.\n";
    columns = 20;
    out << "One plan, on both of their devices.\nWhich one: " << std::flush;
    EXPECT_EQ(screen.str(), "One plan, on both of their devices.\nOne plan, on both of\ntheir devices.\nWhich one: ");
    out << "The answer ended that line.";
  }
  EXPECT_THAT(screen.str(), testing::EndsWith("Which one: The answer ended\nthat line."));
}

class NarrowScreen : public ProgramTest {
 protected:
  std::string On(size_t columns, const std::vector<std::string>& arguments) {
    ScriptedKeyboard keyboard(device_.clock());
    return device_.TowardAtTerminal(arguments, keyboard, "", columns).out;
  }
  static size_t Widest(const std::string& screen) {
    size_t widest = 0;
    for (const std::string& line : Lines(screen)) widest = std::max(widest, Width(line));
    return widest;
  }
};

TEST_F(NarrowScreen, HoldsTheDayAndWhatIsSaid) {
  EXPECT_LE(Widest(On(40, {"thank", "You walked the corridor with her at four, so that I could sleep."})), 40u);
  EXPECT_LE(Widest(On(40, {"checkin", "--note", "We sat on the stairs and laughed at the laundry, twice."})), 40u);
  const std::string day = On(40, {"today"});
  EXPECT_LE(Widest(day), 40u);
  EXPECT_THAT(day, testing::HasSubstr("laundry,"));
  for (const char* command : {"help-card", "rituals", "remind", "status"}) EXPECT_LE(Widest(On(40, {command})), 40u);
}

TEST_F(NarrowScreen, DrawsTheWeeksItHasRoomFor) {
  Do({"checkin", "--minutes", "10"});
  const std::string drawn = On(40, {"plot", "checkin", "--weeks", "53"});
  EXPECT_THAT(drawn, testing::HasSubstr("in these 17 weeks"));
  EXPECT_THAT(drawn, testing::EndsWith("There is room for 17 weeks here; --svg draws all.\n"));
  EXPECT_THAT(Do({"plot", "checkin", "--weeks", "53"}), testing::HasSubstr("in these 53 weeks"));
}

TEST_F(NarrowScreen, LeavesWhatProgramsReadAsItIs) {
  Do({"thank", "You walked the corridor with her at four, so that I could sleep."});
  EXPECT_EQ(On(40, {"today", "--json"}), Do({"today", "--json"}));
  EXPECT_EQ(On(40, {"export", "--csv"}), Do({"export", "--csv"}));
}

}  // namespace
}  // namespace toward::client
