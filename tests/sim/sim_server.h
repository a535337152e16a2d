// The server: its own store, writer's batches, hub, feed rounds and sessions, on a simulated disk and clock. Only gRPC
// and the threads are missing.
#ifndef TOWARD_TESTS_SIM_SIM_SERVER_H_
#define TOWARD_TESTS_SIM_SIM_SERVER_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "server/feed_reader.h"
#include "server/hub.h"
#include "server/metrics/metrics.h"
#include "server/sessions.h"
#include "server/store/sqlite_store.h"
#include "server/writer.h"
#include "tests/sim/world.h"
#include "toward/v1/sync.pb.h"

namespace toward::sim {

// Where a device's copy ends, as the simulation knows it: which of the server's histories, and how far.
struct Place {
  int branch = 0;
  uint64_t seq = 0;
};

struct Token {
  std::string token;
  int64_t expire_time_ms = 0;
};

class SimServer {
 public:
  explicit SimServer(World& world);
  ~SimServer();

  // Enrolment, before anything goes wrong. The replica number.
  uint32_t Enrol(SimDevice& device);

  bool up() const { return store_ != nullptr; }

  // Requests as they arrive. `answer` is called at most once, on the server's side; never when the server dies first.
  template <typename T>
  using Answer = std::function<void(absl::StatusOr<T>)>;
  void OpenSession(SimDevice& device, Answer<Token> answer);
  void RegisterReplica(const std::string& token, Answer<uint32_t> answer);
  // `acts`: the number of the act behind each transaction; 0: none.
  void Push(const std::string& token, v1::PushRequest request, std::vector<uint64_t> acts,
            Answer<v1::PushResponse> answer);
  // `place`: what `request.cursor` stands for.
  void Watch(SimDevice& device, int attempt, const std::string& token, const v1::WatchRequest& request, Place place,
             std::function<void(absl::Status)> refused);
  // The client has left.
  void Leave(SimDevice& device, int attempt);

  enum class Death { kProcess, kPower };
  void Die(Death how);
  // In the middle of one of its next changes.
  void DieSoon(Death how, int64_t changes);
  void TakeCopy();
  enum class Epoch { kSame, kNew };
  // From one of the copies that were taken; the newest is 0.
  void GoBackTo(size_t copy, Epoch epoch);
  size_t copies() const { return copies_.size(); }

  SimClock& clock() { return clock_; }
  Disk& disk() { return disk_; }

  const ServerFamily& family(int index) const { return now_.families[static_cast<size_t>(index)]; }
  int branch() const { return now_.branch; }
  bool Continues(int family, Place place) const;
  // Compares what is on its disk with what must be there.
  void Audit();
  std::vector<Registers> Read();

 private:
  static constexpr char kPath[] = "/server/toward.db";
  class Stream;
  struct State {
    std::vector<ServerFamily> families;
    int branch = 0;
  };
  struct Branch {
    int parent = -1;
    // How far each family's feed is the parent's.
    std::vector<uint64_t> heads;
    bool new_epoch = false;
  };
  struct Copy {
    Disk::Image image;
    State state;
  };
  // A push that was judged, and what the model makes of it once it is on disk.
  struct Done {
    int family = 0;
    std::string device;
    v1::PushRequest request;
    std::vector<uint64_t> acts;
    server::PushAnswer answer;
    int64_t now_ms = 0;
    bool judged = false;
  };

  void Open();
  // The families' rosters are not simulated yet: each has the epoch its devices begin with.
  void BeginEpoch();
  void Bury(Death how);
  // Which of the two states the disk is in.
  void Settle();
  std::string DifferenceFrom(const State& state);
  void Submit(server::Writer::Job job);
  void CommitBatch();
  void Wake();
  void Round();
  void Tick();
  absl::StatusOr<server::Session> Authenticate(const std::string& token) const;
  int FamilyOf(server::FamilyNumber number) const;
  // Takes an answered push into a state, and checks the answer. `real`: it is on disk, so promises count.
  void Take(State& state, const Done& done, bool real);

  World& world_;
  Chance chance_;
  SeededRandom random_;
  SimClock clock_;
  Disk& disk_;
  server::Metrics metrics_;
  std::vector<server::FamilyNumber> numbers_;

  State now_;
  // What the disk holds instead if a commit that was cut off has come through.
  std::vector<std::function<void(State&, bool real)>> perhaps_;
  std::vector<Branch> branches_;
  std::vector<Copy> copies_;

  int life_ = 0;
  Death dies_how_ = Death::kProcess;
  std::unique_ptr<server::SqliteStore> store_;
  std::unique_ptr<server::Sessions> sessions_;
  std::unique_ptr<server::Hub> hub_;
  std::unique_ptr<server::FeedRounds> rounds_;
  std::map<uint64_t, std::unique_ptr<Stream>> streams_;
  uint64_t next_stream_ = 1;
  std::vector<server::Writer::Job> jobs_;
  bool round_due_ = false;
  // Nobody is watched over while nobody watches.
  bool ticking_ = false;
};

}  // namespace toward::sim

#endif  // TOWARD_TESTS_SIM_SIM_SERVER_H_
