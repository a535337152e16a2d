"""One reminder that went out, judged by the plan as the engine may have seen it."""

from nudges import FIRST_SNOOZE, SNOOZE_USE_MS, has_odd_minute, is_quiet, key, nudges_of, why_not
from wall_clock import plan_day_at


def receiver(line, family):
    """Whom a receipt of it names: the device, or the address of a mail."""
    return line["device"] if line["channel"] != "email" else family.plan().emails.get(line["member"], "")


def repeats(line, row, family):
    """What is wrong about its going out once more."""
    if not row.sent or row.may_be_sent_again():
        return
    first = row.sent[-1]
    if not line["ritual"]:
        yield "I13", "is a second digest of one day"
    elif line["stage"] == 1 and first["due_ms"] != line["due_ms"]:
        odd = _is_on_an_odd_minute(family.plan(), line)
        yield ("I9" if odd else "I6"), f"went out for another time at {first['at_ms']}"
    elif "clock_set_back" in row.since_sent:
        yield "I11", f"went out at {first['at_ms']}, before the clock was set back"
    else:
        yield "I1", f"went out at {first['at_ms']}"


def faults(line, family):
    """(invariant, why) pairs; none when any plan that the engine may have seen allows it."""
    found = []
    for plan in family.plans_seen_by(line):
        found = list(_faults_by(plan, line, family))
        if not found:
            return []
    return found


def _faults_by(plan, line, family):
    if line["device"] and plan.devices.get(line["device"]) != line["member"]:
        yield "I12", "goes to a device of another's"
    if line["key"] != key(line["member"], line["ritual"], line["child"], line["day"]):
        yield "I12", "has the key of another thing"
    if not line["ritual"]:
        yield from _faults_of_digest(plan, line)
        return
    reason = why_not(plan, line["member"], line["ritual"], line["child"], line["day"])
    if reason is not None:
        yield "I4", f"is sent, but it is {reason}"
    if line["stage"] >= FIRST_SNOOZE:
        yield from _faults_of_snooze(line, family)
        return
    nudge = family.nudge_of(plan, line)
    if nudge is None:
        yield ("I8" if line["stage"] > 1 else "I7"), "is not in the plan"
        return
    if line["due_ms"] != nudge.due_ms:
        odd = _is_on_an_odd_minute(plan, line)
        yield ("I9" if odd else "I7"), f"is due at {nudge.due_ms} by the plan"
    if line["at_ms"] < nudge.due_ms:
        yield "I3", f"comes before {nudge.due_ms}"
    if line["at_ms"] > nudge.useful_until_ms:
        yield "I3", f"comes after {nudge.useful_until_ms}"
    if line["useful_until_ms"] > nudge.useful_until_ms:
        yield "I14", f"is of use only until {nudge.useful_until_ms}"
    if is_quiet(plan, line["member"], line["at_ms"]):
        yield "I3", "comes in quiet hours"


def _faults_of_digest(plan, line):
    if is_quiet(plan, line["member"], line["at_ms"]):
        yield "I3", "is a digest in quiet hours"
    if not line["due_ms"] <= line["at_ms"] <= line["useful_until_ms"]:
        yield "I3", "is a digest out of its time"
    # The clock, or the zone, may since have gone back over the beginning of a day.
    if abs(plan_day_at(plan, line["due_ms"]) - line["day"]) > 1:
        yield "I13", "is a digest of another day"


def _faults_of_snooze(line, family):
    asked = family.snoozes[line["key"]]
    if line["due_ms"] not in asked:
        yield "I8", "nobody asked for it once more"
    if line["at_ms"] < line["due_ms"]:
        yield "I3", "comes before it was asked for"
    if line["at_ms"] > line["due_ms"] + SNOOZE_USE_MS:
        yield "I3", "was asked for, and comes too late"
    if line["useful_until_ms"] > line["due_ms"] + SNOOZE_USE_MS:
        yield "I14", "was asked for, and is kept for longer than it is of use"


def longest_use_ms(line, family):
    """Until when a thing that was received may be of use, whichever of its stages came, by whichever plan."""
    ends = [due_ms + SNOOZE_USE_MS for due_ms in family.snoozes[line["key"]]]
    for plan in family.plans:
        for asleep_ms in family.ever_asleep_ms[line["day"]]:
            nudges = nudges_of(plan, line["member"], line["day"], asleep_ms)
            ends += [each.useful_until_ms for each in nudges if each.ritual == line["ritual"]]
    return max(ends, default=0)


def _is_on_an_odd_minute(plan, line):
    return has_odd_minute(plan, line["member"], line["ritual"], line["day"])
