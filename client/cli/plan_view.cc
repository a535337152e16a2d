#include "client/cli/plan_view.h"

#include <algorithm>
#include <utility>

#include "base/status_macros.h"
#include "sync/stamp.h"

namespace toward::client {
namespace {

// A day has no more, whatever a record says.
constexpr uint32_t kMinutesOfADay = 24 * 60;

// What turns a record into values.
struct Reader {
  const Words& words;
  const std::vector<MemberId>& authors;

  template <typename Message>
  Message Open(const sync::Record& record) const {
    Message message;
    words.OpenAll(record, authors, message);
    return message;
  }
};

template <typename IdType>
IdType IdOrNone(const std::string& bytes) {
  return IdType::FromBytes(bytes).value_or(IdType());
}

plan::Member ReadMember(const Reader& reader, const sync::Record& record) {
  const auto message = reader.Open<v1::Member>(record);
  return {.id = IdCast<MemberId>(record.id()), .alive = message.alive(), .name = message.name()};
}

plan::Child ReadChild(const Reader& reader, const sync::Record& record) {
  const auto message = reader.Open<v1::Child>(record);
  return {.id = record.id(), .alive = message.alive(), .name = message.name(), .role = message.role()};
}

plan::Ritual ReadRitual(const Reader& reader, const sync::Record& record) {
  const auto message = reader.Open<v1::Ritual>(record);
  plan::Ritual ritual;
  ritual.id = record.id();
  ritual.alive = message.alive();
  ritual.type = message.type();
  if (message.has_title()) ritual.title = message.title();
  ritual.cadence = message.cadence();
  if (message.has_minutes_goal()) ritual.minutes_goal = message.minutes_goal();
  return ritual;
}

int64_t MarkedMs(const sync::Record& record) {
  const sync::Register* outcome = record.Find(v1::Moment::kOutcomeFieldNumber);
  return outcome == nullptr ? 0 : sync::HlcMs(outcome->stamp.hlc);
}

plan::Moment ReadMoment(const Reader& reader, const sync::Record& record) {
  const auto message = reader.Open<v1::Moment>(record);
  plan::Moment moment;
  moment.id = record.id();
  moment.alive = message.alive();
  moment.ritual = IdOrNone<RecordId>(message.ritual_id());
  moment.day = plan::PlanDay(message.day());
  moment.member = IdOrNone<MemberId>(message.member_id());
  if (message.has_child_id()) moment.child = IdOrNone<RecordId>(message.child_id());
  if (message.has_minutes()) moment.minutes = std::min(message.minutes(), kMinutesOfADay);
  moment.outcome = message.outcome();
  moment.note = message.note();
  moment.marked_ms = MarkedMs(record);
  return moment;
}

plan::Reflection ReadReflection(const Reader& reader, const sync::Record& record) {
  const auto message = reader.Open<v1::Reflection>(record);
  plan::Reflection reflection;
  reflection.id = record.id();
  reflection.alive = message.alive();
  reflection.ritual = IdOrNone<RecordId>(message.ritual_id());
  reflection.day = plan::PlanDay(message.day());
  reflection.member = IdOrNone<MemberId>(message.member_id());
  reflection.text = message.text();
  return reflection;
}

template <typename Thing>
std::vector<Thing> ReadAll(const Reader& reader, const std::vector<sync::Record>& records,
                           Thing (*read)(const Reader&, const sync::Record&)) {
  std::vector<Thing> things;
  for (const sync::Record& record : records) things.push_back(read(reader, record));
  return things;
}

}  // namespace

absl::StatusOr<std::optional<plan::Calendar>> LoadCalendar(Replica& replica) {
  ASSIGN_OR_RETURN(const std::vector<sync::Record> records, replica.List(v1::KIND_CALENDAR));
  for (const sync::Record& record : records) {
    v1::Calendar message;
    if (!message.ParseFromArray(record.body().data(), static_cast<int>(record.body().size()))) continue;
    if (!message.alive() || !message.has_plan_day()) continue;
    const uint32_t hour = std::min(message.plan_day().day_start_hour(), uint32_t{23});
    ASSIGN_OR_RETURN(plan::Calendar calendar,
                     plan::Calendar::Make(message.plan_day().time_zone(), static_cast<int>(hour)));
    return calendar;
  }
  return std::nullopt;
}

absl::StatusOr<std::vector<MemberId>> LoadAuthors(Replica& replica, const Words& words) {
  ASSIGN_OR_RETURN(const std::vector<sync::Record> records, replica.List(v1::KIND_MEMBER));
  std::vector<MemberId> authors = {words.author()};
  for (const sync::Record& record : records) {
    const MemberId member = IdCast<MemberId>(record.id());
    if (member != words.author()) authors.push_back(member);
  }
  return authors;
}

absl::StatusOr<plan::Plan> LoadPlan(Replica& replica, const Words& words, plan::PlanDay first, plan::PlanDay last) {
  ASSIGN_OR_RETURN(const std::vector<MemberId> authors, LoadAuthors(replica, words));
  const Reader reader{.words = words, .authors = authors};
  plan::Plan plan;
  ASSIGN_OR_RETURN(plan.calendar, LoadCalendar(replica));
  ASSIGN_OR_RETURN(const std::vector<sync::Record> members, replica.List(v1::KIND_MEMBER));
  plan.members = ReadAll(reader, members, &ReadMember);
  ASSIGN_OR_RETURN(const std::vector<sync::Record> children, replica.List(v1::KIND_CHILD));
  plan.children = ReadAll(reader, children, &ReadChild);
  ASSIGN_OR_RETURN(const std::vector<sync::Record> rituals, replica.List(v1::KIND_RITUAL));
  plan.rituals = ReadAll(reader, rituals, &ReadRitual);
  ASSIGN_OR_RETURN(const std::vector<sync::Record> moments,
                   replica.ListDays(v1::KIND_MOMENT, first.number(), last.number()));
  plan.moments = ReadAll(reader, moments, &ReadMoment);
  ASSIGN_OR_RETURN(const std::vector<sync::Record> reflections,
                   replica.ListDays(v1::KIND_REFLECTION, first.number(), last.number()));
  plan.reflections = ReadAll(reader, reflections, &ReadReflection);
  return plan;
}

}  // namespace toward::client
