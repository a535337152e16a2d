"""Reads a trace, computes for itself what was due, and names each line that breaks an invariant of the reminders."""

import collections
import sys

import sends
import story
from family_story import FamilyStory
from ledger import DAYS_KEPT, Ledger
from nudges import FIRST_SNOOZE, has_odd_minute, is_quiet, key, why_not
from wall_clock import plan_day_at

INVARIANTS = {
    "I1": "one delivery goes out once",
    "I2": "what is wanted while it is of use comes",
    "I3": "nothing comes too early, too late or in quiet hours",
    "I4": "nothing that is done, skipped or paused is sent",
    "I5": "a restart loses nothing",
    "I6": "a changed time or zone brings no second one of a day",
    "I7": "a changed plan replaces what waits, and leaves what was put off",
    "I8": "two by plan for one thing, day and person, and no more",
    "I9": "a night without or with two of an hour has one",
    "I10": "the engine looks ahead and comes to rest",
    "I11": "a clock that is set repeats nothing and loses nothing",
    "I12": "nobody gets what is another's, and no words leave the family",
    "I13": "one digest a day",
    "I14": "nothing is kept for longer than it is of use",
    "I15": "what is gone is not tried again",
    "I16": "nothing waits forever",
}
_MOST_LOOKS_AT_ONCE = 20

Violation = collections.namedtuple("Violation", "invariant line why")


def judge(lines):
    """All violations, in the order of the lines."""
    judge_of_lines = _Judge(lines)
    for line in lines:
        judge_of_lines.take(line)
    return judge_of_lines.violations


def report(violations):
    return "\n".join(
        f"{each.invariant} ({INVARIANTS[each.invariant]}): {each.why}\n    {each.line}" for each in violations
    )


