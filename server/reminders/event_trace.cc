#include "server/reminders/event_trace.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "base/log.h"
#include "fmt/format.h"
#include "server/reminders/nudge_words.h"

namespace toward::server {
namespace {

absl::Status TraceNotWritable(const std::string& path, int error) {
  return absl::UnavailableError(
      fmt::format("The reminder trace {} cannot be written ({}). Choose another file with --reminder-trace.", path,
                  std::generic_category().message(error)));
}

std::string_view WordOf(ChannelKind kind) {
  switch (kind) {
    case ChannelKind::kStream:
      return "stream";
    case ChannelKind::kWebPush:
      return "web_push";
    case ChannelKind::kEmail:
      return "email";
  }
  return "";
}

std::string_view WordOf(plan::Decision::What what) {
  using What = plan::Decision::What;
  switch (what) {
    case What::kSend:
      return "send";
    case What::kWait:
      return "wait";
    case What::kDone:
      return "done";
    case What::kNotWanted:
      return "not_wanted";
    case What::kExpired:
      return "expired";
    case What::kMerge:
      return "merge";
  }
  return "";
}

std::string_view WordOf(SendOutcome outcome) {
  switch (outcome) {
    case SendOutcome::kAccepted:
      return "accepted";
    case SendOutcome::kTryLater:
      return "try_later";
    case SendOutcome::kRefused:
      return "refused";
    case SendOutcome::kGone:
      return "gone";
    case SendOutcome::kUnknown:
      return "unknown";
  }
  return "";
}

int64_t NumberOf(FamilyNumber family) { return static_cast<int64_t>(family); }

template <typename Noun>
std::string HexOrNothing(const Id<Noun>& id) {
  return id == Id<Noun>() ? "" : id.ToHex();
}

std::string FieldsOf(const Delivery& delivery) {
  const DeliveryKey& key = delivery.key;
  return fmt::format(
      R"("family":{},"member":"{}","day":{},"ritual":"{}","child":"{}","stage":{},"channel":"{}","device":"{}",)"
      R"("key":"{}","due_ms":{},"useful_until_ms":{},"not_before_ms":{},"held_until_ms":{},"attempts":{})",
      NumberOf(key.family), key.member.ToHex(), key.day, HexOrNothing(key.ritual), HexOrNothing(key.child), key.stage,
      WordOf(key.channel.kind), HexOrNothing(key.channel.device), ToHex(NudgeKeyOf(key)), delivery.due_ms,
      delivery.useful_until_ms, delivery.not_before_ms, delivery.held_until_ms, delivery.attempts);
}

// A time, or null.
std::string MsOrNull(std::optional<int64_t> ms) { return ms.has_value() ? std::to_string(*ms) : "null"; }

}  // namespace

absl::StatusOr<std::unique_ptr<EventTrace>> EventTrace::Open(const std::string& path, const Clock& clock) {
  const int file = open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) return TraceNotWritable(path, errno);
  return std::unique_ptr<EventTrace>(new EventTrace(file, clock));
}

EventTrace::~EventTrace() { close(file_); }

std::string EventTrace::Line(const TraceMoment& moment, std::string_view event, std::string_view fields) const {
  return fmt::format("{{\"at_ms\":{},\"up_ms\":{},\"since_up_ms\":{},\"event\":\"{}\",{}}}\n", moment.at_ms,
                     clock_.Now().boottime_ms, moment.since_up_ms, event, fields);
}

std::string EventTrace::Started(const TraceMoment& moment, const EngineRow& row, bool held) const {
  return Line(moment, "started", fmt::format(R"("high_water_ms":{},"held":{})", row.high_water_ms, held));
}

std::string EventTrace::ClockSetBack(const TraceMoment& moment, int64_t by_ms) const {
  return Line(moment, "clock_set_back", fmt::format(R"("by_ms":{})", by_ms));
}

std::string EventTrace::ClockCameUp(const TraceMoment& moment) const {
  return Line(moment, "clock_came_up", R"("held":false)");
}

std::string EventTrace::Looked(const TraceMoment& moment, const DueMember& member,
                               std::optional<int64_t> next_ms) const {
  return Line(moment, "looked",
              fmt::format(R"("family":{},"member":"{}","looked_ms":{},"next_ms":{})", NumberOf(member.family),
                          member.member.ToHex(), member.looked_ms, MsOrNull(next_ms)));
}

std::string EventTrace::Asleep(const TraceMoment& moment, FamilyNumber family, const MemberId& member, int32_t day,
                               std::optional<int64_t> asleep_ms) const {
  return Line(moment, "asleep",
              fmt::format(R"("family":{},"member":"{}","day":{},"asleep_ms":{})", NumberOf(family), member.ToHex(), day,
                          MsOrNull(asleep_ms)));
}

std::string EventTrace::Listens(const TraceMoment& moment, const Session& session) const {
  return Line(moment, "listens",
              fmt::format(R"("family":{},"member":"{}","device":"{}")", NumberOf(session.family),
                          session.member.ToHex(), session.device.ToHex()));
}

std::string EventTrace::OfDelivery(const TraceMoment& moment, std::string_view event, const Delivery& delivery) const {
  return Line(moment, event, FieldsOf(delivery));
}

std::string EventTrace::Decided(const TraceMoment& moment, const Delivery& delivery,
                                const plan::Decision& decision) const {
  return Line(
      moment, "decided",
      fmt::format(R"({},"what":"{}","again_ms":{})", FieldsOf(delivery), WordOf(decision.what), decision.again_ms));
}

std::string EventTrace::Answered(const TraceMoment& moment, const Delivery& delivery, SendOutcome outcome) const {
  return Line(moment, "answered", fmt::format(R"({},"outcome":"{}")", FieldsOf(delivery), WordOf(outcome)));
}

void EventTrace::Write(std::string_view line) {
  const bool written = write(file_, line.data(), line.size()) == static_cast<ssize_t>(line.size());
  if (written || complained_) return;
  complained_ = true;
  Log::Error("the reminder trace cannot be written; lines of it are lost");
}

std::string_view EventOf(ChannelKind channel, DeliveryState state) {
  switch (state) {
    case DeliveryState::kWaiting:
      return "waiting";
    case DeliveryState::kShown:
      return "shown";
    case DeliveryState::kClosed:
      return "withdrawn";
    case DeliveryState::kExpired:
      return "expired";
    case DeliveryState::kMerged:
      return "merged";
    case DeliveryState::kFailed:
      return "failed";
    case DeliveryState::kSent:
      return channel == ChannelKind::kStream ? "sent" : "";
  }
  return "";
}

}  // namespace toward::server
