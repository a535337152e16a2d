// The evening's check-in, as a person spends it at the terminal and as a script takes its steps.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "client/cli/check_in.h"
#include "nlohmann/json.hpp"
#include "plan/prompts.h"
#include "sync/natural_id.h"
#include "tests/client/cli/program_test.h"

namespace toward::client {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr char kEnter = Keyboard::kEnter;

class CheckInProgram : public ProgramTest {
 protected:
  // `toward checkin` with a person at the terminal.
  std::string Evening(ScriptedKeyboard& keyboard, const std::string& words = "\n") {
    const Printed printed = device_.TowardAtTerminal({"checkin"}, keyboard, words);
    EXPECT_EQ(printed.exit_code, 0) << printed.err;
    return printed.out;
  }
  std::string Screen() { return Do({"today"}); }
  void Pass(int64_t minutes) {
    device_.clock().wall_ms += minutes * 60'000;
    device_.clock().boottime_ms += minutes * 60'000;
  }

  FamilyId Family() { return device_.OpenHome()->identity().family; }
  RecordId CheckIn() { return sync::NaturalId(Family(), v1::KIND_RITUAL).Add("check-in").Finish(); }
  RecordId TonightsMark() {
    return sync::NaturalId(Family(), v1::KIND_MOMENT).Add(CheckIn()).AddNumber(plan::kTuesday.number()).Finish();
  }
  void BenJoins() {
    auto ben = std::make_shared<v1::Member>();
    ben->set_alive(true);
    ben->set_name("Ben");
    device_.PartnerWrites(v1::KIND_MEMBER, IdCast<RecordId>(plan::kBen), ben);
  }
  void BenAnswers(const std::string& words, const std::string& prompt = "") {
    auto answer = std::make_shared<v1::Reflection>();
    answer->set_alive(true);
    answer->set_ritual_id(CheckIn().ToBytes());
    answer->set_day(plan::kTuesday.number());
    answer->set_member_id(plan::kBen.ToBytes());
    answer->set_text(words);
    answer->set_visibility(v1::Reflection::VISIBILITY_UNTIL_REVEAL);
    if (!prompt.empty()) answer->set_prompt(prompt);
    device_.PartnerWrites(v1::KIND_REFLECTION, plan::ExampleId<RecordId>('b'), answer);
  }
  // The tonight's question, as it stands on one line or two.
  std::string_view Question(uint64_t evenings_before = 0) { return plan::PromptFor(Family(), evenings_before).text; }
  static std::string OnOneLine(std::string text) {
    std::replace(text.begin(), text.end(), '\n', ' ');
    return text;
  }
  ScriptedKeyboard keys_{device_.clock()};
};

TEST_F(CheckInProgram, TheQuestionFollowsTheEveningsThatWere) {
  EXPECT_THAT(OnOneLine(Do({"checkin", "question"})), AllOf(HasSubstr(Question(0)), HasSubstr("Ana speaks first.")));
  Do({"checkin", "--day", "yesterday"});
  Do({"skip", "checkin", "--day", "2026-11-20"});
  EXPECT_THAT(OnOneLine(Do({"checkin", "question"})), HasSubstr(Question(1)));
  Do({"checkin"});
  EXPECT_THAT(OnOneLine(Do({"checkin", "question"})), HasSubstr(Question(1)));
}

TEST_F(CheckInProgram, AnotherQuestionIsTonightsUntilTheNextDay) {
  const std::string first = Do({"checkin", "question"});
  const std::string other = Do({"checkin", "question", "--another"});
  EXPECT_NE(other, first);
  EXPECT_EQ(Do({"checkin", "question"}), other);
  EXPECT_NE(Do({"checkin", "question", "--another"}), other);
  Pass(24 * 60);
  EXPECT_EQ(Do({"checkin", "question"}), first);
}

TEST_F(CheckInProgram, TheTimerIsOnTheScreenAndPauses) {
  Do({"checkin", "start"});
  EXPECT_THAT(Screen(), AllOf(HasSubstr("[ ] Check-in"), EndsWith("\nCheck-in: 10 minutes left, started by Ana\n")));
  Pass(4);
  EXPECT_THAT(Screen(), EndsWith("\nCheck-in: 6 minutes left, started by Ana\n"));
  Do({"checkin", "pause"});
  Pass(20);
  EXPECT_THAT(Screen(), EndsWith("\nCheck-in: 6 minutes left, paused, started by Ana\n"));
  EXPECT_EQ(json::parse(Do({"today", "--json"}))["check_in_timer"],
            json({{"started_by", "Ana"}, {"minutes_left", 6}, {"paused", true}}));
  Do({"checkin", "resume"});
  Pass(1);
  Do({"checkin", "end"});
  EXPECT_THAT(Screen(),
              AllOf(HasSubstr("[~] Check-in                 5 of 10 minutes, Ana\n"), Not(HasSubstr("left"))));
}

TEST_F(CheckInProgram, ATimerThatWasForgottenIsTenMinutes) {
  Do({"checkin", "start"});
  Pass(100);
  EXPECT_THAT(Screen(), EndsWith("\nCheck-in: the time is over; `toward checkin end` marks it\n"));
  Do({"checkin", "end"});
  EXPECT_THAT(Screen(), HasSubstr("[x] Check-in                 Ana, 10 minutes\n"));
}

TEST_F(CheckInProgram, ATimerEndedAtOnceWasNeverStarted) {
  Do({"checkin", "start"});
  Do({"checkin", "end"});
  EXPECT_THAT(Screen(), HasSubstr("[ ] Check-in\n"));
  Do({"checkin", "start"});
  Pass(3);
  Do({"checkin", "end"});
  EXPECT_THAT(Screen(), HasSubstr("[~] Check-in                 3 of 10 minutes, Ana\n"));
}

TEST_F(CheckInProgram, AfterASkipTheEveningCanBeginAllTheSame) {
  Do({"skip", "checkin", "--note", "Fever."});
  Do({"checkin", "start"});
  EXPECT_THAT(Screen(), AllOf(HasSubstr("[ ] Check-in"), Not(HasSubstr("Fever."))));
}

TEST_F(CheckInProgram, WhatCannotBeDoneIsOneSentence) {
  for (const char* step : {"pause", "resume", "end"}) EXPECT_THAT(Refused({"checkin", step}), HasSubstr("start"));
  Do({"checkin", "start"});
  Refused({"checkin", "start"});
  Pass(10);
  Do({"checkin", "end"});
  Refused({"checkin", "start"});
  Refused({"checkin", "answer", ""});
  Refused({"checkin", "answer"}, 2);
  Refused({"checkin", "answer", "x", "--shared", "--private"}, 2);
  Refused({"checkin", "nothing"}, 2);
}

TEST_F(CheckInProgram, AnAnswerOpensWhenBothHaveWritten) {
  EXPECT_THAT(Do({"checkin", "show"}), HasSubstr("opens when you both have written"));
  EXPECT_EQ(Do({"checkin", "answer", "I felt seen."}), "Saved. Opens when you both have written.\n");
  EXPECT_THAT(Do({"checkin", "show"}), EndsWith("\n\nAna\n\nI felt seen.\n\nOpens when you both have written.\n"));
  BenJoins();
  // Whether Ben has written is not told.
  EXPECT_THAT(Do({"checkin", "show"}), Not(HasSubstr("Ben")));
  BenAnswers("Tired, and glad.\nThe kitchen can wait.", std::string(plan::PromptFor(Family(), 0).key));
  EXPECT_THAT(Do({"checkin", "show"}), EndsWith("\n\n"
                                                "Ana                                     Ben\n"
                                                "\n"
                                                "I felt seen.                            Tired, and glad.\n"
                                                "                                        The kitchen can wait.\n"));
}

TEST_F(CheckInProgram, AnswersToDifferentQuestionsSayWhich) {
  BenJoins();
  Do({"checkin", "answer", "I felt seen."});
  const plan::Prompt& other = plan::PromptFor(Family(), 5);
  BenAnswers("Glad.", std::string(other.key));
  EXPECT_THAT(Do({"checkin", "show"}), HasSubstr("(" + std::string(other.text.substr(0, 12))));
  const json answers = json::parse(Do({"checkin", "show", "--json"}))["answers"];
  EXPECT_EQ(answers[0]["prompt"], plan::PromptFor(Family(), 0).key);
  EXPECT_EQ(answers[0]["visibility"], "until_reveal");
  EXPECT_EQ(answers[1]["author"], "Ben");
  EXPECT_EQ(answers[1]["prompt"], other.key);
}

TEST_F(CheckInProgram, AnAnswerIsReplacedAndKeepsWhoMaySeeIt) {
  EXPECT_THAT(Do({"checkin", "answer", "First.", "--private"}), HasSubstr("For your own devices only."));
  EXPECT_THAT(Do({"checkin", "answer", "-"}, "Second.\n"), HasSubstr("For your own devices only."));
  // A note is for the partner; words that are there for nobody else are not opened by it.
  Do({"checkin", "--note", "Third."});
  json answer = json::parse(Do({"checkin", "show", "--json"}))["answers"][0];
  EXPECT_EQ(answer["visibility"], "private");
  EXPECT_EQ(answer["text"], "Second.\nThird.");
  EXPECT_THAT(Do({"checkin", "answer", "Fourth.", "--shared"}), HasSubstr("Your partner sees it."));
  answer = json::parse(Do({"checkin", "show", "--json"}))["answers"][0];
  EXPECT_EQ(answer["visibility"], "shared");
  EXPECT_EQ(answer["text"], "Fourth.");
}

TEST_F(CheckInProgram, ANoteAloneIsSharedAsEver) {
  Do({"checkin", "--note", "We laughed."});
  EXPECT_EQ(json::parse(Do({"checkin", "show", "--json"}))["answers"][0]["visibility"], "shared");
}

TEST_F(CheckInProgram, AnEveningAtTheTerminal) {
  keys_.After(1, kEnter);
  const std::string evening = Evening(keys_, "I felt seen.\n");
  EXPECT_THAT(OnOneLine(evening), AllOf(HasSubstr(Question()), HasSubstr("Ana speaks first.")));
  size_t place = 0;
  for (int minutes = 10; minutes >= 1; --minutes) {
    const std::string shown = "\n\n      " + std::to_string(minutes) + (minutes == 1 ? " minute\n" : " minutes\n");
    const size_t next = evening.find(shown, place);
    ASSERT_NE(next, std::string::npos) << minutes << evening;
    // Once, and no more often.
    EXPECT_EQ(evening.find(shown, next + 1), std::string::npos) << minutes;
    place = next;
  }
  EXPECT_THAT(evening.substr(place), AllOf(HasSubstr("The time is over. Stay as long as you like.\n"),
                                           HasSubstr("They open for both once you both have written."),
                                           EndsWith("I felt seen.\n\nOpens when you both have written.\n")));
  EXPECT_THAT(Screen(), HasSubstr("[x] Check-in                 Ana, 10 minutes\n"));
}

TEST_F(CheckInProgram, WordsMayStayUnwritten) {
  keys_.After(0, kEnter);
  EXPECT_THAT(Evening(keys_), EndsWith("What is written opens when you both have written.\n"));
}

TEST_F(CheckInProgram, ACryingBabyPausesIt) {
  keys_.After(0, kEnter).After(3, 'p').After(30, 'x').After(1, kEnter).After(4, 'q');
  EXPECT_THAT(Evening(keys_), HasSubstr("Paused. Enter goes on, q ends it here.\n"));
  EXPECT_THAT(Screen(), HasSubstr("[~] Check-in                 7 of 10 minutes, Ana\n"));
}

TEST_F(CheckInProgram, EnterEndsItEarly) {
  keys_.After(0, kEnter).After(6, kEnter);
  Evening(keys_);
  EXPECT_THAT(Screen(), HasSubstr("[~] Check-in                 6 of 10 minutes, Ana\n"));
}

TEST_F(CheckInProgram, NotNowMarksNothing) {
  keys_.After(2, 'a').After(0, 'q');
  Evening(keys_);
  EXPECT_THAT(Screen(), AllOf(HasSubstr("[ ] Check-in\n"), Not(HasSubstr("left"))));
}

TEST_F(CheckInProgram, LeavingTheScreenLeavesTheTimerAndComingBackFindsIt) {
  keys_.After(0, kEnter).After(2, Keyboard::kEnd);
  EXPECT_THAT(Evening(keys_), Not(HasSubstr("words")));
  EXPECT_THAT(Screen(), EndsWith("\nCheck-in: 8 minutes left, started by Ana\n"));
  ScriptedKeyboard again(device_.clock());
  again.After(3, kEnter);
  EXPECT_THAT(Evening(again), AllOf(StartsWith("\n      8 minutes\n"), Not(HasSubstr("speaks first"))));
  EXPECT_THAT(Screen(), HasSubstr("5 of 10 minutes"));
}

TEST_F(CheckInProgram, ThePartnersKeyCountsAsWell) {
  keys_.After(0, kEnter).AfterDo(4.2, [&] {
    auto ended = std::make_shared<v1::Moment>();
    ended->set_alive(true);
    ended->set_minutes(4);
    ended->set_outcome(v1::Moment::OUTCOME_PART);
    device_.PartnerWrites(v1::KIND_MOMENT, TonightsMark(), ended);
  });
  EXPECT_THAT(Evening(keys_), AllOf(HasSubstr("      6 minutes\n"), Not(HasSubstr("      5 minutes\n"))));
  EXPECT_THAT(Screen(), HasSubstr("[~] Check-in                 4 of 10 minutes, Ana\n"));
}

TEST_F(CheckInProgram, AnEveningThatIsMarkedGoesOnWithTheWords) {
  BenJoins();
  Do({"checkin", "--minutes", "10"});
  BenAnswers("Glad.");
  EXPECT_THAT(Evening(keys_, "So am I.\n"),
              AllOf(Not(HasSubstr("Enter starts")), EndsWith("So am I.                                Glad.\n")));
  EXPECT_THAT(Evening(keys_), AllOf(HasSubstr("Your words are kept;"), HasSubstr("So am I.")));
}

TEST_F(CheckInProgram, OptionsAtTheTerminalMarkAsEver) {
  device_.TowardAtTerminal({"checkin", "--minutes", "4"}, keys_, "");
  EXPECT_THAT(Screen(), HasSubstr("[~] Check-in                 4 of 10 minutes, Ana\n"));
}

}  // namespace
}  // namespace toward::client
