#include "server/service/roster_handlers.h"

#include <utility>

#include "base/status_macros.h"
#include "server/service/validate.h"
#include "server/service/write_job.h"
#include "server/store/roster_store.h"

namespace toward::server {

absl::Status RosterHandlers::GetRoster(const Caller& caller, const v1::GetRosterRequest& request,
                                       const Answer<v1::GetRosterResponse>& answer) const {
  WriteAs<v1::GetRosterResponse>(
      context_, caller,
      [first_seq = request.first_seq()](StoreWrites& writes,
                                        const Device& device) -> absl::StatusOr<v1::GetRosterResponse> {
        ASSIGN_OR_RETURN(const RosterPart part, writes.rosters().Read(device.family, first_seq));
        v1::GetRosterResponse response;
        response.mutable_statements()->Assign(part.statements.begin(), part.statements.end());
        response.set_length(part.length);
        return response;
      },
      answer);
  return absl::OkStatus();
}

absl::Status RosterHandlers::AppendRoster(const Caller& caller, const v1::AppendRosterRequest& request,
                                          const Answer<v1::AppendRosterResponse>& answer) const {
  RETURN_IF_ERROR(CheckStatements(request.statements()));
  WriteAs<RosterChange>(
      context_, caller,
      [&request](StoreWrites& writes, const Device& device) {
        return writes.rosters().Append(device, request.first_seq(), ToVector(request.statements()));
      },
      [this, answer](const absl::StatusOr<RosterChange>& change) {
        if (!change.ok()) return answer(change.status());
        Spread(context_, *change);
        v1::AppendRosterResponse response;
        response.set_length(change->length);
        answer(std::move(response));
      },
      2 * request.ByteSizeLong());
  return absl::OkStatus();
}

}  // namespace toward::server
