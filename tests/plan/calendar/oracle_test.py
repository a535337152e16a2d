"""Random calendars through two readers: ours, and recurring_ical_events on icalendar and dateutil.

oracle_test.py PROGRAM [SEED]. PROGRAM is toward-busy-times. The seed is printed; with it, the same calendars come again.
"""

import datetime as dt
import json
import random
import subprocess
import sys
import tempfile

import icalendar
import pytz
import recurring_ical_events

CALENDARS = 150
WINDOW_DAYS = 35
PERSONS_ZONE = "Europe/Lisbon"
ZONES = ["Europe/Berlin", "America/New_York", "America/St_Johns", "Asia/Kolkata", "Australia/Sydney", "UTC"]
WEEKDAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]


def wall(time):
    return time.strftime("%Y%m%dT%H%M%S")


class Calendar:
    """One random calendar, as lines. Every event has a UID of its own, and one time a day at most: the other reader
    takes two of one UID on one date for one."""

    def __init__(self, source):
        self.random = source
        self.lines = []

    def text(self):
        lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Toward//Test//EN", *self.lines, "END:VCALENDAR", ""]
        return "\r\n".join(lines)

    def event(self, lines):
        self.lines += ["BEGIN:VEVENT", *lines, "END:VEVENT"]

    def add_event(self, number, window_start):
        choose = self.random
        start = window_start + dt.timedelta(days=choose.randint(-900, 40), minutes=15 * choose.randint(16, 86))
        uid, minutes = f"UID:event-{number}", 15 * choose.randint(1, 12)
        zone = choose.choice(ZONES + [None])
        at = self.timed(zone)
        rule = self.rule(start) if choose.random() < 0.75 else None
        lines = [uid, "DTSTART" + at(start), self.length(at, start, minutes)]
        if rule:
            lines.append("RRULE:" + rule)
            lines += self.exceptions(at, start)
            self.move_one(uid, at, start, rule, minutes)
        elif choose.random() < 0.3:
            extra = window_start + dt.timedelta(days=choose.randint(0, WINDOW_DAYS), minutes=15 * choose.randint(16, 86))
            lines.append("RDATE" + at(extra))
        self.event(lines)

    @staticmethod
    def timed(zone):
        if zone is None:
            return lambda time: ":" + wall(time)
        if zone == "UTC":
            return lambda time: ":" + wall(time) + "Z"
        return lambda time: f";TZID={zone}:" + wall(time)

    @staticmethod
    def length(at, start, minutes):
        if minutes % 2:
            return "DTEND" + at(start + dt.timedelta(minutes=minutes))
        return f"DURATION:PT{minutes}M"

    def rule(self, start):
        choose = self.random
        frequency = choose.choice(["DAILY", "WEEKLY", "WEEKLY", "MONTHLY", "YEARLY"])
        parts = ["FREQ=" + frequency]
        if choose.random() < 0.4:
            parts.append(f"INTERVAL={choose.randint(2, 4)}")
        own_day = WEEKDAYS[start.weekday()]
        if frequency == "WEEKLY" and choose.random() < 0.7:
            days = sorted({own_day, *choose.sample(WEEKDAYS, choose.randint(0, 3))}, key=WEEKDAYS.index)
            parts += ["BYDAY=" + ",".join(days), "WKST=" + choose.choice(["MO", "SU"])]
        if frequency == "MONTHLY":
            ordinal = (start.day - 1) // 7 + 1
            parts += choose.choice([[], [f"BYDAY={ordinal}{own_day}"], [f"BYMONTHDAY={start.day}"],
                                    [f"BYDAY={own_day}", f"BYSETPOS={ordinal}"]])
        if frequency == "YEARLY" and choose.random() < 0.5:
            parts.append(f"BYMONTH={start.month}")
        ending = choose.random()
        if ending < 0.25:
            parts.append(f"COUNT={choose.randint(1, 600)}")
        elif ending < 0.5:
            parts.append("UNTIL=" + wall(start + dt.timedelta(days=choose.randint(0, 1000), hours=7)) + "Z")
        return ";".join(parts)

    def exceptions(self, at, start):
        return ["EXDATE" + at(start + dt.timedelta(days=self.random.randint(0, 900))) for _ in range(4)]

    def move_one(self, uid, at, start, rule, minutes):
        """Moves one of the first times within its day; the other reader knows no cancelling."""
        if "DAILY" not in rule or "INTERVAL" in rule or self.random.random() < 0.5:
            return
        replaced = start + dt.timedelta(days=self.random.randint(0, 20))
        moved = replaced.replace(hour=(replaced.hour + 2) % 24)
        self.event([uid, "RECURRENCE-ID" + at(replaced), "DTSTART" + at(moved), f"DURATION:PT{minutes}M"])


def merged(spans):
    result = []
    for start, end in sorted(spans):
        if result and start <= result[-1][1]:
            result[-1][1] = max(result[-1][1], end)
        else:
            result.append([start, end])
    return result


def milliseconds(time):
    if time.tzinfo is None:
        time = pytz.timezone(PERSONS_ZONE).localize(time)
    return int(time.timestamp() * 1000)


def expected(text, start_ms, end_ms):
    first = dt.datetime.fromtimestamp(start_ms / 1000, dt.timezone.utc) - dt.timedelta(days=2)
    last = first + dt.timedelta(days=WINDOW_DAYS + 4)
    spans = []
    for event in recurring_ical_events.of(icalendar.Calendar.from_ical(text)).between(first, last):
        start, end = milliseconds(event["DTSTART"].dt), milliseconds(event["DTEND"].dt)
        start, end = max(start, start_ms), min(end, end_ms)
        if start < end:
            spans.append((start, end))
    return merged(spans)


def ours(program, text, start_ms, end_ms):
    with tempfile.NamedTemporaryFile("w", suffix=".ics", newline="") as file:
        file.write(text)
        file.flush()
        command = [program, file.name, PERSONS_ZONE, str(start_ms), str(end_ms)]
        return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def main():
    program = sys.argv[1]
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.SystemRandom().randrange(2**32)
    print("seed", seed)
    source = random.Random(seed)
    compared = 0
    for number in range(CALENDARS):
        calendar = Calendar(source)
        window_start = dt.datetime(2026, 1, 1) + dt.timedelta(days=source.randint(0, 700))
        for event in range(source.randint(1, 6)):
            calendar.add_event(event, window_start)
        start_ms = int(window_start.replace(tzinfo=dt.timezone.utc).timestamp() * 1000)
        end_ms = start_ms + WINDOW_DAYS * 86_400_000
        text = calendar.text()
        theirs, answer = expected(text, start_ms, end_ms), ours(program, text, start_ms, end_ms)
        compared += len(theirs)
        if answer["unknown"] or answer["spans"] != theirs:
            print(text, "theirs", theirs, "ours  ", answer, f"calendar {number} of seed {seed}", sep="\n")
            sys.exit(1)
    print(CALENDARS, "calendars,", compared, "busy times, all alike")
    assert compared > CALENDARS


if __name__ == "__main__":
    main()
