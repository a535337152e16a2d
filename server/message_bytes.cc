#include "server/message_bytes.h"

#include <utility>

#include "grpcpp/support/proto_buffer_reader.h"
#include "server/refusals.h"

namespace toward::server {

grpc::Slice SliceOf(std::string bytes) {
  auto* const owned = new std::string(std::move(bytes));
  const auto free = [](void* string) { delete static_cast<std::string*>(string); };
  return grpc::Slice(owned->data(), owned->size(), free, owned);
}

grpc::ByteBuffer Serialize(const google::protobuf::Message& message) {
  const grpc::Slice slice = SliceOf(message.SerializeAsString());
  return grpc::ByteBuffer(&slice, 1);
}

absl::Status Parse(grpc::ByteBuffer& bytes, google::protobuf::Message& message) {
  bool parsed = false;
  {
    grpc::ProtoBufferReader reader(&bytes);
    parsed = reader.status().ok() && message.ParseFromZeroCopyStream(&reader);
  }
  bytes.Clear();
  return parsed ? absl::OkStatus() : NotTheMessage();
}

}  // namespace toward::server
