// The line of either side is cut at every step of pairing, and the program ended: the next goes on.

#include <optional>

#include "client/sync/roster_keeping.h"
#include "tests/client/sync/pairing_test.h"
#include "tests/support/relay.h"

namespace toward::client {
namespace {

using testing::SizeIs;

// The line of one side is cut after more and more bytes from the server; its program is ended each time and goes on.
class PairingCutsTest : public PairingTest {
 protected:
  static constexpr size_t kStep = 41;
  static constexpr int kMostTries = 400;

  void SetUp() override {
    PairingTest::SetUp();
    const std::string address = server_.server().address();
    relay_.emplace(std::stoi(address.substr(address.rfind(':') + 1)));
  }
  std::string RelayUrl() const { return "http://127.0.0.1:" + std::to_string(relay_->port()); }
  // Does `act` with the line cut after ever more bytes, until it succeeds.
  template <typename Act>
  void CutEverywhere(const Act& act) {
    absl::Status status = absl::UnavailableError("");
    for (int tries = 0; !status.ok() && tries < kMostTries; ++tries) {
      relay_->CutAfterServerBytes(static_cast<size_t>(tries) * kStep);
      status = act();
      ASSERT_TRUE(status.ok() || absl::IsUnavailable(status)) << status;
      relay_->StopCutting();
    }
    EXPECT_TRUE(status.ok()) << status;
  }

  std::optional<support::Relay> relay_;
};

TEST_F(PairingCutsTest, TheInvitersLineAtEveryStep) {
  ana_.Reach(RelayUrl());
  CutEverywhere([&]() -> absl::Status {
    const auto resumed = Inviting::Resume(ana_.directory(), ana_.identity(), random_);
    const auto invite = resumed.ok()
                            ? absl::StatusOr<std::unique_ptr<Inviting>>(Again())
                            : Inviting::Open(ana_.directory(), ana_.identity(), {.past = Past::kNotShared}, random_);
    return invite.ok() ? (*invite)->Poll().status() : invite.status();
  });
  trust::Invite link = *trust::ParseInviteLink(Again()->Link());
  link.server = Url();
  const auto joining = *Joining::Begin(ben_to_be_.place(), link, "", random_);
  CutEverywhere([&] { return Again()->Poll().status(); });
  const std::string digits = joining->Poll()->digits;
  ASSERT_THAT(digits, SizeIs(6));
  CutEverywhere([&]() -> absl::Status {
    const auto invite = Again();
    const auto polled = invite->Poll();
    if (!polled.ok()) return polled.status();
    if (polled->step == Inviting::Step::kConfirmed) return absl::OkStatus();
    return invite->TypeDigits(digits).status();
  });
  EXPECT_EQ(joining->Poll()->step, Joining::Step::kJoined);
  EXPECT_EQ(joining->identity().roster->head_hash(), ana_.OnDisk().roster->head_hash());
}

TEST_F(PairingCutsTest, TheJoinersLineAtEveryStep) {
  const auto invite = Invite({.past = Past::kShared});
  trust::Invite link = *trust::ParseInviteLink(invite->Link());
  link.server = RelayUrl();
  CutEverywhere([&] { return Joining::Begin(ben_to_be_.place(), link, "", random_).status(); });
  ASSERT_EQ(invite->Poll()->step, Inviting::Step::kDigitsWanted);
  std::string digits;
  CutEverywhere([&]() -> absl::Status {
    const auto state = (*Joining::Resume(ben_to_be_.place()))->Poll();
    if (state.ok()) digits = state->digits;
    return state.status();
  });
  EXPECT_EQ(invite->TypeDigits(digits)->step, Inviting::Step::kConfirmed);
  CutEverywhere([&] { return (*Joining::Resume(ben_to_be_.place()))->Poll().status(); });
  const auto ben = ReadKeyFile(ben_to_be_.place());
  ASSERT_TRUE(ben.ok()) << ben.status();
  EXPECT_TRUE(CheckStillPart(*ben).ok());
}

}  // namespace
}  // namespace toward::client
