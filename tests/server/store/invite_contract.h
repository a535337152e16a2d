// The half of the store's contract that pairing rests on (server/store/invite_store.h). It is instantiated like
// StoreContract.
#ifndef TOWARD_TESTS_SERVER_STORE_INVITE_CONTRACT_H_
#define TOWARD_TESTS_SERVER_STORE_INVITE_CONTRACT_H_

#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "server/store/invite_store.h"
#include "tests/server/store/store_contract.h"

namespace toward::server {

class InviteContract : public StoreContract {
 protected:
  static constexpr int64_t kLifetimeMs = 600'000;

  InviteContract() : ana_(Settle()) {}

  InviteOpening NewOpening(bool own_device = false) {
    return {.id = random.NewId<InviteId>(),
            .redeem_key_sha256 = std::string(32, 'k'),
            .offer = "offer",
            .own_device = own_device,
            .lifetime_ms = kLifetimeMs};
  }

  template <typename Work>
  auto Do(Work work) {
    decltype(work(std::declval<InviteWrites&>())) result{absl::UnknownError("not done")};
    const absl::Status written = store->Write([&](StoreWrites& writes) -> absl::Status {
      result = work(writes.invites());
      if constexpr (std::is_same_v<decltype(result), absl::Status>) {
        return result;
      } else {
        return result.status();
      }
    });
    if (!written.ok()) result = written;
    return result;
  }

  absl::StatusOr<int64_t> Open(const Phone& inviter, const InviteOpening& opening, int64_t now_ms = kNowMs) {
    return Do([&](InviteWrites& invites) { return invites.Open(inviter.device, opening, now_ms); });
  }
  InviteOpening Opened(bool own_device = false) {
    const InviteOpening opening = NewOpening(own_device);
    EXPECT_TRUE(Open(ana_, opening).ok());
    return opening;
  }
  bool Claim(const InviteOpening& opening, std::string_view join = "join", int64_t now_ms = kNowMs, char key = 'k') {
    const auto claimed =
        Do([&](InviteWrites& invites) { return invites.Claim(opening.id, std::string(32, key), join, now_ms); });
    EXPECT_TRUE(claimed.ok()) << claimed.status();
    if (!claimed.ok() || !claimed->has_value()) return false;
    EXPECT_EQ((*claimed)->offer, "offer");
    return true;
  }
  absl::StatusOr<server::Invite> Get(const Phone& inviter, const InviteOpening& opening, int64_t now_ms = kNowMs) {
    return Do([&](InviteWrites& invites) { return invites.Get(inviter.device, opening.id, now_ms); });
  }
  absl::StatusOr<server::Invite> Fetch(const InviteOpening& opening, int64_t now_ms = kNowMs, char key = 'k') {
    return Do([&](InviteWrites& invites) { return invites.Fetch(opening.id, std::string(32, key), now_ms); });
  }
  absl::Status Reveal(const Phone& inviter, const InviteOpening& opening, std::string_view reveal,
                      int64_t now_ms = kNowMs) {
    return Do([&](InviteWrites& invites) { return invites.Reveal(inviter.device, opening.id, reveal, now_ms); });
  }
  absl::StatusOr<RosterChange> Confirm(const Phone& inviter, const InviteOpening& opening, uint32_t first_seq,
                                       const Statements& statements, std::string_view welcome = "welcome",
                                       int64_t now_ms = kNowMs) {
    return Do([&](InviteWrites& invites) {
      return invites.Confirm(inviter.device, opening.id, first_seq, statements, welcome, now_ms);
    });
  }
  absl::Status End(const Phone& inviter, const InviteOpening& opening, InviteEnd end = InviteEnd::kCancelled) {
    return Do([&](InviteWrites& invites) { return invites.End(inviter.device, opening.id, end, kNowMs); });
  }
  v1::SignedStatement NewMember() {
    return ana_.chain->roster().Sign(*ana_.identity,
                                     trust::AddMember(random.NewId<MemberId>(), NewIdentity(random).public_keys()));
  }

  Phone ana_;
};

}  // namespace toward::server

#endif  // TOWARD_TESTS_SERVER_STORE_INVITE_CONTRACT_H_
