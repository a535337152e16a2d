#include "tests/sim/chance.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace toward::sim {
namespace {

// SplitMix64 (Steele, Lea, Flood, 2014).
uint64_t Mix(uint64_t& state) {
  uint64_t z = state += 0x9e3779b97f4a7c15ULL;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31);
}

// FNV-1a.
uint64_t HashOf(std::string_view name) {
  uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  return hash;
}

}  // namespace

Chance::Chance(uint64_t seed) : seed_(seed) {
  uint64_t mixing = seed;
  for (uint64_t& word : state_) word = Mix(mixing);
}

Chance Chance::Fork(std::string_view name) const {
  uint64_t mixing = seed_ ^ HashOf(name);
  return Chance(Mix(mixing));
}

uint64_t Chance::Number() {
  const uint64_t result = std::rotl(state_[1] * 5, 7) * 9;
  const uint64_t t = state_[1] << 17;
  state_[2] ^= state_[0];
  state_[3] ^= state_[1];
  state_[1] ^= state_[2];
  state_[0] ^= state_[3];
  state_[2] ^= t;
  state_[3] = std::rotl(state_[3], 45);
  return result;
}

int64_t Chance::Between(int64_t least, int64_t most) {
  const uint64_t span = static_cast<uint64_t>(most - least) + 1;
  return least + static_cast<int64_t>(Number() % span);
}

bool Chance::Hits(double probability) { return static_cast<double>(Number() >> 11) * 0x1.0p-53 < probability; }

int64_t Chance::Gap(double mean) {
  const double unit = (static_cast<double>(Number() >> 11) + 1) * 0x1.0p-53;
  return std::max<int64_t>(1, static_cast<int64_t>(-mean * std::log(unit)));
}

std::string SeededRandom::Bytes(size_t size) {
  std::string bytes;
  while (bytes.size() < size) {
    uint64_t number = chance_.Number();
    for (int i = 0; i < 8 && bytes.size() < size; ++i, number >>= 8) bytes += static_cast<char>(number & 0xff);
  }
  return bytes;
}

}  // namespace toward::sim
