#include "client/cli/reminding.h"

#include <optional>
#include <utility>
#include <variant>

#include "base/hex.h"
#include "base/status_macros.h"
#include "client/cli/text.h"

namespace toward::client {
namespace {

constexpr char kWordsSetting[] = "reminder_words";
constexpr char kDetailed[] = "detailed";
constexpr char kNeutral[] = "neutral";
constexpr char kNewestSetting[] = "newest_reminder";

}  // namespace

absl::StatusOr<ReminderWords> WordsHere(Replica& replica) {
  ASSIGN_OR_RETURN(const std::optional<std::string> words, replica.Setting(kWordsSetting));
  return words == kDetailed ? ReminderWords::kDetailed : ReminderWords::kNeutral;
}

absl::Status SetWordsHere(Replica& replica, ReminderWords words) {
  return replica.SetSetting(kWordsSetting, words == ReminderWords::kDetailed ? kDetailed : kNeutral);
}

absl::StatusOr<std::string> NewestReminder(Replica& replica) {
  ASSIGN_OR_RETURN(const std::optional<std::string> key, replica.Setting(kNewestSetting));
  return FromHex(key.value_or("")).value_or("");
}

absl::StatusOr<std::unique_ptr<Reminding>> Reminding::Start(Home& home, Surroundings& around) {
  ASSIGN_OR_RETURN(std::unique_ptr<Listener> listener, Listener::Start(home.identity(), around.random));
  return std::unique_ptr<Reminding>(new Reminding(std::move(listener), home, around));
}

Reminding::Reminding(std::unique_ptr<Listener> listener, Home& home, Surroundings& around)
    : listener_(std::move(listener)), home_(home), around_(around), desktop_(around), shown_(home.identity().member) {}

absl::StatusOr<std::vector<std::string>> Reminding::Hear(const plan::Plan& plan) {
  std::vector<std::string> lines;
  while (const std::optional<Heard> heard = listener_->Take()) {
    if (const auto* nudge = std::get_if<v1::Nudge>(&*heard)) {
      ASSIGN_OR_RETURN(const std::vector<std::string> shown, Show(*nudge, plan));
      lines.insert(lines.end(), shown.begin(), shown.end());
    } else if (const auto* closed = std::get_if<Closed>(&*heard)) {
      CloseOnDesktop(shown_.Close(closed->keys));
    } else if (const auto* refused = std::get_if<Refused>(&*heard)) {
      // A device that the server does not know hears so from the exchange.
      const bool older = absl::IsUnimplemented(refused->status);
      if (older) around_.err << "No reminders come here: the server is older than this app.\n";
    }
  }
  RETURN_IF_ERROR(Look(plan));
  return lines;
}

absl::Status Reminding::Look(const plan::Plan& plan) {
  ASSIGN_OR_RETURN(const int64_t now_ms, home_.replica().NowMs());
  CloseOnDesktop(shown_.CloseSettled(plan, now_ms));
  return absl::OkStatus();
}

absl::StatusOr<std::vector<std::string>> Reminding::Lines(const plan::Plan& plan) {
  ASSIGN_OR_RETURN(const ReminderWords words, WordsHere(home_.replica()));
  std::vector<std::string> lines;
  for (const v1::Nudge& nudge : shown_.All()) {
    lines.push_back(ReminderLine(TextOf(plan, home_.identity().member, nudge, words)));
  }
  return lines;
}

absl::StatusOr<std::vector<std::string>> Reminding::Show(const v1::Nudge& nudge, const plan::Plan& plan) {
  ASSIGN_OR_RETURN(const int64_t now_ms, home_.replica().NowMs());
  const ShownReminders::Step step = shown_.Take(nudge, plan, now_ms);
  if (step == ShownReminders::Step::kLeaveOut) return std::vector<std::string>();
  std::vector<std::string> lines;
  if (step == ShownReminders::Step::kShow) {
    ASSIGN_OR_RETURN(const ReminderWords words, WordsHere(home_.replica()));
    const ReminderText text = TextOf(plan, home_.identity().member, nudge, words);
    lines.push_back(ReminderLine(text));
    // Where there is no desktop, the line is all.
    desktop_.Show(nudge.key(), text).IgnoreError();
    // A digest and a test cannot come once more.
    if (!nudge.ritual_id().empty()) RETURN_IF_ERROR(home_.replica().SetSetting(kNewestSetting, ToHex(nudge.key())));
  }
  listener_->Acknowledge(nudge.key());
  return lines;
}

void Reminding::CloseOnDesktop(const std::vector<std::string>& keys) {
  for (const std::string& key : keys) desktop_.Close(key);
}

}  // namespace toward::client
