#include "client/cli/check_in_screen.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "client/cli/text.h"

namespace toward::client {
namespace {

using testing::ElementsAre;

TEST(Wrapping, BreaksBetweenWords) {
  EXPECT_THAT(Wrapped("the kitchen can wait", 11), ElementsAre("the kitchen", "can wait"));
  EXPECT_THAT(Wrapped("the kitchen can wait", 10), ElementsAre("the", "kitchen", "can wait"));
}

TEST(Wrapping, KeepsLineEndsAndEmptyLines) {
  EXPECT_THAT(Wrapped("one\n\ntwo", 20), ElementsAre("one", "", "two"));
  EXPECT_THAT(Wrapped("", 20), ElementsAre(""));
}

TEST(Wrapping, CutsAWordThatFitsNowhereBetweenCharacters) {
  EXPECT_THAT(Wrapped("\u00e4\u00e4\u00e4\u00e4\u00e4", 2), ElementsAre("\u00e4\u00e4", "\u00e4\u00e4", "\u00e4"));
}

TEST(Wrapping, LosesNothingAndNeverGoesOver) {
  const std::string text = "Ich war m\u00fcde, und du hast trotzdem gefragt, wie der Tag war.";
  for (size_t columns = 1; columns < 70; ++columns) {
    std::string together;
    for (const std::string& line : Wrapped(text, columns)) {
      EXPECT_LE(Width(line), columns);
      together += line;
    }
    const auto without_spaces = [](std::string words) {
      words.erase(std::remove(words.begin(), words.end(), ' '), words.end());
      return words;
    };
    EXPECT_EQ(without_spaces(together), without_spaces(text)) << columns;
  }
}

}  // namespace
}  // namespace toward::client
