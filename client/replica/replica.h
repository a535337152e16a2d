// A person's own copy of the plan.
//
// What the screen shows = what the server confirmed + what the outbox still holds.
//
// Everything else follows from that sentence. A local change and its outbox entry are one transaction, so nothing shown
// can fail to be sent. Confirmed records, the cursor, the clock and the outbox deletions that belong to them are one
// transaction too, so nothing is shown twice or forgotten between two steps. Killed at any point, the replica opens in
// a state it had.
//
// Several processes may have the same replica open: each call reads what is on disk now. A Replica object belongs to
// one thread.
#ifndef TOWARD_CLIENT_REPLICA_REPLICA_H_
#define TOWARD_CLIENT_REPLICA_REPLICA_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "base/clock.h"
#include "base/ids.h"
#include "base/sqlite.h"
#include "client/replica/confirmed.h"
#include "client/replica/outbox.h"
#include "client/replica/settings.h"
#include "client/replica/undo.h"
#include "client/replica/words.h"
#include "sync/cursor.h"
#include "sync/record.h"
#include "sync/restamp.h"
#include "sync/transaction.h"
#include "toward/v1/records.pb.h"
#include "toward/v1/sync.pb.h"

namespace toward::client {

// One record of a local change: the fields that are set in `fields` are written, those in `cleared` become absent.
// Sealed fields hold the plain words; Commit seals them. `alive` is written along with every change: true unless
// `fields` says otherwise.
struct Write {
  v1::Kind kind = v1::KIND_UNSPECIFIED;
  RecordId id;
  std::shared_ptr<google::protobuf::Message> fields;
  std::vector<uint32_t> cleared;
};

// A transaction the server would not take. It stays, readable, until its person removes it.
struct DeadLetter {
  int64_t number = 0;
  v1::Verdict::Reason reason = v1::Verdict::REASON_UNSPECIFIED;
  sync::Transaction transaction;
};

// Words that another write has replaced: kept for 30 days, because nothing a person wrote is lost.
struct EarlierWords {
  v1::Kind kind = v1::KIND_UNSPECIFIED;
  RecordId id;
  uint32_t field = 0;
  int64_t written_ms = 0;
  std::string text;
};

// What `toward status` tells.
struct ReplicaStatus {
  int64_t changes_waiting = 0;
  int64_t dead_letters = 0;
  // When the server last confirmed everything, milliseconds since 1970-01-01 UTC; absent: never.
  std::optional<int64_t> last_synced_ms;
};

class Replica {
 public:
  // Opens, or makes, the replica in `directory`: `replica.db` for the family's words, `private.db` for a member's
  // private ones, which `words` tells by its scope. `words` and `clock` must outlive it. Errors: those of
  // Database::Open; PERMISSION_DENIED when others may read the file; FAILED_PRECONDITION when a newer version of the
  // app wrote it. DATA_LOSS, here and from every other call: the file is damaged, or is not one of this app's.
  static absl::StatusOr<std::unique_ptr<Replica>> Open(const std::string& directory, const Words& words,
                                                       const Clock& clock);

  // Whose words it holds.
  trust::Scope scope() const { return words_.scope(); }

  // --- The screen -------------------------------------------------------------------------------------------------

  // The record as it is shown; absent when no copy of it exists. One that is not alive is returned too.
  absl::StatusOr<std::optional<sync::Record>> Find(v1::Kind kind, const RecordId& id);
  // Every record of a kind, alive or not, by id.
  absl::StatusOr<std::vector<sync::Record>> List(uint32_t kind);
  // Those of the plan days `first_day` to `last_day`, for kinds that belong to a day.
  absl::StatusOr<std::vector<sync::Record>> ListDays(v1::Kind kind, int32_t first_day, int32_t last_day);
  // The kinds this replica holds, known to this version or not.
  absl::StatusOr<std::vector<uint32_t>> Kinds();

  // --- Local changes ----------------------------------------------------------------------------------------------

  // Makes one change: on screen, in the outbox and open to Undo, together. INVALID_ARGUMENT: too large to be sent,
  // words too long; RESOURCE_EXHAUSTED: disk full; FAILED_PRECONDITION: this replica has no number yet. Nothing has
  // changed then. UNAVAILABLE: the disk refused, or another process kept the file; the change stands only when the disk
  // refused after the step that decides.
  absl::Status Commit(absl::Span<const Write> writes);

