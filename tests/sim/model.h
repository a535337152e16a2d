// What copies of a plan must hold, said a second time and as simply as possible: maps of maps, and the greater of two
// values. None of the product's merging is used here.
#ifndef TOWARD_TESTS_SIM_MODEL_H_
#define TOWARD_TESTS_SIM_MODEL_H_

#include <compare>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "toward/v1/sync.pb.h"

namespace toward::sim {

struct Value {
  uint64_t hlc = 0;
  uint32_t replica = 0;
  // Tag included; empty: cleared.
  std::string bytes;

  int64_t ms() const { return static_cast<int64_t>(hlc >> 16); }
  friend auto operator<=>(const Value&, const Value&) = default;
};

using Fields = std::map<uint32_t, Value>;
using RecordKey = std::pair<uint32_t, std::string>;
using Registers = std::map<RecordKey, Fields>;

RecordKey KeyOf(const v1::Patch& patch);
// Throws Violation when the product has made a patch that is none.
Fields FieldsOf(const v1::Patch& patch);
// A message's fields without stamps.
std::map<uint32_t, std::string> Cut(const std::string& body);
Registers RegistersOf(const v1::Transaction& transaction);

// Whether anything changed.
bool Merge(Fields& into, const Fields& from);
void Merge(Registers& into, const Registers& from);
// Whether `held` has each register of `wanted`, or a greater one.
bool Holds(const Registers& held, const Registers& wanted);
// The first difference, for a person.
std::string Difference(const Registers& real, const Registers& expected);

// What the server must have of one family.
struct ServerFamily {
  struct Stored {
    uint64_t seq = 0;
    Fields fields;
  };
  struct Replica {
    std::string device;
    uint64_t push_no = 0;
    std::string digest;
  };
  uint64_t head = 0;
  int64_t max_ms = 0;
  std::map<RecordKey, Stored> records;
  std::map<uint32_t, Replica> replicas;

  // What a push must be answered, before it is applied. `device`: whose session it came with.
  v1::PushResponse::Outcome Judge(const v1::PushRequest& request, const std::string& device, int64_t now_ms) const;
  // Whether it changed anything.
  bool Apply(const v1::Transaction& transaction);
};

}  // namespace toward::sim

#endif  // TOWARD_TESTS_SIM_MODEL_H_
