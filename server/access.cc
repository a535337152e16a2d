#include "server/access.h"

#include <string>

namespace toward::server {

v1::Access AccessOf(const google::protobuf::MethodDescriptor& method) {
  return method.options().GetExtension(v1::access);
}

v1::Access AccessOf(std::string_view full_method_name) {
  const auto* method =
      google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(std::string(full_method_name));
  return method == nullptr ? v1::ACCESS_UNSPECIFIED : AccessOf(*method);
}

}  // namespace toward::server
