// The words of the plan, in and out of their seals. Which fields hold words, the schema says (option `sealed`).
#ifndef TOWARD_CLIENT_REPLICA_WORDS_H_
#define TOWARD_CLIENT_REPLICA_WORDS_H_

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "base/ids.h"
#include "base/random.h"
#include "google/protobuf/message.h"
#include "sync/record.h"
#include "sync/stamp.h"
#include "trust/keyring.h"
#include "trust/sealed_field.h"

namespace toward::client {

// An empty message of the kind; null for a kind this version does not know.
std::unique_ptr<google::protobuf::Message> NewMessage(uint32_t kind);

// The field numbers of the kind's sealed fields; empty for an unknown kind.
absl::Span<const uint32_t> SealedFields(uint32_t kind);

// The field numbers that say which of its kind a record is: its ritual, day, member, child, and type. A record without
// them shows nowhere. Empty for an unknown kind.
absl::Span<const uint32_t> IdentifyingFields(uint32_t kind);

// The member a record belongs to, by its field of that name. Absent: it has none.
std::optional<MemberId> MemberOf(const sync::Record& record);

// Whether nothing is left of a record but that it is deleted and which of its kind it was.
bool IsBare(const sync::Record& record);

// One field's raw wire bytes: tag, length, content.
std::string LengthDelimited(uint32_t field, std::string_view content);

// Seals with the newest key of a scope as one member; opens with any key of it. Not to be used while the keyring
// changes.
class Words {
 public:
  // `keyring` and `random` must outlive it; keys that come into the keyring later count at once.
  Words(const trust::Keyring& keyring, FamilyId family, MemberId author, Random& random,
        trust::Scope scope = trust::Scope::kShared);
  Words(trust::Keyring&&, FamilyId, MemberId, Random&, trust::Scope = trust::Scope::kShared) = delete;

  const FamilyId& family() const { return family_; }
  const MemberId& author() const { return author_; }
  trust::Scope scope() const { return scope_; }
  // The epoch that seals now; 0: no key of the scope is here.
  trust::KeyEpoch epoch() const { return keyring_.CurrentEpoch(scope_).value_or(0); }

  // Replaces the plain words in the sealed fields of `message` by their sealed form for this record and stamp.
  // INVALID_ARGUMENT: words too long.
  absl::Status SealAll(google::protobuf::Message& message, const RecordId& id, sync::Stamp stamp) const;

  // The sealed form of words for one field. INVALID_ARGUMENT: words too long.
  absl::StatusOr<std::string> Seal(const RecordId& id, uint32_t field, sync::Stamp stamp, std::string_view words) const;

  // The words in one field, as its raw wire bytes (tag included) hold them. `authors`: the family's members. Absent:
  // the seal does not open, because the key is not here or the bytes were tampered with.
  std::optional<std::string> OpenField(const RecordId& id, uint32_t field, sync::Stamp stamp, std::string_view bytes,
                                       absl::Span<const MemberId> authors) const;

  // The record as a message with its words opened; a sealed field that does not open is left out. `message` is of the
  // record's kind and empty.
  void OpenAll(const sync::Record& record, absl::Span<const MemberId> authors,
               google::protobuf::Message& message) const;

  // Where both records have words of one stamp that differ, and only those of `present` open, `incoming` gets these: no
  // server brings other bytes for what a device has once read.
  void KeepWhatOpens(const sync::Record& present, absl::Span<const MemberId> authors, sync::Record& incoming) const;

  // How many sealed fields of the record do not open although they were sealed in an epoch this device has the key of, or
  // since: somebody has changed them on the way.
  int CountSpoiled(const sync::Record& record, absl::Span<const MemberId> authors) const;

  // The raw bytes of a sealed field for another stamp. Words that are not this author's to open stay as they are.
  // INVALID_ARGUMENT: never, for what SealAll sealed.
  absl::StatusOr<std::string> Reseal(const RecordId& id, uint32_t field, sync::Stamp from, sync::Stamp to,
                                     std::string_view bytes) const;

 private:
  trust::SealPlace Place(const RecordId& id, uint32_t field, sync::Stamp stamp) const;

  const trust::Keyring& keyring_;
  const FamilyId family_;
  const MemberId author_;
  Random& random_;
  const trust::Scope scope_;
};

}  // namespace toward::client

#endif  // TOWARD_CLIENT_REPLICA_WORDS_H_
