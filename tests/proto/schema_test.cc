// The rules of the schema, read from its descriptors.

#include <gmock/gmock.h>
#include <google/protobuf/descriptor.h>
#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "sync/limits.h"
#include "toward/v1/account.pb.h"
#include "toward/v1/options.pb.h"
#include "toward/v1/records.pb.h"
#include "toward/v1/sync.pb.h"

namespace toward {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::FileDescriptor;
using google::protobuf::MethodDescriptor;
using google::protobuf::ServiceDescriptor;
using testing::EndsWith;
using testing::IsEmpty;

// The names of what breaks a rule.
using Offenders = std::vector<std::string>;

std::vector<const FileDescriptor*> Files() {
  return {v1::Member::descriptor()->file(), v1::Patch::descriptor()->file(), v1::DeviceKeys::descriptor()->file(),
          v1::Kind_descriptor()->file()};
}

void AddWithNested(const Descriptor* message, std::vector<const Descriptor*>& messages) {
  messages.push_back(message);
  for (int i = 0; i < message->nested_type_count(); ++i) AddWithNested(message->nested_type(i), messages);
}

std::vector<const Descriptor*> Messages() {
  std::vector<const Descriptor*> messages;
  for (const FileDescriptor* file : Files()) {
    for (int i = 0; i < file->message_type_count(); ++i) AddWithNested(file->message_type(i), messages);
  }
  return messages;
}

bool IsRecord(const Descriptor* message) { return message->options().HasExtension(v1::kind); }

std::vector<const Descriptor*> Records() {
  std::vector<const Descriptor*> records;
  for (const Descriptor* message : Messages()) {
    if (IsRecord(message)) records.push_back(message);
  }
  return records;
}

std::vector<const EnumDescriptor*> Enums() {
  std::vector<const EnumDescriptor*> enums;
  for (const FileDescriptor* file : Files()) {
    for (int i = 0; i < file->enum_type_count(); ++i) enums.push_back(file->enum_type(i));
  }
  for (const Descriptor* message : Messages()) {
    for (int i = 0; i < message->enum_type_count(); ++i) enums.push_back(message->enum_type(i));
  }
  return enums;
}

std::vector<const MethodDescriptor*> Methods() {
  std::vector<const MethodDescriptor*> methods;
  for (const FileDescriptor* file : Files()) {
    for (int s = 0; s < file->service_count(); ++s) {
      const ServiceDescriptor* service = file->service(s);
      for (int m = 0; m < service->method_count(); ++m) methods.push_back(service->method(m));
    }
  }
  return methods;
}

// The fields among all records', or among all messages', that satisfy `offends`.
Offenders FieldsThat(const std::vector<const Descriptor*>& messages,
                     const std::function<bool(const FieldDescriptor&)>& offends) {
  Offenders offenders;
  for (const Descriptor* message : messages) {
    for (int i = 0; i < message->field_count(); ++i) {
      if (offends(*message->field(i))) offenders.push_back(message->field(i)->full_name());
    }
  }
  return offenders;
}

bool IsOptionalBytes(const FieldDescriptor& field) {
  return field.type() == FieldDescriptor::TYPE_BYTES && field.has_presence() && !field.is_repeated();
}

TEST(Schema, EveryKindIsTheBodyOfOneMessage) {
  std::map<int, int> bodies;
  for (const Descriptor* record : Records()) ++bodies[record->options().GetExtension(v1::kind)];
  for (int i = 0; i < v1::Kind_descriptor()->value_count(); ++i) {
    const int kind = v1::Kind_descriptor()->value(i)->number();
    EXPECT_EQ(bodies[kind], kind == v1::KIND_UNSPECIFIED ? 0 : 1) << v1::Kind_descriptor()->value(i)->name();
  }
}

TEST(Schema, RecordsAreAtTheTopOfRecordsProto) {
  Offenders elsewhere;
  for (const Descriptor* record : Records()) {
    const bool at_home = record->file()->name() == "toward/v1/records.proto" && record->containing_type() == nullptr;
    if (!at_home) elsewhere.push_back(record->full_name());
  }
  EXPECT_THAT(elsewhere, IsEmpty());
  EXPECT_EQ(Records().size(), static_cast<size_t>(v1::Member::descriptor()->file()->message_type_count()));
}

TEST(Schema, FieldOneOfEveryRecordIsAlive) {
  for (const Descriptor* record : Records()) {
    const FieldDescriptor* alive = record->FindFieldByNumber(1);
    ASSERT_NE(alive, nullptr) << record->full_name();
    EXPECT_EQ(alive->name(), "alive") << record->full_name();
    EXPECT_EQ(alive->type(), FieldDescriptor::TYPE_BOOL) << record->full_name();
    EXPECT_TRUE(alive->has_optional_keyword()) << record->full_name();
  }
}

TEST(Schema, FieldsOfARecordAreOptional) {
  EXPECT_THAT(FieldsThat(Records(), [](const FieldDescriptor& field) { return !field.has_presence(); }), IsEmpty());
}

TEST(Schema, RecordsHaveNoLists) {
  EXPECT_THAT(FieldsThat(Records(), [](const FieldDescriptor& field) { return field.is_repeated(); }), IsEmpty());
}

TEST(Schema, RecordsHaveNoOneof) {
  Offenders offenders;
  for (const Descriptor* record : Records()) {
    if (record->real_oneof_decl_count() > 0) offenders.push_back(record->full_name());
  }
  EXPECT_THAT(offenders, IsEmpty());
}

TEST(Schema, NumbersOfARecordsFieldsKeepTheLimit) {
  EXPECT_THAT(FieldsThat(Records(),
                         [](const FieldDescriptor& field) {
                           return static_cast<uint32_t>(field.number()) > sync::kMaxFieldNumber;
                         }),
              IsEmpty());
}

TEST(Schema, SealedFieldsAreOptionalBytesOfARecord) {
  EXPECT_THAT(FieldsThat(Messages(),
                         [](const FieldDescriptor& field) {
                           if (!field.options().GetExtension(v1::sealed)) return false;
                           return !IsOptionalBytes(field) || !IsRecord(field.containing_type());
                         }),
              IsEmpty());
}

TEST(Schema, NothingIsRequired) {
  EXPECT_THAT(FieldsThat(Messages(), [](const FieldDescriptor& field) { return field.is_required(); }), IsEmpty());
}

TEST(Schema, EveryEnumBeginsUnspecified) {
  for (const EnumDescriptor* an_enum : Enums()) {
    ASSERT_NE(an_enum->FindValueByNumber(0), nullptr) << an_enum->full_name();
    EXPECT_THAT(an_enum->FindValueByNumber(0)->name(), EndsWith("_UNSPECIFIED")) << an_enum->full_name();
  }
}

TEST(Schema, EveryMethodSaysWhoMayCallIt) {
  Offenders silent;
  for (const MethodDescriptor* method : Methods()) {
    if (method->options().GetExtension(v1::access) == v1::ACCESS_UNSPECIFIED) silent.push_back(method->full_name());
  }
  EXPECT_THAT(silent, IsEmpty());
  EXPECT_THAT(Methods(), testing::Not(IsEmpty()));
}

TEST(Schema, EveryMethodHasARequestAndAResponseOfItsOwn) {
  for (const MethodDescriptor* method : Methods()) {
    EXPECT_EQ(method->input_type()->name(), method->name() + "Request");
    EXPECT_EQ(method->output_type()->name(), method->name() + "Response");
  }
}

}  // namespace
}  // namespace toward
