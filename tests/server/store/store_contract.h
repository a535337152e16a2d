// What every implementation of server::Store promises (server/store/store.h), as tests. An implementation takes part by
// linking toward_store_contract and saying where it keeps its stores:
//
//   INSTANTIATE_TEST_SUITE_P(Sqlite, StoreContract, testing::Values(&NewSqliteHome));
//
// The tests are in the *_contract.cc files beside this, by topic.
#ifndef TOWARD_TESTS_SERVER_STORE_STORE_CONTRACT_H_
#define TOWARD_TESTS_SERVER_STORE_STORE_CONTRACT_H_

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/random.h"
#include "server/store/roster_store.h"
#include "server/store/store.h"
#include "tests/server/family_chain.h"

namespace toward::server {

// Where one test's store is kept. It outlives the store, which is closed and opened again.
class StoreHome {
 public:
  virtual ~StoreHome() = default;
  // Opens the store, or makes it; the one opened before is closed.
  virtual absl::StatusOr<std::unique_ptr<Store>> Open(const StoreLimits& limits, Random& random) = 0;
  // Both while the store is closed: keeps a copy, and puts it in the place of what came later.
  virtual void SaveCopy() = 0;
  virtual void PutCopyBack() = 0;
};
using NewStoreHome = std::unique_ptr<StoreHome> (*)();

// The same numbers in every run.
class RepeatableRandom final : public Random {
 public:
  std::string Bytes(size_t size) override;

 private:
  std::mt19937_64 engine_{20260301};
};

// A device of a family, and how far its pushes are.
struct Phone {
  Device device;
  uint32_t replica = 0;
  uint64_t last_push_no = 0;
  // Its keys, and its family's chain, which all of the family share.
  std::shared_ptr<const trust::DeviceIdentity> identity;
  std::shared_ptr<FamilyChain> chain;
  FeedScope scope = FeedScope::kFamily;
  // As the chain says for the scope.
  uint32_t key_epoch() const;
  // The same device and what it pushes into its member's private feed, counted apart.
  Phone InPrivate() const;
  FeedKey feed() const;
};

// Uses a store as the server does.
class StoreUser {
 public:
  // 2026-03-01.
  static constexpr int64_t kNowMs = 1'772'323'200'000;
  using Item = std::variant<sync::Transaction, v1::Verdict::Reason>;

  // A family of its own.
  Phone Settle();
  // Appends what the phone's chain has and the store has not; `first_seq` is how long the store's chain is.
  absl::StatusOr<RosterChange> Append(const Phone& phone, uint32_t first_seq);
  absl::StatusOr<RosterChange> Append(const Device& caller, uint32_t first_seq, const Statements& statements);
  // The same for one statement that `signer` makes; it must be taken.
  RosterChange Say(const Phone& signer, trust::Act act);
  void BeginEpochs(const Phone& signer);
  // A replica number of an enrolled device.
  uint32_t Register(const Device& device);
  // A device of the family's other member.
  Phone Join(const Phone& inviter);
  // A further device of the same member.
  Phone AddDevice(const Phone& phone);
  NewDevice AnyDevice();
  // An invite of a minute for the other member.
  NewInvite AnyInvite();
  absl::StatusOr<Redemption> Redeem(const InviteId& invite, const NewDevice& device, const MemberId& member,
                                    int64_t now_ms = kNowMs);
  absl::Status Invite(const Phone& inviter, const NewInvite& invite, int64_t now_ms = kNowMs);
  absl::StatusOr<uint32_t> CreateFamily(const FamilyId& family, const MemberId& member, const NewDevice& device,
                                        uint32_t replica_hint = 1);
  absl::StatusOr<Device> Find(const DeviceId& device);

  RecordId NewRecordId() { return random.NewId<RecordId>(); }
  // A moment with a text in field 9, later than every one before it.
  sync::Record Note(const RecordId& id, std::string_view text);
  // The same, stamped at a time of the test's choice.
  static sync::Record NoteAt(const RecordId& id, std::string_view text, int64_t ms);

  // The phone's next push, without sending it.
  static Push NextPush(const Phone& phone, std::vector<Item> transactions);
  // One push in a transaction of its own.
  absl::StatusOr<PushAnswer> Send(const Push& push, int64_t now_ms = kNowMs);
  // Makes the next push and sends it; it must be accepted.
  PushAnswer ApplyTransactions(Phone& phone, std::vector<Item> transactions);
  // The same with one transaction for each record.
  PushAnswer Apply(Phone& phone, const std::vector<sync::Record>& records);

  FeedPage ReadPage(const Phone& phone, sync::Seq after = 0);
  // Every page after `after`.
  std::vector<sync::Record> ReadFeed(const Phone& phone, sync::Seq after = 0);
  // What ends a reader's catching up now.
  sync::Cursor CursorAtHead(const Phone& phone);
  WatchStart BeginWatch(const Phone& phone, const sync::Cursor& cursor);

  RepeatableRandom random;
  std::unique_ptr<Store> store;

 private:
  int64_t notes_ = 0;
};

// The records of a page, parsed.
std::vector<sync::Record> RecordsOf(const FeedPage& page);
// The text of a Note.
std::string TextOf(const sync::Record& record);
std::vector<std::string> TextsOf(const std::vector<sync::Record>& records);
std::vector<v1::Verdict::Code> CodesOf(const PushAnswer& answer);

class StoreContract : public testing::TestWithParam<NewStoreHome>, protected StoreUser {
 protected:
  StoreContract() : home_(GetParam()()) { Reopen(); }
  ~StoreContract() override { store.reset(); }

  void Reopen(const StoreLimits& limits = {});
  void SaveCopy();
  void PutCopyBack();

 private:
  const std::unique_ptr<StoreHome> home_;
};

}  // namespace toward::server

#endif  // TOWARD_TESTS_SERVER_STORE_STORE_CONTRACT_H_
