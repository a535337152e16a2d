#include <algorithm>
#include <iterator>
#include <utility>

#include "absl/strings/numbers.h"
#include "base/check.h"
#include "base/status_macros.h"
#include "client/sync/exchange_loop.h"

namespace toward::client {
namespace {

constexpr char kTokenSetting[] = "session_token";
constexpr char kExpireSetting[] = "session_expire_time_ms";
// A token about to expire is not worth starting with.
constexpr int64_t kTokenMarginMs = 60'000;
constexpr int64_t kFirstAnswerMs = 30'000;

}  // namespace

absl::Status Exchange::Loop::CarryOut(const sync::Effects& effects) {
  for (const sync::Effect& effect : effects) {
    RETURN_IF_ERROR(std::visit([this](const auto& one) { return CarryOut(one); }, effect));
  }
  return absl::OkStatus();
}

absl::Status Exchange::Loop::CarryOut(const sync::effect::OpenWatch& open) {
  RETURN_IF_ERROR(LeaveAttempt());
  timer_.reset();
  if (open.new_token) {
    token_.clear();
  } else {
    ASSIGN_OR_RETURN(token_, Token());
  }
  v1::WatchRequest request;
  ASSIGN_OR_RETURN(const uint32_t replica, replica_.ReplicaNumber());
  request.set_replica(replica);
  ASSIGN_OR_RETURN(const sync::Cursor cursor, replica_.Cursor());
  if (!cursor.at_beginning()) *request.mutable_cursor() = sync::ToProto(cursor);
  request.set_scope(replica_.scope() == trust::Scope::kPrivate ? v1::SCOPE_MEMBER : v1::SCOPE_FAMILY);
  silence_ = Time::now() + std::chrono::milliseconds(kFirstAnswerMs);
  attempt_ = std::make_unique<Attempt>(++attempts_, connection_, identity_, events_);
  attempt_->StartWatch(token_, std::move(request));
  return absl::OkStatus();
}

absl::Status Exchange::Loop::CarryOut(const sync::effect::CloseWatch&) {
  silence_.reset();
  return LeaveAttempt();
}

absl::Status Exchange::Loop::CarryOut(const sync::effect::StagePage&) {
  staged_.push_back(std::exchange(arrived_, {}));
  return absl::OkStatus();
}

absl::Status Exchange::Loop::CarryOut(const sync::effect::ApplyStaged&) {
  reached_ = staged_.size();
  return absl::OkStatus();
}

absl::Status Exchange::Loop::LeaveAttempt() {
  attempt_.reset();
  levelling_ = false;
  held_.clear();
  const absl::Status applied = ApplyReached();
  staged_.clear();
  return applied;
}

absl::Status Exchange::Loop::ApplyReached() {
  if (reached_ == 0) return absl::OkStatus();
  const auto end = staged_.begin() + static_cast<std::ptrdiff_t>(std::exchange(reached_, 0));
  const std::vector<v1::Page> pages(std::make_move_iterator(staged_.begin()), std::make_move_iterator(end));
  staged_.erase(staged_.begin(), end);
  ASSIGN_OR_RETURN(const sync::Cursor cursor, replica_.Cursor());
  ASSIGN_OR_RETURN(const sync::Cursor reached, sync::CursorFromProto(pages.back().cursor()));
  // Heartbeats need no write.
  const bool empty =
      std::all_of(pages.begin(), pages.end(), [](const v1::Page& page) { return page.records().empty(); });
  if (empty && cursor == reached) return absl::OkStatus();
  changed_ = true;
  return replica_.ApplyPages(pages);
}

absl::Status Exchange::Loop::CarryOut(const sync::effect::SendPush&) {
  ASSIGN_OR_RETURN(std::optional<v1::PushRequest> request, replica_.NextPush());
  TOWARD_CHECK(request.has_value());
  pushed_ = *std::move(request);
  attempt_->Push(token_, pushed_);
  return absl::OkStatus();
}

absl::Status Exchange::Loop::CarryOut(const sync::effect::ApplyVerdicts&) {
  changed_ = true;
  return replica_.ApplyAnswer(pushed_, answer_);
}

absl::Status Exchange::Loop::CarryOut(const sync::effect::RestampOutbox& restamp) {
  changed_ = true;
  return replica_.RestampOutbox(restamp.server_time_ms);
}

absl::Status Exchange::Loop::CarryOut(const sync::effect::ResealOutbox&) {
  changed_ = true;
  return replica_.ResealOutbox();
}

absl::Status Exchange::Loop::CarryOut(const sync::effect::TakeNewReplica&) {
  attempt_ = std::make_unique<Attempt>(++attempts_, connection_, identity_, events_);
  attempt_->RegisterReplica(token_);
  return absl::OkStatus();
}

absl::Status Exchange::Loop::CarryOut(const sync::effect::RepushEverything& repush) {
  return replica_.RepushEverything(repush.last_push_no);
}

absl::Status Exchange::Loop::CarryOut(const sync::effect::ArmTimer& timer) {
  timer_ = Time::now() + std::chrono::milliseconds(timer.delay_ms);
  return absl::OkStatus();
}

absl::StatusOr<std::string> Exchange::Loop::Token() {
  ASSIGN_OR_RETURN(const std::optional<std::string> token, tokens_.Setting(kTokenSetting));
  ASSIGN_OR_RETURN(const std::optional<std::string> expire, tokens_.Setting(kExpireSetting));
  ASSIGN_OR_RETURN(const int64_t now_ms, tokens_.NowMs());
  int64_t expire_ms = 0;
  if (!token || !expire || !absl::SimpleAtoi(*expire, &expire_ms)) return "";
  return now_ms + kTokenMarginMs < expire_ms ? *token : "";
}

absl::Status Exchange::Loop::KeepToken(const SessionToken& session) {
  token_ = session.token;
  RETURN_IF_ERROR(tokens_.SetSetting(kTokenSetting, session.token));
  return tokens_.SetSetting(kExpireSetting, std::to_string(session.expire_time_ms));
}

}  // namespace toward::client
