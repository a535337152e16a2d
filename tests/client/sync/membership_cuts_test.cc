// The line is cut in the middle of every act of membership: the same again finishes it and changes nothing twice.

#include <optional>

#include "tests/client/sync/membership_test.h"
#include "tests/support/relay.h"

namespace toward::client {
namespace {

// The line is cut after more and more bytes from the server, and the same is asked again.
class MembershipCutsTest : public MembershipTest {
 protected:
  static constexpr size_t kStep = 41;
  static constexpr int kMostTries = 400;

  void SetUp() override {
    MembershipTest::SetUp();
    const std::string address = server_.server().address();
    relay_.emplace(std::stoi(address.substr(address.rfind(':') + 1)));
  }
  template <typename Act>
  void CutEverywhere(Device& device, const Act& act) {
    device.Reach("http://127.0.0.1:" + std::to_string(relay_->port()));
    absl::Status status = absl::UnavailableError("");
    for (int tries = 0; !status.ok() && tries < kMostTries; ++tries) {
      relay_->CutAfterServerBytes(static_cast<size_t>(tries) * kStep);
      status = act();
      ASSERT_TRUE(status.ok() || absl::IsUnavailable(status)) << status;
      relay_->StopCutting();
    }
    EXPECT_TRUE(status.ok()) << status;
    device.Reach(Url());
  }

  std::optional<support::Relay> relay_;
};

TEST_F(MembershipCutsTest, WhileRemovingADevice) {
  GiveAnaATablet();
  CutEverywhere(ana_, [&] { return Remove(ana_, tablet_); });
  ana_.Do(Noted('a', "After."));
  SyncAll({&ana_, &ben_});
  EXPECT_EQ(ben_.Shown('a').note(), "After.");
  EXPECT_TRUE(IsNoLongerPart(tablet_.Sync()));
}

TEST_F(MembershipCutsTest, WhileLeaving) {
  CutEverywhere(ben_, [&] { return LeaveFamily(ben_); });
  EXPECT_TRUE(IsNoLongerPart(ben_.Sync()));
  EXPECT_TRUE(ana_.Sync().ok());
}

TEST_F(MembershipCutsTest, WhileMakingASheetOfPaper) {
  absl::StatusOr<std::vector<std::string>> words = absl::UnavailableError("");
  CutEverywhere(ana_, [&] {
    words = AddPaper(ana_.directory(), ana_.identity(), PaperFor::kFamilysWords, ana_.random);
    return words.status();
  });
  ASSERT_TRUE(words.ok());
  std::string text;
  for (const std::string& word : *words) text += word + " ";
  const support::TemporaryDirectory directory;
  const auto identity = RecoverFromPaper(directory.path().string(), Url(), text, ana_.random);
  EXPECT_TRUE(identity.ok()) << identity.status();
}

TEST_F(MembershipCutsTest, WhileANewEpochReachesAnOutbox) {
  GiveAnaATablet();
  ben_.Do(Noted('b', "Kept."));
  ASSERT_TRUE(Remove(ana_, tablet_).ok());
  CutEverywhere(ben_, [&] { return ben_.Sync(); });
  ASSERT_TRUE(ana_.Sync().ok());
  EXPECT_EQ(ana_.Shown('b').note(), "Kept.");
}

}  // namespace
}  // namespace toward::client
