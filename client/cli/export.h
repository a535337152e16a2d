// Everything a device holds, as JSON that needs no Toward to be read.
#ifndef TOWARD_CLIENT_CLI_EXPORT_H_
#define TOWARD_CLIENT_CLI_EXPORT_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "client/replica/replica.h"
#include "client/replica/words.h"
#include "google/protobuf/message.h"
#include "nlohmann/json.hpp"

namespace toward::client {

// {"family", "member", "records": [{"kind", "id", "fields"}], "earlier": [...]}. Words are opened, ids are hexadecimal,
// days are days since 1970-01-01, words that are not UTF-8 are {"base64": ...}. A record of a kind this version does
// not know, or with anything it cannot read, also has "bytes": the whole record (toward.v1.Patch) in base64.
absl::StatusOr<nlohmann::json> ExportAll(Replica& replica, const Words& words);

// The fields of one record whose words are opened, as above.
nlohmann::json FieldsToJson(uint32_t kind, const google::protobuf::Message& message);

}  // namespace toward::client

#endif  // TOWARD_CLIENT_CLI_EXPORT_H_
