// A person's device: the product's replica and session on a simulated disk and clock, driven as client/sync's Exchange
// drives them.
#ifndef TOWARD_TESTS_SIM_SIM_DEVICE_H_
#define TOWARD_TESTS_SIM_SIM_DEVICE_H_

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "client/replica/replica.h"
#include "client/replica/words.h"
#include "sync/client_session.h"
#include "tests/sim/sim_server.h"
#include "tests/sim/violation.h"
#include "tests/sim/world.h"

namespace toward::sim {

// What a person meant to write in one transaction.
struct Act {
  struct Meant {
    bool sealed = false;
    // The field's bytes; of a sealed one the plain words.
    std::string bytes;
    // Only that it was written is known.
    bool any = false;
  };
  uint64_t id = 0;
  // Its row in the outbox; 0: not known yet.
  int64_t number = 0;
  int64_t true_ms = 0;
  std::string boot_id;
  std::map<RecordKey, std::map<uint32_t, Meant>> records;
};

class SimDevice {
 public:
  SimDevice(World& world, SimFamily& family, const MemberId& member, int index);
  ~SimDevice();

  // At the beginning: opens the replica with its number.
  void Begin(uint32_t replica);
  // Another device with this one's disk and keys.
  void BecomeCopyOf(const SimDevice& original);

  // --- Its person -------------------------------------------------------------------------------------------------

  // False: it could not be done, and nothing has changed.
  bool Write(const std::vector<client::Write>& writes);
  void Undo();
  // Exchanges with the server for so long; 0: until further notice.
  void GoOnline(int64_t for_ms);
  void GoOffline();
  std::vector<sync::Record> List(uint32_t kind);

  // --- Misfortune -------------------------------------------------------------------------------------------------

  enum class Death { kProcess, kPower };
  void Die(Death how);
  // Before one of the next effects of the session.
  void DieAtEffect(int effects) { effects_left_ = effects; }
  void DieSoon(Death how, int64_t changes);
  void TakeCopy();
  void GoBackToCopy();
  bool has_copy() const { return copy_.has_value(); }

  // --- What the network brings ------------------------------------------------------------------------------------

  void Arrived(int attempt, const v1::WatchResponse& response, Place place, int64_t sent_ms);
  void WatchEnded(int attempt, sync::Failure failure);

  // --- For audits -------------------------------------------------------------------------------------------------

  void Audit();
  // Everything the server has is here, the words open, and nothing waits.
  void AuditConverged(const ServerFamily& server);
  bool Settled() const;
  std::string Describe() const;

  const std::string& name() const { return name_; }
  int index() const { return index_; }
  SimFamily& family() const { return family_; }
  const DeviceId& id() const { return id_; }
  const MemberId& member() const { return member_; }
  bool running() const { return replica_ != nullptr; }
  bool newer() const { return newer_; }
  SimClock& clock() { return clock_; }
  Disk& disk() { return disk_; }
  // Until when each direction of its line is dead.
  int64_t dead_until_ms[2] = {};

  const Registers& confirmed() const { return state_.confirmed; }
  const std::deque<std::shared_ptr<Act>>& outbox() const { return state_.outbox; }

 private:
  struct State {
    Registers confirmed;
    // The acts that wait, oldest first, without what is given back to a restored server.
    std::deque<std::shared_ptr<Act>> outbox;
    int64_t dead_letters = 0;
    Place place;
  };
  struct RawEntry {
    int64_t number = 0;
    bool hidden = false;
    uint64_t hlc = 0;
    Registers patches;
  };
  struct Raw {
    Registers confirmed;
    std::vector<RawEntry> outbox;
    int64_t dead_letters = 0;
  };
  // Thrown to the nearest Guarded: the process is gone; or it has stopped by itself.
  struct Died {};
  struct GaveUp {};

  // --- Life (sim_device.cc)
  void Open();
  void Bury();
  void Guarded(const std::function<void()>& what);
  // Calls the replica. When that works the model follows; when not, both are possible until the next opening.
  void Do(const char* what, const std::function<absl::Status()>& call, const std::function<void(State&)>& effect);
  template <typename T>
  T Ask(absl::StatusOr<T> answer);
  bool Commit(const std::function<absl::Status()>& call, const std::shared_ptr<Act>& meant);
  void TakeNewEntries(const std::shared_ptr<Act>& meant);

