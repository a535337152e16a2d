#include "client/cli/import.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/escaping.h"
#include "base/hex.h"
#include "base/status_macros.h"
#include "client/cli/errors.h"
#include "client/cli/export.h"
#include "client/cli/plan_view.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "google/protobuf/util/json_util.h"
#include "sync/limits.h"
#include "toward/v1/options.pb.h"

namespace toward::client {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// Twice the words at most, by their padding, and an envelope each; ids and stamps.
constexpr size_t kBytesAround = 512;

// KIND_UNSPECIFIED: this version has no such kind.
v1::Kind KindByName(const nlohmann::json& name) {
  if (!name.is_string()) return v1::KIND_UNSPECIFIED;
  const auto* type = v1::Member::descriptor()->file()->FindMessageTypeByName(name.get<std::string>());
  return type == nullptr ? v1::KIND_UNSPECIFIED : type->options().GetExtension(v1::kind);
}

std::optional<std::string> TextFrom(const nlohmann::json& json) {
  if (json.is_string()) return json.get<std::string>();
  std::string text;
  const bool is_bytes = json.is_object() && json.contains("base64") && json["base64"].is_string() &&
                        absl::Base64Unescape(json["base64"].get<std::string>(), &text);
  return is_bytes ? std::optional(text) : std::nullopt;
}

bool IsSealed(uint32_t kind, const FieldDescriptor& field) {
  const absl::Span<const uint32_t> sealed = SealedFields(kind);
  return std::find(sealed.begin(), sealed.end(), static_cast<uint32_t>(field.number())) != sealed.end();
}

// False: the JSON is of another shape.
bool SetText(uint32_t kind, const FieldDescriptor& field, const nlohmann::json& json, Message& message) {
  const std::optional<std::string> text = TextFrom(json);
  if (!text) return false;
  const bool is_text = IsSealed(kind, field) || field.type() == FieldDescriptor::TYPE_STRING;
  const std::optional<std::string> bytes = is_text ? text : FromHex(*text);
  if (!bytes) return false;
  message.GetReflection()->SetString(&message, &field, *bytes);
  return true;
}

bool SetEnum(const FieldDescriptor& field, const nlohmann::json& json, Message& message) {
  if (json.is_number_integer()) {
    message.GetReflection()->SetEnumValue(&message, &field, json.get<int>());
    return true;
  }
  if (!json.is_string()) return false;
  const auto* value = field.enum_type()->FindValueByName(json.get<std::string>());
  if (value != nullptr) message.GetReflection()->SetEnum(&message, &field, value);
  return value != nullptr;
}

bool SetField(uint32_t kind, const FieldDescriptor& field, const nlohmann::json& json, Message& message) {
  const google::protobuf::Reflection& reflection = *message.GetReflection();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_BOOL:
      if (!json.is_boolean()) return false;
      reflection.SetBool(&message, &field, json.get<bool>());
      return true;
    case FieldDescriptor::CPPTYPE_INT32:
      if (!json.is_number_integer()) return false;
      reflection.SetInt32(&message, &field, json.get<int32_t>());
      return true;
    case FieldDescriptor::CPPTYPE_UINT32:
      if (!json.is_number_integer()) return false;
      reflection.SetUInt32(&message, &field, json.get<uint32_t>());
      return true;
    case FieldDescriptor::CPPTYPE_ENUM:
      return SetEnum(field, json, message);
    case FieldDescriptor::CPPTYPE_STRING:
      return SetText(kind, field, json, message);
    case FieldDescriptor::CPPTYPE_MESSAGE: {
      Message& nested = *reflection.MutableMessage(&message, &field);
      return google::protobuf::util::JsonStringToMessage(json.dump(), &nested).ok();
    }
    default:
      return false;
  }
}

// The record as a message, its words in clear. `without_words`: some could not be opened.
struct Restored {
  v1::Kind kind = v1::KIND_UNSPECIFIED;
  RecordId id;
  std::unique_ptr<Message> message;
  bool without_words = false;
};

// What this version does not know comes along in the bytes; sealed words only as far as they are in clear.
absl::Status ReadBytes(const nlohmann::json& json, const nlohmann::json& fields, Restored& restored) {
  std::string patch;
  if (!json.is_string() || !absl::Base64Unescape(json.get<std::string>(), &patch)) return NotAnExport();
  const absl::StatusOr<sync::Record> record = sync::Record::Parse(patch);
  if (!record.ok() || record->kind() != static_cast<uint32_t>(restored.kind) || record->id() != restored.id)
    return NotAnExport();
  if (!restored.message->ParseFromArray(record->body().data(), static_cast<int>(record->body().size()))) {
    return NotAnExport();
  }
  for (const uint32_t number : SealedFields(restored.kind)) {
    const FieldDescriptor* field = restored.message->GetDescriptor()->FindFieldByNumber(static_cast<int>(number));
    if (!restored.message->GetReflection()->HasField(*restored.message, field)) continue;
    restored.message->GetReflection()->ClearField(restored.message.get(), field);
    restored.without_words = restored.without_words || !fields.contains(field->name());
  }
  return absl::OkStatus();
}

