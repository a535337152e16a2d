#include "tests/bench/sides.h"

#include <string>

namespace toward::bench {
namespace {

std::string Subdirectory(const std::filesystem::path& directory, const char* name) {
  const std::filesystem::path path = directory / name;
  std::filesystem::create_directory(path);
  std::filesystem::permissions(path, std::filesystem::perms::owner_all);
  return path.string();
}

}  // namespace

Sides Sides::Start(const std::filesystem::path& directory) {
  const std::string self = std::filesystem::read_symlink("/proc/self/exe").string();
  Sides sides{.floor = {MeasuredServer({self, "--floor-server", Subdirectory(directory, "floor")}), {}},
              .toward = {MeasuredServer({TOWARD_SERVER_PROGRAM, "--listen", "127.0.0.1:0", "--log-level", "warning",
                                         "--data-directory", Subdirectory(directory, "toward")}),
                         {}}};
  sides.floor.families = NumberAtFloor(sides.floor.server.address(), kFamilies);
  sides.toward.families = EnrolAtToward(sides.toward.server.address(), kFamilies);
  return sides;
}

void Side::Restart() {
  server.Restart();
  for (Family& family : families) {
    for (Device& device : family) device.access.address = server.address();
  }
}

}  // namespace toward::bench
