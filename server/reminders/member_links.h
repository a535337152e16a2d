// What stands behind a member's secret links.
#ifndef TOWARD_SERVER_REMINDERS_MEMBER_LINKS_H_
#define TOWARD_SERVER_REMINDERS_MEMBER_LINKS_H_

#include <cstdint>
#include <functional>
#include <string>
#include <unordered_map>

#include "server/gateway/links.h"
#include "server/reminders/reminders.h"

namespace toward::server {

// How often one link may be used in a minute.
inline constexpr int kLinkUsesAMinute = 30;

class MemberLinks final : public Links {
 public:
  // Outlives it.
  explicit MemberLinks(Reminders& reminders) : reminders_(reminders) {}

  void ReadCalendar(const LinkHash& link, std::function<void(absl::StatusOr<std::string>)> done) override;
  void SayAsleep(const LinkHash& link, BabyIs baby_is, std::function<void(absl::Status)> done) override;

 private:
  struct Use {
    int64_t minute = 0;
    int count = 0;
  };
  // On the engine's thread. NOT_FOUND, RESOURCE_EXHAUSTED.
  absl::StatusOr<StoredLink> Find(Engine& engine, const LinkHash& link, StoredLinkKind kind, int64_t now_ms);

  Reminders& reminders_;
  // Of links that are known, in the present minute. Of the engine's thread.
  std::unordered_map<std::string, Use> uses_;
};

}  // namespace toward::server

#endif  // TOWARD_SERVER_REMINDERS_MEMBER_LINKS_H_
