// Evenings at random: whatever happens in whatever order, the screen is what the server confirmed and, on top, what
// waits; nothing that waits is lost, changed or sent out of order; and in the end both sides hold the same.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>
#include <optional>

#include "tests/client/replica/replica_test.h"

namespace toward::client {
namespace {

// What a person said in one change.
using Said = std::string;

class Evening : public ReplicaTest {
 public:
  Evening() { SetUp(); }
  void TestBody() override {}

  void LiveOn() {
    clock_.Advance(1000);
    switch (*rc::gen::weightedElement<int>(
        {{6, 0}, {4, 1}, {4, 2}, {4, 3}, {2, 4}, {1, 5}, {1, 6}, {1, 7}, {1, 8}, {1, 9}, {1, 10}})) {
      case 0:
        return AnaWrites();
      case 1:
        return BenWrites();
      case 2:
        return PagesArrive();
      case 3:
        return Push(Answer::kArrives);
      case 4:
        return Push(Answer::kIsLost);
      case 5:
        return AnaUndoes();
      case 6:
        return Reopen();
      case 7:
        return ServerFindsTheClockWrong();
      case 8:
        return NewNumber();
      case 9:
        return ServerIsRestored();
      default:
        clock_.SetWrong(*rc::gen::inRange<int64_t>(-kDayMs, kDayMs));
    }
  }

  void CheckTheScreen() {
    const std::vector<OutboxEntry> entries = Entries();
    std::map<RecordId, sync::Record> expected = confirmed_;
    sync::Hlc last = 0;
    RC_ASSERT(entries.size() == waiting_.size());
    for (size_t i = 0; i < entries.size(); ++i) {
      const sync::Record& patch = entries[i].records.front();
      RC_ASSERT(SaidIn(patch) == waiting_[i]);
      RC_ASSERT(patch.MaxStamp() == (sync::Stamp{entries[i].hlc, number_}));
      RC_ASSERT(entries[i].hlc > last);
      last = entries[i].hlc;
      MergeInto(expected, patch);
    }
    std::vector<sync::Record> screen;
    for (const auto& [id, record] : expected) screen.push_back(record);
    RC_ASSERT(*replica_->List(v1::KIND_MOMENT) == screen);
    RC_ASSERT(static_cast<size_t>(Waiting()) == waiting_.size());
    RC_ASSERT(replica_->Status()->dead_letters == rejected_);
  }

  void TheNetworkComesBack() {
    while (*replica_->OutboxSize() > 0) Push(Answer::kArrives);
    PagesArrive();
    CheckTheScreen();
    RC_ASSERT(waiting_.empty());
    RC_ASSERT(confirmed_ == server_);
  }

 private:
  enum class Answer { kArrives, kIsLost };

  static char AnyLetter() { return *rc::gen::element('a', 'b', 'c'); }
  static Write AnyWrite() {
    const char letter = AnyLetter();
    switch (*rc::gen::inRange(0, 4)) {
      case 0:
        return Noted(letter, *rc::gen::element<std::string>("Soup.", "Bread.", ""));
      case 1:
        return NotedAndLasted(letter, "Both.", *rc::gen::inRange<uint32_t>(0, 99));
      case 2:
        return Removed(letter);
      default:
        return NoteCleared(letter);
    }
  }
  static void MergeInto(std::map<RecordId, sync::Record>& records, const sync::Record& record) {
    records.try_emplace(record.id(), record.kind(), record.id()).first->second.Merge(record);
  }

  Said SaidIn(const sync::Record& patch) {
    v1::Moment moment;
    words_.OpenAll(patch, {plan::kAna}, moment);
    return patch.id().ToHex() + moment.SerializeAsString() + (patch.Find(v1::Moment::kNoteFieldNumber) ? "note" : "");
  }
  Said SaidIn(const Write& write) {
    v1::Moment moment = static_cast<const v1::Moment&>(*write.fields);
    if (!moment.has_alive()) moment.set_alive(true);
    return write.id.ToHex() + moment.SerializeAsString() + (moment.has_note() || !write.cleared.empty() ? "note" : "");
  }

