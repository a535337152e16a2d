// Writes the golden vectors of sync into a directory: toward-make-vectors tests/vectors

#include <cstdio>
#include <filesystem>
#include <fstream>

#include "tests/sync/vectors.h"

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("Say where to: toward-make-vectors tests/vectors\n", stderr);
    return 2;
  }
  for (const auto& [name, text] : toward::sync::VectorFiles()) {
    std::ofstream file(std::filesystem::path(argv[1]) / name, std::ios::binary);
    file << text;
    file.close();
    if (!file.good()) {
      std::fprintf(stderr, "%s could not be written.\n", name.c_str());
      return 1;
    }
  }
  return 0;
}
