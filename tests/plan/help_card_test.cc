#include "plan/help_card.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace toward::plan {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::Field;
using testing::HasSubstr;
using testing::StartsWith;

std::string AllText() {
  std::string text;
  for (const HelpSection& section : HelpCard()) {
    text += std::string(section.heading) + "\n" + std::string(section.text) + "\n";
    for (const std::string_view point : section.points) text += std::string(point) + "\n";
    for (const HelpLine& line : section.lines) {
      text += std::string(line.name) + " " + std::string(line.number) + " " + std::string(line.note) + "\n";
    }
  }
  return text;
}

auto Line(const char* name, const char* number, const char* note) {
  return Contains(AllOf(Field(&HelpLine::name, HasSubstr(name)), Field(&HelpLine::number, number),
                        Field(&HelpLine::note, HasSubstr(note))));
}

TEST(HelpCard, BeginsWithWhatCannotWait) {
  const HelpSection& first = HelpCard().front();
  EXPECT_THAT(first.text, AllOf(HasSubstr("yourself"), HasSubstr("the baby")));
  EXPECT_THAT(first.lines, Line("United States", "911", "danger"));
  EXPECT_THAT(first.lines, Line("elsewhere", "your local emergency number", "danger"));
  EXPECT_THAT(first.lines, Line("United States", "988", "Call or send a text"));
}

TEST(HelpCard, HasTheRightNumbers) {
  const std::vector<HelpLine>& lines = HelpCard()[2].lines;
  EXPECT_THAT(lines, Line("National Maternal Mental Health Hotline, United States", "1-833-852-6262",
                          "1-833-TLC-MAMA, by call or text, day and night, free"));
  EXPECT_THAT(lines, Line("Hotline", "1-833-852-6262", "not an emergency line"));
  EXPECT_THAT(lines, Line("Domestic violence, United States", "1-800-799-7233", ""));
}

TEST(HelpCard, SaysWhenToTalkToSomebody) {
  const std::string text = AllText();
  for (const char* sign : {"doctor", "midwife", "therapist", "two to three weeks", "gets worse", "care for the baby",
                           "everyday things", "sadness", "anger", "guilt", "hopelessness"}) {
    EXPECT_THAT(text, HasSubstr(sign));
  }
}

TEST(HelpCard, SaysThatAskingIsStrength) {
  EXPECT_THAT(HelpCard().back().text, StartsWith("Treatment works"));
  EXPECT_THAT(HelpCard().back().text, HasSubstr("strength"));
}

}  // namespace
}  // namespace toward::plan
