// One device without a network: `toward` in this process, on a directory of its own, on the evening of 2026-11-24.
#ifndef TOWARD_TESTS_CLIENT_CLI_DEVICE_H_
#define TOWARD_TESTS_CLIENT_CLI_DEVICE_H_

#include <gtest/gtest.h>

#include <deque>
#include <functional>
#include <map>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "base/random.h"
#include "client/cli/home.h"
#include "client/cli/marks.h"
#include "client/cli/program.h"
#include "client/replica/key_file.h"
#include "tests/plan/example_plan.h"
#include "tests/support/household.h"

namespace toward::client {

class EveningClock final : public Clock {
 public:
  ClockReading Now() const override { return {.wall_ms = wall_ms, .boottime_ms = boottime_ms, .boot_id = boot_id}; }

  // 20:00 in Lisbon on 2026-11-24.
  int64_t wall_ms = 1'795'550'400'000;
  int64_t boottime_ms = 1000;
  std::string boot_id = "boot";
};

struct Printed {
  int exit_code = 0;
  std::string out;
  std::string err;
};

// A person's keys, and how long they wait before each: waiting is all that moves the clock.
class ScriptedKeyboard final : public Keyboard {
 public:
  explicit ScriptedKeyboard(EveningClock& clock) : clock_(clock) {}

