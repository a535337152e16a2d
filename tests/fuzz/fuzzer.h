// A fuzzer: bytes in; whatever must hold is checked with TOWARD_CHECK, which ends the process.
//
// libFuzzer (https://llvm.org/docs/LibFuzzer.html) drives it with bytes of its own making, replay.cc with those in
// corpus/.
#ifndef TOWARD_TESTS_FUZZ_FUZZER_H_
#define TOWARD_TESTS_FUZZ_FUZZER_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

// Always returns 0.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace toward::fuzz {

inline std::string_view Bytes(const uint8_t* data, size_t size) { return {reinterpret_cast<const char*>(data), size}; }

}  // namespace toward::fuzz

#endif  // TOWARD_TESTS_FUZZ_FUZZER_H_
