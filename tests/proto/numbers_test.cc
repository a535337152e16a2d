// Numbers are never reused. tests/vectors/schema.json lists every field and enum value there ever was; each must still
// mean what it meant, or be reserved, and nothing new may be missing from the list.

#include <gmock/gmock.h>
#include <google/protobuf/descriptor.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "toward/v1/account.pb.h"
#include "toward/v1/invites.pb.h"
#include "toward/v1/options.pb.h"
#include "toward/v1/records.pb.h"
#include "toward/v1/reminders.pb.h"
#include "toward/v1/roster.pb.h"
#include "toward/v1/sync.pb.h"

namespace toward {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::FileDescriptor;
using Json = nlohmann::ordered_json;
using testing::IsEmpty;

// A number somewhere in the schema, and what it means.
struct Entry {
  // The full name of a message or an enum.
  std::string in;
  int number = 0;
  std::string name;
  std::string type;

  friend auto operator<=>(const Entry&, const Entry&) = default;
};

std::string LineOf(const Entry& entry) {
  return Json({{"in", entry.in}, {"number", entry.number}, {"name", entry.name}, {"type", entry.type}}).dump();
}

std::string TypeOf(const FieldDescriptor& field) {
  std::string type = field.type_name();
  if (field.message_type() != nullptr) type = field.message_type()->full_name();
  if (field.enum_type() != nullptr) type = field.enum_type()->full_name();
  if (field.is_repeated()) return "repeated " + type;
  return field.has_optional_keyword() ? "optional " + type : type;
}

void AddField(const FieldDescriptor& field, std::set<Entry>& entries) {
  entries.insert({field.containing_type()->full_name(), field.number(), field.name(), TypeOf(field)});
}

void AddEnum(const EnumDescriptor& an_enum, std::set<Entry>& entries) {
  for (int i = 0; i < an_enum.value_count(); ++i) {
    entries.insert({an_enum.full_name(), an_enum.value(i)->number(), an_enum.value(i)->name(), "value"});
  }
}

void AddMessage(const Descriptor& message, std::set<Entry>& entries) {
  for (int i = 0; i < message.field_count(); ++i) AddField(*message.field(i), entries);
  for (int i = 0; i < message.enum_type_count(); ++i) AddEnum(*message.enum_type(i), entries);
  for (int i = 0; i < message.nested_type_count(); ++i) AddMessage(*message.nested_type(i), entries);
}

std::set<Entry> Present() {
  std::set<Entry> entries;
  for (const FileDescriptor* file :
       {v1::Member::descriptor()->file(), v1::Patch::descriptor()->file(), v1::DeviceKeys::descriptor()->file(),
        v1::CreateFamilyRequest::descriptor()->file(), v1::OpenInviteRequest::descriptor()->file(),
        v1::Kind_descriptor()->file(), v1::Nudge::descriptor()->file()}) {
    for (int i = 0; i < file->message_type_count(); ++i) AddMessage(*file->message_type(i), entries);
    for (int i = 0; i < file->enum_type_count(); ++i) AddEnum(*file->enum_type(i), entries);
    for (int i = 0; i < file->extension_count(); ++i) AddField(*file->extension(i), entries);
  }
  return entries;
}

std::vector<Entry> Listed() {
  std::ifstream file(std::filesystem::path(TOWARD_SOURCE_DIR) / "tests/vectors/schema.json");
  const Json numbers = Json::parse(file).at("numbers");
  EXPECT_FALSE(numbers.empty());
  std::vector<Entry> entries;
  for (const Json& json : numbers) {
    entries.push_back({json.at("in"), json.at("number"), json.at("name"), json.at("type")});
  }
  return entries;
}

// Whether the number and the name were given up for good.
bool IsReserved(const Entry& entry) {
  const DescriptorPool& pool = *DescriptorPool::generated_pool();
  if (const Descriptor* message = pool.FindMessageTypeByName(entry.in)) {
    return message->IsReservedNumber(entry.number) && message->IsReservedName(entry.name);
  }
  if (const EnumDescriptor* an_enum = pool.FindEnumTypeByName(entry.in)) {
    return an_enum->IsReservedNumber(entry.number) && an_enum->IsReservedName(entry.name);
  }
  return false;
}

TEST(Numbers, MeanWhatTheyEverMeant) {
  const std::set<Entry> present = Present();
  std::vector<std::string> broken;
  for (const Entry& entry : Listed()) {
    if (!present.contains(entry) && !IsReserved(entry)) broken.push_back(LineOf(entry));
  }
  EXPECT_THAT(broken, IsEmpty());
}

TEST(Numbers, AreListedOnceEach) {
  std::set<std::pair<std::string, int>> seen;
  for (const Entry& entry : Listed()) EXPECT_TRUE(seen.emplace(entry.in, entry.number).second) << LineOf(entry);
}

TEST(Numbers, NewOnesAreAddedToTheList) {
  const std::vector<Entry> listed = Listed();
  const std::set<Entry> known(listed.begin(), listed.end());
  std::string missing;
  for (const Entry& entry : Present()) {
    if (!known.contains(entry)) missing += LineOf(entry) + ",\n";
  }
  EXPECT_EQ(missing, "") << "Add these lines to tests/vectors/schema.json.";
}

}  // namespace
}  // namespace toward
