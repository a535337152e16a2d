// `toward time`, run as a person runs it, on the evening of Tuesday 24 November.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "client/cli/picture_words.h"
#include "nlohmann/json.hpp"
#include "tests/client/cli/program_test.h"

namespace toward::client {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

class TimeProgram : public ProgramTest {
 protected:
  void After(int minutes) { device_.clock().wall_ms += int64_t{minutes} * 60'000; }
  // The fields of the only moment.
  json OnlyMoment() {
    json found;
    const json exported = Json({"export"});
    for (const json& record : exported["records"]) {
      if (record["kind"] == "Moment") found = record["fields"];
    }
    return found;
  }
};

TEST_F(TimeProgram, ATimeBeginsAndIsOnTheScreenOfBoth) {
  EXPECT_THAT(Do({"time", "start", "mi"}), StartsWith("Saved. The time with Mia has begun;"));
  EXPECT_THAT(Do({"today"}), HasSubstr("[ ] Time with Mia            has begun\n"));
  EXPECT_EQ(Json({"today", "--json"})["items"][2]["begun"], true);
  EXPECT_EQ(OnlyMoment()["timer"]["length_seconds"], 600);
}

TEST_F(TimeProgram, EndingItGivesItsMinutes) {
  Do({"time", "start", "Mia"});
  After(13);
  EXPECT_THAT(Do({"time", "done", "--note", "The red tower."}), StartsWith("Saved. 13 minutes with Mia."));
  EXPECT_THAT(Do({"today"}), HasSubstr("[x] Time with Mia            13 minutes, Ana\n      The red tower.\n"));
  EXPECT_FALSE(OnlyMoment().contains("timer"));
  EXPECT_THAT(Refused({"time", "done"}), HasSubstr("`toward time start NAME`"));
}

TEST_F(TimeProgram, AShortTimeIsAPartAndAFirstMomentIsAMinute) {
  Do({"time", "start", "Mia"});
  Do({"time", "done"});
  EXPECT_THAT(Do({"today"}), HasSubstr("[~] Time with Mia            1 of 10 minutes, Ana\n"));
}

TEST_F(TimeProgram, AForgottenTimerAsksHowLongItWas) {
  Do({"time", "start", "Mia"});
  After(5 * 60);
  EXPECT_THAT(Refused({"time", "done"}), HasSubstr("--minutes"));
  EXPECT_THAT(Do({"time", "done", "--minutes", "12"}), StartsWith("Saved. 12 minutes"));
}

TEST_F(TimeProgram, WhatBeganBeforeTheDayTurnedStaysOnItsDay) {
  // 02:50 at night: still Tuesday.
  After(6 * 60 + 50);
  Do({"time", "start", "Mia"});
  After(20);
  Do({"time", "done"});
  EXPECT_THAT(Do({"today"}), HasSubstr("[ ] Time with Mia\n"));
  EXPECT_THAT(Do({"today", "--day", "yesterday"}), HasSubstr("[x] Time with Mia            20 minutes, Ana\n"));
}

TEST_F(TimeProgram, EachChildHasATimeOfItsOwn) {
  Do({"children", "add", "Ida"});
  Do({"time", "start", "Mia"});
  EXPECT_THAT(Refused({"time", "start", "Mia"}), HasSubstr("running already"));
  After(4);
  Do({"time", "start", "Ida"});
  After(8);
  EXPECT_THAT(Do({"time", "done", "Ida"}), StartsWith("Saved. 8 minutes with Ida."));
  EXPECT_THAT(Do({"time", "done"}), StartsWith("Saved. 12 minutes with Mia."));
}

TEST_F(TimeProgram, TheChildChoosesAPicture) {
  EXPECT_THAT(Refused({"time", "pick", "Mia"}), HasSubstr("`toward time start NAME`"));
  Do({"time", "start", "Mia"});
  const std::string pictures = Do({"time", "pick", "Mia"});
  EXPECT_THAT(pictures, AllOf(HasSubstr("\n   1   "), HasSubstr("\n   6   ")));
  Do({"time", "pick", "Mia", "2"});
  const std::string chosen(PictureWordsOf(plan::kTuesday)[1].word);
  EXPECT_EQ(OnlyMoment()["activity"], chosen);
  After(10);
  Do({"time", "done"});
  EXPECT_THAT(Do({"today"}), HasSubstr("[x] Time with Mia            10 minutes, Ana\n      " + chosen + "\n"));
}

TEST_F(TimeProgram, ADeclineLeavesTheTurnOpen) {
  EXPECT_THAT(Do({"time", "declined", "Mia"}), StartsWith("Saved. "));
  EXPECT_THAT(Do({"today"}), HasSubstr("[-] Time with Mia            would rather not\n"));
}

TEST_F(TimeProgram, WindowsAreShownChangedAndForgotten) {
  EXPECT_THAT(Do({"time", "windows"}), HasSubstr(", 17:00-18:30\n 2  Saturday and Sunday, 09:30-11:30\n"));
  Do({"time", "windows", "add", "wed", "12:00-12:30"});
  EXPECT_THAT(Do({"time", "windows"}), HasSubstr(" 4  Wednesday, 12:00-12:30\n"));
  Do({"time", "windows", "remove", "1"});
  const json windows = Json({"time", "windows", "--json"});
  ASSERT_EQ(windows.size(), 3u);
  EXPECT_EQ(windows[2], (json{{"weekdays", {3}}, {"start", "12:00"}, {"end", "12:30"}}));
  Do({"time", "windows", "usual"});
  EXPECT_FALSE(Do({"export"}).find("\"windows\"") != std::string::npos);
}

TEST_F(TimeProgram, WhatCannotBeDoneIsOneSentence) {
  Refused({"time"}, 2);
  Refused({"time", "Mia"}, 2);
  Refused({"time", "start"}, 2);
  Refused({"time", "start", "secret"});
  Refused({"time", "declined", "secret"});
  Do({"time", "start", "Mia"});
  Refused({"time", "done", "--minutes", "secret"});
  Refused({"time", "pick", "Mia", "7"});
  Refused({"time", "pick", "Mia", "secret"});
  Refused({"time", "windows", "add", "secret", "12:00-12:30"});
  Refused({"time", "windows", "add", "wed", "secret"});
  Refused({"time", "windows", "remove", "4"});
}

TEST(PictureWords, AreTheSameAllDayAndOthersTomorrow) {
  const auto today = PictureWordsOf(plan::kTuesday);
  const auto tomorrow = PictureWordsOf(plan::kTuesday.Plus(1));
  for (size_t i = 0; i < kPicturesShown; ++i) EXPECT_NE(today[i].word, tomorrow[i].word);
  EXPECT_EQ(today[0].word, PictureWordsOf(plan::kTuesday.Plus(2))[0].word);
  EXPECT_EQ(PictureWordsOf(plan::PlanDay(-1))[0].word, PictureWordsOf(plan::PlanDay(1))[0].word);
}

TEST(PictureWords, HavePicturesOnlyWhereTheTerminalHasThem) {
  const auto words = PictureWordsOf(plan::kTuesday);
  for (const char c : RenderPictureWords(words, Style::kPlain)) EXPECT_LT(static_cast<unsigned char>(c), 0x80);
  for (const PictureWord& word : words) {
    EXPECT_THAT(RenderPictureWords(words, Style::kDecorated), HasSubstr(std::string(word.picture)));
  }
}

}  // namespace
}  // namespace toward::client
