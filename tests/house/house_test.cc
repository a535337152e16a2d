// The floor plan, enforced: which room may use which, and that nothing lies about unused.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace toward {
namespace {

namespace fs = std::filesystem;
using testing::IsEmpty;

const fs::path kSource = TOWARD_SOURCE_DIR;

// What each room may include besides itself.
const std::map<std::string, std::set<std::string>> kMayUse = {
    {"base", {}},
    {"sync", {"base", "proto"}},
    {"trust", {"base", "proto"}},
    {"plan", {"base", "proto"}},
    {"server", {"base", "proto", "sync", "trust", "plan"}},
    {"client", {"base", "proto", "sync", "trust", "plan"}},
    {"tests", {"base", "proto", "sync", "trust", "plan", "server", "client"}},
};

std::string ReadFile(const fs::path& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

// Files of the rooms with one of the extensions, relative to the project.
std::vector<fs::path> Files(const std::set<std::string>& extensions) {
  std::vector<fs::path> files;
  for (const auto& [room, uses] : kMayUse) {
    for (const auto& entry : fs::recursive_directory_iterator(kSource / room)) {
      if (entry.is_regular_file() && extensions.contains(entry.path().extension())) {
        files.push_back(fs::relative(entry.path(), kSource));
      }
    }
  }
  return files;
}

std::vector<std::string> Includes(const fs::path& file) {
  static const std::regex include("(?:^|\n)#include \"([^\"]+)\"");
  const std::string text = ReadFile(kSource / file);
  std::vector<std::string> includes;
  for (std::sregex_iterator it(text.begin(), text.end(), include), end; it != end; ++it) includes.push_back((*it)[1]);
  return includes;
}

// The room an include leads to; "proto" for the generated headers of our wire; empty for a library's header.
std::string RoomOf(const std::string& include) {
  const std::string first = include.substr(0, include.find('/'));
  if (first == "toward") return "proto";
  return kMayUse.contains(first) ? first : "";
}

TEST(House, ArrowsPointDown) {
  std::vector<std::string> wrong;
  for (const fs::path& file : Files({".h", ".cc"})) {
    const std::string room = file.begin()->string();
    for (const std::string& include : Includes(file)) {
      const std::string used = RoomOf(include);
      if (used.empty() || used == room || kMayUse.at(room).contains(used)) continue;
      wrong.push_back(file.string() + " includes " + include);
    }
  }
  EXPECT_THAT(wrong, IsEmpty());
}

TEST(House, PureRoomsTouchNoClockFileOrSocket) {
  const std::set<std::string> pure = {"sync", "trust", "plan"};
  const std::regex edge(
      "#include <(chrono|fstream|filesystem|thread|random|ctime|time\\.h|sys/[a-z]+\\.h|unistd\\.h|grpcpp/[^>]+)>|"
      "#include \"(base/sqlite\\.h|base/log\\.h)\"|absl::Now|SystemClock|SystemRandom|randombytes_buf");
  std::vector<std::string> wrong;
  for (const fs::path& file : Files({".h", ".cc"})) {
    if (pure.contains(file.begin()->string()) && std::regex_search(ReadFile(kSource / file), edge)) {
      wrong.push_back(file.string());
    }
  }
  EXPECT_THAT(wrong, IsEmpty());
}

TEST(House, EveryHeaderIsUsed) {
  std::set<std::string> used;
  for (const fs::path& file : Files({".h", ".cc"})) {
    for (const std::string& include : Includes(file)) {
      if (fs::path(include).replace_extension() != fs::path(file).replace_extension()) used.insert(include);
    }
  }
  std::vector<std::string> unused;
  for (const fs::path& header : Files({".h"})) {
    if (!used.contains(header.string())) unused.push_back(header.string());
  }
  EXPECT_THAT(unused, IsEmpty());
}

TEST(House, EverySourceIsBuilt) {
  std::vector<std::string> forgotten;
  for (const fs::path& source : Files({".cc"})) {
    bool built = false;
    for (fs::path directory = source.parent_path(); !built && !directory.empty(); directory = directory.parent_path()) {
      const fs::path build_file = kSource / directory / "CMakeLists.txt";
      const std::string name = fs::relative(source, directory).generic_string();
      built = fs::exists(build_file) && ReadFile(build_file).find(name) != std::string::npos;
    }
    if (!built) forgotten.push_back(source.string());
  }
  EXPECT_THAT(forgotten, IsEmpty());
}

TEST(House, AFileIsReadInOneSitting) {
  constexpr int kMaxLines = 300;
  std::vector<std::string> long_files;
  for (const fs::path& file : Files({".h", ".cc", ".py"})) {
    const std::string text = ReadFile(kSource / file);
    if (std::count(text.begin(), text.end(), '\n') > kMaxLines) long_files.push_back(file.string());
  }
  EXPECT_THAT(long_files, IsEmpty());
}

TEST(House, EveryLibraryOfTheBuildHasItsLineInDependencies) {
  const std::string dev = ReadFile(kSource / "dev");
  const std::string dependencies = ReadFile(kSource / "docs/dependencies.md");
  static const std::regex package("\\b((?:lib|python3-)[a-z0-9+-]+)\\b");
  std::vector<std::string> missing;
  for (std::sregex_iterator it(dev.begin(), dev.end(), package), end; it != end; ++it) {
    if (dependencies.find((*it)[1]) == std::string::npos) missing.push_back((*it)[1]);
  }
  EXPECT_THAT(missing, IsEmpty());
}

}  // namespace
}  // namespace toward
