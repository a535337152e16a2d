// Randomness comes into the program here and is passed on as values.
#ifndef TOWARD_BASE_RANDOM_H_
#define TOWARD_BASE_RANDOM_H_

#include <cstdint>
#include <string>

namespace toward {

// Thread-safe.
class Random {
 public:
  virtual ~Random() = default;
  // `size` bytes, fit for keys.
  virtual std::string Bytes(size_t size) = 0;

  // A number in [0, 2^64).
  uint64_t Number();
  // A new id of any noun.
  template <typename IdType>
  IdType NewId() {
    return *IdType::FromBytes(Bytes(IdType::kBytes));
  }
};

// The kernel's generator.
class SystemRandom final : public Random {
 public:
  std::string Bytes(size_t size) override;
};

}  // namespace toward

#endif  // TOWARD_BASE_RANDOM_H_
