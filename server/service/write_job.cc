#include "server/service/write_job.h"

namespace toward::server {

void Spread(const HandlerContext& context, const RosterChange& change) {
  if (!change.moved) return;
  context.sessions.Forget(change.ended_sessions);
  context.hub.FamilyMoved(change.family);
  context.reminders.listeners().EndClosed();
  context.reminders.FamilyMoved(change.family, {.verdicts = {}, .plan_moved = true});
}

}  // namespace toward::server
