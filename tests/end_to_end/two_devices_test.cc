// What one person settles is what the other sees next, whichever command they look with; and nothing that was saved
// stays behind.

#include <memory>

#include "tests/end_to_end/family_test.h"

namespace toward {
namespace {

using testing::HasSubstr;
using testing::Not;

class TwoDevicesTest : public FamilyTest {};

TEST_F(TwoDevicesTest, AWeekThatOneAcceptsIsThereForTheOther) {
  Do("ana", {"plan", "week", "--next"});
  Do("ana", {"plan", "accept"});
  EXPECT_THAT(Do("ben", {"plan", "show"}), HasSubstr("Mia with"));
  Do("ben", {"plan", "swap", "1"});
  EXPECT_THAT(Do("ana", {"plan", "show"}), HasSubstr("Ben chose this."));
  Do("ana", {"plan", "drop", "1"});
  EXPECT_THAT(Do("ben", {"plan", "show"}), Not(HasSubstr("Ben chose this.")));
}

TEST_F(TwoDevicesTest, ATimeThatOneBeginsTheOtherMayEnd) {
  Do("ana", {"time", "start", "Mia"});
  EXPECT_THAT(Do("ben", {"time", "done", "--minutes", "12"}), HasSubstr("12 minutes with Mia."));
  EXPECT_THAT(Screen("ana"), HasSubstr("12 minutes, Ana"));
}

TEST_F(TwoDevicesTest, ChildrenAndRitualsAreThoseOfBoth) {
  Do("ana", {"children", "rename", "Mia", "Mila"});
  EXPECT_EQ(Do("ben", {"children"}), "Mila\n");
  Do("ben", {"rituals", "add", "long-hug"});
  EXPECT_THAT(Do("ana", {"rituals"}), HasSubstr("A long hug"));
}

TEST_F(TwoDevicesTest, CommandsAtOnceLeaveNothingBehind) {
  std::vector<std::unique_ptr<support::Process>> commands;
  for (int minutes = 1; minutes <= 6; ++minutes) {
    commands.push_back(home_.StartToward("ana", {"time", "Mia", std::to_string(minutes)}));
  }
  for (const auto& command : commands) EXPECT_EQ(command->Wait(), 0);
  EXPECT_THAT(Screen("ben"), HasSubstr("21 minutes, Ana"));
}

}  // namespace
}  // namespace toward
