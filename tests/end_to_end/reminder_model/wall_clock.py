"""Wall clocks and plan days of a zone. Every instant is computed by zoneinfo and by dateutil, which must agree."""

import datetime
import functools
import zoneinfo

import dateutil.tz

EPOCH = datetime.date(1970, 1, 1)


@functools.lru_cache(maxsize=None)
def instant_ms(zone, day, minute):
    """When a minute of a civil day is. One that is left out comes as much later as is left out; of a repeated one the
    first counts."""
    wall = datetime.datetime.combine(EPOCH + datetime.timedelta(days=day), datetime.time())
    wall += datetime.timedelta(minutes=minute)
    by_zoneinfo = wall.replace(tzinfo=zoneinfo.ZoneInfo(zone), fold=0).timestamp()
    by_dateutil = dateutil.tz.resolve_imaginary(wall.replace(tzinfo=dateutil.tz.gettz(zone))).timestamp()
    assert by_zoneinfo == by_dateutil, f"{zone} {wall}: zoneinfo and dateutil disagree"
    return round(by_zoneinfo * 1000)


def wall_at(zone, at_ms):
    return datetime.datetime.fromtimestamp(at_ms / 1000, zoneinfo.ZoneInfo(zone))


def is_odd(zone, day, minute):
    """A minute that this day leaves out or has twice."""
    wall = datetime.datetime.combine(EPOCH + datetime.timedelta(days=day), datetime.time(minute // 60, minute % 60))
    wall = wall.replace(tzinfo=dateutil.tz.gettz(zone))
    return dateutil.tz.datetime_ambiguous(wall) or not dateutil.tz.datetime_exists(wall)


def civil_day_of(plan, plan_day, minute):
    """A minute before the plan day's first hour is of the next civil day."""
    return plan_day if minute >= plan.day_start_hour * 60 else plan_day + 1


def minute_of_plan_day_ms(plan, plan_day, minute):
    return instant_ms(plan.zone, civil_day_of(plan, plan_day, minute), minute)


def plan_day_starts_ms(plan, plan_day):
    return instant_ms(plan.zone, plan_day, plan.day_start_hour * 60)


def plan_day_at(plan, at_ms):
    day = (wall_at(plan.zone, at_ms).date() - EPOCH).days
    while plan_day_starts_ms(plan, day) > at_ms:
        day -= 1
    while plan_day_starts_ms(plan, day + 1) <= at_ms:
        day += 1
    return day


def weekday(plan_day):
    return (EPOCH + datetime.timedelta(days=plan_day)).isoweekday()
