#include "client/cli/reminder_trial.h"

#include <poll.h>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "base/status_macros.h"
#include "client/cli/desktop.h"
#include "client/cli/reminder_screen.h"
#include "client/cli/send.h"
#include "client/reminding/listener.h"
#include "client/reminding/reminder_calls.h"

namespace toward::client {
namespace {

using Response = v1::TestReminderResponse;
using Time = std::chrono::steady_clock;

constexpr auto kPatience = std::chrono::seconds(10);

// What is heard first of what `wanted` is true for; absent: nothing was within kPatience.
std::optional<Heard> WaitFor(Listener& listener, const std::function<bool(const Heard&)>& wanted) {
  const Time::time_point deadline = Time::now() + kPatience;
  while (true) {
    while (const std::optional<Heard> heard = listener.Take()) {
      if (wanted(*heard)) return heard;
    }
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Time::now());
    pollfd readable{listener.fd(), POLLIN, 0};
    if (left.count() <= 0 || poll(&readable, 1, static_cast<int>(left.count())) == 0) return std::nullopt;
  }
}

bool IsAnswer(const Heard& heard) {
  return std::holds_alternative<Alive>(heard) || std::holds_alternative<Refused>(heard);
}

// A test is about nothing and of no day.
bool IsTest(const Heard& heard) {
  const auto* const nudge = std::get_if<v1::Nudge>(&heard);
  return nudge != nullptr && nudge->ritual_id().empty() && nudge->day() == 0;
}

bool SentHere(const Response& response) {
  for (const Response::Result& result : response.results()) {
    if (result.channel() == Response::CHANNEL_STREAM) return result.outcome() == Response::OUTCOME_SENT;
  }
  return false;
}

absl::StatusOr<std::string> EmailOf(Home& home) {
  ASSIGN_OR_RETURN(const plan::PlanDay today, home.Today());
  ASSIGN_OR_RETURN(const plan::Plan plan, home.ShownAround(today));
  const plan::Preference* const preference = FindPreference(plan, home.identity().member);
  return preference == nullptr ? "" : preference->email;
}

void ShowHere(Surroundings& around, const std::optional<Heard>& test) {
  if (!test) {
    around.out << "This device: the server has sent it, but it has not arrived.\n";
    return;
  }
  around.out << "This device: it has arrived; reminders come here while `toward watch` runs.\n";
  const auto& nudge = std::get<v1::Nudge>(*test);
  Desktop desktop(around);
  const absl::Status shown = desktop.Show(nudge.key(), TextOf({}, MemberId(), nudge, ReminderWords::kNeutral));
  around.out << (shown.ok() ? "Desktop: it shows the test now.\n" : "Desktop: there is none here to show it.\n");
}

}  // namespace

absl::Status TryReminders(Invocation& invocation, Home& home) {
  Surroundings& around = invocation.around;
  // An address that was just saved must have reached the server.
  FetchNews(invocation, home);
  ASSIGN_OR_RETURN(const std::string email, EmailOf(home));
  ASSIGN_OR_RETURN(const std::unique_ptr<ReminderCalls> calls, ReminderCalls::Open(home.identity()));
  ASSIGN_OR_RETURN(const std::unique_ptr<Listener> listener, Listener::Start(home.identity(), around.random));
  const std::optional<Heard> answer = WaitFor(*listener, IsAnswer);
  if (answer && std::holds_alternative<Refused>(*answer)) return std::get<Refused>(*answer).status;
  ASSIGN_OR_RETURN(const Response response, calls->Test());
  if (SentHere(response)) {
    ShowHere(around, WaitFor(*listener, IsTest));
  } else {
    around.out << "This device: the server cannot reach it now.\n";
  }
  for (const Response::Result& result : response.results()) {
    if (const std::string line = TestLine(result, email); !line.empty()) around.out << line << "\n";
  }
  return absl::OkStatus();
}

}  // namespace toward::client
