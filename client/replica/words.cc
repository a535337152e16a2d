#include "client/replica/words.h"

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <utility>

#include "base/check.h"
#include "base/status_macros.h"
#include "google/protobuf/descriptor.h"
#include "sync/wire.h"
#include "toward/v1/options.pb.h"
#include "toward/v1/records.pb.h"
#include "trust/sealed_field.h"

namespace toward::client {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MessageFactory;

// What the schema says about a kind.
struct KindSchema {
  const Message* prototype = nullptr;
  std::vector<uint32_t> sealed_fields;
  std::vector<uint32_t> identifying_fields;
};

constexpr uint32_t kAliveField = 1;
constexpr std::string_view kNotAlive("\x08\x00", 2);

constexpr std::array<std::string_view, 7> kIdentifying = {"ritual_id", "day",  "member_id", "child_id",
                                                          "type",      "role", "extra"};

std::vector<uint32_t> NumbersOf(const Descriptor& type, const std::function<bool(const FieldDescriptor&)>& wanted) {
  std::vector<uint32_t> numbers;
  for (int i = 0; i < type.field_count(); ++i) {
    if (wanted(*type.field(i))) numbers.push_back(static_cast<uint32_t>(type.field(i)->number()));
  }
  return numbers;
}

std::map<uint32_t, KindSchema> ReadSchema() {
  std::map<uint32_t, KindSchema> schema;
  const google::protobuf::FileDescriptor* file = v1::Member::descriptor()->file();
  for (int i = 0; i < file->message_type_count(); ++i) {
    const Descriptor* type = file->message_type(i);
    KindSchema kind{.prototype = MessageFactory::generated_factory()->GetPrototype(type),
                    .sealed_fields = NumbersOf(
                        *type, [](const FieldDescriptor& field) { return field.options().GetExtension(v1::sealed); }),
                    .identifying_fields = NumbersOf(*type, [](const FieldDescriptor& field) {
                      return std::find(kIdentifying.begin(), kIdentifying.end(), field.name()) != kIdentifying.end();
                    })};
    schema.emplace(type->options().GetExtension(v1::kind), std::move(kind));
  }
  return schema;
}

const KindSchema* FindKind(uint32_t kind) {
  static const auto* const schema = new std::map<uint32_t, KindSchema>(ReadSchema());
  const auto found = schema->find(kind);
  return found == schema->end() ? nullptr : &found->second;
}

const FieldDescriptor* FieldOf(const Message& message, uint32_t field) {
  return message.GetDescriptor()->FindFieldByNumber(static_cast<int>(field));
}

uint32_t KindOf(const Message& message) { return message.GetDescriptor()->options().GetExtension(v1::kind); }

// The content of the last occurrence of a length-delimited field.
std::string_view Content(std::string_view bytes) {
  const absl::StatusOr<std::vector<sync::Piece>> pieces = sync::Cut(bytes);
  if (!pieces.ok() || pieces->empty()) return "";
  std::string_view content = pieces->back().bytes;
  // The tag, then the length: varints both.
  for (int varint = 0; varint < 2; ++varint) {
    while (!content.empty() && static_cast<unsigned char>(content.front()) >= 0x80) content.remove_prefix(1);
    if (!content.empty()) content.remove_prefix(1);
  }
  return content;
}

}  // namespace

std::unique_ptr<Message> NewMessage(uint32_t kind) {
  const KindSchema* const schema = FindKind(kind);
  return std::unique_ptr<Message>(schema == nullptr ? nullptr : schema->prototype->New());
}

absl::Span<const uint32_t> SealedFields(uint32_t kind) {
  const KindSchema* const schema = FindKind(kind);
  return schema == nullptr ? absl::Span<const uint32_t>() : schema->sealed_fields;
}

absl::Span<const uint32_t> IdentifyingFields(uint32_t kind) {
  const KindSchema* const schema = FindKind(kind);
  return schema == nullptr ? absl::Span<const uint32_t>() : schema->identifying_fields;
}

std::optional<MemberId> MemberOf(const sync::Record& record) {
  const std::unique_ptr<Message> message = NewMessage(record.kind());
  const std::string_view body = record.body();
  if (message == nullptr || !message->ParseFromArray(body.data(), static_cast<int>(body.size()))) return std::nullopt;
  const FieldDescriptor* const field = message->GetDescriptor()->FindFieldByName("member_id");
  if (field == nullptr) return std::nullopt;
  return MemberId::FromBytes(message->GetReflection()->GetString(*message, field));
}

bool IsBare(const sync::Record& record) {
  const absl::Span<const uint32_t> identifying = IdentifyingFields(record.kind());
  return std::all_of(record.registers().begin(), record.registers().end(), [&](const sync::Register& reg) {
    if (reg.field == kAliveField) return record.Bytes(reg) == kNotAlive;
    return reg.size == 0 || std::find(identifying.begin(), identifying.end(), reg.field) != identifying.end();
  });
}