  // Takes back the newest local change that has not been undone (the last 20 are remembered), as a new change: each
  // field that still shows what that change wrote gets its earlier value. A record that the change made is deleted; the
  // fields it is found by (IdentifyingFields) stay, so that a partner's edit this device has not heard of yet brings
  // back a record that shows. One that somebody has built upon since is left as it is. A change too large to be sent
  // back as one transaction becomes several.
  //
  // NOT_FOUND: nothing to undo. FAILED_PRECONDITION: newer writes have replaced all of it, or built upon it, or a
  // record's earlier values are too large to be sent; the change is forgotten, and the one before it is next.
  absl::Status Undo();

  // Seals the words of living records of these kinds again, with the newest key, as a change that Undo knows nothing
  // of.
  absl::Status SealAgain(absl::Span<const v1::Kind> kinds);

  // Deletes these records and clears their words, everywhere with the next exchanges, here at once: Undo and
  // ListEarlierWords know nothing of them any more. Returns how many there were. Cannot be undone.
  absl::StatusOr<int> Erase(absl::FunctionRef<bool(const sync::Record&)> whether);
  // Forgets every record and whatever waits, here alone; the cursor, number and settings stay.
  absl::Status ForgetEverything();

  absl::StatusOr<std::vector<DeadLetter>> DeadLetters();
  // Removes those up to this number: the ones its person has seen.
  absl::Status ForgetDeadLetters(int64_t last_number);
  absl::StatusOr<std::vector<EarlierWords>> ListEarlierWords();
  absl::StatusOr<ReplicaStatus> Status();

  // The wall clock as the server has it, as far as this replica knows: the device's own, until the server found it
  // wrong.
  absl::StatusOr<int64_t> NowMs();

  // --- The exchange with the server; only by whoever holds the sync lock -------------------------------------------

  // Takes note of the server's clock, for NowMs and the stamps of later changes.
  absl::Status NoteServerTime(int64_t server_time_ms);

  // 0: the server has given none yet.
  absl::StatusOr<uint32_t> ReplicaNumber();
  // The newest batch of that number that the server has answered; 0: none.
  absl::StatusOr<uint64_t> AnsweredPushNo();
  // A first number, or a new one after a FORK: stamps what the outbox holds with it and begins at push_no 1.
  absl::Status TakeReplicaNumber(uint32_t replica);

  absl::StatusOr<sync::Cursor> Cursor();
  // Merges the pages into what is confirmed, and keeps `cursor`, in one transaction. The pages reach a head of the
  // feed.
  absl::Status ApplyPages(absl::Span<const v1::Page> pages);

  // The oldest batch, as it must be sent: the same until ApplyAnswer takes it, also after a crash. Absent: nothing
  // waits.
  absl::StatusOr<std::optional<v1::PushRequest>> NextPush();
  // Transactions that wait, hidden ones too.
  absl::StatusOr<int64_t> OutboxSize();
  // Takes over an ACCEPTED answer: applied transactions are confirmed, rejected ones become dead letters. In the same
  // transaction the next batch is fixed or, when nothing waits, that is noted for Status. An answer to a batch that has
  // already been taken changes nothing.
  absl::Status ApplyAnswer(const v1::PushRequest& request, const v1::PushResponse& response);

  // After SKEW: stamps the outbox again (sync::Restamp), reseals its words, and from now on reads the clock as the
  // server does.
  absl::Status RestampOutbox(int64_t server_time_ms);

  // After STALE_EPOCH: seals what waits with the newest key, stamps unchanged. The batch keeps its number.
  absl::Status ResealOutbox();

  // After a restored server: begins at the empty cursor, goes on after `last_push_no`, and queues every confirmed
  // record with its stamps unchanged. What it queues is not counted as waiting.
  absl::Status RepushEverything(uint64_t last_push_no);

  // Whether another process has written since this was last asked; true the first time.
  absl::StatusOr<bool> ChangedByOthers();

  // Notes for Status that everything up to now is confirmed and nothing waits.
  absl::Status NoteSynced();

  // A short text kept with the replica: the cached session token, for example. Absent: never set.
  absl::StatusOr<std::optional<std::string>> Setting(const std::string& name);
  absl::Status SetSetting(const std::string& name, const std::string& value);

