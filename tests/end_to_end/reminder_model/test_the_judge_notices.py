"""A story in which nothing is wrong, and the same with one thing wrong each: the judge names it."""

import datetime
import unittest

import judge
import nudges
import wall_clock

FAMILY, ANA, BEN = "f0" * 16, "aa" * 16, "bb" * 16
ANAS_PHONE, BENS_PHONE = "a1" * 16, "b1" * 16
CHECK_IN, THANKS = "c1" * 16, "c2" * 16
ZONE = "America/New_York"
# The night of which has no 02:30.
DAY = (datetime.date(2027, 3, 13) - wall_clock.EPOCH).days
MINUTE_MS = nudges.MINUTE_MS


def at(hour, minute=0):
    """In the calm evening before."""
    return wall_clock.instant_ms(ZONE, DAY - 1, hour * 60 + minute)


class Story:
    """Lines as the server and the family write them, ten milliseconds apart."""

    def __init__(self):
        self.lines = []
        self._up_ms = 1000
        self.fact(
            {"kind": "calendar", "zone": ZONE, "day_start_hour": 3},
            {"kind": "member", "id": ANA},
            {"kind": "member", "id": BEN},
            {"kind": "device", "id": ANAS_PHONE, "member": ANA},
            {"kind": "device", "id": BENS_PHONE, "member": BEN},
            {"kind": "ritual", "id": CHECK_IN, "type": "check_in", "weekdays": [1, 2, 3, 4, 5, 6, 7]},
            {"kind": "ritual", "id": THANKS, "type": "appreciation", "weekdays": []},
            {"kind": "words", "words": ["Mia"]},
        )
        self.remind(ANA, CHECK_IN, 21 * 60)
        for member, ritual in ((ANA, THANKS), (BEN, CHECK_IN), (BEN, THANKS)):
            self.remind(member, ritual, None)
        self.write("started", at(12), high_water_ms=0, held=False)
        self.at_rest(at(12))

    def write(self, event, at_ms, **fields):
        self._up_ms += 10
        line = {"event": event, "at_ms": at_ms, "up_ms": self._up_ms, "since_up_ms": self._up_ms - 1, **fields}
        self.lines.append(line)
        return line

    def fact(self, *records):
        self.write("fact", 0, family=FAMILY, begun_up_ms=self._up_ms + 5, records=list(records))

    def remind(self, member, ritual, minute, second_after=0):
        when = None if minute is None else [minute, False, second_after]
        self.fact({"kind": "reminder", "member": member, "ritual": ritual, "when": when})

    def mark(self, day=DAY - 1):
        moment = {"kind": "moment", "id": "e1", "ritual": CHECK_IN, "day": day, "member": BEN, "alive": True}
        self.fact(moment)

    def at_rest(self, at_ms):
        self.write("at_rest", at_ms, family=FAMILY, listening=[ANAS_PHONE, BENS_PHONE])

    def delivery(self, event, at_ms, **changes):
        """Of Ana's check-in on the calm evening, on her phone's stream; `changes` say what is different."""
        line = {
            "member": ANA, "day": DAY - 1, "ritual": CHECK_IN, "child": "", "stage": 1, "channel": "stream",
            "device": ANAS_PHONE, "due_ms": at(21), "useful_until_ms": at(21, 30), "attempts": 1,
        }  # fmt: skip
        line |= changes
        line.setdefault("key", nudges.key(line["member"], line["ritual"], line["child"], line["day"]))
        return self.write(event, at_ms, **line)

    def received(self, sent, **changes):
        fields = {name: sent[name] for name in ("member", "day", "ritual", "child", "key", "useful_until_ms")}
        to = {"to": sent["device"], "channel": sent["channel"], "text": "It is quiet now"}
        self.write("received", sent["at_ms"], **(fields | to | changes))

    def comes(self, at_ms=None, **changes):
        sent = self.delivery("sent", at_ms or at(21), **changes)
        self.received(sent)
        return sent


