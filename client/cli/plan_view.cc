#include "client/cli/plan_view.h"

#include <utility>

#include "base/status_macros.h"
#include "plan/reading.h"
#include "sync/stamp.h"

namespace toward::client {
namespace {

// Every record of a kind, its words opened.
class Reader {
 public:
  Reader(Replica& replica, const Words& words, std::vector<MemberId> authors)
      : replica_(replica), words_(words), authors_(std::move(authors)) {}

  template <typename Message, typename Thing>
  absl::Status ReadAll(v1::Kind kind, Thing (*read)(const RecordId&, const Message&), std::vector<Thing>& things) {
    ASSIGN_OR_RETURN(const std::vector<sync::Record> records, replica_.List(kind));
    for (const sync::Record& record : records) things.push_back(read(record.id(), Open<Message>(record)));
    return absl::OkStatus();
  }

  // The same for the days from `first` to `last`; `read` also gets the record.
  template <typename Message, typename Thing, typename Read>
  absl::Status ReadDays(v1::Kind kind, plan::PlanDay first, plan::PlanDay last, Read read, std::vector<Thing>& things) {
    ASSIGN_OR_RETURN(const std::vector<sync::Record> records, replica_.ListDays(kind, first.number(), last.number()));
    for (const sync::Record& record : records) things.push_back(read(record, Open<Message>(record)));
    return absl::OkStatus();
  }

 private:
  template <typename Message>
  Message Open(const sync::Record& record) const {
    Message message;
    words_.OpenAll(record, authors_, message);
    return message;
  }

  Replica& replica_;
  const Words& words_;
  const std::vector<MemberId> authors_;
};

plan::Moment ReadMoment(const sync::Record& record, const v1::Moment& message) {
  const sync::Register* outcome = record.Find(v1::Moment::kOutcomeFieldNumber);
  return plan::ReadMoment(record.id(), message, outcome == nullptr ? 0 : sync::HlcMs(outcome->stamp.hlc));
}

}  // namespace

absl::StatusOr<std::optional<plan::Calendar>> LoadCalendar(Replica& replica) {
  ASSIGN_OR_RETURN(const std::vector<sync::Record> records, replica.List(v1::KIND_CALENDAR));
  for (const sync::Record& record : records) {
    v1::Calendar message;
    if (!message.ParseFromArray(record.body().data(), static_cast<int>(record.body().size()))) continue;
    ASSIGN_OR_RETURN(std::optional<plan::Calendar> calendar, plan::ReadCalendar(message));
    if (!calendar) continue;
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
  Reader reader(replica, words, authors);
  plan::Plan plan;
  ASSIGN_OR_RETURN(plan.calendar, LoadCalendar(replica));
  RETURN_IF_ERROR(reader.ReadAll(v1::KIND_MEMBER, &plan::ReadMember, plan.members));
  RETURN_IF_ERROR(reader.ReadAll(v1::KIND_CHILD, &plan::ReadChild, plan.children));
  RETURN_IF_ERROR(reader.ReadAll(v1::KIND_RITUAL, &plan::ReadRitual, plan.rituals));
  RETURN_IF_ERROR(reader.ReadAll(v1::KIND_PREFERENCE, &plan::ReadPreference, plan.preferences));
  RETURN_IF_ERROR(reader.ReadAll(v1::KIND_REMINDER, &plan::ReadReminder, plan.reminders));
  RETURN_IF_ERROR(reader.ReadAll(v1::KIND_BUSY, &plan::ReadBusy, plan.busy));
  RETURN_IF_ERROR(reader.ReadDays<v1::Moment>(v1::KIND_MOMENT, first, last, &ReadMoment, plan.moments));
  const auto without_record = [](auto read) {
    return [read](const sync::Record& record, const auto& message) { return read(record.id(), message); };
  };
  RETURN_IF_ERROR(reader.ReadDays<v1::Reflection>(v1::KIND_REFLECTION, first, last,
                                                  without_record(&plan::ReadReflection), plan.reflections));
  RETURN_IF_ERROR(reader.ReadDays<v1::Slot>(v1::KIND_SLOT, first, last, without_record(&plan::ReadSlot), plan.slots));
  return plan;
}

}  // namespace toward::client
