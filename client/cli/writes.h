// The writes of one local change, and how one is made.
#ifndef TOWARD_CLIENT_CLI_WRITES_H_
#define TOWARD_CLIENT_CLI_WRITES_H_

#include <memory>
#include <utility>
#include <vector>

#include "base/ids.h"
#include "client/replica/replica.h"
#include "toward/v1/records.pb.h"

namespace toward::client {

using Writes = std::vector<Write>;

// Writes the fields that are set in `fields`.
template <typename Message>
Write WriteOf(v1::Kind kind, const RecordId& id, Message fields) {
  return {.kind = kind, .id = id, .fields = std::make_shared<Message>(std::move(fields)), .cleared = {}};
}

template <typename Message>
Write Deletion(v1::Kind kind, const RecordId& id) {
  Message fields;
  fields.set_alive(false);
  return WriteOf(kind, id, std::move(fields));
}

}  // namespace toward::client

#endif  // TOWARD_CLIENT_CLI_WRITES_H_
