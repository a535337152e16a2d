#include <cstdio>
#include <utility>

#include "base/status_macros.h"
#include "client/sync/pairing.h"
#include "nlohmann/json.hpp"
#include "trust/invite_code.h"

namespace toward::client {
namespace {

using nlohmann::json;

absl::Status NothingBegun() { return absl::NotFoundError("No joining is under way on this device."); }

absl::Status PlanIsHere() {
  return absl::AlreadyExistsError(
      "There is a plan on this device already; choose another place with --directory if you want a second one.");
}

absl::Status NoSuchInvite() {
  return absl::NotFoundError("This invite is used up or over, or it is not this server's. Ask for a new one.");
}

absl::Status SecretNotWhole() {
  return absl::InvalidArgumentError("The invite's secret part is not whole. Copy it again, to its last letter.");
}

absl::Status SomebodyInBetween() {
  return absl::DataLossError(
      "What came over the server is not from the device that invited you, so nothing was joined. Do not use this "
      "invite "
      "again; make a new one, with both devices side by side.");
}

std::string PathIn(const KeyPlace& place) { return place.directory + "/joining"; }

trust::Secret NewSecret(Random& random) { return *trust::Secret::FromBytes(random.Bytes(trust::kKeyBytes)); }

std::string Encoded(std::string_view bytes) { return trust::ToBase64Url(bytes); }
std::string Decoded(const json& file, const char* name) {
  return trust::FromBase64Url(file.at(name).get<std::string>()).value_or("");
}

}  // namespace

// `<directory>/joining`.
struct JoiningFile {
  static std::string Write(const Joining& joining) {
    const json file = {{"joiner", Encoded(joining.joiner_.Save())},
                       {"secret", Encoded(joining.invite_.secret.bytes())},
                       {"server", joining.invite_.server},
                       {"spki_pin", Encoded(joining.invite_.spki_pin)},
                       {"join", Encoded(joining.join_)},
                       {"offer", Encoded(joining.offer_)}};
    return file.dump();
  }