  ScriptedKeyboard& After(double minutes, char key) {
    return AfterDo(
        minutes, [] {}, key);
  }
  // Something else happens meanwhile, on the partner's device for example.
  ScriptedKeyboard& AfterDo(double minutes, std::function<void()> act, char key = kNone) {
    steps_.push_back({static_cast<int64_t>(minutes * 60'000), std::move(act), key});
    return *this;
  }

  char Wait(int64_t timeout_ms) override {
    if (steps_.empty() && ++idle_waits_ > kPatience) return kEnd;
    if (steps_.empty() || steps_.front().wait_ms > timeout_ms) {
      Pass(timeout_ms);
      if (!steps_.empty()) steps_.front().wait_ms -= timeout_ms;
      return kNone;
    }
    const Step step = std::exchange(steps_.front(), {});
    steps_.pop_front();
    Pass(step.wait_ms);
    step.act();
    return step.key;
  }

  std::string UnseenLine() override {
    constexpr int64_t kLongMs = 3'600'000;
    std::string line;
    for (char key = Wait(kLongMs); key != kEnter; key = Wait(kLongMs)) {
      if (key == kEnd) return "";
      if (key != kNone) line += key;
    }
    return line;
  }

 private:
  // After the last key, so many looks more.
  static constexpr int kPatience = 200;
  struct Step {
    int64_t wait_ms = 0;
    std::function<void()> act;
    char key = kNone;
  };

  void Pass(int64_t ms) {
    clock_.wall_ms += ms;
    clock_.boottime_ms += ms;
  }

  EveningClock& clock_;
  std::deque<Step> steps_;
  int idle_waits_ = 0;
};

class Device {
 public:
  // Begins Ana's plan here, with Mia in it, as `toward init` and `toward children add` would.
  void BeginPlan() {
    ASSERT_TRUE(WriteKeyFile(directory(), NewIdentity()).ok());
    const std::unique_ptr<Home> home = OpenHome();
    Replica& replica = home->replica();
    ASSERT_TRUE(replica.TakeReplicaNumber(7).ok());
    const plan::Calendar calendar = *plan::Calendar::Make("Europe/Lisbon", 3);
    ASSERT_TRUE(replica.Commit(NewPlan(home->identity().family, plan::kAna, "Ana", calendar)).ok());
    ASSERT_TRUE(replica.Commit(AddChild(plan::kMia, "Mia", v1::Child::ROLE_OLDER)).ok());
  }

  std::unique_ptr<Home> OpenHome() {
    std::stringstream none;
    Surroundings around = Around(none, none, none);
    auto home = Home::Open(directory(), around);
    EXPECT_TRUE(home.ok()) << home.status();
    return *std::move(home);
  }

  Printed Toward(std::vector<std::string> arguments, const std::string& input = "") {
    std::stringstream in(input), out, err;
    Surroundings around = Around(in, out, err);
    arguments.insert(arguments.begin(), {"--directory", directory(), "--offline"});
    const int exit_code = RunProgram(arguments, around);
    return {.exit_code = exit_code, .out = out.str(), .err = err.str()};
  }

  // The same with a person at a terminal so wide, who presses these keys and types `input`.
  Printed TowardAtTerminal(std::vector<std::string> arguments, ScriptedKeyboard& keyboard, const std::string& input,
                           size_t columns = Surroundings::kUsualColumns) {
    std::stringstream in(input), out, err;
    Surroundings around = Around(in, out, err);
    around.in_is_terminal = true;
    around.out_is_terminal = true;
    around.keyboard = &keyboard;
    around.columns = [columns] { return columns; };
    arguments.insert(arguments.begin(), {"--directory", directory(), "--offline"});
    const int exit_code = RunProgram(arguments, around);
    return {.exit_code = exit_code, .out = out.str(), .err = err.str()};
  }

  // What the server would answer to everything that waits.
  void ConfirmAll() {
    const std::unique_ptr<Home> home = OpenHome();
    const auto push = home->replica().NextPush();
    ASSERT_TRUE(push.ok() && push->has_value());
    v1::PushResponse answer;
    answer.set_outcome(v1::PushResponse::OUTCOME_ACCEPTED);
    for (int i = 0; i < (*push)->transactions_size(); ++i) answer.add_verdicts()->set_code(v1::Verdict::CODE_APPLIED);
    ASSERT_TRUE(home->replica().ApplyAnswer(**push, answer).ok());
  }

  // Ben's device, a while later and in his own words, writes a field that Ana's device wrote; and the server tells
  // Ana's.
  void PartnerWrites(v1::Kind kind, const RecordId& id, std::shared_ptr<google::protobuf::Message> fields) {
    const std::unique_ptr<Home> home = OpenHome();
    const Identity& identity = home->identity();
    const sync::Stamp stamp{sync::HlcFromMs(clock_.wall_ms + 60'000), 9};
    ASSERT_TRUE(Words(identity.keyring, identity.family, plan::kBen, random_).SealAll(*fields, id, stamp).ok());
    v1::Page page;
    *page.add_records() = sync::Record::Write(kind, id, *fields, {}, stamp).ToPatch();
    page.mutable_cursor()->set_epoch(std::string(16, 'e'));
    page.mutable_cursor()->set_salt(7);
    page.mutable_cursor()->set_seq(9);
    page.set_head(9);
    const std::vector<v1::Page> pages = {page};
    const absl::Status applied = home->replica().ApplyPages(pages);
    ASSERT_TRUE(applied.ok()) << applied;
  }

  EveningClock& clock() { return clock_; }
  std::map<std::string, std::string>& environment() { return environment_; }
  std::string directory() const { return directory_.path().string(); }

 private:
  Identity NewIdentity() {
    trust::Keyring keyring;
    keyring.Add(trust::Scope::kShared, 1, NewSecret());
    keyring.Add(trust::Scope::kPrivate, 1, NewSecret());
    return {.family = random_.NewId<FamilyId>(),
            .member = plan::kAna,
            .device = trust::DeviceIdentity::FromSeeds(NewSecret(), NewSecret()),
            .keyring = keyring,
            .server = "http://127.0.0.1:1",
            .origin = "http://127.0.0.1:1"};
  }
  trust::Secret NewSecret() { return *trust::Secret::FromBytes(random_.Bytes(trust::kKeyBytes)); }

  Surroundings Around(std::istream& in, std::ostream& out, std::ostream& err) {
    return {.in = in, .out = out, .err = err, .environment = environment_, .clock = clock_, .random = random_};
  }

  const support::TemporaryDirectory directory_;
  EveningClock clock_;
  std::map<std::string, std::string> environment_;
  SystemRandom random_;
};

}  // namespace toward::client

#endif  // TOWARD_TESTS_CLIENT_CLI_DEVICE_H_