Words::Words(const trust::Keyring& keyring, FamilyId family, MemberId author, Random& random, trust::Scope scope)
    : keyring_(keyring), family_(family), author_(author), random_(random), scope_(scope) {}

absl::Status Words::SealAll(Message& message, const RecordId& id, sync::Stamp stamp) const {
  for (const uint32_t number : SealedFields(KindOf(message))) {
    const FieldDescriptor* const field = FieldOf(message, number);
    if (!message.GetReflection()->HasField(message, field)) continue;
    const std::string words = message.GetReflection()->GetString(message, field);
    ASSIGN_OR_RETURN(std::string sealed, Seal(id, number, stamp, words));
    message.GetReflection()->SetString(&message, field, std::move(sealed));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> Words::Seal(const RecordId& id, uint32_t field, sync::Stamp stamp,
                                        std::string_view words) const {
  return trust::Seal(keyring_, Place(id, field, stamp), random_.Bytes(trust::kNonceBytes), words);
}

std::optional<std::string> Words::OpenField(const RecordId& id, uint32_t field, sync::Stamp stamp,
                                            std::string_view bytes, absl::Span<const MemberId> authors) const {
  return trust::OpenFromAny(keyring_, Place(id, field, stamp), authors, Content(bytes));
}

void Words::OpenAll(const sync::Record& record, absl::Span<const MemberId> authors, Message& message) const {
  TOWARD_CHECK(KindOf(message) == record.kind());
  const std::string_view body = record.body();
  if (!message.ParseFromArray(body.data(), static_cast<int>(body.size()))) message.Clear();
  for (const uint32_t number : SealedFields(record.kind())) {
    const sync::Register* const reg = record.Find(number);
    if (reg == nullptr || reg->size == 0) continue;
    const FieldDescriptor* const field = FieldOf(message, number);
    std::optional<std::string> words = OpenField(record.id(), number, reg->stamp, record.Bytes(*reg), authors);
    if (words.has_value()) {
      message.GetReflection()->SetString(&message, field, *std::move(words));
    } else {
      message.GetReflection()->ClearField(&message, field);
    }
  }
}

void Words::KeepWhatOpens(const sync::Record& present, absl::Span<const MemberId> authors,
                          sync::Record& incoming) const {
  for (const uint32_t number : SealedFields(present.kind())) {
    const sync::Register* const own = present.Find(number);
    const sync::Register* const other = incoming.Find(number);
    if (own == nullptr || other == nullptr || own->stamp != other->stamp) continue;
    const std::string_view bytes = present.Bytes(*own);
    if (bytes == incoming.Bytes(*other)) continue;
    const bool opens = OpenField(present.id(), number, own->stamp, bytes, authors).has_value();
    if (!opens || OpenField(present.id(), number, other->stamp, incoming.Bytes(*other), authors).has_value()) continue;
    incoming.Set(number, bytes, own->stamp);
  }
}

int Words::CountSpoiled(const sync::Record& record, absl::Span<const MemberId> authors) const {
  const auto& keys = keyring_.keys(scope_);
  int spoiled = 0;
  for (const uint32_t number : SealedFields(record.kind())) {
    const sync::Register* const reg = record.Find(number);
    if (reg == nullptr || reg->size == 0 || keys.empty()) continue;
    const std::string_view bytes = record.Bytes(*reg);
    const std::optional<trust::KeyEpoch> epoch = trust::EpochOfSealed(Content(bytes));
    const bool before_our_time = epoch.has_value() && *epoch < keys.begin()->first;
    if (!before_our_time && !OpenField(record.id(), number, reg->stamp, bytes, authors).has_value()) ++spoiled;
  }
  return spoiled;
}

absl::StatusOr<std::string> Words::Reseal(const RecordId& id, uint32_t field, sync::Stamp from, sync::Stamp to,
                                          std::string_view bytes) const {
  const std::optional<std::string> words = OpenField(id, field, from, bytes, {author_});
  if (!words.has_value()) return std::string(bytes);
  ASSIGN_OR_RETURN(const std::string sealed, Seal(id, field, to, *words));
  return LengthDelimited(field, sealed);
}

trust::SealPlace Words::Place(const RecordId& id, uint32_t field, sync::Stamp stamp) const {
  return {.family = family_,
          .author = author_,
          .record = id,
          .field = static_cast<uint16_t>(field),
          .scope = scope_,
          .hlc = stamp.hlc,
          .replica = stamp.replica};
}

std::string LengthDelimited(uint32_t field, std::string_view content) {
  std::string bytes;
  for (uint64_t varint : {uint64_t{field} << 3 | 2, uint64_t{content.size()}}) {
    for (; varint >= 0x80; varint >>= 7) bytes += static_cast<char>(varint | 0x80);
    bytes += static_cast<char>(varint);
  }
  bytes += content;
  return bytes;
}

}  // namespace toward::client
