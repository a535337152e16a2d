// The words of the plan, in and out of their seals. Which fields hold words, the schema says (option `sealed`).
#ifndef TOWARD_CLIENT_REPLICA_WORDS_H_
#define TOWARD_CLIENT_REPLICA_WORDS_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "base/ids.h"
#include "base/random.h"
#include "google/protobuf/message.h"
#include "sync/record.h"
#include "sync/stamp.h"
#include "trust/keyring.h"

namespace toward::client {

// An empty message of the kind; null for a kind this version does not know.
std::unique_ptr<google::protobuf::Message> NewMessage(uint32_t kind);

// The field numbers of the kind's sealed fields; empty for an unknown kind.
absl::Span<const uint32_t> SealedFields(uint32_t kind);

// Seals with the family's newest key as one member; opens with any key of the family. Thread-safe once made.
class Words {
 public:
  // `random` must outlive it.
  Words(trust::Keyring keyring, FamilyId family, MemberId author, Random& random);

  const FamilyId& family() const { return family_; }
  const MemberId& author() const { return author_; }

  // Replaces the plain words in the sealed fields of `message` by their sealed form for this record and stamp.
  // INVALID_ARGUMENT: words too long.
  absl::Status SealAll(google::protobuf::Message& message, const RecordId& id, sync::Stamp stamp) const;

  // The words in one field, as its raw wire bytes (tag included) hold them. `authors`: the family's members. Absent:
  // the seal does not open, because the key is not here or the bytes were tampered with.
  std::optional<std::string> OpenField(const RecordId& id, uint32_t field, sync::Stamp stamp, std::string_view bytes,
                                       absl::Span<const MemberId> authors) const;

  // The record as a message with its words opened; a sealed field that does not open is left out. `message` is of the
  // record's kind and empty.
  void OpenAll(const sync::Record& record, absl::Span<const MemberId> authors,
               google::protobuf::Message& message) const;

 private:
  const trust::Keyring keyring_;
  const FamilyId family_;
  const MemberId author_;
  Random& random_;
};

}  // namespace toward::client

#endif  // TOWARD_CLIENT_REPLICA_WORDS_H_
