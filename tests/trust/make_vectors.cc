// Writes the golden vectors of trust into a directory: toward-make-trust-vectors tests/vectors

#include <cstdio>
#include <filesystem>
#include <fstream>

#include "tests/trust/vectors.h"

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("Say where to: toward-make-trust-vectors tests/vectors\n", stderr);
    return 2;
  }
  std::ofstream file(std::filesystem::path(argv[1]) / "crypto.json", std::ios::binary);
  file << toward::trust::CryptoFile();
  file.close();
  if (!file.good()) {
    std::fputs("crypto.json could not be written.\n", stderr);
    return 1;
  }
  return 0;
}
