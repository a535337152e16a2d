"""One family as the judge knows it: its plan after each fact, what its babies slept, and what was asked for."""

import collections

import family_plan
import nudges
import wall_clock

_KNOWN_SINCE_EVER = -1


class FamilyStory:
    def __init__(self):
        # plans[i] is the plan after facts[i].
        self.plans = []
        self.facts = []
        # How many of them the server has answered by the line that is judged.
        self.answered = 0
        # Plan day to when somebody said that the baby sleeps; None: awake again.
        self.asleep_ms = {}
        # All that was ever said of a day.
        self.ever_asleep_ms = collections.defaultdict(lambda: {None})
        # Nudge key in hex to the due times somebody asked for.
        self.snoozes = collections.defaultdict(list)
        # Nudges that were still ahead when the engine was last seen at rest, with their due times and what has happened
        # to the server since.
        self.ahead = {}

    def learn(self, fact):
        before = self.plans[-1] if self.plans else family_plan.FamilyPlan()
        self.facts.append(fact)
        self.plans.append(before.after(fact.records))

    def hear_of_sleep(self, day, asleep_ms):
        self.asleep_ms[day] = asleep_ms
        self.ever_asleep_ms[day].add(asleep_ms)
        self._forget_what_moved()

    def hear_of_answer(self):
        """The server has answered the next of the facts."""
        self.answered += 1
        self._forget_what_moved()

    def _forget_what_moved(self):
        """It may have been moved to a time that had gone by, and nobody is reminded of that."""
        plan = self.plans[self.answered - 1]
        for identity, (due_ms, _) in list(self.ahead.items()):
            nudge = nudges.find(plan, *identity, asleep_ms=self.asleep_ms.get(identity[3]))
            if nudge is None or nudge.due_ms != due_ms:
                del self.ahead[identity]

    def plan(self):
        return self.plans[-1]

    def plans_seen_by(self, line):
        """Whichever plans the engine may have read before it wrote the line, the newest first."""
        certain = _KNOWN_SINCE_EVER
        possible = _KNOWN_SINCE_EVER
        for i, fact in enumerate(self.facts):
            if fact.acked_up_ms < line["since_up_ms"]:
                certain = i
            if fact.begun_up_ms <= line["up_ms"]:
                possible = i
        return [self.plans[i] for i in range(max(possible, certain), max(certain, 0) - 1, -1)]

    def nudge_of(self, plan, line):
        identity = (line["member"], line["ritual"], line["child"], line["day"], line["stage"])
        return nudges.find(plan, *identity, asleep_ms=self.asleep_ms.get(line["day"]))

    def nudges_around(self, plan, member, at_ms):
        today = wall_clock.plan_day_at(plan, at_ms)
        for day in (today - 1, today, today + 1):
            yield from nudges.nudges_of(plan, member, day, self.asleep_ms.get(day))
