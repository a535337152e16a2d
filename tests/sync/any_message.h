// Messages of the real schema, filled at random.
#ifndef TOWARD_TESTS_SYNC_ANY_MESSAGE_H_
#define TOWARD_TESTS_SYNC_ANY_MESSAGE_H_

#include <google/protobuf/message.h>

#include <memory>

namespace toward::sync {

// A message of any kind of record, with some of its fields set. Only inside a RapidCheck property, as all here.
std::unique_ptr<google::protobuf::Message> AnyRecordMessage();

// Sets each field, or leaves it, as chance has it.
void FillAtRandom(google::protobuf::Message& message);

// Adds fields no version of the schema has.
void AddUnknownFields(google::protobuf::Message& message);

}  // namespace toward::sync

#endif  // TOWARD_TESTS_SYNC_ANY_MESSAGE_H_
