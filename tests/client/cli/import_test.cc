// Anything a replica can hold, out and in again. The records are made from the schema itself, so that no field of any
// kind is forgotten.

#include "client/cli/import.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "client/cli/export.h"
#include "google/protobuf/descriptor.h"
#include "sync/limits.h"
#include "sync/transaction.h"
#include "tests/client/cli/device.h"

namespace toward::client {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using nlohmann::json;

int Between(int min, int max) { return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange(min, max + 1)); }

std::string AnyText() {
  std::string text;
  for (int i = Between(0, 12); i > 0; --i) {
    text += *rc::gen::element<std::string>("a", " ", "\n", "\"", "\\", ",", "\u00e9", "\u4f60", "\U0001F916");
  }
  return text;
}

std::string AnyBytes(int most) {
  std::string bytes;
  for (int i = Between(0, most); i > 0; --i) bytes += static_cast<char>(Between(0, 255));
  return bytes;
}

void FillAny(Message& message);

void SetAny(Message& message, const FieldDescriptor& field) {
  const google::protobuf::Reflection& reflection = *message.GetReflection();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_BOOL:
      return reflection.SetBool(&message, &field, Between(0, 1) == 1);
    case FieldDescriptor::CPPTYPE_INT32:
      return reflection.SetInt32(&message, &field, Between(-30'000, 30'000));
    case FieldDescriptor::CPPTYPE_INT64:
      return reflection.SetInt64(&message, &field, int64_t{Between(-1'000'000, 1'000'000)} * 1'000'003);
    case FieldDescriptor::CPPTYPE_UINT32:
      return reflection.SetUInt32(&message, &field, static_cast<uint32_t>(Between(0, 2'000)));
    case FieldDescriptor::CPPTYPE_ENUM:
      // A number that only a newer version has a name for, too.
      return reflection.SetEnumValue(&message, &field, Between(0, field.enum_type()->value_count()));
    case FieldDescriptor::CPPTYPE_STRING: {
      const bool is_text = field.type() == FieldDescriptor::TYPE_STRING || Between(0, 1) == 0;
      return reflection.SetString(&message, &field, is_text ? AnyText() : AnyBytes(20));
    }
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return FillAny(*reflection.MutableMessage(&message, &field));
    default:
      RC_FAIL("a type of field that the schema did not have");
  }
}

void AddAny(Message& message, const FieldDescriptor& field) {
  const google::protobuf::Reflection& reflection = *message.GetReflection();
  for (int i = Between(0, 3); i > 0; --i) {
    if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      FillAny(*reflection.AddMessage(&message, &field));
    } else {
      reflection.AddUInt32(&message, &field, static_cast<uint32_t>(Between(1, 7)));
    }
  }
}

void FillAny(Message& message) {
  for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor& field = *message.GetDescriptor()->field(i);
    if (Between(0, 2) == 0) continue;
    field.is_repeated() ? AddAny(message, field) : SetAny(message, field);
  }
}

Write AnyWrite() {
  const auto kind = static_cast<v1::Kind>(Between(v1::Kind_MIN + 1, v1::Kind_MAX));
  std::shared_ptr<Message> fields(NewMessage(kind));
  FillAny(*fields);
  return {.kind = kind,
          .id = *RecordId::FromBytes(AnyBytes(0) + std::string(15, 'r') + static_cast<char>(Between(0, 255))),
          .fields = fields,
          .cleared = {}};
}

// A second, empty device of the same person.
void MakeTwin(Device& device, Device& twin) {
  std::filesystem::copy(device.directory() + "/keys.bin", twin.directory() + "/keys.bin");
  RC_ASSERT(twin.OpenHome()->replica().TakeReplicaNumber(8).ok());
}

json Exported(Home& home) {
  const absl::StatusOr<json> exported = ExportAll(home.replica(), home.words());
  RC_ASSERT(exported.ok());
  return *exported;
}

// Without what an import cannot bring back: stamps, and words that had been replaced.
json Records(json exported) {
  for (json& record : exported["records"]) record.erase("bytes");
  return exported["records"];
}

Import ImportInto(Home& home, const json& exported, ImportMode mode) {
  absl::StatusOr<Import> import = ImportAll(home.replica(), home.words(), exported, mode);
  RC_ASSERT(import.ok());
  for (const Writes& part : import->parts) RC_ASSERT(home.replica().Commit(part).ok());
  return *std::move(import);
}

RC_GTEST_PROP(AnyReplica, IsTheSameAfterExportAndImport, ()) {
  Device device, twin;
  device.BeginPlan();
  MakeTwin(device, twin);
  const std::unique_ptr<Home> home = device.OpenHome(), other = twin.OpenHome();
  for (int i = Between(1, 8); i > 0; --i) {
    const std::vector<Write> write = {AnyWrite()};
    RC_ASSERT(home->replica().Commit(write).ok());
  }
  const json exported = json::parse(Exported(*home).dump());
  ImportInto(*other, exported, ImportMode::kMissing);
  RC_ASSERT(Records(Exported(*other)) == Records(exported));
  RC_ASSERT(ImportInto(*other, exported, ImportMode::kMissing).parts.empty());
  RC_ASSERT(ImportInto(*other, exported, ImportMode::kReplace).parts.empty());
}

