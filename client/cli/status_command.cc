// `toward status`: is everything where it should be?

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "base/status_macros.h"
#include "client/cli/command.h"
#include "client/cli/export.h"
#include "client/cli/plan_view.h"
#include "client/cli/screen.h"
#include "client/cli/text.h"
#include "fmt/format.h"

namespace toward::client {
namespace {

struct StatusOptions {
  bool json = false;
  bool forget = false;
};

// One record of a change that the server did not take.
struct NotTaken {
  uint32_t kind = 0;
  RecordId id;
  std::optional<int32_t> day;
  // Null: a kind this version does not know. Its words are opened.
  std::unique_ptr<google::protobuf::Message> fields;
};

struct Refusal {
  int64_t number = 0;
  v1::Verdict::Reason reason = v1::Verdict::REASON_UNSPECIFIED;
  std::vector<NotTaken> records;
};

struct Facts {
  std::string server;
  std::vector<plan::Member> members;
  std::optional<plan::Calendar> calendar;
  ReplicaStatus replica;
  // Words that somebody has changed on the way.
  int64_t spoiled = 0;
  std::vector<Refusal> refusals;
};

NotTaken Opened(const sync::Record& record, const Words& words, const std::vector<MemberId>& authors) {
  NotTaken opened{record.kind(), record.id(), DayOf(record), NewMessage(record.kind())};
  if (opened.fields != nullptr) words.OpenAll(record, authors, *opened.fields);
  return opened;
}

absl::StatusOr<int64_t> CountSpoiled(Replica& replica, const Words& words) {
  int64_t spoiled = 0;
  ASSIGN_OR_RETURN(const std::vector<uint32_t> kinds, replica.Kinds());
  ASSIGN_OR_RETURN(const std::vector<MemberId> authors, LoadAuthors(replica, words));
  for (const uint32_t kind : kinds) {
    if (SealedFields(kind).empty()) continue;
    ASSIGN_OR_RETURN(const std::vector<sync::Record> records, replica.List(kind));
    for (const sync::Record& record : records) spoiled += words.CountSpoiled(record, authors);
  }
  return spoiled;
}

absl::StatusOr<Facts> Gather(Home& home) {
  Facts facts;
  facts.server = home.identity().server;
  ASSIGN_OR_RETURN(plan::Plan everything, LoadPlan(home.replica(), home.words(), plan::PlanDay(0), plan::PlanDay(0)));
  plan::Plan plan = plan::Shown(std::move(everything));
  facts.members = std::move(plan.members);
  facts.calendar = plan.calendar;
  ASSIGN_OR_RETURN(facts.replica, home.replica().Status());
  ASSIGN_OR_RETURN(facts.spoiled, CountSpoiled(home.replica(), home.words()));
  ASSIGN_OR_RETURN(const std::vector<DeadLetter> letters, home.replica().DeadLetters());
  ASSIGN_OR_RETURN(const std::vector<MemberId> authors, LoadAuthors(home.replica(), home.words()));
  for (const DeadLetter& letter : letters) {
    Refusal& refusal = facts.refusals.emplace_back(Refusal{letter.number, letter.reason, {}});
    for (const sync::Record& record : letter.transaction) {
      refusal.records.push_back(Opened(record, home.words(), authors));
    }
  }
  return facts;
}

std::string_view Sentence(v1::Verdict::Reason reason) {
  switch (reason) {
    case v1::Verdict::REASON_TOO_LARGE:
      return "The server did not take one change, because it is too large; write it again in smaller parts.";
    case v1::Verdict::REASON_FAMILY_FULL:
      return "The server did not take one change, because it keeps no more for this family; ask whoever runs it.";
    default:
      return "The server did not take one change, because it did not understand it; update toward and write it again.";
  }
}

std::string_view WhatItIs(uint32_t kind) {
  switch (kind) {
    case v1::KIND_MEMBER:
      return "A member";
    case v1::KIND_CHILD:
      return "A child";
    case v1::KIND_RITUAL:
      return "A ritual";
    case v1::KIND_MOMENT:
      return "A mark";
    case v1::KIND_REFLECTION:
      return "Words at a check-in";
    case v1::KIND_PREFERENCE:
      return "Settings of a member";
    case v1::KIND_REMINDER:
      return "A reminder";
    case v1::KIND_SLOT:
      return "A planned time";
    case v1::KIND_BUSY:
      return "A busy time";
    case v1::KIND_CALENDAR:
      return "The family's time zone";
    default:
      return "Something of a newer version";
  }
}

std::string Render(const NotTaken& record) {
  std::string text = fmt::format("  {}", WhatItIs(record.kind));
  if (record.day) text += ", " + plan::LongDate(plan::PlanDay(*record.day));
  text += "\n";
  for (const uint32_t number : SealedFields(record.kind)) {
    const auto* field = record.fields->GetDescriptor()->FindFieldByNumber(static_cast<int>(number));
    const std::string words = record.fields->GetReflection()->GetString(*record.fields, field);
    if (words.empty()) continue;
    for (const std::string& line : Lines(SafeText(words))) text += "      " + line + "\n";
  }
  return text;
}

std::string LastSynced(const Facts& facts) {
  if (!facts.replica.last_synced_ms) return "The server has not confirmed everything yet.";
  absl::TimeZone zone = absl::UTCTimeZone();
  if (facts.calendar) absl::LoadTimeZone(facts.calendar->time_zone(), &zone);
  const absl::Time time = absl::FromUnixMillis(*facts.replica.last_synced_ms);
  return fmt::format("The server last confirmed everything on {}.", absl::FormatTime("%A %e %B at %H:%M", time, zone));
}

std::string Render(const Facts& facts) {
  std::vector<std::string> names;
  for (const plan::Member& member : facts.members) names.push_back(SafeLine(member.name));
  std::string text = fmt::format("Server: {}\nThe plan of {}.\n", SafeLine(facts.server), Joined(names));
  text += facts.replica.changes_waiting > 0 ? RenderWaiting(facts.replica.changes_waiting) : "Everything is sent.";
  text += "\n" + LastSynced(facts) + "\n";
  if (facts.spoiled > 0) {
    text += fmt::format(
        "{} not open: they were changed on the way, by your server or by somebody who can write to it. The device they "
        "were written on still has them.\n",
        facts.spoiled == 1 ? "The words of one record do" : fmt::format("The words of {} records do", facts.spoiled));
  }
  for (const Refusal& refusal : facts.refusals) {
    text += std::string(Sentence(refusal.reason)) + "\n";
    for (const NotTaken& record : refusal.records) text += Render(record);
  }
  if (!facts.refusals.empty())
    text += "What was not taken is kept on this device; `toward status --forget` removes it.\n";
  return text;
}

nlohmann::json ToJson(const Refusal& refusal) {
  nlohmann::json records = nlohmann::json::array();
  for (const NotTaken& record : refusal.records) {
    nlohmann::json json = {{"kind", record.kind}, {"id", record.id.ToHex()}};
    if (record.fields != nullptr) {
      json["kind"] = record.fields->GetDescriptor()->name();
      json["fields"] = FieldsToJson(record.kind, *record.fields);
    }
    records.push_back(std::move(json));
  }
  return {{"number", refusal.number},
          {"reason", v1::Verdict::Reason_Name(refusal.reason)},
          {"records", std::move(records)}};
}

nlohmann::json ToJson(const Facts& facts) {
  nlohmann::json members = nlohmann::json::array();
  for (const plan::Member& member : facts.members)
    members.push_back({{"id", member.id.ToHex()}, {"name", member.name}});
  nlohmann::json letters = nlohmann::json::array();
  for (const Refusal& refusal : facts.refusals) letters.push_back(ToJson(refusal));
  nlohmann::json json = {{"server", facts.server},
                         {"members", std::move(members)},
                         {"changes_waiting", facts.replica.changes_waiting},
                         {"changed_on_the_way", facts.spoiled},
                         {"not_taken", std::move(letters)}};
  if (facts.replica.last_synced_ms) json["last_synced_ms"] = *facts.replica.last_synced_ms;
  return json;
}

absl::Status Forget(Invocation& invocation, Home& home, const StatusOptions& options) {
  ASSIGN_OR_RETURN(const std::vector<DeadLetter> letters, home.replica().DeadLetters());
  if (!letters.empty()) RETURN_IF_ERROR(home.replica().ForgetDeadLetters(letters.back().number));
  const std::string sentence = letters.empty() ? "There is nothing that the server did not take.\n"
                                               : "What the server did not take is removed from this device.\n";
  invocation.around.out << (options.json ? Dumped({{"forgotten", letters.size()}}) : sentence);
  return absl::OkStatus();
}

absl::Status RunStatus(Invocation& invocation, const StatusOptions& options) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Home> home, OpenHome(invocation));
  if (options.forget) return Forget(invocation, *home, options);
  ASSIGN_OR_RETURN(const Facts facts, Gather(*home));
  invocation.around.out << (options.json ? Dumped(ToJson(facts)) : Render(facts));
  return absl::OkStatus();
}

}  // namespace

void AddStatus(CLI::App& app, Invocation& invocation) {
  auto options = std::make_shared<StatusOptions>();
  CLI::App* status =
      AddCommand<StatusOptions>(app, invocation, "status", "Show what is sent and what waits", options, RunStatus);
  AddJson(*status, options->json);
  status->add_flag("--forget", options->forget, "Remove the changes that the server did not take");
}

}  // namespace toward::client