 private:
  Replica(std::unique_ptr<Database> database, const Words& words, const Clock& clock);

  // What is confirmed, with the shown patches on top.
  absl::StatusOr<std::optional<sync::Record>> FindShown(uint32_t kind, const RecordId& id);
  absl::StatusOr<std::vector<MemberId>> Authors();

  // A stamp for a new local change, and where on the device's clock it was made.
  struct Moment {
    sync::Stamp stamp;
    sync::WrittenAt written;
  };
  absl::StatusOr<Moment> Tick();
  absl::StatusOr<int64_t> ServerWallMs(const ClockReading& reading);
  absl::Status KeepServerTime(int64_t server_time_ms, const ClockReading& reading);
  absl::StatusOr<sync::Record> Seal(const Write& write, sync::Stamp stamp);
  absl::StatusOr<UndoStep> WhatIsReplaced(const sync::Transaction& records, sync::Stamp stamp);
  // What became of an undo.
  struct TakenBack {
    size_t records = 0;
    // A record's earlier values make more than a transaction by themselves.
    bool too_large = false;
  };
  // Takes back what was written to these records, each with its fields, in as few transactions as can be sent.
  absl::StatusOr<TakenBack> TakeBack(absl::Span<const std::vector<UndoField>> records);
  // The write that takes back what was written to one record; empty when nothing of it is shown any more.
  absl::StatusOr<sync::Record> Inverse(const std::vector<UndoField>& fields, sync::Stamp stamp);
  // The field's earlier value, its words sealed again; absent when they cannot be opened.
  absl::StatusOr<std::optional<std::string>> BytesToGiveBack(const UndoField& field, sync::Stamp stamp);
  // Lets the journal follow a field that `inverse` gives back.
  absl::Status FollowIfIn(const sync::Transaction& inverse, const UndoField& field, sync::Stamp stamp);
  static bool CanBeSent(const sync::Transaction& records);
  absl::Status PutInOutbox(const sync::Transaction& records, const Moment& moment);

  absl::Status TakeOver(const OutboxEntry& entry, const v1::Verdict& verdict, int64_t now_ms);
  absl::StatusOr<int64_t> CountDeadLetters();
  absl::Status KeepDeadLetter(const OutboxEntry& entry, v1::Verdict::Reason reason);
  absl::Status ObserveStamps(sync::Hlc greatest);
  // Gives the shown entries other stamps, one each, resealing their words.
  absl::Status StampAgain(std::vector<OutboxEntry> entries, absl::Span<const sync::Stamp> stamps);
  absl::StatusOr<sync::Record> StampAgain(const sync::Record& record, sync::Stamp from, sync::Stamp to);
  // Before a person's change goes into the outbox: notes the oldest epoch that anything there is sealed with.
  absl::Status NoteSealedEpoch();
  // The record's own words again, with the newest key; empty when it is dead or has none that open.
  absl::StatusOr<sync::Record> SealedAgain(const sync::Record& record, absl::Span<const MemberId> authors,
                                           sync::Stamp stamp);
  // The shown records of a kind; inside a transaction.
  absl::StatusOr<std::vector<sync::Record>> ListShown(uint32_t kind);
  absl::StatusOr<std::vector<uint32_t>> ShownKinds();
  // Puts the records in the outbox, unknown to Undo, in as many transactions as they need.
  absl::Status PutInParts(sync::Transaction records, const Moment& moment);
  // A record is dead and its words are cleared: what its own member had written there is not kept as earlier words, nor
  // for Undo.
  absl::Status ForgetWordsErasedFrom(const sync::Record& record);
  absl::Status ForgetErased(const sync::Record& record);

  const std::unique_ptr<Database> database_;
  const Words& words_;
  const Clock& clock_;
  Settings settings_;
  Confirmed confirmed_;
  Outbox outbox_;
  UndoJournal undo_;
  // SQLite's count of what other connections have committed.
  int64_t data_version_ = -1;
};

// Gives a member's private replica the number of the device's family replica when it has none yet. OK also when neither
// has one.
absl::Status ShareNumber(Replica& family, Replica& own);

}  // namespace toward::client

#endif  // TOWARD_CLIENT_REPLICA_REPLICA_H_
