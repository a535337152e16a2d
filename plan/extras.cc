#include "plan/extras.h"

#include <algorithm>
#include <array>

namespace toward::plan {
namespace {

constexpr uint32_t kEveryDay = 7;
constexpr std::nullopt_t kNoGoal = std::nullopt;

constexpr std::array<Extra, 15> kExtras = {{
    {"long-hug", "A long hug", "Hold each other until both breathe out; nothing has to follow.", ForWhom::kPartner,
     Counting::kJoint, kEveryDay, kNoGoal},
    {"holding-hands", "Hand in hand", "On the sofa, on a walk, under the blanket: just hold hands for a while.",
     ForWhom::kPartner, Counting::kJoint, kEveryDay, kNoGoal},
    {"shoulder-rub", "A shoulder rub", "A few minutes of warm hands on tired shoulders, then swap if you like.",
     ForWhom::kPartner, Counting::kJoint, 2, 5},
    {"feeling-and-need", "A feeling and a need", "Say how you feel and what you need, and leave blame out of it.",
     ForWhom::kPartner, Counting::kEach, 2, kNoGoal},
    {"special-helper", "The special helper", "Let the older child fetch, sing or pat, and be proud of helping.",
     ForWhom::kOlderChild, Counting::kJoint, 3, kNoGoal},
    {"naming-feelings", "A name for a feeling", "Put a big feeling of the older child into a calm word or two.",
     ForWhom::kOlderChild, Counting::kJoint, kEveryDay, kNoGoal},
    {"skin-to-skin", "Skin to skin", "The baby on a bare chest, under a blanket; it is never too late to begin.",
     ForWhom::kBaby, Counting::kJoint, kEveryDay, kNoGoal},
    {"warm-answer", "A warm answer", "Go to the baby soon when it calls, with a soft voice and no hurry in it.",
     ForWhom::kBaby, Counting::kJoint, kEveryDay, kNoGoal},
    {"talk-and-sing", "Talk and sing", "Tell the baby what you are doing, or hum whatever comes to mind.",
     ForWhom::kBaby, Counting::kJoint, kEveryDay, kNoGoal},
    {"baby-massage", "A gentle massage", "Slow, light strokes over legs, arms and belly, for as long as both enjoy it.",
     ForWhom::kBaby, Counting::kJoint, 3, 5},
    {"carrying", "Carried close", "A while in the sling, close to somebody, with both of your hands free.",
     ForWhom::kBaby, Counting::kJoint, 3, kNoGoal},
    {"quiet-minutes", "Five quiet minutes", "Sit somewhere alone, with nothing in your hands.", ForWhom::kSelf,
     Counting::kEach, kEveryDay, 5},
    {"short-walk", "A short walk", "Once around the block counts.", ForWhom::kSelf, Counting::kEach, 3, 10},
    {"hot-drink", "A hot drink", "One cup that is still hot when you finish it.", ForWhom::kSelf, Counting::kEach,
     kEveryDay, kNoGoal},
    {"asking-for-support", "Asking for a hand",
     "Ask one person for one thing: your partner, a friend, family, or a group.", ForWhom::kSelf, Counting::kEach, 1,
     kNoGoal},
}};

}  // namespace

absl::Span<const Extra> Extras() { return kExtras; }

const Extra* FindExtra(std::string_view key) {
  const auto found = std::find_if(kExtras.begin(), kExtras.end(), [&](const Extra& extra) { return extra.key == key; });
  return found == kExtras.end() ? nullptr : &*found;
}

v1::Ritual::Cadence UsualCadence(const Extra& extra) {
  if (extra.times_per_week >= kEveryDay) return Daily();
  v1::Ritual::Cadence cadence;
  cadence.set_times_per_week(extra.times_per_week);
  return cadence;
}

std::string_view HeadingOf(ForWhom for_whom) {
  switch (for_whom) {
    case ForWhom::kPartner:
      return "For the two of you";
    case ForWhom::kOlderChild:
      return "For an older child";
    case ForWhom::kBaby:
      return "For the baby";
    case ForWhom::kSelf:
      return "For yourself";
  }
  return "";
}

}  // namespace toward::plan
