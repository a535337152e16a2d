#include "sync/natural_id.h"

#include <sodium.h>

namespace toward::sync {
namespace {

constexpr std::string_view kKey = "toward/v1/natural-id";

void AppendBigEndian(std::string& bytes, uint32_t number) {
  for (const int shift : {24, 16, 8, 0}) bytes += static_cast<char>(number >> shift);
}

}  // namespace

NaturalId::NaturalId(const FamilyId& family, uint32_t kind) : message_(family.bytes()) {
  AppendBigEndian(message_, kind);
}

NaturalId& NaturalId::Add(std::string_view bytes) {
  AppendBigEndian(message_, static_cast<uint32_t>(bytes.size()));
  message_ += bytes;
  return *this;
}

NaturalId& NaturalId::AddNumber(int32_t number) {
  std::string bytes;
  AppendBigEndian(bytes, static_cast<uint32_t>(number));
  return Add(bytes);
}

RecordId NaturalId::Finish() const {
  std::string id(RecordId::kBytes, '\0');
  crypto_generichash(reinterpret_cast<unsigned char*>(id.data()), id.size(),
                     reinterpret_cast<const unsigned char*>(message_.data()), message_.size(),
                     reinterpret_cast<const unsigned char*>(kKey.data()), kKey.size());
  return *RecordId::FromBytes(id);
}

}  // namespace toward::sync
