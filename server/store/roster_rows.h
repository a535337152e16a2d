// Rosters as rows, and what follows from them. Works inside the transaction its caller has open.
#ifndef TOWARD_SERVER_STORE_ROSTER_ROWS_H_
#define TOWARD_SERVER_STORE_ROSTER_ROWS_H_

#include <list>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "base/sqlite.h"
#include "server/store/accounts.h"
#include "server/store/roster_store.h"

namespace toward::server {

// Chains that were checked before, so that a further statement costs one signature. The newest few; one thread.
class RosterCache {
 public:
  // Null: not kept, or not with this end.
  std::shared_ptr<const trust::Roster> Find(FamilyNumber family, const RosterPlace& place) const;
  void Keep(FamilyNumber family, std::shared_ptr<const trust::Roster> roster);
  void Forget(FamilyNumber family);

 private:
  struct Entry {
    FamilyNumber family{};
    std::shared_ptr<const trust::Roster> roster;
  };
  // The newest first.
  std::list<Entry> entries_;
};

// Each method as RosterWrites says.
class RosterRows final : public RosterWrites {
 public:
  // All must outlive it. `before_change` is called before rows change that a feed may have read.
  RosterRows(Database& database, const StoreLimits& limits, Accounts& accounts, RosterCache& cache,
             absl::FunctionRef<absl::Status()> before_change)
      : database_(database), limits_(limits), accounts_(accounts), cache_(cache), before_change_(before_change) {}

  absl::StatusOr<Founding> CreateFamily(const trust::Roster& roster, const Registration& registration,
                                        uint32_t replica_hint) override;
  absl::StatusOr<RosterPart> Read(FamilyNumber family, uint32_t first_seq) override;
  absl::StatusOr<RosterChange> Append(const Device& caller, uint32_t first_seq,
                                      absl::Span<const v1::SignedStatement> statements) override;
  absl::Status ErasePrivate(FamilyNumber family, const MemberId& member, uint64_t salt) override;

  // Whether something was removed that must not stay in the files.
  bool removed() const { return removed_; }

 private:
  absl::StatusOr<RosterPlace> PlaceOf(FamilyNumber family);
  // Absent: the family has no chain.
  absl::StatusOr<std::shared_ptr<const trust::Roster>> Load(FamilyNumber family);
  absl::StatusOr<FamilyNumber> AddFamily(const FamilyId& id, const Registration& registration);
  absl::Status UseTicket(const Ticket& ticket);
  // Brings the rows from a chain of `length` to `roster`.
  absl::StatusOr<RosterChange> Adopt(FamilyNumber family, uint32_t length, const trust::Roster& roster);
  absl::Status AddStatements(FamilyNumber family, uint32_t first_seq, const trust::Roster& roster);
  absl::Status AddDevice(FamilyNumber family, const trust::RosterDevice& device);
  absl::Status SetEpochs(FamilyNumber family, const trust::Roster& roster);
  absl::Status RemoveEnded(FamilyNumber family, const trust::Roster& roster, RosterChange& change);

  Database& database_;
  const StoreLimits& limits_;
  Accounts& accounts_;
  RosterCache& cache_;
  const absl::FunctionRef<absl::Status()> before_change_;
  bool removed_ = false;
};

}  // namespace toward::server

#endif  // TOWARD_SERVER_STORE_ROSTER_ROWS_H_
