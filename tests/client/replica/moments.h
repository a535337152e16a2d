// Changes to one moment of the plan, in as few words as possible.
#ifndef TOWARD_TESTS_CLIENT_REPLICA_MOMENTS_H_
#define TOWARD_TESTS_CLIENT_REPLICA_MOMENTS_H_

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "client/replica/replica.h"
#include "toward/v1/records.pb.h"

namespace toward::client {

inline RecordId MomentId(char letter) { return *RecordId::FromBytes(std::string(16, letter)); }

inline Write Change(char letter, v1::Moment fields, std::vector<uint32_t> cleared = {}) {
  return {.kind = v1::KIND_MOMENT,
          .id = MomentId(letter),
          .fields = std::make_shared<v1::Moment>(std::move(fields)),
          .cleared = std::move(cleared)};
}

inline Write Noted(char letter, const std::string& note) {
  v1::Moment fields;
  fields.set_note(note);
  return Change(letter, fields);
}

inline Write Lasted(char letter, uint32_t minutes) {
  v1::Moment fields;
  fields.set_minutes(minutes);
  return Change(letter, fields);
}

inline Write NotedAndLasted(char letter, const std::string& note, uint32_t minutes) {
  v1::Moment fields;
  fields.set_note(note);
  fields.set_minutes(minutes);
  return Change(letter, fields);
}

inline Write OnDay(char letter, int32_t day) {
  v1::Moment fields;
  fields.set_day(day);
  return Change(letter, fields);
}

inline Write NoteCleared(char letter) { return Change(letter, {}, {uint32_t{v1::Moment::kNoteFieldNumber}}); }

inline Write Removed(char letter) {
  v1::Moment fields;
  fields.set_alive(false);
  return Change(letter, fields);
}

// `bytes` of something the server may read.
inline Write Sized(char letter, size_t bytes) {
  v1::Moment fields;
  fields.set_ritual_id(std::string(bytes, 'r'));
  return Change(letter, fields);
}

}  // namespace toward::client

#endif  // TOWARD_TESTS_CLIENT_REPLICA_MOMENTS_H_
