// The writer: many jobs, one commit, and no job's failure is another's.

#include "server/writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>

#include "base/random.h"
#include "server/errors.h"
#include "server/refusals.h"
#include "server/store/sqlite_store.h"
#include "tests/support/household.h"

namespace toward::server {
namespace {

using testing::ElementsAre;

class WriterTest : public testing::Test {
 protected:
  WriterTest() {
    auto opened = SqliteStore::Open((directory_.path() / "toward.db").string(), StoreLimits(), random_);
    EXPECT_TRUE(opened.ok()) << opened.status();
    store_ = *std::move(opened);
    writer_ = std::make_unique<Writer>(*store_, Writer::Bounds{.jobs = 4, .bytes = 1000}, metrics_);
  }

  // Submits `jobs` so that one batch has them all, and returns their answers in order.
  std::vector<absl::Status> RunTogether(std::vector<std::function<absl::Status(StoreWrites&)>> jobs) {
    Block();
    std::vector<std::promise<absl::Status>> answers(jobs.size());
    for (size_t i = 0; i < jobs.size(); ++i) {
      writer_->Submit(
          {.work = jobs[i], .done = [&answer = answers[i]](const auto& status) { answer.set_value(status); }});
    }
    Release();
    std::vector<absl::Status> statuses;
    statuses.reserve(answers.size());
    for (auto& answer : answers) statuses.push_back(answer.get_future().get());
    return statuses;
  }

  // Keeps the writer busy until Release.
  void Block() {
    std::promise<void> busy;
    released_ = std::promise<void>();
    writer_->Submit({.work =
                         [&busy, wait = released_.get_future().share()](StoreWrites&) {
                           busy.set_value();
                           wait.wait();
                           return absl::OkStatus();
                         },
                     .done = [](const absl::Status&) {}});
    busy.get_future().wait();
  }
  void Release() { released_.set_value(); }

  // Makes a family, so that there is something to lose.
  std::function<absl::Status(StoreWrites&)> MakeFamily(const NewDevice& device) {
    return [this, device, family = random_.NewId<FamilyId>(), member = random_.NewId<MemberId>()](StoreWrites& writes) {
      return writes.CreateFamily(family, member, device, 1).status();
    };
  }
  NewDevice AnyDevice() {
    return {.id = random_.NewId<DeviceId>(), .sign_public_key = random_.Bytes(32), .box_public_key = random_.Bytes(32)};
  }
  absl::Status Find(const NewDevice& device) {
    return RunTogether({[&](StoreWrites& writes) { return writes.FindDevice(device.id).status(); }})[0];
  }

  const support::TemporaryDirectory directory_;
  SystemRandom random_;
  Metrics metrics_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<Writer> writer_;
  std::promise<void> released_;
};

TEST_F(WriterTest, ARefusalLeavesItsNeighboursAlone) {
  const NewDevice device = AnyDevice();
  const auto answers = RunTogether({MakeFamily(device), [](StoreWrites&) { return InviteNotUsable(); },
                                    [](StoreWrites&) { return TooManyFamilies(); }});
  EXPECT_THAT(answers, ElementsAre(absl::OkStatus(), InviteNotUsable(), TooManyFamilies()));
  EXPECT_TRUE(Find(device).ok());
}

TEST_F(WriterTest, AFailureOfTheDiskIsRolledBackAndTheOthersAreStored) {
  const NewDevice before = AnyDevice(), lost = AnyDevice(), after = AnyDevice();
  const auto make_lost = MakeFamily(lost);
  const auto answers = RunTogether({MakeFamily(before),
                                    [&](StoreWrites& writes) {
                                      EXPECT_TRUE(make_lost(writes).ok());
                                      return absl::ResourceExhaustedError("disk full");
                                    },
                                    MakeFamily(after)});
  EXPECT_THAT(answers, ElementsAre(absl::OkStatus(), StoreTrouble(), absl::OkStatus()));
  EXPECT_TRUE(Find(before).ok());
  EXPECT_TRUE(Find(after).ok());
  EXPECT_EQ(Find(lost), UnknownDevice());
}

TEST_F(WriterTest, AFullQueueSaysBusyAtOnce) {
  Block();
  const auto submit = [this](size_t bytes) {
    absl::Status answer;
    auto told = std::make_shared<bool>(true);
    writer_->Submit({.work = [](StoreWrites&) { return absl::OkStatus(); },
                     .done =
                         [&answer, told](const absl::Status& status) {
                           if (*told) answer = status;
                         },
                     .bytes = bytes});
    *told = false;
    return answer;
  };
  EXPECT_TRUE(submit(600).ok());
  EXPECT_EQ(submit(600), ServerBusy());
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(submit(1).ok());
  EXPECT_EQ(submit(1), ServerBusy());
  Release();
}

TEST_F(WriterTest, StoppingStoresWhatWaitsAndRefusesWhatComesLater) {
  const NewDevice device = AnyDevice();
  Block();
  absl::Status stored = absl::UnknownError("no answer");
  writer_->Submit({.work = MakeFamily(device), .done = [&](const absl::Status& status) { stored = status; }});
  Release();
  writer_->Stop();
  EXPECT_TRUE(stored.ok());
  absl::Status late;
  writer_->Submit({.work = MakeFamily(device), .done = [&](const absl::Status& status) { late = status; }});
  EXPECT_EQ(late, ServerStopping());
}

}  // namespace
}  // namespace toward::server
