// What a member calls their devices: words of their private plan, which the partner's devices never get.
#ifndef TOWARD_CLIENT_CLI_MEMBERSHIP_DEVICE_LABELS_H_
#define TOWARD_CLIENT_CLI_MEMBERSHIP_DEVICE_LABELS_H_

#include <map>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/ids.h"
#include "client/cli/home.h"

namespace toward::client {

// By device; those that have a name.
absl::StatusOr<std::map<DeviceId, std::string>> DeviceLabels(Home& home);

// Saved; sent with the next exchange. Nothing happens when the name is empty or the same as before.
absl::Status LabelDevice(Home& home, const DeviceId& device, const std::string& label);
absl::Status LabelThisDevice(Home& home, const std::string& label);

// "9772-bf01": the beginning of a device's id, for comparing two screens.
std::string Fingerprint(const DeviceId& device);

}  // namespace toward::client

#endif  // TOWARD_CLIENT_CLI_MEMBERSHIP_DEVICE_LABELS_H_
