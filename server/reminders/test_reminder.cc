// A test through every channel a member has, now.

#include <memory>
#include <mutex>

#include "base/status_macros.h"
#include "server/refusals.h"
#include "server/reminders/engine.h"
#include "server/reminders/nudge_words.h"
#include "server/reminders/round.h"

namespace toward::server {
namespace {

using Response = v1::TestReminderResponse;

constexpr int64_t kBetweenTestsMs = 60'000;
constexpr int64_t kTestUseMs = 10 * 60'000;
constexpr size_t kMostTestsKept = 10'000;

Response::Outcome ToProto(SendOutcome outcome) {
  switch (outcome) {
    case SendOutcome::kAccepted:
      return Response::OUTCOME_SENT;
    case SendOutcome::kGone:
      return Response::OUTCOME_GONE;
    default:
      return Response::OUTCOME_FAILED;
  }
}

// Collects one result for each channel; tells when it has all.
class Results {
 public:
  Results(int letters, std::function<void(Response)> done) : missing_(letters + 1), done_(std::move(done)) {}

  void Add(Response::Channel channel, Response::Outcome outcome) {
    const std::lock_guard lock(mutex_);
    auto* const result = response_.add_results();
    result->set_channel(channel);
    result->set_outcome(outcome);
  }
  // Once for each letter, and once by whoever made this.
  void Complete() {
    {
      const std::lock_guard lock(mutex_);
      if (--missing_ > 0) return;
    }
    done_(std::move(response_));
  }

 private:
  std::mutex mutex_;
  int missing_ ABSL_GUARDED_BY(mutex_);
  Response response_;
  const std::function<void(Response)> done_;
};

}  // namespace

absl::Status Engine::Test(const Session& session, int64_t now_ms, std::function<void(Response)> done) {
  const auto recent = [now_ms](int64_t at_ms) { return at_ms <= now_ms && now_ms - at_ms < kBetweenTestsMs; };
  if (const auto last = tested_ms_.find(session.member); last != tested_ms_.end() && recent(last->second)) {
    return TestedJustNow();
  }
  ASSIGN_OR_RETURN(const FamilyView view, ReadFamilyView(*world_.reader, session.family, now_ms));
  if (tested_ms_.size() > kMostTestsKept) {
    std::erase_if(tested_ms_, [&](const auto& test) { return !recent(test.second); });
  }
  tested_ms_[session.member] = now_ms;
  const std::string key = TestKeyOf(session.member, now_ms);
  const Notice notice = NoticeOf(NoticeKind::kTest, key, now_ms + kTestUseMs);

  std::vector<std::pair<Channel, Letter>> letters;
  ASSIGN_OR_RETURN(const auto devices, world_.reader->DevicesOf(session.family));
  for (const ReachableDevice& device : devices) {
    if (device.id != session.device || !device.web_push.has_value()) continue;
    const Subscription to{device.web_push->endpoint, {device.web_push->p256dh, device.web_push->auth}};
    letters.emplace_back(Channel{ChannelKind::kWebPush, device.id}, Letter{notice, to});
  }
  if (const std::string mail = view.MailOf(session.member); !mail.empty()) {
    letters.emplace_back(Channel{ChannelKind::kEmail, DeviceId()}, Letter{notice, MailAddress{mail}});
  }
  std::erase_if(letters, [this](const auto& letter) { return !world_.courier.Carries(letter.first.kind); });

  const auto results = std::make_shared<Results>(static_cast<int>(letters.size()), std::move(done));
  if (world_.streams.Listens(session.device)) {
    v1::ListenResponse message;
    const NoticeText text = TextOf(NoticeKind::kTest);
    message.mutable_nudge()->set_key(key);
    message.mutable_nudge()->set_due_time_ms(now_ms);
    message.mutable_nudge()->set_useful_until_ms(notice.useful_until_ms);
    message.mutable_nudge()->set_neutral_title(std::string(text.title));
    message.mutable_nudge()->set_neutral_body(std::string(text.body));
    world_.streams.Show(session.device, message);
    results->Add(Response::CHANNEL_STREAM, Response::OUTCOME_SENT);
  } else {
    results->Add(Response::CHANNEL_STREAM, Response::OUTCOME_NOT_SET_UP);
  }
  for (const ChannelKind kind : {ChannelKind::kWebPush, ChannelKind::kEmail}) {
    const auto channel = kind == ChannelKind::kEmail ? Response::CHANNEL_EMAIL : Response::CHANNEL_WEB_PUSH;
    bool any = false;
    for (const auto& [to, letter] : letters) {
      if (to.kind != kind) continue;
      any = true;
      const DeliveryKey address{.family = session.family, .member = session.member, .channel = to};
      world_.courier.Send(letter, [results, channel, inbox = inbox_, address, where = AddressOf(letter),
                                   wake = world_.wake](const SendResult& result) {
        if (result.outcome == SendOutcome::kGone) {
          {
            const std::lock_guard lock(inbox->mutex);
            inbox->gone.emplace_back(address, where);
          }
          wake();
        }
        results->Add(channel, ToProto(result.outcome));
        results->Complete();
      });
    }
    if (!any) results->Add(channel, Response::OUTCOME_NOT_SET_UP);
  }
  results->Complete();
  return absl::OkStatus();
}

}  // namespace toward::server