// Known kinds only.
absl::StatusOr<Restored> ReadRecord(const nlohmann::json& json) {
  Restored restored{.kind = KindByName(json["kind"]), .id = {}, .message = nullptr};
  const std::optional<RecordId> id = RecordId::FromBytes(FromHex(TextFrom(json["id"]).value_or("")).value_or(""));
  const nlohmann::json fields = json.value("fields", nlohmann::json::object());
  if (!id || !fields.is_object()) return NotAnExport();
  restored.id = *id;
  restored.message = NewMessage(restored.kind);
  const bool has_bytes = json.contains("bytes");
  if (has_bytes) RETURN_IF_ERROR(ReadBytes(json["bytes"], fields, restored));
  for (const auto& [name, value] : fields.items()) {
    const FieldDescriptor* field = restored.message->GetDescriptor()->FindFieldByName(name);
    if (field == nullptr) return NotAnExport();
    const bool is_in_bytes = has_bytes && !IsSealed(restored.kind, *field);
    if (!is_in_bytes && !SetField(restored.kind, *field, value, *restored.message)) return NotAnExport();
  }
  return restored;
}

// Makes the record here, shown as `here`, what the export says. Absent: it is that already.
std::optional<Write> Difference(const Restored& restored, const Message& here) {
  const nlohmann::json before = FieldsToJson(restored.kind, here);
  const nlohmann::json after = FieldsToJson(restored.kind, *restored.message);
  if (before == after) return std::nullopt;
  Write write{.kind = restored.kind, .id = restored.id, .fields = nullptr, .cleared = {}};
  for (const auto& [name, value] : before.items()) {
    const FieldDescriptor* field = here.GetDescriptor()->FindFieldByName(name);
    if (!after.contains(name)) write.cleared.push_back(static_cast<uint32_t>(field->number()));
  }
  std::shared_ptr<Message> fields(restored.message->New());
  fields->CopyFrom(*restored.message);
  write.fields = std::move(fields);
  return write;
}

}  // namespace

std::vector<Writes> SplitIntoTransactions(Writes writes) {
  std::vector<Writes> parts;
  size_t bytes = 0;
  for (Write& write : writes) {
    const size_t size = 2 * write.fields->ByteSizeLong() + kBytesAround;
    const bool is_full = !parts.empty() && (parts.back().size() == sync::kMaxPatchesPerTransaction ||
                                            bytes + size > sync::kMaxTransactionBytes);
    if (parts.empty() || is_full) {
      parts.emplace_back();
      bytes = 0;
    }
    bytes += size;
    parts.back().push_back(std::move(write));
  }
  return parts;
}

absl::StatusOr<Import> ImportAll(Replica& replica, const Words& words, const nlohmann::json& exported,
                                 ImportMode mode) {
  if (!exported.is_object() || !exported.contains("records") || !exported["records"].is_array()) return NotAnExport();
  if (exported.value("family", nlohmann::json()) != words.family().ToHex()) return ImportOfAnotherFamily();
  ASSIGN_OR_RETURN(const std::vector<MemberId> authors, LoadAuthors(replica, words));
  Import import;
  Writes writes;
  for (const nlohmann::json& json : exported["records"]) {
    if (!json.is_object() || !json.contains("kind") || !json.contains("id")) return NotAnExport();
    if (KindByName(json["kind"]) == v1::KIND_UNSPECIFIED) {
      ++import.unknown_kinds;
      continue;
    }
    ASSIGN_OR_RETURN(const Restored restored, ReadRecord(json));
    ASSIGN_OR_RETURN(const std::optional<sync::Record> here, replica.Find(restored.kind, restored.id));
    const std::unique_ptr<Message> message = NewMessage(restored.kind);
    if (here) words.OpenAll(*here, authors, *message);
    std::optional<Write> write = Difference(restored, *message);
    if (!write || (here && mode == ImportMode::kMissing)) {
      ++import.kept;
      continue;
    }
    if (restored.without_words) ++import.without_words;
    ++import.records;
    writes.push_back(*std::move(write));
  }
  import.parts = SplitIntoTransactions(std::move(writes));
  return import;
}

}  // namespace toward::client
