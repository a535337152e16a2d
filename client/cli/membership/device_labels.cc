#include "client/cli/membership/device_labels.h"

#include <array>
#include <utility>
#include <vector>

#include "base/status_macros.h"

namespace toward::client {

absl::StatusOr<std::map<DeviceId, std::string>> DeviceLabels(Home& home) {
  const std::array<MemberId, 1> authors = {home.identity().member};
  ASSIGN_OR_RETURN(const std::vector<sync::Record> records, home.own_replica().List(v1::KIND_DEVICE_LABEL));
  std::map<DeviceId, std::string> labels;
  for (const sync::Record& record : records) {
    v1::DeviceLabel message;
    home.own_words().OpenAll(record, authors, message);
    if (message.alive() && !message.label().empty()) labels[IdCast<DeviceId>(record.id())] = message.label();
  }
  return labels;
}

absl::Status LabelDevice(Home& home, const DeviceId& device, const std::string& label) {
  ASSIGN_OR_RETURN(const auto labels, DeviceLabels(home));
  const auto present = labels.find(device);
  if (label.empty() || (present != labels.end() && present->second == label)) return absl::OkStatus();
  v1::DeviceLabel message;
  message.set_label(label);
  return home.Commit({WriteOf(v1::KIND_DEVICE_LABEL, IdCast<RecordId>(device), std::move(message))});
}

absl::Status LabelThisDevice(Home& home, const std::string& label) {
  return LabelDevice(home, home.identity().device.device_id(), label);
}

std::string Fingerprint(const DeviceId& device) {
  const std::string hex = device.ToHex();
  return hex.substr(0, 4) + "-" + hex.substr(4, 4);
}

}  // namespace toward::client
