// Preloaded into the server: its own code, and not the libraries it uses, sees a wall clock that a test sets. What is
// to be added to the machine's are the eight bytes of the file that $TOWARD_SET_CLOCK_FILE names, in milliseconds. A
// library that waits until some time of the wall clock is woken by the kernel's, so it must not see another.

#include <dlfcn.h>
#include <fcntl.h>
#include <link.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <cstdlib>

namespace {

constexpr int64_t kMsPerSecond = 1'000;
constexpr int64_t kNsPerMs = 1'000'000;

// Where the program's own code is.
struct Code {
  uintptr_t begin = UINTPTR_MAX;
  uintptr_t end = 0;
};

int AddCode(dl_phdr_info* program, size_t, void* found) {
  auto& code = *static_cast<Code*>(found);
  for (int i = 0; i < program->dlpi_phnum; ++i) {
    const auto& segment = program->dlpi_phdr[i];
    if (segment.p_type != PT_LOAD || (segment.p_flags & PF_X) == 0) continue;
    code = {program->dlpi_addr + segment.p_vaddr, program->dlpi_addr + segment.p_vaddr + segment.p_memsz};
  }
  // The first is the program; no library after it.
  return 1;
}

Code FindCode() {
  Code code;
  dl_iterate_phdr(AddCode, &code);
  return code;
}

const std::atomic<int64_t>* OpenOffset() {
  const char* const path = std::getenv("TOWARD_SET_CLOCK_FILE");
  const int file = path == nullptr ? -1 : open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) std::abort();
  void* const mapped = mmap(nullptr, sizeof(int64_t), PROT_READ, MAP_SHARED, file, 0);
  close(file);
  if (mapped == MAP_FAILED) std::abort();
  return static_cast<const std::atomic<int64_t>*>(mapped);
}

}  // namespace

extern "C" int clock_gettime(clockid_t clock, timespec* now) noexcept {
  using Clock = int (*)(clockid_t, timespec*);
  static const auto machine = reinterpret_cast<Clock>(dlsym(RTLD_NEXT, "clock_gettime"));
  static const Code code = FindCode();
  static const std::atomic<int64_t>* const offset_ms = OpenOffset();
  const int result = machine(clock, now);
  const auto caller = reinterpret_cast<uintptr_t>(__builtin_return_address(0));
  if (result != 0 || clock != CLOCK_REALTIME || caller < code.begin || caller >= code.end) return result;
  const int64_t ms = now->tv_sec * kMsPerSecond + now->tv_nsec / kNsPerMs + offset_ms->load();
  now->tv_sec = ms / kMsPerSecond;
  now->tv_nsec = ms % kMsPerSecond * kNsPerMs;
  return 0;
}
