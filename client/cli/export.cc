#include "client/cli/export.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "base/hex.h"
#include "base/status_macros.h"
#include "client/cli/plan_view.h"
#include "client/cli/text.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "google/protobuf/util/json_util.h"

namespace toward::client {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

bool IsSealed(uint32_t kind, const FieldDescriptor& field) {
  for (const uint32_t number : SealedFields(kind)) {
    if (static_cast<int>(number) == field.number()) return true;
  }
  return false;
}

nlohmann::json NestedToJson(const Message& message) {
  std::string text;
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  const bool done = google::protobuf::util::MessageToJsonString(message, &text, options).ok();
  return done ? nlohmann::json::parse(text, nullptr, false) : nlohmann::json();
}

// By its name, or by its number when this version has no name for it.
nlohmann::json EnumToJson(const FieldDescriptor& field, int number) {
  const google::protobuf::EnumValueDescriptor* value = field.enum_type()->FindValueByNumber(number);
  return value == nullptr ? nlohmann::json(number) : nlohmann::json(value->name());
}

nlohmann::json TextToJson(const std::string& text) {
  return IsUtf8(text) ? nlohmann::json(text) : nlohmann::json{{"base64", absl::Base64Escape(text)}};
}

nlohmann::json FieldToJson(uint32_t kind, const Message& message, const FieldDescriptor& field) {
  const google::protobuf::Reflection& reflection = *message.GetReflection();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_BOOL:
      return reflection.GetBool(message, &field);
    case FieldDescriptor::CPPTYPE_INT32:
      return reflection.GetInt32(message, &field);
    case FieldDescriptor::CPPTYPE_UINT32:
      return reflection.GetUInt32(message, &field);
    case FieldDescriptor::CPPTYPE_ENUM:
      return EnumToJson(field, reflection.GetEnumValue(message, &field));
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return NestedToJson(reflection.GetMessage(message, &field));
    case FieldDescriptor::CPPTYPE_STRING: {
      const std::string text = reflection.GetString(message, &field);
      const bool is_text = IsSealed(kind, field) || field.type() == FieldDescriptor::TYPE_STRING;
      return is_text ? TextToJson(text) : nlohmann::json(ToHex(text));
    }
    default:
      return nullptr;
  }
}

// Whether `message`, or anything in it, holds what this version has no name for.
bool HasUnknownFields(const Message& message) {
  const google::protobuf::Reflection& reflection = *message.GetReflection();
  if (!reflection.GetUnknownFields(message).empty()) return true;
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
    const int count = field->is_repeated() ? reflection.FieldSize(message, field) : 1;
    for (int i = 0; i < count; ++i) {
      if (HasUnknownFields(field->is_repeated() ? reflection.GetRepeatedMessage(message, field, i)
                                                : reflection.GetMessage(message, field))) {
        return true;
      }
    }
  }
  return false;
}

// Whether each register with a value has become a field of `message`, and nothing in it is unknown.
bool IsWhole(const sync::Record& record, const Message& message) {
  if (HasUnknownFields(message)) return false;
  std::vector<const FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  size_t written = 0;
  for (const sync::Register& reg : record.registers()) written += reg.size > 0 ? 1 : 0;
  return fields.size() == written;
}

nlohmann::json RecordToJson(const sync::Record& record, const Words& words, const std::vector<MemberId>& authors) {
  nlohmann::json json = {{"kind", record.kind()}, {"id", record.id().ToHex()}};
  const std::unique_ptr<Message> message = NewMessage(record.kind());
  if (message != nullptr) {
    words.OpenAll(record, authors, *message);
    json["kind"] = message->GetDescriptor()->name();
    json["fields"] = FieldsToJson(record.kind(), *message);
  }
  if (message == nullptr || !IsWhole(record, *message)) json["bytes"] = absl::Base64Escape(record.Serialize());
  return json;
}

nlohmann::json EarlierToJson(const EarlierWords& words) {
  return {{"id", words.id.ToHex()}, {"written_ms", words.written_ms}, {"text", words.text}};
}

}  // namespace

nlohmann::json FieldsToJson(uint32_t kind, const Message& message) {
  std::vector<const FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  nlohmann::json json = nlohmann::json::object();
  for (const FieldDescriptor* field : fields) json[field->name()] = FieldToJson(kind, message, *field);
  return json;
}

absl::StatusOr<nlohmann::json> ExportAll(Replica& replica, const Words& words) {
  ASSIGN_OR_RETURN(const std::vector<MemberId> authors, LoadAuthors(replica, words));
  ASSIGN_OR_RETURN(const std::vector<uint32_t> kinds, replica.Kinds());
  nlohmann::json records = nlohmann::json::array();
  for (const uint32_t kind : kinds) {
    ASSIGN_OR_RETURN(const std::vector<sync::Record> of_kind, replica.List(kind));
    for (const sync::Record& record : of_kind) records.push_back(RecordToJson(record, words, authors));
  }
  ASSIGN_OR_RETURN(const std::vector<EarlierWords> earlier_words, replica.ListEarlierWords());
  nlohmann::json earlier = nlohmann::json::array();
  for (const EarlierWords& entry : earlier_words) earlier.push_back(EarlierToJson(entry));
  return nlohmann::json{{"family", words.family().ToHex()},
                        {"member", words.author().ToHex()},
                        {"records", std::move(records)},
                        {"earlier", std::move(earlier)}};
}

}  // namespace toward::client
