// Ana is in a family; Ben has a directory and whatever she sends him.
#ifndef TOWARD_TESTS_CLIENT_SYNC_PAIRING_TEST_H_
#define TOWARD_TESTS_CLIENT_SYNC_PAIRING_TEST_H_

#include <memory>
#include <string>

#include "client/sync/pairing.h"
#include "tests/client/sync/exchange_test.h"

namespace toward::client {

// A device that is about to join: no more than a directory yet.
struct Newcomer {
  KeyPlace place() const { return directory.path().string(); }
  bool file(const char* name) const { return std::filesystem::exists(directory.path() / name); }

  const support::TemporaryDirectory directory;
};

class PairingTest : public ExchangeTest {
 protected:
  void SetUp() override { BeginWithAna(); }

  std::unique_ptr<Inviting> Invite(const InviteOptions& options = {}) {
    auto invite = Inviting::Open(ana_.directory(), ana_.identity(), options, random_);
    EXPECT_TRUE(invite.ok()) << invite.status();
    return *std::move(invite);
  }
  // As the same command would after Ctrl-C.
  std::unique_ptr<Inviting> Again() { return *Inviting::Resume(ana_.directory(), ana_.identity(), random_); }
  absl::StatusOr<std::unique_ptr<Joining>> Join(const Newcomer& newcomer, const Inviting& invite) {
    return Joining::Begin(newcomer.place(), *trust::ParseInviteLink(invite.Link()), "Ben's phone", random_);
  }
  // Up to the six digits, which are returned.
  std::string UpToDigits(Inviting& invite, Joining& joining) {
    EXPECT_EQ(invite.Poll()->step, Inviting::Step::kDigitsWanted);
    const auto state = joining.Poll();
    EXPECT_EQ(state->step, Joining::Step::kDigitsShown) << state.status();
    return state->digits;
  }
  static std::string Wrong(std::string digits) {
    digits[0] = digits[0] == '0' ? '1' : '0';
    return digits;
  }
  bool Inviting_() const { return std::filesystem::exists(std::filesystem::path(ana_.directory()) / "inviting"); }

  SystemRandom random_;
  Newcomer ben_to_be_;
  Newcomer eve_;
};

}  // namespace toward::client

#endif  // TOWARD_TESTS_CLIENT_SYNC_PAIRING_TEST_H_
