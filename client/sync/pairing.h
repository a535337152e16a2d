// Letting a device in, and being let in (toward/v1/invites.proto, trust/pairing.h): each side one step at a time, so
// that a command can draw a screen between the steps and a test needs no clock.
//
// Whatever would strand a person is on disk before the server is asked: `<directory>/inviting` and
// `<directory>/joining`. A step that failed, or whose answer was lost, is taken again with the same call; a program
// that was ended goes on with Resume. Every call asks the server at most a few times and never waits for the other
// side: ask once a second. Errors are sentences for a person; UNAVAILABLE: the server cannot be reached now.
#ifndef TOWARD_CLIENT_SYNC_PAIRING_H_
#define TOWARD_CLIENT_SYNC_PAIRING_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/random.h"
#include "client/replica/key_file.h"
#include "client/replica/replica.h"
#include "client/sync/account.h"
#include "client/sync/connection.h"
#include "client/sync/errand.h"
#include "toward/v1/invites.pb.h"
#include "trust/invite.h"
#include "trust/pairing.h"

namespace toward::client {

enum class InviteFor { kPartner, kOwnDevice };

// What the partner may read of what was written before.
enum class Past {
  // All of it.
  kShared,
  // A new epoch begins first: only the names of the plan are sealed again for the partner.
  kNotShared,
};

// How the secret gets to the other device.
enum class InviteForm { kLink, kTypedCode };

struct InviteOptions {
  InviteFor whom = InviteFor::kPartner;
  InviteForm form = InviteForm::kLink;
  // Counts for the partner; one's own device gets everything.
  Past past = Past::kNotShared;
  // At most a day; ten minutes for an own device or a typed code.
  int64_t lifetime_s = 600;
};

// The side that lets in.
//
//   kOpen ──► kDigitsWanted ──► kConfirmed
//     │             │ TypeDigits, wrong for the third time
//     │             └──────────────────────────────────────► kBurned
//     └─ kExpired, kCancelled, from either
class Inviting {
 public:
  enum class Step {
    // Nobody has used the invite yet: Poll again.
    kOpen,
    // The other device shows six digits: TypeDigits.
    kDigitsWanted,
    // The other device is in.
    kConfirmed,
    kExpired,
    kCancelled,
    // Three times other digits than the device showed. Nobody was let in.
    kBurned,
  };
  struct State {
    Step step = Step::kOpen;
    // How often the digits may still be typed; less than trust::kMaxDigitTries: they were wrong.
    int tries_left = trust::kMaxDigitTries;
    // Somebody else used the invite too, later: it has been seen by another.
    bool also_used_by_another = false;
    // What the new device calls itself; empty until kDigitsWanted.
    std::string label;
  };

  // Opens an invite; one that was under way in this directory is cancelled. One whose device is in, and that still
  // waits for Finish, is returned instead. `identity` and `random` must outlive it; `identity` follows the roster.
  // FAILED_PRECONDITION: the family is full, or has no roster. RESOURCE_EXHAUSTED: too many invites. Others as
  // LevelRoster.
  static absl::StatusOr<std::unique_ptr<Inviting>> Open(const KeyPlace& place, Identity& identity,
                                                        const InviteOptions& options, Random& random);
  // Goes on with the one under way. NOT_FOUND: there is none.
  static absl::StatusOr<std::unique_ptr<Inviting>> Resume(const KeyPlace& place, Identity& identity, Random& random);

  const InviteOptions& options() const { return options_; }
  // The link to pass on; for a typed code too, since both stand for the same invite.
  std::string Link() const;
  // "K7QF-2M9X-TR4B-9"; empty for a link.
  const std::string& code() const { return code_; }
  // By the server's clock.
  int64_t expire_time_ms() const { return expire_time_ms_; }
  const State& state() const { return state_; }

  // Asks the server once how it stands.
  absl::StatusOr<State> Poll();
  // In kDigitsWanted: lets the device in when these are the digits it shows; spaces do not matter. Digits that were
  // right once need not be typed again: after a lost answer, Poll.
  absl::StatusOr<State> TypeDigits(const std::string& typed);
  // OK when it is over already.
  absl::Status Cancel();

  // After kConfirmed: seals the names of the plan again when the past is not shared, so that the partner can read them.
  // Done for good once it returns OK; then `Resume` finds nothing.
  absl::Status Finish(Replica& replica);

