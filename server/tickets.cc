#include "server/tickets.h"

namespace toward::server {
namespace {

constexpr size_t kTimeBytes = 8;
constexpr size_t kMacBytes = 16;

std::string MacOf(const trust::Secret& key, std::string_view said) {
  const trust::Secret mac = trust::DeriveKey("toward/v1/ticket" + std::string(said), key);
  return std::string(mac.bytes().substr(0, kMacBytes));
}

}  // namespace

std::string FormatTicket(const trust::Secret& key, const Ticket& ticket) {
  std::string said = ticket.nonce;
  trust::AppendBigEndian(said, static_cast<uint64_t>(ticket.expire_time_ms), kTimeBytes);
  return trust::ToBase64Url(said + MacOf(key, said));
}

std::optional<Ticket> ReadTicket(const trust::Secret& key, std::string_view text, int64_t now_ms) {
  const std::optional<std::string> bytes = trust::FromBase64Url(text);
  constexpr size_t kSaidBytes = kTicketNonceBytes + kTimeBytes;
  if (!bytes.has_value() || bytes->size() != kSaidBytes + kMacBytes) return std::nullopt;
  const std::string said = bytes->substr(0, kSaidBytes);
  if (!trust::EqualSecrets(bytes->substr(kSaidBytes), MacOf(key, said))) return std::nullopt;
  const auto expire_time_ms = static_cast<int64_t>(trust::ReadBigEndian(said.substr(kTicketNonceBytes)));
  if (expire_time_ms <= now_ms) return std::nullopt;
  return Ticket{said.substr(0, kTicketNonceBytes), expire_time_ms};
}

}  // namespace toward::server