  std::vector<OutboxEntry> Entries() {
    const auto database = *Database::Open(DatabasePath(), Database::Mode::kReadOnly, 0);
    return *Outbox(*database).Shown();
  }

  void AnaWrites() {
    const Write write = AnyWrite();
    RC_ASSERT(TryTo({write}).ok());
    waiting_.push_back(SaidIn(write));
  }
  void AnaUndoes() {
    if (replica_->Undo().ok()) waiting_.push_back(SaidIn(Entries().back().records.front()));
  }
  void BenWrites() { MergeInto(server_, Bens(AnyWrite(), *rc::gen::inRange<int64_t>(0, 60'000))); }
  void PagesArrive() {
    std::vector<sync::Record> records;
    for (const auto& [id, record] : server_) {
      records.push_back(record);
      MergeInto(confirmed_, record);
    }
    Deliver(records);
  }

  // As the server's gate: the same push twice is stored once; another content under a stored number is a fork.
  void Push(Answer answer) {
    const auto request = *replica_->NextPush();
    if (!request.has_value()) return;
    if (stored_.has_value() && stored_->first.push_no() == request->push_no()) {
      if (stored_->first.digest() != request->digest()) return NewNumber();
    } else {
      stored_.emplace(*request, Store(*request));
    }
    if (answer == Answer::kArrives) TakeOver(stored_->first, stored_->second);
  }
  std::vector<OutboxEntry> Batch(const v1::PushRequest& request) {
    const auto database = *Database::Open(DatabasePath(), Database::Mode::kReadOnly, 0);
    return *Outbox(*database).Batch(request.push_no());
  }
  v1::PushResponse Store(const v1::PushRequest& request) {
    v1::PushResponse response = Answered(request);
    const std::vector<OutboxEntry> batch = Batch(request);
    for (int i = 0; i < request.transactions_size(); ++i) {
      const bool shown = batch[static_cast<size_t>(i)].visibility == Visibility::kShown;
      if (shown && *rc::gen::inRange(0, 6) == 0) {
        response.mutable_verdicts(i)->set_code(v1::Verdict::CODE_REJECTED);
        continue;
      }
      for (const sync::Record& record : RecordsOf(request.transactions(i))) MergeInto(server_, record);
    }
    return response;
  }
  void TakeOver(const v1::PushRequest& request, const v1::PushResponse& response) {
    const std::vector<OutboxEntry> batch = Batch(request);
    RC_ASSERT(replica_->ApplyAnswer(request, response).ok());
    for (size_t i = 0; i < batch.size(); ++i) {
      const bool rejected = response.verdicts(static_cast<int>(i)).code() == v1::Verdict::CODE_REJECTED;
      if (rejected) ++rejected_;
      if (!rejected) {
        for (const sync::Record& record : batch[i].records) MergeInto(confirmed_, record);
      }
      if (batch[i].visibility == Visibility::kShown) waiting_.erase(waiting_.begin());
    }
  }

  void ServerFindsTheClockWrong() { RC_ASSERT(replica_->RestampOutbox(clock_.TrueMs()).ok()); }
  void NewNumber() {
    RC_ASSERT(replica_->TakeReplicaNumber(++number_).ok());
    stored_.reset();
  }
  void ServerIsRestored() {
    server_.clear();
    stored_.reset();
    RC_ASSERT(replica_->RepushEverything(0).ok());
  }

  // What the server holds, and its answer to the newest push.
  std::map<RecordId, sync::Record> server_;
  std::optional<std::pair<v1::PushRequest, v1::PushResponse>> stored_;
  // What Ana's device has been told.
  std::map<RecordId, sync::Record> confirmed_;
  std::vector<Said> waiting_;
  int64_t rejected_ = 0;
  uint32_t number_ = kAnasReplica;
};

RC_GTEST_PROP(Screen, IsWhatWasConfirmedAndWhatWaits, ()) {
  Evening evening;
  const int steps = *rc::gen::inRange(1, 25);
  for (int i = 0; i < steps; ++i) {
    evening.LiveOn();
    evening.CheckTheScreen();
  }
  evening.TheNetworkComesBack();
}

}  // namespace
}  // namespace toward::client
