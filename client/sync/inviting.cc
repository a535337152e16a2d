#include <algorithm>
#include <cstdio>
#include <utility>

#include "base/status_macros.h"
#include "client/sync/inviting_file.h"
#include "client/sync/pairing.h"
#include "client/sync/roster_keeping.h"
#include "trust/invite_code.h"
#include "trust/key_packet.h"
#include "trust/roster_acts.h"

namespace toward::client {
namespace {

absl::Status NoInvite() { return absl::NotFoundError("There is no invite under way on this device."); }

absl::Status FamilyIsFull() {
  return absl::FailedPreconditionError(
      "There is no room in your family for another device or partner; `toward devices` shows who is in it.");
}

absl::Status NothingToConfirm() {
  return absl::FailedPreconditionError("No device shows digits for this invite now; look again in a moment.");
}

std::string PathIn(const KeyPlace& place) { return place.directory + "/inviting"; }

trust::InviteKind KindOf(InviteFor whom) {
  return whom == InviteFor::kPartner ? trust::InviteKind::kPartner : trust::InviteKind::kOwnDevice;
}

trust::Secret NewSecret(Random& random) { return *trust::Secret::FromBytes(random.Bytes(trust::kKeyBytes)); }

bool HasRoomFor(const trust::Roster& roster, InviteFor whom) {
  const auto devices =
      std::count_if(roster.devices().begin(), roster.devices().end(),
                    [](const trust::RosterDevice& device) { return device.live && !device.is_paper(); });
  const bool member = whom == InviteFor::kOwnDevice || roster.LiveMembers().size() < trust::kMaxMembers;
  return member && devices < trust::kMaxDevices;
}

std::string OnlyDigits(const std::string& typed) {
  std::string digits;
  for (const char c : typed) {
    if (c != ' ' && c != '-' && c != '\t') digits += c;
  }
  return digits;
}

}  // namespace

Inviting::Inviting(KeyPlace place, Identity& identity, Random& random, trust::Inviter inviter, InviteOptions options)
    : place_(std::move(place)), identity_(identity), random_(random), inviter_(std::move(inviter)), options_(options) {}

absl::StatusOr<std::unique_ptr<Inviting>> Inviting::Open(const KeyPlace& place, Identity& identity,
                                                         const InviteOptions& options, Random& random) {
  RETURN_IF_ERROR(CheckStillPart(identity));
  absl::StatusOr<std::unique_ptr<Inviting>> earlier = Resume(place, identity, random);
  if (earlier.ok() && (*earlier)->state().step == Step::kConfirmed) return earlier;
  if (earlier.ok()) RETURN_IF_ERROR((*earlier)->Cancel());
  ASSIGN_OR_RETURN(std::unique_ptr<Errand> errand, Errand::Begin(identity));
  ASSIGN_OR_RETURN(const Identity level,
                   LevelRoster(errand->connection(), errand->calls(), errand->token(), identity, random));
  RETURN_IF_ERROR(Adopt(place, level, identity));
  RETURN_IF_ERROR(CheckStillPart(identity));
  if (!HasRoomFor(*identity.roster, options.whom)) return FamilyIsFull();

  std::string code;
  trust::InviteCode::Stretched names{random.NewId<InviteId>(), NewSecret(random)};
  if (options.form == InviteForm::kTypedCode) {
    const trust::InviteCode typed = trust::InviteCode::FromBits(random.Number());
    code = typed.Display();
    names = typed.Stretch();
  }
  trust::Inviter inviter(names.id, names.secret, KindOf(options.whom), identity.roster->genesis_hash(),
                         identity.roster->head_hash(), identity.tls_pin, NewSecret(random),
                         random.Bytes(trust::kOpeningBytes));
  std::unique_ptr<Inviting> inviting(new Inviting(place, identity, random, std::move(inviter), options));
  inviting->code_ = std::move(code);
  inviting->errand_ = std::move(errand);
  inviting->offer_ = inviting->inviter_.SealOffer(random.Bytes(trust::kNonceBytes));
  inviting->reveal_ = inviting->inviter_.SealReveal(random.Bytes(trust::kNonceBytes));
  RETURN_IF_ERROR(inviting->Keep());
  RETURN_IF_ERROR(inviting->OpenOnServer());
  return inviting;
}

absl::StatusOr<std::unique_ptr<Inviting>> Inviting::Resume(const KeyPlace& place, Identity& identity, Random& random) {
  const absl::StatusOr<std::string> text = ReadPrivateFile(PathIn(place));
  if (absl::IsNotFound(text.status())) return NoInvite();
  RETURN_IF_ERROR(text.status());
  std::unique_ptr<Inviting> inviting = InvitingFile::Read(*text, place, identity, random);
  if (inviting == nullptr) return NoInvite();
  return inviting;
}

std::string Inviting::Link() const {
  return trust::FormatInviteLink({inviter_.id(), inviter_.secret(), identity_.server, identity_.tls_pin});
}

absl::Status Inviting::Keep() const {
  return WritePrivateFile(place_.directory, PathIn(place_), InvitingFile::Write(*this));
}

void Inviting::Forget() const { std::remove(PathIn(place_).c_str()); }

absl::StatusOr<Errand*> Inviting::Session() {
  if (errand_ == nullptr) {
    ASSIGN_OR_RETURN(errand_, Errand::Begin(identity_));
  }
  return errand_.get();
}

absl::Status Inviting::Level() {
  ASSIGN_OR_RETURN(Errand* const errand, Session());
  ASSIGN_OR_RETURN(const Identity level,
                   LevelRoster(errand->connection(), errand->calls(), errand->token(), identity_, random_));
  RETURN_IF_ERROR(Adopt(place_, level, identity_));
  return CheckStillPart(identity_);
}

absl::Status Inviting::OpenOnServer() {
  ASSIGN_OR_RETURN(Errand* const errand, Session());
  v1::OpenInviteRequest request;
  request.set_invite_id(inviter_.id().ToBytes());
  request.set_redeem_key_sha256(inviter_.RedeemKeySha256());
  request.set_offer(offer_);
  request.set_own_device(options_.whom == InviteFor::kOwnDevice);
  request.set_lifetime_seconds(static_cast<uint32_t>(options_.lifetime_s));
  const auto opened = errand->Ask(errand->connection().invites(), &v1::InviteService::Stub::OpenInvite, request);
  if (!opened.ok() && !absl::IsUnavailable(opened.status())) Forget();
  RETURN_IF_ERROR(opened.status());
  expire_time_ms_ = opened->expire_time_ms();
  return Keep();
}

absl::StatusOr<Inviting::State> Inviting::Poll() {
  absl::StatusOr<State> state = Ask();
  // A session that is over, or a line that was lost, is begun anew the next time.
  if (!state.ok()) errand_.reset();
  if (absl::IsUnauthenticated(state.status())) state = Ask();
  return state;
}

absl::StatusOr<Inviting::State> Inviting::Ask() {
  if (state_.step != Step::kOpen && state_.step != Step::kDigitsWanted) return state_;
  if (state_.tries_left == 0) return End(Step::kBurned);
  if (expire_time_ms_ == 0) RETURN_IF_ERROR(OpenOnServer());
  if (!confirm_.empty()) return Confirm();
  ASSIGN_OR_RETURN(Errand* const errand, Session());
  v1::GetInviteRequest request;
  request.set_invite_id(inviter_.id().ToBytes());
  const auto response = errand->Ask(errand->connection().invites(), &v1::InviteService::Stub::GetInvite, request);
  if (absl::IsNotFound(response.status())) return End(Step::kExpired);
  RETURN_IF_ERROR(response.status());
  state_.also_used_by_another = response->further_claims() > 0;
  switch (response->state()) {
    case v1::INVITE_STATE_CLAIMED:
      RETURN_IF_ERROR(TakeClaim(*response));
      return state_;
    case v1::INVITE_STATE_CONFIRMED:
      return Confirmed();
    case v1::INVITE_STATE_EXPIRED:
      return End(Step::kExpired);
    case v1::INVITE_STATE_CANCELLED:
      return End(Step::kCancelled);
    case v1::INVITE_STATE_BURNED:
      return End(Step::kBurned);
    default:
      return state_;
  }
}

absl::Status Inviting::TakeClaim(const v1::GetInviteResponse& response) {
  const std::optional<trust::PairingJoin> join = inviter_.OpenJoin(response.join());
  if (!join.has_value()) return End(Step::kBurned).status();
  if (join_ != response.join()) {
    join_ = response.join();
    RETURN_IF_ERROR(Keep());
  }
  ASSIGN_OR_RETURN(Errand* const errand, Session());
  v1::RevealInviteRequest request;
  request.set_invite_id(inviter_.id().ToBytes());
  request.set_reveal(reveal_);
  RETURN_IF_ERROR(
      errand->Ask(errand->connection().invites(), &v1::InviteService::Stub::RevealInvite, request).status());
  state_.step = Step::kDigitsWanted;
  state_.label = join->label;
  return absl::OkStatus();
}

absl::StatusOr<Inviting::State> Inviting::TypeDigits(const std::string& typed) {
  const std::optional<trust::PairingJoin> join = inviter_.OpenJoin(join_);
  const std::optional<std::string> digits = join.has_value() ? inviter_.Digits(*join) : std::nullopt;
  if (state_.step != Step::kDigitsWanted || state_.tries_left == 0 || !digits.has_value()) return NothingToConfirm();
  // Counted before it is looked at, so that ending the program gives no further try.
  --state_.tries_left;
  RETURN_IF_ERROR(Keep());
  if (!trust::EqualSecrets(OnlyDigits(typed), *digits)) {
    if (state_.tries_left > 0) return state_;
    return End(Step::kBurned);
  }
  ++state_.tries_left;
  RETURN_IF_ERROR(Keep());
  absl::Status prepared = PrepareConfirm();
  absl::StatusOr<State> state = prepared.ok() ? Confirm() : prepared;
  if (!state.ok()) errand_.reset();
  return state;
}

absl::Status Inviting::PrepareConfirm() {
  RETURN_IF_ERROR(Level());
  const std::optional<trust::PairingJoin> join = inviter_.OpenJoin(join_);
  if (!join.has_value()) return NothingToConfirm();
  if (!HasRoomFor(*identity_.roster, options_.whom)) return FamilyIsFull();
  const bool partner = options_.whom == InviteFor::kPartner;
  Identity after = identity_;
  v1::ConfirmInviteRequest request;
  request.set_invite_id(inviter_.id().ToBytes());
  request.set_first_seq(after.roster->length());
  if (partner && options_.past == Past::kNotShared) {
    *request.add_statements() = BeginEpoch(*after.roster, trust::Scope::kShared, after, random_);
    RETURN_IF_ERROR(after.roster->Append(request.statements(0)));
  }
  const MemberId member = partner ? random_.NewId<MemberId>() : identity_.member;
  const trust::Act act = partner ? trust::AddMember(member, join->device) : trust::AddDevice(join->device);
  v1::SignedStatement& added = *request.add_statements();
  added = after.roster->Sign(identity_.device, act);
  RETURN_IF_ERROR(after.roster->Append(added));
  RETURN_IF_ERROR(CollectAllKeys(after));
  const v1::Welcome welcome = trust::NewWelcome(member, identity_.origin, *after.roster, after.keyring,
                                                KindOf(options_.whom), options_.past == Past::kShared);
  const auto sealed = inviter_.SealWelcome(*join, welcome, random_.Bytes(trust::kNonceBytes));
  if (!sealed.has_value()) return NothingToConfirm();
  request.set_welcome(*sealed);
  confirm_ = request.SerializeAsString();
  return Keep();
}

absl::Status Inviting::Finish(Replica& replica) {
  if (state_.step != Step::kConfirmed) return NothingToConfirm();
  if (options_.whom == InviteFor::kPartner && options_.past == Past::kNotShared) {
    RETURN_IF_ERROR(replica.SealAgain({v1::KIND_MEMBER, v1::KIND_CHILD, v1::KIND_RITUAL}));
  }
  Forget();
  return absl::OkStatus();
}

absl::StatusOr<Inviting::State> AwaitJoiner(Inviting& inviting, const std::function<bool()>& wait) {
  while (true) {
    const absl::StatusOr<Inviting::State> state = inviting.Poll();
    if (!state.ok() && !absl::IsUnavailable(state.status())) return state;
    if (inviting.state().step != Inviting::Step::kOpen || !wait()) return inviting.state();
  }
}

}  // namespace toward::client
