// Gives a fuzzer every file of a directory, each whole and cut off at several places, without libFuzzer.

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "tests/fuzz/fuzzer.h"

namespace toward::fuzz {
namespace {

constexpr size_t kCuts = 16;

void Give(const std::string& bytes, size_t size) {
  // A copy of just this size, so that a sanitizer sees the first byte read beyond it.
  const std::string exactly(bytes, 0, size);
  LLVMFuzzerTestOneInput(reinterpret_cast<const uint8_t*>(exactly.data()), exactly.size());
}

void Replay(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  Give(bytes, bytes.size());
  const size_t step = std::max<size_t>(1, bytes.size() / kCuts);
  for (size_t size = 0; size < bytes.size(); size += step) Give(bytes, size);
}

int ReplayAll(const char* directory) {
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(directory)) {
    std::printf("%s\n", entry.path().filename().c_str());
    std::fflush(stdout);
    Replay(entry.path());
    ++files;
  }
  return files;
}

}  // namespace
}  // namespace toward::fuzz

int main(int argument_count, char** arguments) {
  if (argument_count != 2) {
    std::fputs("Say which files: a directory, for example tests/fuzz/corpus/wire\n", stderr);
    return 2;
  }
  if (toward::fuzz::ReplayAll(arguments[1]) > 0) return 0;
  std::fputs("There is no file in this directory.\n", stderr);
  return 1;
}
