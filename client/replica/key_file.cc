#include "client/replica/key_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <iterator>

#include "base/hex.h"
#include "base/status_macros.h"
#include "fmt/format.h"
#include "nlohmann/json.hpp"

namespace toward::client {
namespace {

using nlohmann::json;

constexpr int kVersion = 1;

std::string KeyPath(const std::string& directory) { return directory + "/keys"; }

absl::Status NoKeyFile() { return absl::NotFoundError("There is no plan in this directory yet."); }

absl::Status KeyFileDamaged() {
  return absl::DataLossError("The key file is damaged. Put back a copy of it, or join again with an invite.");
}

absl::Status FileNotWritten() {
  return absl::PermissionDeniedError(
      "The keys of this device cannot be written. Check the directory and the room on the disk.");
}

// An absent value where a key or id is not as long as it must be.
std::optional<Identity> FromJson(const json& keys) {
  const auto bytes = [&](const char* name) { return FromHex(keys.at(name).get<std::string>()).value_or(""); };
  const auto family = FamilyId::FromBytes(bytes("family"));
  const auto member = MemberId::FromBytes(bytes("member"));
  const auto sign_seed = trust::Secret::FromBytes(bytes("sign_seed"));
  const auto box_seed = trust::Secret::FromBytes(bytes("box_seed"));
  if (!family || !member || !sign_seed || !box_seed) return std::nullopt;
  Identity identity{*family,
                    *member,
                    trust::DeviceIdentity::FromSeeds(*sign_seed, *box_seed),
                    {},
                    keys.at("server").get<std::string>(),
                    keys.at("origin").get<std::string>()};
  for (const json& entry : keys.at("family_keys")) {
    const auto key = trust::Secret::FromBytes(FromHex(entry.at("key").get<std::string>()).value_or(""));
    if (!key) return std::nullopt;
    identity.keyring.Add(entry.at("epoch").get<trust::KeyEpoch>(), *key);
  }
  if (identity.keyring.keys().empty()) return std::nullopt;
  return identity;
}

json ToJson(const Identity& identity) {
  json keys = {{"version", kVersion},
               {"family", identity.family.ToHex()},
               {"member", identity.member.ToHex()},
               {"server", identity.server},
               {"origin", identity.origin},
               {"sign_seed", ToHex(identity.device.sign_seed().bytes())},
               {"box_seed", ToHex(identity.device.box_seed().bytes())},
               {"family_keys", json::array()}};
  for (const auto& [epoch, key] : identity.keyring.keys()) {
    keys["family_keys"].push_back({{"epoch", epoch}, {"key", ToHex(key.bytes())}});
  }
  return keys;
}

// Writes and syncs a new file. False when any step fails.
bool WriteDurably(const std::string& path, std::string_view text) {
  const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd < 0) return false;
  const bool written = fchmod(fd, 0600) == 0 &&
                       write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && fsync(fd) == 0;
  return close(fd) == 0 && written;
}

void SyncDirectory(const std::string& directory) {
  const int fd = open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return;
  fsync(fd);
  close(fd);
}

}  // namespace

absl::Status CheckPrivate(const std::string& path) {
  struct stat file {};
  if (stat(path.c_str(), &file) != 0 || (file.st_mode & 077) == 0) return absl::OkStatus();
  return absl::PermissionDeniedError(
      fmt::format("Others on this machine can read your file; close it to them with: chmod 600 {}.", path));
}

absl::StatusOr<Identity> ReadKeyFile(const std::string& directory) {
  const std::string path = KeyPath(directory);
  RETURN_IF_ERROR(CheckPrivate(path));
  std::ifstream file(path);
  if (!file) return NoKeyFile();
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  const json keys = json::parse(text, nullptr, /*allow_exceptions=*/false);
  try {
    if (keys.at("version") != kVersion) return KeyFileDamaged();
    std::optional<Identity> identity = FromJson(keys);
    if (identity.has_value()) return *std::move(identity);
  } catch (const json::exception&) {
    return KeyFileDamaged();
  }
  return KeyFileDamaged();
}

absl::Status WritePrivateFile(const std::string& directory, const std::string& path, std::string_view content) {
  const std::string fresh = path + ".new";
  if (!WriteDurably(fresh, content)) return FileNotWritten();
  if (std::rename(fresh.c_str(), path.c_str()) != 0) return FileNotWritten();
  SyncDirectory(directory);
  return absl::OkStatus();
}

absl::Status WriteKeyFile(const std::string& directory, const Identity& identity) {
  return WritePrivateFile(directory, KeyPath(directory), ToJson(identity).dump(2) + "\n");
}

}  // namespace toward::client
