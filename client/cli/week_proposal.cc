#include "client/cli/week_proposal.h"

#include <string>
#include <utility>

#include "base/hex.h"
#include "base/status_macros.h"
#include "nlohmann/json.hpp"

namespace toward::client {
namespace {

constexpr char kSetting[] = "shown_proposal";

template <typename IdType>
IdType IdFrom(const std::string& hex) {
  return IdType::FromBytes(FromHex(hex).value_or("")).value_or(IdType());
}

nlohmann::json ToJson(const plan::Turn& turn) {
  return {turn.child.ToHex(), turn.member.ToHex(), turn.day.number(), turn.start_minute, turn.minutes};
}

plan::Turn TurnFrom(const nlohmann::json& json) {
  return {IdFrom<RecordId>(json.at(0)), IdFrom<MemberId>(json.at(1)), plan::PlanDay(json.at(2).get<int32_t>()),
          json.at(3).get<uint32_t>(), json.at(4).get<uint32_t>()};
}

}  // namespace

absl::Status KeepProposal(Replica& replica, const ShownProposal& proposal) {
  nlohmann::json turns = nlohmann::json::array();
  for (const plan::Turn& turn : proposal.turns) turns.push_back(ToJson(turn));
  const nlohmann::json json = {
      {"week", proposal.week.number()}, {"now_ms", proposal.now_ms}, {"turns", std::move(turns)}};
  return replica.SetSetting(kSetting, json.dump());
}

absl::Status ForgetProposal(Replica& replica) { return replica.SetSetting(kSetting, ""); }

absl::StatusOr<std::optional<ShownProposal>> LastProposal(Replica& replica) {
  ASSIGN_OR_RETURN(const std::optional<std::string> text, replica.Setting(kSetting));
  if (!text || text->empty()) return std::nullopt;
  const nlohmann::json json = nlohmann::json::parse(*text);
  ShownProposal proposal{
      .week = plan::PlanDay(json.at("week").get<int32_t>()), .now_ms = json.at("now_ms").get<int64_t>(), .turns = {}};
  for (const nlohmann::json& turn : json.at("turns")) proposal.turns.push_back(TurnFrom(turn));
  return proposal;
}

}  // namespace toward::client
