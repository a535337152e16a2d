// `toward invite`: letting a device in, side by side or from afar.

#include <charconv>
#include <cstdint>
#include <istream>
#include <optional>
#include <string>
#include <utility>

#include "base/status_macros.h"
#include "client/cli/ask.h"
#include "client/cli/command.h"
#include "client/cli/errors.h"
#include "client/cli/membership/errors.h"
#include "client/cli/membership/qr.h"
#include "client/cli/membership/waiting.h"
#include "client/cli/screen.h"
#include "client/cli/send.h"
#include "client/cli/text.h"
#include "client/sync/pairing.h"
#include "fmt/format.h"

namespace toward::client {
namespace {

constexpr int64_t kSideBySideSeconds = 10 * 60;
constexpr int64_t kSecondsPerHour = 60 * 60;
constexpr uint32_t kMaxHours = 24;
// The plan as far back as anybody can have written.
constexpr plan::PlanDay kFirstDay(0);

struct InviteCommand {
  bool my_device = false;
  std::string hours;
  bool share_past = false;
  bool from_now = false;
  bool cancel = false;
};

absl::StatusOr<InviteOptions> FormOf(const InviteCommand& command) {
  InviteOptions options{.whom = command.my_device ? InviteFor::kOwnDevice : InviteFor::kPartner,
                        .form = InviteForm::kTypedCode,
                        .lifetime_s = kSideBySideSeconds};
  if (command.hours.empty()) return options;
  uint32_t hours = 0;
  const char* const end = command.hours.data() + command.hours.size();
  const auto [read_to, error] = std::from_chars(command.hours.data(), end, hours);
  if (error != std::errc() || read_to != end || hours < 1 || hours > kMaxHours) return HoursOutOfRange();
  options.form = InviteForm::kLink;
  options.lifetime_s = hours * kSecondsPerHour;
  return options;
}

// Whether more has been written than the names of the plan.
absl::StatusOr<bool> AnythingWritten(Home& home) {
  const absl::StatusOr<plan::PlanDay> today = home.Today();
  if (!today.ok()) return false;
  ASSIGN_OR_RETURN(const plan::Plan shown, home.ShownBetween(kFirstDay, today->Plus(1)));
  return !shown.moments.empty() || !shown.reflections.empty();
}

absl::StatusOr<Past> PastFor(Invocation& invocation, Home& home, const InviteCommand& command) {
  if (command.my_device || command.share_past) return Past::kShared;
  ASSIGN_OR_RETURN(const bool written, AnythingWritten(home));
  if (!written) return Past::kShared;
  if (command.from_now || !invocation.around.in_is_terminal) return Past::kNotShared;
  const std::string answer =
      GivenOrAsked("", "May your partner read what is written in the plan already? yes or no", "no", invocation.around);
  return Folded(answer).starts_with("y") ? Past::kShared : Past::kNotShared;
}

void ShowInvite(const Inviting& inviting, Surroundings& around) {
  const bool own = inviting.options().whom == InviteFor::kOwnDevice;
  const char* const who = own ? "your other device" : "your partner's device";
  if (StyleOf(around) == Style::kDecorated) {
    if (const auto drawn = RenderQr(inviting.Link(), around.columns())) around.out << *drawn << "\n";
  }
  around.out << inviting.Link() << "\n\n";
  if (inviting.code().empty()) {
    around.out << fmt::format("Send this link to {}, where `toward join` asks for it. ", own ? "it" : "your partner");
  } else {
    around.out << fmt::format(
        "On {}, run `toward join` and give it this link, or type {} and the address of your server. ", who,
        inviting.code());
  }
  around.out << "It works once. The other device then shows six digits to type here, so a stranger who sees the link "
                "cannot join with it.\n"
             << std::flush;
}

void ShowJoiner(const Inviting::State& state, Surroundings& around) {
  const std::string label = SafeLine(state.label);
  around.out << (label.empty() ? "A device wants to join." : fmt::format("\"{}\" wants to join.", label)) << "\n";
  if (state.also_used_by_another) {
    around.out << "Another device has tried the same link. Type the digits only from a screen that you see or a voice "
                  "that you know; `toward invite --cancel` ends this invite.\n";
  }
}

std::string WrongDigits(int tries_left) {
  return fmt::format("Those are not the digits that device shows. {} left.",
                     tries_left == 1 ? "One try is" : fmt::format("{} tries are", tries_left));
}

absl::Status Ended(Inviting::Step step) {
  switch (step) {
    case Inviting::Step::kExpired:
      return InviteExpired();
    case Inviting::Step::kCancelled:
      return InviteCancelled();
    default:
      return InviteBurned();
  }
}

// Asks for the digits until they are right or it is over.
absl::StatusOr<Inviting::State> AskDigits(Inviting& inviting, Inviting::State state, Surroundings& around) {
  ShowJoiner(state, around);
  while (state.step == Inviting::Step::kDigitsWanted) {
    around.out << "The six digits on its screen: " << std::flush;
    std::string typed;
    if (!std::getline(around.in, typed)) return InviteStaysOpen();
    if (Trimmed(typed).empty()) continue;
    const int tries_before = state.tries_left;
    ASSIGN_OR_RETURN(state, inviting.TypeDigits(typed));
    if (state.step == Inviting::Step::kDigitsWanted && state.tries_left < tries_before) {
      around.out << WrongDigits(state.tries_left) << "\n";
    }
  }
  return state;
}

absl::Status Welcome(Invocation& invocation, Home& home, Inviting& inviting) {
  RETURN_IF_ERROR(inviting.Finish(home.replica()));
  const std::string label = SafeLine(inviting.state().label);
  invocation.around.out << fmt::format("{} is in.\n", label.empty() ? "The device" : "\"" + label + "\"");
  return SendSaved(invocation, home);
}

absl::StatusOr<std::unique_ptr<Inviting>> Begun(Invocation& invocation, Home& home, const InviteCommand& command) {
  Random& random = invocation.around.random;
  const bool as_usual = !command.my_device && command.hours.empty() && !command.share_past && !command.from_now;
  if (as_usual) {
    absl::StatusOr<std::unique_ptr<Inviting>> open = Inviting::Resume(home.place(), home.identity(), random);
    if (!absl::IsNotFound(open.status())) return open;
  }
  ASSIGN_OR_RETURN(InviteOptions options, FormOf(command));
  ASSIGN_OR_RETURN(options.past, PastFor(invocation, home, command));
  return Inviting::Open(home.place(), home.identity(), options, random);
}

absl::Status Cancel(Invocation& invocation, Home& home) {
  const auto open = Inviting::Resume(home.place(), home.identity(), invocation.around.random);
  if (absl::IsNotFound(open.status())) return NoOpenInvite();
  RETURN_IF_ERROR(open.status());
  RETURN_IF_ERROR((*open)->Cancel());
  invocation.around.out << "The invite is taken back; its link does nothing any more.\n";
  return absl::OkStatus();
}

absl::Status RunInvite(Invocation& invocation, const InviteCommand& command) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Home> home, OpenHome(invocation));
  if (invocation.offline) return NeedsTheServer();
  if (command.cancel) return Cancel(invocation, *home);
  ASSIGN_OR_RETURN(const std::unique_ptr<Inviting> inviting, Begun(invocation, *home, command));
  ShowInvite(*inviting, invocation.around);
  ASSIGN_OR_RETURN(Inviting::State state, AwaitJoiner(*inviting, WaitASecond(invocation.around)));
  if (state.step == Inviting::Step::kOpen) return InviteStaysOpen();
  ASSIGN_OR_RETURN(state, AskDigits(*inviting, state, invocation.around));
  if (state.step != Inviting::Step::kConfirmed) return Ended(state.step);
  return Welcome(invocation, *home, *inviting);
}

}  // namespace

void AddInvite(CLI::App& app, Invocation& invocation) {
  auto options = std::make_shared<InviteCommand>();
  CLI::App* invite = AddCommand<InviteCommand>(
      app, invocation, "invite", "Let your partner's device, or another of yours, in", options, RunInvite);
  CLI::Option* own = invite->add_flag("--my-device", options->my_device, "For another device of yours");
  invite->add_option("--hours", options->hours, "A link for somebody far away, good for so many hours, at most 24")
      ->type_name("HOURS")
      ->excludes(own);
  CLI::Option* past =
      invite->add_flag("--share-past", options->share_past, "Your partner may read what is written already")
          ->excludes(own);
  invite->add_flag("--from-now", options->from_now, "Your partner reads only what is written from now on")
      ->excludes(own)
      ->excludes(past);
  invite->add_flag("--cancel", options->cancel, "Take an open invite back");
}

}  // namespace toward::client
