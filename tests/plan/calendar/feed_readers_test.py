"""Random feeds, read by icalendar, recurring_ical_events and khal: each must see the times and titles that went in.

feed_readers_test.py PROGRAM [SEED]. PROGRAM is toward-write-feed. The seed is printed.
"""

import datetime as dt
import json
import os
import random
import subprocess
import sys
import tempfile
import zoneinfo

import icalendar
import recurring_ical_events

FEEDS = 60
FEEDS_FOR_KHAL = 4
DAYS = 97
ZONES = ["Europe/Lisbon", "America/New_York", "Australia/Lord_Howe", "America/Santiago", "Asia/Kolkata", "UTC",
         "Africa/Casablanca", "Europe/Dublin"]
TITLES = ["Time together", "One-on-one; just us, really", "Zeit zu zweit \\ für uns", "🌙" * 30 + " a long title " * 6,
          "two\nlines", "Ωμέγα " * 20]


def iso(time):
    return time.strftime("%Y-%m-%dT%H:%M")


def any_event(source, number, first_day, sequence):
    # Half of the times are in the hours in which clocks change.
    minute = source.choice([source.randrange(0, 240, 15), source.randrange(0, 1440, 15)])
    start = dt.datetime.combine(first_day, dt.time()) + dt.timedelta(days=source.randint(0, 20), minutes=minute)
    event = {"uid": f"event-{number}", "start": iso(start), "minutes": source.randint(5, 90), "sequence": sequence,
             "title": source.choice(TITLES), "modified_ms": source.randrange(1_700_000_000_000, 1_800_000_000_000)}
    if source.random() < 0.6:
        weekdays = sorted(source.sample(range(1, 8), source.choice([1, 2, 7])))
        days = series_days(start.date(), weekdays, first_day + dt.timedelta(days=DAYS))
        chosen = source.sample(days[1:], min(3, len(days) - 1))
        event["repeat"] = {"weekdays": weekdays, "skipped": [str(day) for day in chosen[:2]],
                           "moved": [{"day": str(day), "start": iso(dt.datetime.combine(day, dt.time(13, 5))),
                                      "minutes": 25} for day in chosen[2:]]}
        if source.random() < 0.4:
            event["repeat"]["last_day"] = str(max(chosen, default=days[0]))
    return event


def series_days(start, weekdays, last):
    days = [start + dt.timedelta(days=number) for number in range((last - start).days + 1)]
    return [day for day in days if day.isoweekday() in weekdays]


def any_feed(source):
    first_day = dt.date(2026, 1, 1) + dt.timedelta(days=source.randint(0, 700))
    events = [any_event(source, number, first_day, source.randint(0, 9)) for number in range(source.randint(1, 5))]
    feed = {"name": source.choice(TITLES), "zone": source.choice(ZONES), "first_day": str(first_day),
            "last_day": str(first_day + dt.timedelta(days=DAYS - 7)), "events": events}
    if source.random() < 0.5:
        feed["alarm_minutes"] = 5
    return feed


def instant(wall, zone):
    """With fold 0, a skipped time is shifted and a repeated one is the first."""
    return int(wall.replace(tzinfo=zoneinfo.ZoneInfo(zone)).timestamp())


def first_of_repeated(timestamp, zone):
    """The readers here take the second of a repeated time, the standard the first."""
    return int(dt.datetime.fromtimestamp(timestamp, zoneinfo.ZoneInfo(zone)).replace(fold=0).timestamp())


def times_of(event, zone, last):
    start = dt.datetime.fromisoformat(event["start"])
    if "repeat" not in event:
        return {(instant(start, zone), event["minutes"], event["title"])}
    repeat = event["repeat"]
    until = min(last, dt.date.fromisoformat(repeat.get("last_day", str(last))))
    moved = {move["day"]: move for move in repeat["moved"]}
    times = set()
    for day in series_days(start.date(), repeat["weekdays"], last):
        if str(day) in repeat["skipped"]:
            continue
        if str(day) in moved:
            move = moved[str(day)]
            times.add((instant(dt.datetime.fromisoformat(move["start"]), zone), move["minutes"], event["title"]))
        elif day <= until:
            times.add((instant(dt.datetime.combine(day, start.time()), zone), event["minutes"], event["title"]))
    return times


def expected(feed):
    last = dt.date.fromisoformat(feed["last_day"])
    times = set().union(*(times_of(event, feed["zone"], last) for event in feed["events"]))
    end = instant(dt.datetime.combine(last, dt.time()), feed["zone"])
    return {time for time in times if time[0] < end}


