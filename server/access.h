// Who may call a method, read from the schema: the only place that decides it.
#ifndef TOWARD_SERVER_ACCESS_H_
#define TOWARD_SERVER_ACCESS_H_

#include <string_view>

#include "google/protobuf/descriptor.h"
#include "toward/v1/options.pb.h"

namespace toward::server {

// The method's `access` option; ACCESS_UNSPECIFIED, which lets nobody in, when it has none.
v1::Access AccessOf(const google::protobuf::MethodDescriptor& method);

// The same by full name, "toward.v1.SyncService.Push". ACCESS_UNSPECIFIED for a method no schema of this program has.
v1::Access AccessOf(std::string_view full_method_name);

}  // namespace toward::server

#endif  // TOWARD_SERVER_ACCESS_H_
