#include "tests/sim/diary.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "sync/natural_id.h"
#include "tests/sim/sim_device.h"
#include "toward/v1/records.pb.h"

namespace toward::sim {
namespace {

using client::Write;

// A field, and a kind, that only newer versions know.
constexpr int kNewField = 900;
constexpr auto kNewKind = static_cast<v1::Kind>(77);

template <typename Message>
Write Of(v1::Kind kind, const RecordId& id, Message fields, std::vector<uint32_t> cleared = {}) {
  return {
      .kind = kind, .id = id, .fields = std::make_shared<Message>(std::move(fields)), .cleared = std::move(cleared)};
}

// One person at one device, about to do something.
class Hand {
 public:
  Hand(World& world, SimDevice& device, Chance& chance)
      : world_(world), device_(device), family_(device.family()), chance_(chance) {}

  // Whether it was done.
  bool CheckIn() {
    v1::Moment fields = MomentOf(0);
    fields.set_outcome(v1::Moment::OUTCOME_DONE);
    fields.set_minutes(static_cast<uint32_t>(chance_.Between(5, 20)));
    if (chance_.Hits(0.4)) fields.set_note(Words());
    return Moment(CheckInOf(Day()), fields);
  }
  bool Uncheck() {
    v1::Moment fields;
    fields.set_alive(false);
    return Moment(CheckInOf(Day()), fields);
  }
  bool EditNote() {
    v1::Moment fields;
    if (chance_.Hits(0.15)) return Moment(CheckInOf(Day()), fields, {v1::Moment::kNoteFieldNumber});
    fields.set_note(Words());
    return Moment(CheckInOf(Day()), fields);
  }
  bool Thank() {
    const int32_t day = Day();
    v1::Moment fields = MomentOf(1);
    fields.set_outcome(v1::Moment::OUTCOME_DONE);
    fields.set_note(Words());
    return Moment(sync::NaturalId(family_.id, v1::KIND_MOMENT)
                      .Add(family_.rituals[1])
                      .AddNumber(day)
                      .Add(device_.member())
                      .Finish(),
                  fields);
  }
  bool OneOnOne() {
    v1::Moment fields = MomentOf(2);
    fields.set_child_id(chance_.Pick(family_.children).ToBytes());
    fields.set_minutes(static_cast<uint32_t>(chance_.Between(5, 60)));
    fields.set_outcome(v1::Moment::OUTCOME_DONE);
    return Moment(RandomId(), fields);
  }
  bool RitualGoes() { return RitualIs(false); }
  bool RitualComes() { return RitualIs(true); }
  bool RenameChild() {
    v1::Child fields;
    fields.set_name(Words());
    return device_.Write({Of(v1::KIND_CHILD, chance_.Pick(family_.children), fields)});
  }
  // A week's slots, in one transaction.
  bool PlanWeek() {
    std::vector<Write> writes;
    for (int32_t day = Day(); writes.size() < 7; ++day) {
      const RecordId& child = family_.children[static_cast<size_t>(day) % family_.children.size()];
      v1::Slot fields;
      fields.set_ritual_id(family_.rituals[2].ToBytes());
      fields.set_day(day);
      fields.set_child_id(child.ToBytes());
      fields.set_member_id(device_.member().ToBytes());
      fields.mutable_when()->set_start_minute(static_cast<uint32_t>(chance_.Between(900, 1200)));
      fields.mutable_when()->set_minutes(20);
      fields.set_reason(Words());
      const RecordId id =
          sync::NaturalId(family_.id, v1::KIND_SLOT).Add(family_.rituals[2]).AddNumber(day).Add(child).Finish();
      writes.push_back(Of(v1::KIND_SLOT, id, fields));
    }
    return device_.Write(writes);
  }
  bool Import() {
    world_.Count("import");
    const int64_t transactions = chance_.Hits(0.5) ? 1 : 120;
    const int64_t each = transactions == 1 ? 150 : 1;
    for (int64_t i = 0; i < transactions; ++i) {
      std::vector<Write> writes;
      for (int64_t j = 0; j < each; ++j) {
        v1::Moment fields = MomentOf(2);
        fields.set_minutes(15);
        if (each > 1) fields.mutable_ritual_id()->resize(static_cast<size_t>(chance_.Between(16, 3000)), 'i');
        writes.push_back(Of(v1::KIND_MOMENT, RandomId(), fields));
      }
      if (!device_.Write(writes)) return false;
    }
    return true;
  }
  // Two of these on one record are more than a record may hold.
  bool WriteMuch() {
    world_.Count("large record");
    v1::Ritual fields;
    const auto field = static_cast<int>(910 + chance_.Between(0, 1));
    fields.GetReflection()->MutableUnknownFields(&fields)->AddLengthDelimited(field, std::string(40'000, 'l'));
    return device_.Write({Of(v1::KIND_RITUAL, chance_.Pick(family_.rituals), fields)});
  }
  bool TakeBack() {
    device_.Undo();
    return true;
  }

 private:
  bool Moment(const RecordId& id, v1::Moment fields, std::vector<uint32_t> cleared = {}) {
    std::vector<Write> writes;
    if (device_.newer()) {
      fields.GetReflection()->MutableUnknownFields(&fields)->AddVarint(kNewField, chance_.Number() % 1000);
      world_.Count("newer version wrote");
      if (chance_.Hits(0.2)) {
        v1::Child unknown;
        unknown.GetReflection()->MutableUnknownFields(&unknown)->AddVarint(5, 5);
        writes.push_back(Of(kNewKind, family_.children[0], unknown));
      }
    }
    writes.push_back(Of(v1::KIND_MOMENT, id, std::move(fields), std::move(cleared)));
    return device_.Write(writes);
  }
  v1::Moment MomentOf(size_t ritual) {
    v1::Moment fields;
    fields.set_ritual_id(family_.rituals[ritual].ToBytes());
    fields.set_day(Day());
    fields.set_member_id(device_.member().ToBytes());
    return fields;
  }
  RecordId CheckInOf(int32_t day) {
    return sync::NaturalId(family_.id, v1::KIND_MOMENT).Add(family_.rituals[0]).AddNumber(day).Finish();
  }
  bool RitualIs(bool alive) {
    v1::Ritual fields;
    fields.set_alive(alive);
    return device_.Write({Of(v1::KIND_RITUAL, chance_.Pick(family_.rituals), fields)});
  }
  // Today or, now and then, yesterday.
  int32_t Day() { return static_cast<int32_t>(world_.timeline.true_wall_ms() / kDayMs - (chance_.Hits(0.2) ? 1 : 0)); }
  std::string Words() {
    return fmt::format("words of family {} number {}", family_.index, chance_.Number() % 1'000'000);
  }
  RecordId RandomId() {
    std::string bytes;
    for (int i = 0; i < 16; ++i) bytes += static_cast<char>(chance_.Between(0, 255));
    return *RecordId::FromBytes(bytes);
  }

  World& world_;
  SimDevice& device_;
  SimFamily& family_;
  Chance& chance_;
};

struct Habit {
  const char* name;
  bool (Hand::*act)();
  int weight;
};
constexpr Habit kHabits[] = {
    {"check-in", &Hand::CheckIn, 30},        {"uncheck", &Hand::Uncheck, 8},
    {"edit-note", &Hand::EditNote, 20},      {"thank", &Hand::Thank, 14},
    {"one-on-one", &Hand::OneOnOne, 12},     {"ritual-goes", &Hand::RitualGoes, 3},
    {"ritual-comes", &Hand::RitualComes, 4}, {"rename-child", &Hand::RenameChild, 6},
    {"plan-week", &Hand::PlanWeek, 3},       {"take-back", &Hand::TakeBack, 6},
};

void DoSomething(World& world, SimDevice& device, Chance& chance) {
  Hand hand(world, device, chance);
  if (world.swarm.imports && chance.Hits(0.01)) {
    hand.Import();
    return;
  }
  if (world.swarm.large_records && chance.Hits(0.1)) {
    hand.WriteMuch();
    return;
  }
  int total = 0;
  for (const Habit& habit : kHabits) total += habit.weight;
  int64_t at = chance.Between(0, total - 1);
  for (const Habit& habit : kHabits) {
    if (at < habit.weight) {
      if ((hand.*habit.act)()) world.Count(habit.name);
      return;
    }
    at -= habit.weight;
  }
}

}  // namespace

void BeginPlan(World& world, SimFamily& family) {
  std::vector<Write> writes;
  Chance chance = world.Fork(fmt::format("plan/{}", family.index));
  for (const char* type : {"check-in", "appreciation", "one-on-one"}) {
    v1::Ritual ritual;
    ritual.set_extra(family.canary);
    family.rituals.push_back(sync::NaturalId(family.id, v1::KIND_RITUAL).Add(type).Finish());
    writes.push_back(Of(v1::KIND_RITUAL, family.rituals.back(), ritual));
  }
  SeededRandom random(chance);
  for (int i = 0; i < 2; ++i) {
    v1::Child child;
    child.set_name(fmt::format("words of family {}, a child", family.index));
    family.children.push_back(random.NewId<RecordId>());
    writes.push_back(Of(v1::KIND_CHILD, family.children.back(), child));
  }
  for (const MemberId& member : family.members) {
    v1::Member person;
    person.set_name(fmt::format("words of family {}, a member", family.index));
    writes.push_back(Of(v1::KIND_MEMBER, IdCast<RecordId>(member), person));
  }
  Demand(family.devices.front()->Write(writes), "SET-UP", "the plan cannot begin");
}

void PlanMonth(World& world, SimFamily& family, int acts) {
  Chance chance = world.Fork(fmt::format("diary/{}", family.index));
  auto hands = std::make_shared<Chance>(world.Fork(fmt::format("hands/{}", family.index)));
  const int days = world.swarm.days;
  // Half past eight in the evening, give or take; half of what happens happens within these few minutes.
  const int64_t evening_ms = chance.Between(19 * 60, 21 * 60) * kMinuteMs;
  for (int i = 0; i < acts; ++i) {
    const int64_t day_ms = chance.Between(0, days - 1) * kDayMs;
    const int64_t at_ms =
        day_ms + (chance.Hits(0.6) ? evening_ms + chance.Between(0, 10 * kMinuteMs) : chance.Between(0, kDayMs - 1));
    const uint64_t who = chance.Number();
    world.timeline.At(at_ms, [&world, &family, hands, who] {
      DoSomething(world, *family.devices[who % family.devices.size()], *hands);
    });
  }
  for (size_t i = 0; i < family.devices.size(); ++i) {
    Chance own = world.Fork(fmt::format("online/{}/{}", family.index, i));
    // Some are there every evening, some once in a while.
    const double evenings = own.Pick(std::vector<double>{0.2, 0.6, 0.9});
    for (int day = 0; day < days; ++day) {
      const auto meet = [&](int64_t at_ms, int64_t for_ms) {
        world.timeline.At(day * kDayMs + at_ms, [&family, i, for_ms] { family.devices[i]->GoOnline(for_ms); });
      };
      if (own.Hits(evenings)) meet(evening_ms + own.Between(-5, 8) * kMinuteMs, own.Between(30, 900) * kSecondMs);
      if (own.Hits(0.4)) meet(own.Between(0, kDayMs - 1), own.Between(10, 300) * kSecondMs);
    }
  }
}

}  // namespace toward::sim
