#include "server/service/push_handler.h"

#include <limits>
#include <memory>
#include <utility>
#include <variant>

#include "base/status_macros.h"
#include "server/refusals.h"
#include "server/service/validate.h"
#include "sync/limits.h"
#include "sync/transaction.h"

namespace toward::server {
namespace {

constexpr size_t kDigestBytes = 32;

absl::Status Validate(const v1::PushRequest& request) {
  if (request.ByteSizeLong() > sync::kMaxPushBytes) return PushTooLarge();
  if (static_cast<size_t>(request.transactions_size()) > sync::kMaxTransactionsPerPush) return TooManyTransactions();
  RETURN_IF_ERROR(CheckRange("replica", request.replica(), 1, std::numeric_limits<uint32_t>::max()));
  // The store counts in 63 bits.
  RETURN_IF_ERROR(CheckRange("push_no", request.push_no(), 1, std::numeric_limits<int64_t>::max()));
  return CheckLength("digest", request.digest(), kDigestBytes);
}

}  // namespace

absl::StatusOr<Push> ReadPush(const Session& session, const v1::PushRequest& request) {
  RETURN_IF_ERROR(Validate(request));
  ASSIGN_OR_RETURN(const FeedScope scope, ReadScope(request.scope()));
  Push push{.family = session.family,
            .device = session.device,
            .member = session.member,
            .replica = request.replica(),
            .push_no = request.push_no(),
            .digest = request.digest(),
            .sent_time_ms = request.sent_time_ms(),
            .scope = scope,
            .key_epoch = request.key_epoch(),
            .transactions = {}};
  push.transactions.reserve(static_cast<size_t>(request.transactions_size()));
  for (const v1::Transaction& transaction : request.transactions()) {
    push.transactions.push_back(sync::CheckTransaction(transaction));
  }
  return push;
}

v1::PushResponse ToResponse(const PushAnswer& answer, int64_t now_ms) {
  v1::PushResponse response;
  response.set_outcome(answer.outcome);
  response.mutable_verdicts()->Assign(answer.verdicts.begin(), answer.verdicts.end());
  response.set_server_time_ms(now_ms);
  response.set_last_push_no(answer.last_push_no);
  return response;
}

absl::Status PushHandler::Push(const Caller& caller, const v1::PushRequest& request,
                               const Answer<v1::PushResponse>& answer) const {
  absl::StatusOr<server::Push> push = ReadPush(*caller.session, request);
  if (!push.ok()) {
    context_.metrics.PushRefused();
    return push.status();
  }
  struct Work {
    server::Push push;
    int64_t now_ms = 0;
    PushAnswer result;
  };
  auto work = std::make_shared<Work>();
  work->push = *std::move(push);
  work->now_ms = context_.clock.WallMs();
  context_.writer.Submit({
      .work = [work](StoreWrites& writes) -> absl::Status {
        ASSIGN_OR_RETURN(work->result, writes.ApplyPush(work->push, work->now_ms));
        return absl::OkStatus();
      },
      .done =
          [this, work, answer](const absl::Status& status) {
            if (!status.ok()) {
              context_.metrics.PushFailed();
              return answer(ForSession(status));
            }
            Count(work->push, work->result);
            if (work->result.feed_moved) Wake(work->push, work->result);
            answer(ToResponse(work->result, work->now_ms));
          },
      // The request and the records cut from it.
      .bytes = 2 * request.ByteSizeLong(),
  });
  return absl::OkStatus();
}

void PushHandler::Wake(const server::Push& push, const PushAnswer& answer) const {
  if (push.scope == FeedScope::kMember) return context_.hub.FeedMoved({push.family, push.member});
  context_.hub.FeedMoved({push.family, std::nullopt});
  context_.reminders.FamilyMoved(push.family, answer);
}

void PushHandler::Count(const server::Push& push, const PushAnswer& answer) const {
  context_.metrics.PushAnswered(answer.outcome);
  for (const v1::Verdict& verdict : answer.verdicts) context_.metrics.TransactionAnswered(verdict.code());
  // A repeated push gets its old verdicts and stores nothing.
  if (!answer.feed_moved) return;
  for (size_t i = 0; i < answer.verdicts.size(); ++i) {
    if (answer.verdicts[i].code() != v1::Verdict::CODE_APPLIED) continue;
    context_.metrics.RecordsStored(std::get<sync::Transaction>(push.transactions[i]).size());
  }
}

}  // namespace toward::server
