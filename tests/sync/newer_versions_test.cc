// What a newer version of the app writes, in the hands of this one.

#include <google/protobuf/descriptor.h>
#include <google/protobuf/dynamic_message.h>
#include <gtest/gtest.h>

#include <memory>
#include <string_view>

#include "sync/record.h"
#include "tests/sync/pieces.h"
#include "toward/v1/records.pb.h"

namespace toward::sync {
namespace {

using google::protobuf::FieldDescriptorProto;
using google::protobuf::Message;

constexpr std::string_view kPackage = ".toward.v1";

// The schema of another year: Moment with a field 30 for a mood and a field 31 for a place.
class NewerVersions : public testing::Test {
 protected:
  NewerVersions() : pool_(google::protobuf::DescriptorPool::generated_pool()), factory_(&pool_) {
    google::protobuf::FileDescriptorProto file;
    file.set_name("newer.proto");
    file.set_package("newer");
    file.set_syntax("proto3");
    v1::Moment::descriptor()->CopyTo(file.add_message_type());
    auto& moment = *file.mutable_message_type(0);
    for (FieldDescriptorProto& field : *moment.mutable_field()) {
      // Of its own package: ".toward.v1.Moment.Timer" becomes ".newer.Moment.Timer".
      if (field.has_type_name()) field.set_type_name(".newer" + field.type_name().substr(kPackage.size()));
    }
    Add(moment, "mood", 30, FieldDescriptorProto::TYPE_UINT32);
    Add(moment, "place", 31, FieldDescriptorProto::TYPE_STRING);
    moment_ = pool_.BuildFile(file)->message_type(0);
  }

  static void Add(google::protobuf::DescriptorProto& message, const char* name, int number,
                  FieldDescriptorProto::Type type) {
    FieldDescriptorProto& field = *message.add_field();
    field.set_name(name);
    field.set_number(number);
    field.set_type(type);
    field.set_label(FieldDescriptorProto::LABEL_OPTIONAL);
  }

  std::unique_ptr<Message> NewerMoment() { return std::unique_ptr<Message>(factory_.GetPrototype(moment_)->New()); }

  Record WrittenByTheNewer() {
    const auto moment = NewerMoment();
    const google::protobuf::Reflection& reflection = *moment->GetReflection();
    reflection.SetBool(moment.get(), moment_->FindFieldByName("alive"), true);
    reflection.SetUInt32(moment.get(), moment_->FindFieldByName("minutes"), 10);
    reflection.SetUInt32(moment.get(), moment_->FindFieldByName("mood"), 4);
    reflection.SetString(moment.get(), moment_->FindFieldByName("place"), "on the stairs");
    return Record::Write(v1::KIND_MOMENT, SampleId(), *moment, {}, {1, 1});
  }

  Record EditedByThis() {
    v1::Moment edit;
    edit.set_alive(true);
    edit.set_minutes(25);
    return Record::Write(v1::KIND_MOMENT, SampleId(), edit, {}, {2, 2});
  }

  void ExpectBoth(const Record& record) {
    const auto moment = NewerMoment();
    ASSERT_TRUE(moment->ParseFromString(std::string(record.body())));
    const google::protobuf::Reflection& reflection = *moment->GetReflection();
    EXPECT_EQ(reflection.GetUInt32(*moment, moment_->FindFieldByName("minutes")), 25U);
    EXPECT_EQ(reflection.GetUInt32(*moment, moment_->FindFieldByName("mood")), 4U);
    EXPECT_EQ(reflection.GetString(*moment, moment_->FindFieldByName("place")), "on the stairs");
  }

  google::protobuf::DescriptorPool pool_;
  google::protobuf::DynamicMessageFactory factory_;
  const google::protobuf::Descriptor* moment_ = nullptr;
};

TEST_F(NewerVersions, FieldsSurviveAnEditByThisVersion) {
  Record record = WrittenByTheNewer();
  EXPECT_TRUE(record.Merge(EditedByThis()));
  ExpectBoth(record);
}

TEST_F(NewerVersions, FieldsArriveAfterAnEditByThisVersion) {
  Record record = EditedByThis();
  EXPECT_TRUE(record.Merge(WrittenByTheNewer()));
  ExpectBoth(record);
}

TEST_F(NewerVersions, FieldsSurviveTheDiskAndTheWire) {
  Record record = *Record::Parse(WrittenByTheNewer().Serialize());
  record.Merge(*Record::FromPatch(EditedByThis().ToPatch()));
  ExpectBoth(*Record::Parse(record.Serialize()));
}

TEST_F(NewerVersions, RecordsOfAnUnknownKindMergeLikeAllOthers) {
  v1::Patch earlier = PatchOf(TextPiece(1, "one") + TextPiece(2, "two"), {1, 2});
  earlier.set_kind(static_cast<v1::Kind>(4'000));
  v1::Patch later = PatchOf(TextPiece(2, "deux"), {2});
  later.set_kind(static_cast<v1::Kind>(4'000));
  later.mutable_runs(0)->mutable_stamp()->set_hlc(2);
  Record record = *Record::FromPatch(earlier);
  EXPECT_TRUE(record.Merge(*Record::FromPatch(later)));
  EXPECT_EQ(record.kind(), 4'000U);
  EXPECT_EQ(record.body(), TextPiece(1, "one") + TextPiece(2, "deux"));
}

}  // namespace
}  // namespace toward::sync