def seen_by_python(text, feed):
    first = dt.datetime.fromisoformat(feed["first_day"]).replace(tzinfo=dt.timezone.utc) - dt.timedelta(days=2)
    end = instant(dt.datetime.fromisoformat(feed["last_day"]), feed["zone"])
    times = set()
    for event in recurring_ical_events.of(icalendar.Calendar.from_ical(text)).between(
            first, first + dt.timedelta(days=DAYS + 4)):
        start, stop = event["DTSTART"].dt.timestamp(), event["DTEND"].dt.timestamp()
        if start < end:
            times.add((first_of_repeated(start, feed["zone"]), int(stop - start) // 60, str(event["SUMMARY"])))
    return times


def check_form(data):
    """What the standard asks of every file."""
    assert data.endswith(b"\r\n") and b"\n" not in data.replace(b"\r\n", b""), "line ends"
    for line in data.split(b"\r\n"):
        assert len(line) <= 75, line
        line.decode("utf-8")
    calendar = icalendar.Calendar.from_ical(data)
    for event in calendar.walk("VEVENT"):
        assert not event.errors, event.errors
    return calendar


def check(program, feed, number):
    data = subprocess.run([program], input=json.dumps(feed).encode(), check=True, capture_output=True).stdout
    calendar = check_form(data)
    assert str(calendar["X-WR-CALNAME"]) == feed["name"]
    assert len(calendar.walk("VALARM")) == (len(calendar.walk("VEVENT")) if "alarm_minutes" in feed else 0)
    text = data.decode()
    want = expected(feed)
    assert seen_by_python(text, feed) == want, "by the name of the zone"
    # Under a name nobody knows, only the VTIMEZONE says when it is; icalendar remembers names, so each gets its own.
    unknown = text.replace(f"TZID={feed['zone']}:", f"TZID=Nowhere{number}:")
    unknown = unknown.replace(f"TZID:{feed['zone']}", f"TZID:Nowhere{number}")
    assert seen_by_python(unknown, feed) == want, "by the zone that the feed brings"
    return data, want


def seen_by_khal(data, feed):
    with tempfile.TemporaryDirectory() as home:
        config, events = os.path.join(home, "config"), os.path.join(home, "events")
        os.mkdir(events)
        with open(config, "w") as file:
            file.write(f"[calendars]\n[[feed]]\npath = {events}\n[locale]\nlocal_timezone = UTC\n"
                       "default_timezone = UTC\ntimeformat = %H:%M\ndateformat = %Y-%m-%d\nlongdateformat = %Y-%m-%d\n"
                       "datetimeformat = %Y-%m-%d %H:%M\nlongdatetimeformat = %Y-%m-%d %H:%M\n"
                       f"[sqlite]\npath = {os.path.join(home, 'khal.db')}\n")
        path = os.path.join(home, "feed.ics")
        with open(path, "wb") as file:
            file.write(data)
        environment = dict(os.environ, HOME=home, TZ="UTC", LC_ALL="C.UTF-8")
        khal = ["khal", "-c", config]
        subprocess.run([*khal, "import", "--batch", "-a", "feed", path], check=True, env=environment,
                       capture_output=True)
        listed = subprocess.run([*khal, "list", "--notstarted", "--day-format", "", "--format", "{start-long-full}",
                                 feed["first_day"], str(dt.date.fromisoformat(feed["last_day"]))],
                                check=True, env=environment, capture_output=True, text=True).stdout
    return {int(dt.datetime.strptime(line, "%Y-%m-%d %H:%M").replace(tzinfo=dt.timezone.utc).timestamp())
            for line in listed.split("\n") if line.strip()}


def check_khal(data, want, feed):
    # A day less at both ends, as days are of another zone there.
    first = dt.datetime.fromisoformat(feed["first_day"]) + dt.timedelta(days=1)
    last = dt.datetime.fromisoformat(feed["last_day"]) - dt.timedelta(days=1)
    within = range(instant(first, "UTC"), instant(last, "UTC"))
    seen = {first_of_repeated(time, feed["zone"]) for time in seen_by_khal(data, feed) if time in within}
    assert seen == {time for time, _, _ in want if time in within}, "by khal"


def main():
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.SystemRandom().randrange(2**32)
    print("seed", seed)
    source = random.Random(seed)
    times = 0
    for number in range(FEEDS):
        feed = any_feed(source)
        try:
            data, want = check(sys.argv[1], feed, number)
            if number < FEEDS_FOR_KHAL:
                check_khal(data, want, feed)
        except Exception:
            print(json.dumps(feed), f"feed {number} of seed {seed}", sep="\n")
            raise
        times += len(want)
    print(FEEDS, "feeds,", times, "times, seen alike")


if __name__ == "__main__":
    main()
