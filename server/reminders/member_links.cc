#include "server/reminders/member_links.h"

#include <utility>

#include "base/status_macros.h"
#include "server/errors.h"
#include "server/refusals.h"

namespace toward::server {
namespace {

constexpr int64_t kMinuteMs = 60'000;
constexpr size_t kMostUsesKept = 10'000;

}  // namespace

absl::StatusOr<StoredLink> MemberLinks::Find(Engine& engine, const LinkHash& link, StoredLinkKind kind,
                                             int64_t now_ms) {
  ASSIGN_OR_RETURN(const StoredLink found, engine.FindLink(link.bytes));
  if (found.kind != kind) return UnknownLink();
  const int64_t minute = now_ms / kMinuteMs;
  if (uses_.size() > kMostUsesKept) std::erase_if(uses_, [&](const auto& use) { return use.second.minute != minute; });
  Use& use = uses_[link.bytes];
  if (use.minute != minute) use = {.minute = minute};
  if (++use.count > kLinkUsesAMinute) return LinkUsedTooOften();
  return found;
}

void MemberLinks::ReadCalendar(const LinkHash& link, std::function<void(absl::StatusOr<std::string>)> done) {
  reminders_.Ask([this, link, done = std::move(done)](Engine* engine, int64_t now_ms) {
    if (engine == nullptr) return done(ServerStopping());
    const auto found = Find(*engine, link, StoredLinkKind::kCalendar, now_ms);
    done(found.ok() ? engine->Calendar(found->family, found->member, now_ms) : found.status());
  });
}

void MemberLinks::SayAsleep(const LinkHash& link, BabyIs baby_is, std::function<void(absl::Status)> done) {
  reminders_.Ask([this, link, baby_is, done = std::move(done)](Engine* engine, int64_t now_ms) {
    if (engine == nullptr) return done(ServerStopping());
    const auto found = Find(*engine, link, StoredLinkKind::kAsleep, now_ms);
    if (!found.ok()) return done(found.status());
    done(engine->SayAsleep(found->family, found->member, baby_is == BabyIs::kAwake, now_ms).status());
  });
}

}  // namespace toward::server
