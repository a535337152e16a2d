// Letters under way, and what came of them.

#include <algorithm>

#include "base/log.h"
#include "base/status_macros.h"
#include "server/reminders/engine.h"
#include "server/reminders/nudge_words.h"
#include "server/reminders/round.h"
#include "trust/crypto.h"

namespace toward::server {
namespace {

constexpr int64_t kFirstPauseMs = 30'000;
constexpr int64_t kLongestPauseMs = 10 * 60'000;

int64_t PauseAfter(int attempts) {
  int64_t pause_ms = kFirstPauseMs;
  for (int i = 1; i < attempts && pause_ms < kLongestPauseMs; ++i) pause_ms *= 2;
  return std::min(pause_ms, kLongestPauseMs);
}

ReminderChannel MetricOf(ChannelKind kind) {
  return kind == ChannelKind::kEmail ? ReminderChannel::kEmail : ReminderChannel::kWebPush;
}

}  // namespace

std::string AddressOf(const Letter& letter) {
  const auto* const mail = std::get_if<MailAddress>(&letter.to);
  return mail != nullptr ? mail->text : std::get<Subscription>(letter.to).endpoint;
}

void Engine::Lease(Delivery delivery, Letter letter, int64_t now_ms, Round& round) {
  ++delivery.attempts;
  delivery.not_before_ms = now_ms + kLeaseMs;
  // A mail is visible twice when it is sent twice: one of which nobody knows whether it went counts as sent.
  if (delivery.key.channel.kind == ChannelKind::kEmail) delivery.state = DeliveryState::kSent;
  round.Update(delivery);
  round.Trace("sent", delivery);
  ++round.letters;
  round.afterwards.emplace_back([this, delivery, letter = std::move(letter), now_ms] {
    under_way_.insert_or_assign(
        delivery.key,
        UnderWay{.delivery = delivery, .address = AddressOf(letter), .lateness_ms = now_ms - delivery.due_ms});
    world_.courier.Send(letter, [inbox = inbox_, key = delivery.key, wake = world_.wake](const SendResult& result) {
      {
        const std::lock_guard lock(inbox->mutex);
        inbox->outcomes.push_back({key, result});
      }
      wake();
    });
  });
}

absl::Status Engine::TakeOutcomes(int64_t now_ms) {
  std::vector<Outcome> outcomes;
  std::vector<std::pair<DeliveryKey, std::string>> gone;
  {
    const std::lock_guard lock(inbox_->mutex);
    outcomes.swap(inbox_->outcomes);
    gone.swap(inbox_->gone);
  }
  Round round(world_.trace, now_ms);
  for (const auto& [channel, address] : gone) NoteGone(channel, address, round);
  for (const Outcome& outcome : outcomes) {
    const auto found = under_way_.find(outcome.key);
    if (found != under_way_.end()) TakeOutcome(found->second, outcome.result, now_ms, round);
  }
  if (absl::Status status = Finish(round); !status.ok()) {
    const std::lock_guard lock(inbox_->mutex);
    inbox_->outcomes.insert(inbox_->outcomes.end(), outcomes.begin(), outcomes.end());
    inbox_->gone.insert(inbox_->gone.end(), gone.begin(), gone.end());
    return status;
  }
  for (const Outcome& outcome : outcomes) under_way_.erase(outcome.key);
  return absl::OkStatus();
}

void Engine::TakeOutcome(const UnderWay& under_way, const SendResult& result, int64_t now_ms, Round& round) {
  Delivery delivery = under_way.delivery;
  const bool mail = delivery.key.channel.kind == ChannelKind::kEmail;
  round.afterwards.emplace_back([this, mail, result, late_ms = under_way.lateness_ms] {
    world_.metrics.ReminderSent(MetricOf(mail ? ChannelKind::kEmail : ChannelKind::kWebPush), result.outcome);
    if (result.outcome == SendOutcome::kAccepted) world_.metrics.ReminderLate(std::chrono::milliseconds(late_ms));
  });
  if (round.trace != nullptr) round.lines.push_back(round.trace->Answered(round.moment, delivery, result.outcome));
  switch (result.outcome) {
    case SendOutcome::kAccepted:
      return round.End(delivery, DeliveryState::kSent);
    case SendOutcome::kUnknown:
      if (mail) return round.End(delivery, DeliveryState::kSent);
      [[fallthrough]];
    case SendOutcome::kTryLater:
      delivery.not_before_ms = std::min(now_ms + std::max(result.retry_after_ms, PauseAfter(delivery.attempts)),
                                        delivery.useful_until_ms + 1);
      return round.End(delivery, DeliveryState::kWaiting);
    case SendOutcome::kRefused:
      return round.End(delivery, DeliveryState::kFailed);
    case SendOutcome::kGone:
      NoteGone(delivery.key, under_way.address, round);
      return round.End(delivery, DeliveryState::kFailed);
  }
}

void Engine::NoteGone(const DeliveryKey& key, const std::string& address, Round& round) {
  Log::Info("a channel is gone", {{"kind", static_cast<int>(key.channel.kind)}});
  round.writes.push_back([key, address](ReminderWrites& rows) {
    if (key.channel.kind == ChannelKind::kWebPush) return rows.WebPushGone(key.channel.device, address);
    return rows.MailGone(key.family, key.member, trust::Sha256(address));
  });
}

}  // namespace toward::server
