// Bytes, keys and ids, made at random. Only inside a RapidCheck property, as all here.
#ifndef TOWARD_TESTS_TRUST_ANY_BYTES_H_
#define TOWARD_TESTS_TRUST_ANY_BYTES_H_

#include <rapidcheck.h>

#include <string>

#include "trust/crypto.h"

namespace toward::trust {

inline std::string AnyBytes(size_t size) {
  const auto byte = rc::gen::resize(rc::kNominalSize, rc::gen::arbitrary<char>());
  return *rc::gen::container<std::string>(size, byte);
}

// From `min` to `max` bytes, small ones as likely as great ones.
inline std::string AnyBytesBetween(size_t min, size_t max) {
  return AnyBytes(*rc::gen::resize(rc::kNominalSize, rc::gen::inRange(min, max + 1)));
}

inline Secret AnySecret() { return *Secret::FromBytes(AnyBytes(kKeyBytes)); }

template <typename AnId>
AnId AnyId() {
  return *AnId::FromBytes(AnyBytes(AnId::kBytes));
}

// `bytes` with one of its bits changed, wherever chance has it.
inline std::string WithAnyBitFlipped(std::string bytes) {
  const size_t bit = *rc::gen::resize(rc::kNominalSize, rc::gen::inRange<size_t>(0, bytes.size() * 8));
  bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ (1 << bit % 8));
  return bytes;
}

}  // namespace toward::trust

#endif  // TOWARD_TESTS_TRUST_ANY_BYTES_H_