 private:
  Inviting(KeyPlace place, Identity& identity, Random& random, trust::Inviter inviter, InviteOptions options);

  // The file of this pairing: written before whatever may not be forgotten, removed at its end.
  absl::Status Keep() const;
  void Forget() const;
  // The session that this pairing's calls are made in, opened when there is none.
  absl::StatusOr<Errand*> Session();
  // Both sides level, and what came of it on disk.
  absl::Status Level();
  absl::Status OpenOnServer();
  absl::StatusOr<State> Ask();
  absl::Status TakeClaim(const v1::GetInviteResponse& response);
  absl::Status PrepareConfirm();
  absl::StatusOr<State> Confirm();
  absl::StatusOr<State> Confirmed();
  absl::StatusOr<State> End(Step step);

  const KeyPlace place_;
  Identity& identity_;
  Random& random_;
  const trust::Inviter inviter_;
  const InviteOptions options_;
  std::string code_;
  // 0: the server has not answered OpenInvite yet.
  int64_t expire_time_ms_ = 0;
  State state_;
  // Sealed, the same each time they are sent.
  std::string offer_;
  std::string reveal_;
  // As the joiner sealed it; empty until the invite is claimed.
  std::string join_;
  // A serialized ConfirmInviteRequest, from the right digits on.
  std::string confirm_;
  std::unique_ptr<Errand> errand_;

  friend struct InvitingFile;
};

// The side that is let in.
class Joining {
 public:
  enum class Step {
    // The other device has not answered yet: Poll again.
    kWaiting,
    // Show `digits`, then Poll on.
    kDigitsShown,
    // The key file is written; this device belongs to the family.
    kJoined,
    // The invite is over: expired, cancelled or burned. Nothing was joined.
    kOver,
  };
  struct State {
    Step step = Step::kWaiting;
    std::string digits;
  };

  // Uses an invite, of a link (trust::ParseInviteLink) or of a typed code (FromCode). With one that was begun in this
  // directory it goes on as the same device. `label`: what this device calls itself, at most 64 bytes. NOT_FOUND: no
  // such invite, or it is used or over. ALREADY_EXISTS: there is a plan in this directory. INVALID_ARGUMENT: the
  // invite's secret is not whole.
  static absl::StatusOr<std::unique_ptr<Joining>> Begin(const KeyPlace& place, const trust::Invite& invite,
                                                        const std::string& label, Random& random);
  // Goes on with the one under way. NOT_FOUND: there is none.
  static absl::StatusOr<std::unique_ptr<Joining>> Resume(const KeyPlace& place);

  // Asks the server once. DATA_LOSS: somebody is in between; nothing was joined, and the invite is not to be used
  // again.
  absl::StatusOr<State> Poll();
  const State& state() const { return state_; }
  // After kJoined.
  const Identity& identity() const { return *identity_; }

 private:
  Joining(KeyPlace place, trust::Joiner joiner, trust::Invite invite);

  absl::Status Keep() const;
  void Forget() const;
  absl::StatusOr<Connection*> Line();
  absl::StatusOr<State> Claim();
  absl::StatusOr<State> Over();
  // Somebody is in between.
  absl::Status Betrayed(const absl::Status& why);
  absl::StatusOr<State> BecomeMember(const std::string& sealed_welcome);

  const KeyPlace place_;
  trust::Joiner joiner_;
  const trust::Invite invite_;
  // Sealed, the same each time it is sent.
  std::string join_;
  // Sealed; empty until the invite is claimed.
  std::string offer_;
  State state_;
  std::optional<Identity> identity_;
  std::unique_ptr<Connection> connection_;
  Calls calls_;

  friend struct JoiningFile;
};

// What a typed code stands for at this server. INVALID_ARGUMENT: as trust::InviteCode::Parse. Takes some 0.2 s.
absl::StatusOr<trust::Invite> FromCode(const std::string& typed, const std::string& server);

// Polls until something else than waiting is the matter, calling `wait` in between; `wait` returns false to stop, and
// the present state is returned then.
absl::StatusOr<Inviting::State> AwaitJoiner(Inviting& inviting, const std::function<bool()>& wait);
// The same until the digits can be shown, or, once they are, until the inviter has typed them.
absl::StatusOr<Joining::State> AwaitInviter(Joining& joining, const std::function<bool()>& wait);

}  // namespace toward::client

#endif  // TOWARD_CLIENT_SYNC_PAIRING_H_