class _Judge:
    def __init__(self, lines):
        self.violations = []
        self.families = collections.defaultdict(FamilyStory)
        self.family_of = {}
        self.ledger = Ledger()
        self.held = False
        # (device or address, key) to how often it may have come, and how often it has.
        self.handed = collections.Counter()
        self.received = collections.Counter()
        self.gone = set()
        self.looks = collections.Counter()
        self._learn_facts(lines)

    def take(self, line):
        handle = getattr(self, "_on_" + line["event"], None)
        if handle is not None:
            handle(line)

    def broken(self, invariant, line, why):
        self.violations.append(Violation(invariant, line, why))

    def family(self, line):
        return self.families[self.family_of[line["member"]]]

    def _learn_facts(self, lines):
        """All at once: each line is then judged by the facts of its time."""
        for line in lines:
            if line["event"] == "fact":
                self.families[line["family"]].learn(story.Fact(line["begun_up_ms"], line["up_ms"], line["records"]))
                members = [record["id"] for record in line["records"] if record["kind"] == "member"]
                self.family_of.update(dict.fromkeys(members, line["family"]))
            elif line["event"] == "asked_again":
                self.family(line).snoozes[line["key"]].append(line["due_ms"])

    def _on_fact(self, line):
        self.families[line["family"]].hear_of_answer()

    # The server's own days.

    def _on_started(self, line):
        self.held = line["held"]

    def _on_clock_came_up(self, _):
        self.held = False

    def _on_clock_set_back(self, _):
        self._happened("clock_set_back")

    def _on_killed(self, _):
        self._happened("killed")

    def _happened(self, what):
        self.ledger.note(what)
        for family in self.families.values():
            for _, happened in family.ahead.values():
                happened.add(what)

    def _on_looked(self, line):
        if line["next_ms"] is not None and line["next_ms"] <= line["at_ms"]:
            self.broken("I10", line, "looks again no later than now")
        plan = self.family(line).plan()
        today = plan_day_at(plan, line["at_ms"])
        if plan_day_at(plan, line["looked_ms"]) < today:
            self.ledger.forget_before(line["member"], today - DAYS_KEPT)
        look = (line["member"], line["since_up_ms"], line["at_ms"])
        self.looks[look] += 1
        if self.looks[look] == _MOST_LOOKS_AT_ONCE:
            self.broken("I10", line, "does not come to rest")

    # Deliveries.

    def _on_planned(self, line):
        if line["stage"] >= FIRST_SNOOZE and line["due_ms"] not in self.family(line).snoozes[line["key"]]:
            self.broken("I8", line, "nobody asked for it once more")
        self.ledger.row(line).take(line)

    def _on_decided(self, line):
        self.ledger.row(line).take(line)

    def _on_waiting(self, line):
        self.ledger.row(line).take(line)

    _on_shown = _on_merged = _on_failed = _on_waiting

    def _on_withdrawn(self, line):
        self.ledger.row(line).take(line)
        put_off = bool(self.family(line).snoozes[line["key"]])
        if not line["ritual"] or line["stage"] >= 2 or line["channel"] != "stream" or put_off:
            return
        if all(self._is_wanted(plan, line) for plan in self.family(line).plans_seen_by(line)):
            self.broken("I2", line, "is withdrawn, and still waits to be done")

    def _is_wanted(self, plan, line):
        return self.family(line).nudge_of(plan, line) is not None and not _why_not(plan, line)

    def _on_expired(self, line):
        self.ledger.row(line).take(line)
        if line["at_ms"] <= line["useful_until_ms"]:
            self.broken("I2", line, "is dropped while it is of use")

    def _on_answered(self, line):
        self.ledger.row(line).take(line)
        if line["outcome"] == "gone":
            self.gone.add((line["channel"], line["device"] or line["member"]))

    def _on_sent(self, line):
        family = self.family(line)
        row = self.ledger.row(line)
        for invariant, why in sends.repeats(line, row, family):
            self.broken(invariant, line, why)
        for invariant, why in sends.faults(line, family):
            self.broken(invariant, line, why)
        if self.held:
            self.broken("I11", line, "is sent while the clock is behind what it was")
        if (line["channel"], line["device"] or line["member"]) in self.gone:
            self.broken("I15", line, "goes to what is gone")
        row.take(line)
        self.handed[sends.receiver(line, family), line["key"]] += 1

    def _on_repeated(self, line):
        if self.ledger.row(line).state == "shown":
            self.broken("I1", line, "is shown again after the device has said that it has shown it")
        if line["at_ms"] > line["useful_until_ms"]:
            self.broken("I3", line, "is shown again, too late")
        self.handed[line["device"], line["key"]] += 1

    def _on_asleep(self, line):
        self.family(line).hear_of_sleep(line["day"], line["asleep_ms"])

    def _on_set_up(self, line):
        """A channel that somebody has set up anew."""
        self.gone.discard((line["channel"], line["device"] or line["member"]))

    # What came out at the other end.

    def _on_received(self, line):
        family = self.family(line)
        self.received[line["to"], line["key"]] += 1
        if self.received[line["to"], line["key"]] > self.handed[line["to"], line["key"]]:
            self.broken("I1", line, "came more often than it was sent")
        for word in family.plan().words:
            if word in line["text"]:
                self.broken("I12", line, "says a word of the family's")
        if line["channel"] == "email":
            return
        if line["key"] != key(line["member"], line["ritual"], line["child"], line["day"]):
            self.broken("I12", line, "is another's")
        if line["ritual"] and line["useful_until_ms"] > sends.longest_use_ms(line, family):
            self.broken("I14", line, "is kept for longer than it is of use")

    # The engine at rest: it has done all that was to be done by then.

    def _on_at_rest(self, line):
        if self.held:
            return
        for overdue in self.ledger.overdue(line["at_ms"]):
            self.broken("I16", line, f"{overdue} still waits")
        self.ledger.rest()
        family = self.families[line["family"]]
        plan = family.plans[family.answered - 1]
        for member in plan.members:
            for nudge in family.nudges_around(plan, member, line["at_ms"]):
                self._expect(nudge, plan, family, line)
        self._expect_snoozes(family, line)

    def _expect(self, nudge, plan, family, line):
        at_ms = line["at_ms"]
        if at_ms < nudge.due_ms:
            known = family.ahead.get(nudge.id())
            if known is None or known[0] != nudge.due_ms:
                family.ahead[nudge.id()] = (nudge.due_ms, set())
            return
        due_ms, happened = family.ahead.get(nudge.id(), (None, set()))
        unsure = due_ms != nudge.due_ms or nudge.stage > 1 or at_ms > nudge.useful_until_ms
        if unsure or why_not(plan, nudge.member, nudge.ritual, nudge.child, nudge.day):
            return
        if is_quiet(plan, nudge.member, at_ms) or is_quiet(plan, nudge.member, nudge.due_ms):
            return
        for device in line["listening"]:
            if plan.devices.get(device) == nudge.member and not self._has(nudge, device):
                self.broken(self._loss(nudge, plan, happened), line, f"{nudge} has not come to {device}")

    def _has(self, nudge, device):
        row = self.ledger.rows.get((nudge.member, nudge.day, nudge.ritual, nudge.child, nudge.stage, "stream", device))
        held_back = row is not None and row.state == "merged"
        its_key = key(nudge.member, nudge.ritual, nudge.child, nudge.day)
        return held_back or self.received[device, its_key] > 0

    def _loss(self, nudge, plan, happened):
        if has_odd_minute(plan, nudge.member, nudge.ritual, nudge.day):
            return "I9"
        if "clock_set_back" in happened:
            return "I11"
        return "I5" if "killed" in happened else "I2"

    def _expect_snoozes(self, family, line):
        for row_key, row in self.ledger.rows.items():
            member, day, ritual, child, stage, _, device = row_key
            if self.family_of[member] != line["family"] or stage < FIRST_SNOOZE or row.state != "withdrawn":
                continue
            if all(not why_not(plan, member, ritual, child, day) for plan in family.plans):
                self.broken("I7", line, f"what was put off to {device} is withdrawn")
                row.state = "failed"


def _why_not(plan, line):
    return why_not(plan, line["member"], line["ritual"], line["child"], line["day"])


def main():
    paths = sys.argv[1:]
    if not paths:
        sys.exit("Usage: judge.py TRACE [FACTS]")
    texts = [open(path, encoding="utf-8").read() for path in paths]
    own = story.read(texts[1]) if len(texts) > 1 else []
    violations = judge(story.merge(story.read(texts[0]), own))
    print(report(violations) or "no violation")
    sys.exit(1 if violations else 0)


if __name__ == "__main__":
    main()