RC_GTEST_PROP(AnyReplica, BecomesWhatItWasWhereItIsReplaced, ()) {
  Device device;
  device.BeginPlan();
  const std::unique_ptr<Home> home = device.OpenHome();
  Write write = AnyWrite();
  RC_ASSERT(home->replica().Commit(std::vector<Write>{write}).ok());
  const json exported = Exported(*home);
  write.fields.reset(NewMessage(write.kind).release());
  FillAny(const_cast<Message&>(*write.fields));
  RC_ASSERT(home->replica().Commit(std::vector<Write>{write}).ok());
  RC_ASSERT(ImportInto(*home, exported, ImportMode::kMissing).parts.empty());
  ImportInto(*home, exported, ImportMode::kReplace);
  RC_ASSERT(Records(Exported(*home)) == Records(exported));
}

class Importing : public testing::Test {
 protected:
  void SetUp() override {
    device_.BeginPlan();
    home_ = device_.OpenHome();
    exported_ = *ExportAll(home_->replica(), home_->words());
  }
  absl::Status StatusOf(const json& exported) {
    return ImportAll(home_->replica(), home_->words(), exported, ImportMode::kReplace).status();
  }

  Device device_;
  std::unique_ptr<Home> home_;
  json exported_;
};

TEST_F(Importing, WhatIsNoExportIsRefused) {
  EXPECT_TRUE(absl::IsInvalidArgument(StatusOf(json())));
  EXPECT_TRUE(absl::IsInvalidArgument(StatusOf(json::array({1}))));
  EXPECT_TRUE(absl::IsInvalidArgument(StatusOf({{"family", exported_["family"]}, {"records", 3}})));
  for (const char* part : {"kind", "id"}) {
    json broken = exported_;
    broken["records"][0].erase(part);
    EXPECT_TRUE(absl::IsInvalidArgument(StatusOf(broken))) << part;
  }
  for (const json& value : {json(3), json("xyz"), json(nullptr), json::object()}) {
    json broken = exported_;
    broken["records"][0]["fields"]["alive"] = value;
    EXPECT_TRUE(absl::IsInvalidArgument(StatusOf(broken))) << value;
  }
  json broken = exported_;
  broken["records"][0]["bytes"] = "AAAA";
  EXPECT_TRUE(absl::IsInvalidArgument(StatusOf(broken)));
}

TEST_F(Importing, AnExportOfAnotherFamilyIsRefused) {
  exported_["family"] = std::string(32, '0');
  EXPECT_TRUE(absl::IsFailedPrecondition(StatusOf(exported_)));
}

TEST_F(Importing, AKindOfANewerVersionIsCountedAndLeftOut) {
  exported_["records"].push_back({{"kind", 77}, {"id", std::string(32, '1')}, {"bytes", "AAAA"}});
  const absl::StatusOr<Import> import = ImportAll(home_->replica(), home_->words(), exported_, ImportMode::kMissing);
  ASSERT_TRUE(import.ok()) << import.status();
  EXPECT_EQ(import->unknown_kinds, 1u);
  EXPECT_TRUE(import->parts.empty());
}

TEST_F(Importing, AFieldOfANewerVersionComesAlong) {
  const RecordId id = plan::ExampleId<RecordId>('n');
  auto child = std::make_shared<v1::Child>();
  child->set_alive(true);
  child->set_name("Ida");
  child->GetReflection()->MutableUnknownFields(child.get())->AddVarint(500, 7);
  device_.PartnerWrites(v1::KIND_CHILD, id, child);
  const json exported = *ExportAll(home_->replica(), home_->words());
  Device twin;
  std::filesystem::copy(device_.directory() + "/keys.bin", twin.directory() + "/keys.bin");
  const std::unique_ptr<Home> other = twin.OpenHome();
  ASSERT_TRUE(other->replica().TakeReplicaNumber(8).ok());
  const absl::StatusOr<Import> import = ImportAll(other->replica(), other->words(), exported, ImportMode::kMissing);
  ASSERT_TRUE(import.ok()) << import.status();
  for (const Writes& part : import->parts) ASSERT_TRUE(other->replica().Commit(part).ok());
  const auto record = other->replica().Find(v1::KIND_CHILD, id);
  ASSERT_TRUE(record.ok() && record->has_value());
  EXPECT_NE((*record)->Find(500), nullptr);
}

TEST(Splitting, KeepsWithinTheLimitsOfATransaction) {
  Writes writes;
  for (int i = 0; i < 1000; ++i) {
    v1::Moment moment;
    moment.set_note(std::string(i % 2 == 0 ? 10 : 8000, 'x'));
    const RecordId id = *RecordId::FromBytes(std::string(12, 'r') + std::to_string(1000 + i));
    writes.push_back(WriteOf(v1::KIND_MOMENT, id, std::move(moment)));
  }
  Device device;
  device.BeginPlan();
  const std::unique_ptr<Home> home = device.OpenHome();
  size_t written = 0;
  for (const Writes& part : SplitIntoTransactions(writes)) {
    EXPECT_TRUE(home->replica().Commit(part).ok());
    written += part.size();
  }
  EXPECT_EQ(written, 1000u);
  EXPECT_TRUE(SplitIntoTransactions({}).empty());
}

}  // namespace
}  // namespace toward::client
