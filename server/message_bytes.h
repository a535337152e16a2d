// Messages as gRPC carries bytes, and back.
#ifndef TOWARD_SERVER_MESSAGE_BYTES_H_
#define TOWARD_SERVER_MESSAGE_BYTES_H_

#include <string>

#include "absl/status/status.h"
#include "google/protobuf/message.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/slice.h"

namespace toward::server {

// A slice that owns the string it shows; nothing is copied.
grpc::Slice SliceOf(std::string bytes);

grpc::ByteBuffer Serialize(const google::protobuf::Message& message);

// Reads a message and lets go of its bytes. INVALID_ARGUMENT: it is not a message of this type.
absl::Status Parse(grpc::ByteBuffer& bytes, google::protobuf::Message& message);

}  // namespace toward::server

#endif  // TOWARD_SERVER_MESSAGE_BYTES_H_
