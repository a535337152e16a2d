// How a run ends that should not have.
#ifndef TOWARD_TESTS_SIM_VIOLATION_H_
#define TOWARD_TESTS_SIM_VIOLATION_H_

#include <stdexcept>
#include <string>

namespace toward::sim {

// Thrown where it is found; docs/testing.md lists the names.
class Violation : public std::runtime_error {
 public:
  Violation(const std::string& invariant, const std::string& what)
      : std::runtime_error(invariant + ": " + what), invariant_(invariant) {}
  const std::string& invariant() const { return invariant_; }

 private:
  std::string invariant_;
};

inline void Demand(bool holds, const char* invariant, const std::string& what) {
  if (!holds) throw Violation(invariant, what);
}

}  // namespace toward::sim

#endif  // TOWARD_TESTS_SIM_VIOLATION_H_
