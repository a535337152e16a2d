#include "tests/sync/any_message.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/unknown_field_set.h>
#include <rapidcheck.h>

#include <string>

#include "base/check.h"
#include "toward/v1/records.pb.h"

namespace toward::sync {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

void AddSome(Message& message, const FieldDescriptor& field) {
  const google::protobuf::Reflection& reflection = *message.GetReflection();
  const bool numbers = field.cpp_type() == FieldDescriptor::CPPTYPE_UINT32;
  TOWARD_CHECK(numbers || field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE);
  const int count = *rc::gen::inRange(0, 4);
  for (int i = 0; i < count; ++i) {
    if (numbers) {
      reflection.AddUInt32(&message, &field, *rc::gen::arbitrary<uint32_t>());
    } else {
      FillAtRandom(*reflection.AddMessage(&message, &field));
    }
  }
}

void SetAtRandom(Message& message, const FieldDescriptor& field) {
  const google::protobuf::Reflection& reflection = *message.GetReflection();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_BOOL:
      return reflection.SetBool(&message, &field, *rc::gen::arbitrary<bool>());
    case FieldDescriptor::CPPTYPE_ENUM:
      return reflection.SetEnumValue(&message, &field, *rc::gen::inRange(0, 300));
    case FieldDescriptor::CPPTYPE_INT32:
      return reflection.SetInt32(&message, &field, *rc::gen::arbitrary<int32_t>());
    case FieldDescriptor::CPPTYPE_INT64:
      return reflection.SetInt64(&message, &field, *rc::gen::arbitrary<int64_t>());
    case FieldDescriptor::CPPTYPE_UINT32:
      return reflection.SetUInt32(&message, &field, *rc::gen::arbitrary<uint32_t>());
    case FieldDescriptor::CPPTYPE_STRING:
      return reflection.SetString(&message, &field,
                                  *rc::gen::element<std::string>("", "Europe/Lisbon", "Zürich", std::string(200, 'z')));
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return FillAtRandom(*reflection.MutableMessage(&message, &field));
    default:
      TOWARD_CHECK(false && "a type no record uses yet");
  }
}

}  // namespace

std::unique_ptr<Message> AnyRecordMessage() {
  const google::protobuf::FileDescriptor& file = *v1::Member::descriptor()->file();
  const auto* type = file.message_type(*rc::gen::inRange(0, file.message_type_count()));
  std::unique_ptr<Message> message(google::protobuf::MessageFactory::generated_factory()->GetPrototype(type)->New());
  FillAtRandom(*message);
  return message;
}

void FillAtRandom(Message& message) {
  for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor& field = *message.GetDescriptor()->field(i);
    if (field.is_repeated()) {
      AddSome(message, field);
    } else if (*rc::gen::arbitrary<bool>()) {
      SetAtRandom(message, field);
    }
  }
}

void AddUnknownFields(Message& message) {
  google::protobuf::UnknownFieldSet& unknown = *message.GetReflection()->MutableUnknownFields(&message);
  const int count = *rc::gen::inRange(1, 5);
  for (int i = 0; i < count; ++i) {
    const int field = *rc::gen::inRange(200, 10'001);
    switch (*rc::gen::inRange(0, 4)) {
      case 0:
        unknown.AddVarint(field, *rc::gen::arbitrary<uint64_t>());
        break;
      case 1:
        unknown.AddFixed32(field, *rc::gen::arbitrary<uint32_t>());
        break;
      case 2:
        unknown.AddFixed64(field, *rc::gen::arbitrary<uint64_t>());
        break;
      default:
        unknown.AddLengthDelimited(field, *rc::gen::arbitrary<std::string>());
    }
  }
}

}  // namespace toward::sync