  // --- The exchange (sim_exchange.cc)
  void CarryOut(const sync::Effects& effects);
  void CarryOutOne(const sync::effect::OpenWatch& open);
  void CarryOutOne(const sync::effect::CloseWatch&);
  void CarryOutOne(const sync::effect::StagePage&);
  void CarryOutOne(const sync::effect::ApplyStaged&);
  void CarryOutOne(const sync::effect::SendPush&);
  void CarryOutOne(const sync::effect::ApplyVerdicts&);
  void CarryOutOne(const sync::effect::RestampOutbox& restamp);
  void CarryOutOne(const sync::effect::ResealOutbox&);
  void CarryOutOne(const sync::effect::TakeNewReplica&);
  void CarryOutOne(const sync::effect::RepushEverything& repush);
  void CarryOutOne(const sync::effect::ArmTimer& timer);
  void StartWatch(const std::string& token, const v1::WatchRequest& request, Place place);
  void ApplyReached();
  void CheckView(const Place& reached);
  void LeaveAttempt();
  void HearBy(int64_t delay_ms);
  void Pushed(int push, const absl::StatusOr<v1::PushResponse>& response);
  std::string CachedToken();
  sync::Outbox OutboxBeyond(int64_t transactions);
  // Asks the server and reports the answer, or UNAVAILABLE when either way is lost or it takes too long. Only to the
  // attempt that asked.
  template <typename T>
  void Call(std::function<void(SimServer::Answer<T>)> ask, std::function<void(absl::StatusOr<T>)> answered);

  // --- Looking at the disk (sim_device_audit.cc)
  Raw Read();
  std::vector<RawEntry> ReadOutbox();
  Database& eyes();
  std::string DifferenceFrom(const Raw& raw, const State& state);
  static std::string EntryDifference(const RawEntry& entry, const Act& act);
  void Settle();
  void CheckStamps(const std::vector<RawEntry>& outbox);

  World& world_;
  SimFamily& family_;
  const MemberId member_;
  const int index_;
  const std::string name_;
  DeviceId id_;
  Chance chance_;
  SeededRandom random_;
  SimClock clock_;
  Disk& disk_;
  const client::Words words_;
  const bool newer_;

  State state_;
  // After a call that failed half-way: what is on disk if it came through all the same.
  std::optional<State> perhaps_;
  bool perhaps_more_entries_ = false;
  std::shared_ptr<Act> perhaps_meant_;
  struct Copy {
    Disk::Image image;
    State state;
  };
  std::optional<Copy> copy_;
  // How far off its idea of the server's time may be; negative: it has none of this boot.
  int64_t clock_error_ms_ = -1;

  int life_ = 0;
  Death dies_how_ = Death::kProcess;
  int effects_left_ = 0;
  int64_t online_until_ms_ = -1;
  std::unique_ptr<client::Replica> replica_;
  // A connection that only looks.
  std::unique_ptr<Database> eyes_;
  std::optional<sync::ClientSession> session_;

  // The attempt to exchange; 0: none is under way.
  int attempt_ = 0;
  int attempts_ = 0;
  int pushes_ = 0;
  std::string token_;
  std::vector<v1::Page> staged_;
  size_t reached_ = 0;
  std::vector<Place> staged_places_;
  v1::Page arrived_;
  Place arrived_place_;
  v1::PushRequest pushed_;
  std::vector<int64_t> pushed_numbers_;
  v1::PushResponse answer_;
  int64_t pushed_ms_ = 0;
  int64_t heartbeat_ms_ = 30'000;
  int timer_ = 0;
  int64_t silence_ms_ = 0;
};

template <typename T>
T SimDevice::Ask(absl::StatusOr<T> answer) {
  if (answer.ok()) return *std::move(answer);
  if (disk_.dead()) throw Died{};
  Demand(absl::IsResourceExhausted(answer.status()), "NO-POISON",
         name_ + " cannot read: " + std::string(answer.status().message()));
  throw GaveUp{};
}

}  // namespace toward::sim

#endif  // TOWARD_TESTS_SIM_SIM_DEVICE_H_