class TheJudgeTest(unittest.TestCase):
    def setUp(self):
        self.story = Story()

    def assert_named(self, *invariants):
        found = judge.judge(self.story.lines)
        self.assertEqual({each.invariant for each in found}, set(invariants), judge.report(found))

    def test_a_good_evening_breaks_nothing(self):
        self.story.delivery("planned", at(20, 58))
        self.story.comes()
        self.story.at_rest(at(21, 1))
        self.story.mark()
        self.story.delivery("withdrawn", at(21, 5))
        self.story.at_rest(at(23))
        self.assert_named()

    def test_i1_twice(self):
        self.story.comes()
        self.story.comes(at(21, 2))
        self.assert_named("I1")

    def test_i1_twice_around_a_death(self):
        self.story.comes()
        self.story.write("killed", at(21, 1))
        self.story.comes(at(21, 2))
        self.assert_named("I1")

    def test_i1_came_without_having_been_sent(self):
        self.story.received(self.story.comes())
        self.assert_named("I1")

    def test_i1_a_letter_that_was_taken_goes_out_again(self):
        self.story.comes(channel="email", device="")
        self.story.delivery("answered", at(21, 1), channel="email", device="", outcome="accepted")
        self.story.comes(at(21, 2), channel="email", device="")
        self.assert_named("I1")

    def test_a_letter_that_was_not_taken_may_go_out_again(self):
        self.story.comes(channel="email", device="")
        self.story.delivery("answered", at(21, 1), channel="email", device="", outcome="try_later")
        self.story.comes(at(21, 2), channel="email", device="")
        self.assert_named()

    def test_i1_shown_again_after_it_was_acknowledged(self):
        self.story.comes()
        self.story.delivery("shown", at(21, 1))
        self.story.delivery("repeated", at(21, 2))
        self.assert_named("I1")

    def test_i2_does_not_come(self):
        self.story.at_rest(at(21, 1))
        self.assert_named("I2")

    def test_i2_is_withdrawn_though_nothing_is_done(self):
        self.story.delivery("withdrawn", at(20, 59))
        self.assert_named("I2")

    def test_i3_too_late(self):
        self.story.comes(at(21, 31))
        self.assert_named("I3")

    def test_i3_too_early(self):
        self.story.comes(at(20, 59))
        self.assert_named("I3")

    def test_i3_in_quiet_hours(self):
        self.story.fact({"kind": "quiet_hours", "member": ANA, "start_minute": 20 * 60, "end_minute": 6 * 60})
        self.story.comes()
        self.assert_named("I3")

    def test_i4_after_done(self):
        self.story.mark()
        self.story.comes()
        self.assert_named("I4")

    def test_i4_while_paused(self):
        self.story.fact({"kind": "pause", "member": BEN, "days": [[DAY - 1, DAY]]})
        self.story.comes()
        self.assert_named("I4")

    def test_a_mark_that_was_on_its_way_does_no_harm(self):
        self.story.mark()
        self.story.lines[-1]["up_ms"] += 100
        self.story.comes()
        self.assert_named()

    def test_i5_lost_in_a_death(self):
        self.story.write("killed", at(20, 59))
        self.story.write("started", at(20, 59), high_water_ms=0, held=False)
        self.story.at_rest(at(21, 1))
        self.assert_named("I5")

    def test_i6_a_second_one_for_the_new_time(self):
        self.story.comes()
        self.story.remind(ANA, CHECK_IN, 22 * 60)
        self.story.comes(at(22), due_ms=at(22), useful_until_ms=at(22, 30))
        self.assert_named("I6")

    def test_i7_at_the_old_time(self):
        self.story.remind(ANA, CHECK_IN, 21 * 60 + 10)
        self.story.comes(at(21, 15))
        self.assert_named("I7")

    def test_i7_what_was_put_off_is_lost(self):
        sent = self.story.comes()
        again = {"stage": 3, "due_ms": at(21, 20), "useful_until_ms": at(21, 50)}
        self.story.write("asked_again", at(21, 10), member=ANA, key=sent["key"], due_ms=again["due_ms"])
        self.story.delivery("planned", at(21, 10), **again)
        self.story.delivery("withdrawn", at(21, 11), **again)
        self.story.at_rest(at(21, 21))
        self.assert_named("I7")

    def test_i8_a_second_that_nobody_asked_for(self):
        self.story.comes()
        self.story.comes(at(21, 25), stage=2, due_ms=at(21, 20))
        self.assert_named("I8")

    def test_i8_put_off_by_nobody(self):
        self.story.comes()
        self.story.delivery("planned", at(21, 10), stage=3, due_ms=at(21, 20), useful_until_ms=at(21, 50))
        self.assert_named("I8")

    def test_i9_an_hour_early_in_the_night_without_it(self):
        self.story.remind(ANA, CHECK_IN, 150)
        half_past_three = wall_clock.instant_ms(ZONE, DAY + 1, 210)
        self.story.at_rest(half_past_three - MINUTE_MS)
        self.story.comes(
            half_past_three,
            day=DAY,
            due_ms=half_past_three - 60 * MINUTE_MS,
            useful_until_ms=half_past_three + 30 * MINUTE_MS,
        )
        self.assert_named("I9")

    def test_i9_not_at_all_in_the_night_without_it(self):
        self.story.remind(ANA, CHECK_IN, 150)
        half_past_three = wall_clock.instant_ms(ZONE, DAY + 1, 210)
        self.story.at_rest(half_past_three - MINUTE_MS)
        self.story.at_rest(half_past_three + MINUTE_MS)
        self.assert_named("I9")

    def test_i10_looks_again_at_once(self):
        self.story.write("looked", at(13), member=ANA, looked_ms=0, next_ms=at(13))
        self.assert_named("I10")

    def test_i11_again_after_the_clock_went_back(self):
        self.story.comes()
        self.story.write("clock_set_back", at(20), by_ms=60 * MINUTE_MS)
        self.story.comes()
        self.assert_named("I11")

    def test_i11_lost_after_the_clock_went_back(self):
        self.story.write("clock_set_back", at(20), by_ms=60 * MINUTE_MS)
        self.story.at_rest(at(21, 1))
        self.assert_named("I11")

    def test_i11_sent_by_a_clock_that_is_behind(self):
        self.story.write("started", at(21), high_water_ms=at(23), held=True)
        self.story.comes()
        self.assert_named("I11")

    def test_i12_to_the_wrong_member(self):
        self.story.comes(device=BENS_PHONE)
        self.assert_named("I12")

    def test_i12_with_a_word_of_the_familys(self):
        sent = self.story.delivery("sent", at(21))
        self.story.received(sent, text="Mia sleeps")
        self.assert_named("I12")

    def test_i13_a_second_digest(self):
        digest = {"ritual": "", "due_ms": at(20), "useful_until_ms": at(22)}
        self.story.comes(at(20), **digest)
        self.story.comes(at(20, 30), **digest)
        self.assert_named("I13")

    def test_i14_kept_for_too_long(self):
        self.story.comes(useful_until_ms=at(23))
        self.assert_named("I14")

    def test_i15_to_what_is_gone(self):
        letter = {"channel": "web_push", "device": ANAS_PHONE}
        self.story.comes(**letter)
        self.story.delivery("answered", at(21), **letter, outcome="gone")
        self.story.remind(ANA, THANKS, 21 * 60 + 5)
        thanks = {"ritual": THANKS, "due_ms": at(21, 5), "useful_until_ms": at(22)}
        self.story.comes(at(21, 5), **thanks, **letter)
        self.assert_named("I15")

    def test_i16_waits_for_ever(self):
        self.story.delivery("planned", at(20, 58), channel="email", device="")
        self.story.comes()
        self.story.at_rest(at(21, 1))
        self.story.at_rest(at(22))
        self.assert_named("I16")


if __name__ == "__main__":
    unittest.main()