  // Null: not what Write made.
  static std::unique_ptr<Joining> Read(const std::string& text, const KeyPlace& place) {
    const json file = json::parse(text, nullptr, /*allow_exceptions=*/false);
    try {
      auto joiner = trust::Joiner::Load(Decoded(file, "joiner"));
      const auto secret = trust::Secret::FromBytes(Decoded(file, "secret"));
      if (!joiner.has_value() || !secret.has_value()) return nullptr;
      trust::Invite invite{joiner->id(), *secret, file.at("server").get<std::string>(), Decoded(file, "spki_pin")};
      std::unique_ptr<Joining> read(new Joining(place, *std::move(joiner), std::move(invite)));
      read->join_ = Decoded(file, "join");
      read->offer_ = Decoded(file, "offer");
      if (!read->offer_.empty() && !read->joiner_.TakeOffer(read->offer_)) return nullptr;
      return read;
    } catch (const json::exception&) {
      return nullptr;
    }
  }
};

Joining::Joining(KeyPlace place, trust::Joiner joiner, trust::Invite invite)
    : place_(std::move(place)), joiner_(std::move(joiner)), invite_(std::move(invite)) {}

absl::StatusOr<std::unique_ptr<Joining>> Joining::Begin(const KeyPlace& place, const trust::Invite& invite,
                                                        const std::string& label, Random& random) {
  if (!absl::IsNotFound(KeyLockOf(place).status())) return PlanIsHere();
  absl::StatusOr<std::unique_ptr<Joining>> joining = Resume(place);
  if (!joining.ok() || (*joining)->invite_.id != invite.id) {
    const auto device = trust::DeviceIdentity::FromSeeds(NewSecret(random), NewSecret(random));
    trust::Joiner joiner(invite.id, invite.secret, device, label, NewSecret(random));
    joining = std::unique_ptr<Joining>(new Joining(place, std::move(joiner), invite));
    (*joining)->join_ = (*joining)->joiner_.SealJoin(random.Bytes(trust::kNonceBytes));
    RETURN_IF_ERROR((*joining)->Keep());
  }
  if ((*joining)->offer_.empty()) {
    ASSIGN_OR_RETURN(const State state, (*joining)->Claim());
    if (state.step == Step::kOver) return NoSuchInvite();
  }
  return joining;
}

absl::StatusOr<std::unique_ptr<Joining>> Joining::Resume(const KeyPlace& place) {
  const absl::StatusOr<std::string> text = ReadPrivateFile(PathIn(place));
  if (absl::IsNotFound(text.status())) return NothingBegun();
  RETURN_IF_ERROR(text.status());
  std::unique_ptr<Joining> joining = JoiningFile::Read(*text, place);
  if (joining == nullptr) return NothingBegun();
  return joining;
}

absl::Status Joining::Keep() const {
  return WritePrivateFile(place_.directory, PathIn(place_), JoiningFile::Write(*this));
}

void Joining::Forget() const { std::remove(PathIn(place_).c_str()); }

absl::StatusOr<Connection*> Joining::Line() {
  if (connection_ == nullptr) {
    ASSIGN_OR_RETURN(connection_,
                     Connection::Open(invite_.server, {.spki_pin = invite_.spki_pin, .authority_pem = {}}));
  }
  return connection_.get();
}

absl::StatusOr<Joining::State> Joining::Claim() {
  ASSIGN_OR_RETURN(Connection* const connection, Line());
  v1::ClaimInviteRequest request;
  request.set_invite_id(invite_.id.ToBytes());
  const trust::Secret redeem_key = joiner_.RedeemKey();
  request.set_redeem_key(std::string(redeem_key.bytes()));
  request.set_join(join_);
  v1::ClaimInviteResponse response;
  Call call(calls_, "", kCallTimeoutMs);
  const absl::Status claimed = FromGrpc(connection->invites().ClaimInvite(call.context(), request, &response));
  if (absl::IsNotFound(claimed)) return Over();
  RETURN_IF_ERROR(claimed);
  if (!joiner_.TakeOffer(response.offer())) {
    Forget();
    return SecretNotWhole();
  }
  offer_ = response.offer();
  RETURN_IF_ERROR(Keep());
  return state_;
}

absl::StatusOr<Joining::State> Joining::Poll() {
  if (state_.step == Step::kJoined || state_.step == Step::kOver) return state_;
  if (offer_.empty()) {
    ASSIGN_OR_RETURN(const State state, Claim());
    if (state.step == Step::kOver) return state;
  }
  ASSIGN_OR_RETURN(Connection* const connection, Line());
  v1::FetchWelcomeRequest request;
  request.set_invite_id(invite_.id.ToBytes());
  const trust::Secret redeem_key = joiner_.RedeemKey();
  request.set_redeem_key(std::string(redeem_key.bytes()));
  v1::FetchWelcomeResponse response;
  Call call(calls_, "", kCallTimeoutMs);
  const absl::Status fetched = FromGrpc(connection->invites().FetchWelcome(call.context(), request, &response));
  if (absl::IsNotFound(fetched)) return Over();
  RETURN_IF_ERROR(fetched);
  const bool going_on = response.state() == v1::INVITE_STATE_CLAIMED || response.state() == v1::INVITE_STATE_CONFIRMED;
  if (!going_on) return Over();
  if (response.reveal().empty()) return state_;
  const absl::StatusOr<std::string> digits = joiner_.Digits(response.reveal());
  if (!digits.ok()) return Betrayed(digits.status());
  state_ = {.step = Step::kDigitsShown, .digits = *digits};
  return response.welcome().empty() ? state_ : BecomeMember(response.welcome());
}

absl::StatusOr<Joining::State> Joining::Over() {
  Forget();
  state_ = {.step = Step::kOver, .digits = {}};
  return state_;
}

absl::Status Joining::Betrayed(const absl::Status& why) {
  if (!absl::IsDataLoss(why)) return why;
  Forget();
  state_ = {.step = Step::kOver, .digits = {}};
  return SomebodyInBetween();
}

absl::StatusOr<Joining::State> Joining::BecomeMember(const std::string& sealed_welcome) {
  absl::StatusOr<trust::Joiner::Admission> admission = joiner_.OpenWelcome(sealed_welcome);
  if (!admission.ok()) return Betrayed(admission.status());
  const FamilyId family = admission->roster.family();
  Identity identity{.family = family,
                    .member = admission->member,
                    .device = joiner_.device(),
                    .keyring = std::move(admission->keyring),
                    .server = invite_.server,
                    .origin = admission->origin,
                    .tls_pin = joiner_.offer().spki_pin.empty() ? invite_.spki_pin : joiner_.offer().spki_pin,
                    .authority_pem = connection_->authority_pem(),
                    .roster = std::move(admission->roster)};
  RETURN_IF_ERROR(WriteKeyFile(place_, identity));
  Forget();
  identity_ = std::move(identity);
  state_ = {.step = Step::kJoined, .digits = {}};
  return state_;
}

absl::StatusOr<trust::Invite> FromCode(const std::string& typed, const std::string& server) {
  ASSIGN_OR_RETURN(const trust::InviteCode code, trust::InviteCode::Parse(typed));
  const trust::InviteCode::Stretched names = code.Stretch();
  return trust::Invite{names.id, names.secret, server};
}

absl::StatusOr<Joining::State> AwaitInviter(Joining& joining, const std::function<bool()>& wait) {
  const Joining::Step before = joining.state().step;
  while (true) {
    const absl::StatusOr<Joining::State> state = joining.Poll();
    if (!state.ok() && !absl::IsUnavailable(state.status())) return state;
    if (joining.state().step != before || !wait()) return joining.state();
  }
}

}  // namespace toward::client
