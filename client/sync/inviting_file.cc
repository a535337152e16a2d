#include "client/sync/inviting_file.h"

#include <string_view>

#include "nlohmann/json.hpp"

namespace toward::client {
namespace {

using nlohmann::json;

std::string Encoded(std::string_view bytes) { return trust::ToBase64Url(bytes); }
std::string Decoded(const json& file, const char* name) {
  return trust::FromBase64Url(file.at(name).get<std::string>()).value_or("");
}

}  // namespace

std::string InvitingFile::Write(const Inviting& inviting) {
  const json file = {{"inviter", Encoded(inviting.inviter_.Save())},
                     {"whom", inviting.options_.whom == InviteFor::kPartner ? "partner" : "own device"},
                     {"form", inviting.options_.form == InviteForm::kLink ? "link" : "code"},
                     {"past", inviting.options_.past == Past::kShared ? "shared" : "not shared"},
                     {"lifetime_s", inviting.options_.lifetime_s},
                     {"code", inviting.code_},
                     {"expire_time_ms", inviting.expire_time_ms_},
                     {"tries_left", inviting.state_.tries_left},
                     {"confirmed", inviting.state_.step == Inviting::Step::kConfirmed},
                     {"offer", Encoded(inviting.offer_)},
                     {"reveal", Encoded(inviting.reveal_)},
                     {"join", Encoded(inviting.join_)},
                     {"confirm", Encoded(inviting.confirm_)}};
  return file.dump();
}

std::unique_ptr<Inviting> InvitingFile::Read(const std::string& text, const KeyPlace& place, Identity& identity,
                                             Random& random) {
  const json file = json::parse(text, nullptr, /*allow_exceptions=*/false);
  try {
    const auto inviter = trust::Inviter::Load(Decoded(file, "inviter"));
    if (!inviter.has_value()) return nullptr;
    const InviteOptions options{.whom = file.at("whom") == "partner" ? InviteFor::kPartner : InviteFor::kOwnDevice,
                                .form = file.at("form") == "link" ? InviteForm::kLink : InviteForm::kTypedCode,
                                .past = file.at("past") == "shared" ? Past::kShared : Past::kNotShared,
                                .lifetime_s = file.at("lifetime_s").get<int64_t>()};
    std::unique_ptr<Inviting> read(new Inviting(place, identity, random, *inviter, options));
    read->code_ = file.at("code").get<std::string>();
    read->expire_time_ms_ = file.at("expire_time_ms").get<int64_t>();
    read->state_.tries_left = file.at("tries_left").get<int>();
    if (file.at("confirmed").get<bool>()) read->state_.step = Inviting::Step::kConfirmed;
    read->offer_ = Decoded(file, "offer");
    read->reveal_ = Decoded(file, "reveal");
    read->join_ = Decoded(file, "join");
    read->confirm_ = Decoded(file, "confirm");
    return read;
  } catch (const json::exception&) {
    return nullptr;
  }
}

}  // namespace toward::client
