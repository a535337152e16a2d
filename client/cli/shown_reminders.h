// The reminders that a watching device shows now. Pure: the plan as it is shown and the time come in as values.
#ifndef TOWARD_CLIENT_CLI_SHOWN_REMINDERS_H_
#define TOWARD_CLIENT_CLI_SHOWN_REMINDERS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "base/ids.h"
#include "plan/plan.h"
#include "toward/v1/reminders.pb.h"

namespace toward::client {

class ShownReminders {
 public:
  // `member` is who they are for.
  explicit ShownReminders(const MemberId& member) : member_(member) {}

  enum class Step {
    // It is new, or comes once more: show it, in the place of an earlier one with its key.
    kShow,
    // It is shown already; the server has not heard of that.
    kShownAlready,
    // This device knows that it is done, or it is of no use any more.
    kLeaveOut,
  };
  Step Take(const v1::Nudge& nudge, const plan::Plan& plan, int64_t now_ms);

  // Both return the keys of what is to be taken off the screen, and forget it. The server says that it is closed:
  std::vector<std::string> Close(const std::vector<std::string>& keys);
  // By this device's own plan it is done, or not wanted any more, or the time it was of use for is over:
  std::vector<std::string> CloseSettled(const plan::Plan& plan, int64_t now_ms);

  // Oldest first.
  std::vector<v1::Nudge> All() const;

 private:
  struct Shown {
    v1::Nudge nudge;
    // The plan here has had a place for it: only then does it count that there is none any more.
    bool known = false;
  };

  const MemberId member_;
  std::vector<Shown> shown_;
};

}  // namespace toward::client

#endif  // TOWARD_CLIENT_CLI_SHOWN_REMINDERS_H_
