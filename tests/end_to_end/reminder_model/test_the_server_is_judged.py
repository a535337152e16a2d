"""Nights in which clocks change, played with the real server: people do things, the server is killed, its clock is set
back and forth, and the judge finds nothing wrong. TOWARD_TRACE_SEED=<seed> plays the same nights again, as far as the
machine lets it."""

import datetime
import os
import random
import threading
import time
import unittest

import judge
import story
import wall_clock
from evening import Evening, minute_now
from house import House
from nudges import MINUTE_MS

# Where and when, and a minute that is left out or comes twice.
NIGHTS = [
    ("America/Havana", datetime.date(2027, 3, 14), 30),
    ("America/New_York", datetime.date(2027, 3, 14), 150),
    ("Europe/Lisbon", datetime.date(2027, 3, 28), 90),
    ("Asia/Beirut", datetime.date(2027, 3, 28), 15),
    ("Australia/Lord_Howe", datetime.date(2027, 4, 4), 105),
    ("Africa/Cairo", datetime.date(2027, 4, 30), 30),
    ("America/Santiago", datetime.date(2027, 9, 5), 30),
    ("Australia/Lord_Howe", datetime.date(2027, 10, 3), 135),
    ("Atlantic/Azores", datetime.date(2027, 10, 31), 30),
    ("Europe/Lisbon", datetime.date(2027, 10, 31), 90),
    ("America/New_York", datetime.date(2027, 11, 7), 90),
    ("America/St_Johns", datetime.date(2028, 3, 12), 150),
]
SECONDS_FOR_ALL = 20
FEWEST_SENT = 10


class TheServerIsJudgedTest(unittest.TestCase):
    def setUp(self):
        self.seed = int(os.environ.get("TOWARD_TRACE_SEED", random.randrange(2**32)))
        print("seed", self.seed, flush=True)
        self.draw = random.Random(self.seed)
        self.house = House()
        self.addCleanup(self.house.close)

    def test_nothing_is_wrong_in_nights_in_which_clocks_change(self):
        begun = time.monotonic()
        for i, (zone, date, minute) in enumerate(NIGHTS):
            self.night(zone, date, minute, begun + SECONDS_FOR_ALL * (i + 1) / len(NIGHTS))
        lines = story.merge(self.house.trace.lines(), self.house.diary.lines)
        violations = judge.judge(lines)
        sent = sum(line["event"] == "sent" for line in lines)
        killed = sum(line["event"] == "killed" for line in lines)
        print(f"{len(lines)} lines, {sent} sent, {killed} times killed")
        self.assertFalse(violations, f"seed {self.seed}\n" + judge.report(violations[:20]))
        self.assertGreater(sent, FEWEST_SENT)

    def night(self, zone, date, minute, until):
        day = (date - wall_clock.EPOCH).days
        self.assertTrue(wall_clock.is_odd(zone, day, minute))
        self.house.clock.set(wall_clock.instant_ms(zone, day - 1, 12 * 60))
        self.evening = Evening(self.house, zone, self.draw)
        ana, ben = self.evening.phones
        for phone in (ana, ben):
            phone.listen()
        self.evening.remind(ana, self.evening.check_in, minute, self.draw.choice([0, 30]))
        self.evening.want_mail(ben)
        self.evening.be_quiet(ben, 22 * 60 + 30, 6 * 60 + 30)
        self.evening.let_it_rest()
        # Whatever else happens, the change of the clocks does.
        morning_ms = wall_clock.instant_ms(zone, day, 12 * 60)
        while self.house.clock.wall_ms() < morning_ms and time.monotonic() < until:
            self.something_happens()
            self.pass_to_what_is_due()
        for phone in self.evening.phones:
            if phone.is_on():
                phone.hang_up()

    def pass_to_what_is_due(self):
        due_ms = self.evening.next_due_ms()
        if self.draw.random() < 0.3:
            self.go_to(due_ms - self.draw.randrange(2_000, 4 * MINUTE_MS))
        self.go_to(due_ms + self.draw.choice([50, 5_000, 31_000]))

    def go_to(self, at_ms):
        fate = self.draw.random()
        if fate < 0.15:
            self.house.kill_server()
            self.house.clock.set(at_ms)
            self.come_back()
        elif fate < 0.45:
            self.house.clock.set(at_ms)
            killing = self.house.kill_after(self.draw.random() * 0.03)
            killing.join()
            self.come_back()
        else:
            self.house.clock.set(at_ms)
        self.evening.let_it_rest()

    def come_back(self):
        phones = self.evening.phones
        self.assertTrue(self.house.diary.wait_for(lambda: not any(phone.listens for phone in phones)))
        self.house.start_server()

    # What may happen.

    def something_happens(self):
        what = self.draw.choice(
            [
                self.a_mark, self.a_mark, self.another_time, self.other_quiet_hours, self.the_baby_sleeps, self.put_off,
                self.put_off, self.listen_or_not, self.the_clock_is_set, self.the_clock_is_set,
                self.it_starts_with_a_clock_that_is_behind, self.killed_while_somebody_writes, self.a_pause,
                self.another_zone,
            ]
        )  # fmt: skip
        what()

    def somebody(self):
        return self.draw.choice(self.evening.phones)

    def a_ritual(self):
        return self.draw.choice([self.evening.check_in, self.evening.thanks])

    def a_mark(self):
        self.evening.mark(self.somebody(), self.a_ritual(), alive=self.draw.random() < 0.6)

    def another_time(self):
        now = minute_now(self.evening.plan(), self.house.clock.wall_ms())
        minute = (now + self.draw.randrange(-30, 180)) % (24 * 60)
        self.evening.remind(self.somebody(), self.a_ritual(), minute, self.draw.choice([0, 20]))

    def other_quiet_hours(self):
        self.evening.be_quiet(self.somebody(), self.draw.randrange(24 * 60), self.draw.randrange(24 * 60))

    def the_baby_sleeps(self):
        self.somebody().say_asleep(awake=self.draw.random() < 0.3)

    def put_off(self):
        self.evening.put_off(self.somebody(), self.draw.randrange(1, 60))

    def listen_or_not(self):
        phone = self.somebody()
        if phone.is_on():
            phone.hang_up()
        else:
            phone.listen()

    def the_clock_is_set(self):
        right_ms = self.house.clock.wall_ms()
        self.house.clock.set(right_ms + self.draw.randrange(-120, 121) * MINUTE_MS)
        self.evening.let_it_rest()
        if self.draw.random() < 0.5:
            self.something_happens()
        self.house.clock.set(right_ms)
        self.evening.let_it_rest()

    def it_starts_with_a_clock_that_is_behind(self):
        right_ms = self.house.clock.wall_ms()
        self.house.kill_server()
        self.house.clock.set(right_ms - self.draw.randrange(3, 120) * MINUTE_MS)
        self.come_back()
        self.evening.let_it_rest()
        self.house.clock.set(right_ms + 1_000)
        self.evening.let_it_rest()

    def killed_while_somebody_writes(self):
        killing = self.house.kill_after(self.draw.random() * 0.02)
        restarting = threading.Thread(target=lambda: (killing.join(), self.come_back()))
        restarting.start()
        self.a_mark()
        restarting.join()
        self.evening.let_it_rest()

    def a_pause(self):
        today = self.evening.today()
        first = today + self.draw.choice([-3, 0])
        self.evening.pause(self.somebody(), first, first + self.draw.choice([0, 1]))

    def another_zone(self):
        self.evening.move_to(self.draw.choice(["America/New_York", self.evening.plan().zone, "Atlantic/Azores"]))


if __name__ == "__main__":
    unittest.main()
