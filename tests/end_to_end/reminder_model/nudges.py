"""Which reminders a member is to get, when, and whether one still makes sense: from the documents alone."""

import dataclasses
import hashlib

import wall_clock

MINUTE_MS = 60_000
FIRST_SNOOZE = 3
MOST_BY_PLAN = 2
SETTLE_MS = 10 * MINUTE_MS
EVENING_MS = 240 * MINUTE_MS
SNOOZE_USE_MS = 30 * MINUTE_MS
_FIXED_USE_MS = 30 * MINUTE_MS
_ASLEEP_USE_MS = 45 * MINUTE_MS
_BEFORE_DAY_END_MS = 30 * MINUTE_MS
_SLOT_LEAD_MS = 10 * MINUTE_MS
_SLOT_USE_MS = 15 * MINUTE_MS
# By ritual type: (minute, after_asleep, second_after_minutes) of a member who has said nothing.
_USUAL = {"check_in": (21 * 60 + 15, True, 0), "appreciation": (20 * 60, False, 0)}


@dataclasses.dataclass(frozen=True)
class Nudge:
    member: str
    ritual: str
    child: str
    day: int
    stage: int
    due_ms: int
    useful_until_ms: int

    def id(self):
        return (self.member, self.ritual, self.child, self.day, self.stage)


def key(member, ritual, child, day):
    """Nudge.key, in hex."""
    parts = [bytes.fromhex(each) if each else bytes(16) for each in (member, ritual, child)]
    text = b"toward/v1/nudge" + b"".join(parts) + day.to_bytes(4, "big", signed=True)
    return hashlib.sha256(text).digest()[:24].hex()


def nudges_of(plan, member, day, asleep_ms=None):
    """Whatever has been done meanwhile."""
    found = []
    for ritual, (ritual_type, _) in plan.rituals.items():
        if ritual_type == "one_on_one":
            found += _of_slots(plan, member, ritual, day)
            continue
        when = plan.reminders.get((member, ritual), _USUAL.get(ritual_type))
        if when is not None:
            found += _of_ritual(plan, member, ritual, day, when, asleep_ms)
    return found


def _of_slots(plan, member, ritual, day):
    for (of_ritual, of_day, child), (whose, start_minute) in plan.slots.items():
        if (of_ritual, of_day, whose) == (ritual, day, member):
            start_ms = wall_clock.minute_of_plan_day_ms(plan, day, start_minute)
            yield Nudge(member, ritual, child, day, 1, start_ms - _SLOT_LEAD_MS, start_ms + _SLOT_USE_MS)


def _of_ritual(plan, member, ritual, day, when, asleep_ms):
    minute, after_asleep, second_after_minutes = when
    due_ms = wall_clock.minute_of_plan_day_ms(plan, day, minute)
    if after_asleep and asleep_ms is not None and asleep_ms >= due_ms - EVENING_MS:
        due_ms = asleep_ms + SETTLE_MS
        until_ms = due_ms + _ASLEEP_USE_MS
    elif plan.rituals[ritual][0] in ("appreciation", "extra"):
        until_ms = max(due_ms, wall_clock.plan_day_starts_ms(plan, day + 1) - _BEFORE_DAY_END_MS)
    else:
        until_ms = due_ms + _FIXED_USE_MS
    yield Nudge(member, ritual, "", day, 1, due_ms, until_ms)
    if second_after_minutes > 0:
        second_ms = due_ms + second_after_minutes * MINUTE_MS
        yield Nudge(member, ritual, "", day, 2, second_ms, max(until_ms, second_ms + _FIXED_USE_MS))


def find(plan, member, ritual, child, day, stage, asleep_ms=None):
    """Absent: None."""
    for nudge in nudges_of(plan, member, day, asleep_ms):
        if nudge.id() == (member, ritual, child, day, stage):
            return nudge
    return None


def why_not(plan, member, ritual, child, day):
    """A word for why nobody is to be reminded of it any more; None: it still waits to be done."""
    if ritual not in plan.rituals:
        return "gone"
    ritual_type, weekdays = plan.rituals[ritual]
    together = ritual_type == "check_in"
    for each in plan.members if together else {member}:
        if any(first <= day <= last for first, last in plan.pauses.get(each, ())):
            return "paused"
    if weekdays and wall_clock.weekday(day) not in weekdays:
        return "not of this day"
    if child and plan.slots.get((ritual, day, child), (None,))[0] != member:
        return "no longer planned"
    for of_ritual, of_day, whose in plan.moments.values():
        if (of_ritual, of_day) == (ritual, day) and (ritual_type != "appreciation" or whose == member):
            return "done"
    return None


def is_quiet(plan, member, at_ms):
    """Half-open: at their end it is not quiet any more."""
    start, end = plan.quiet_hours.get(member, (0, 0))
    wall = wall_clock.wall_at(plan.zone, at_ms)
    minute = wall.hour * 60 + wall.minute
    return start <= minute < end if start <= end else minute >= start or minute < end


def has_odd_minute(plan, member, ritual, day):
    """Its minute is left out or comes twice that night."""
    when = plan.reminders.get((member, ritual))
    return when is not None and wall_clock.is_odd(plan.zone, wall_clock.civil_day_of(plan, day, when[0]), when[0])
