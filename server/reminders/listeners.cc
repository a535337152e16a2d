#include "server/reminders/listeners.h"

#include <utility>

#include "server/refusals.h"

namespace toward::server {
namespace {

// A device that lets more wait does not read; it begins anew.
constexpr size_t kMostWaiting = 64;

}  // namespace

void Listeners::Add(const Session& session, NudgeStream* stream) {
  const std::lock_guard lock(mutex_);
  const auto entry = entries_.emplace(stream, Entry{.session = session, .sent_ms = now_ms_}).first;
  ++devices_[session.device.ToBytes()];
  if (ending_) return End(entry, ServerStopping());
  Push(stream, entry->second, v1::ListenResponse().SerializeAsString());
}

void Listeners::Sent(NudgeStream* stream) {
  const std::lock_guard lock(mutex_);
  const auto entry = entries_.find(stream);
  if (entry == entries_.end()) return;
  entry->second.sending = false;
  if (entry->second.end.has_value()) return End(entry, *entry->second.end);
  if (entry->second.waiting.empty()) return;
  std::string next = std::move(entry->second.waiting.front());
  entry->second.waiting.pop_front();
  Push(stream, entry->second, std::move(next));
}

void Listeners::Gone(NudgeStream* stream) {
  const std::lock_guard lock(mutex_);
  const auto entry = entries_.find(stream);
  if (entry != entries_.end()) End(entry, absl::CancelledError());
}

bool Listeners::Listens(const DeviceId& device) const {
  const std::lock_guard lock(mutex_);
  return devices_.contains(device.ToBytes());
}

void Listeners::Show(const DeviceId& device, const v1::ListenResponse& message) {
  const std::string bytes = message.SerializeAsString();
  const std::lock_guard lock(mutex_);
  if (!devices_.contains(device.ToBytes())) return;
  for (auto it = entries_.begin(); it != entries_.end();) {
    const auto entry = it++;
    if (entry->second.session.device != device || entry->second.end.has_value()) continue;
    if (entry->second.waiting.size() >= kMostWaiting) {
      End(entry, ServerBusy());
    } else {
      Push(entry->first, entry->second, bytes);
    }
  }
}

void Listeners::Tend(int64_t now_ms) {
  const std::lock_guard lock(mutex_);
  now_ms_ = now_ms;
  for (auto it = entries_.begin(); it != entries_.end();) {
    const auto entry = it++;
    if (entry->second.end.has_value()) continue;
    if (!is_open_(entry->second.session.token_hash)) {
      End(entry, SessionRequired());
    } else if (!entry->second.sending && now_ms - entry->second.sent_ms >= heartbeat_ms_) {
      Push(entry->first, entry->second, v1::ListenResponse().SerializeAsString());
    }
  }
}

void Listeners::EndClosed() {
  const std::lock_guard lock(mutex_);
  for (auto it = entries_.begin(); it != entries_.end();) {
    const auto entry = it++;
    if (!entry->second.end.has_value() && !is_open_(entry->second.session.token_hash)) End(entry, SessionRequired());
  }
}

void Listeners::EndAll() {
  const std::lock_guard lock(mutex_);
  ending_ = true;
  for (auto it = entries_.begin(); it != entries_.end();) End(it++, ServerStopping());
}

void Listeners::Push(NudgeStream* stream, Entry& entry, std::string message) {
  if (entry.sending) {
    entry.waiting.push_back(std::move(message));
    return;
  }
  entry.sending = true;
  entry.sent_ms = now_ms_;
  stream->Send(message);
}

void Listeners::End(Entries::iterator entry, absl::Status status) {
  if (entry->second.sending) {
    entry->second.end = std::move(status);
    return;
  }
  NudgeStream* const stream = entry->first;
  const auto device = devices_.find(entry->second.session.device.ToBytes());
  if (--device->second == 0) devices_.erase(device);
  entries_.erase(entry);
  stream->End(status);
}

}  // namespace toward::server
