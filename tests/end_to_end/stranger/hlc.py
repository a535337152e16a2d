"""When something was written: a hybrid logical clock, and what becomes of its readings when the wall clock was wrong.

A reading is 48 bits of milliseconds since 1970-01-01 UTC and 16 bits of a counter, as one number.
"""

import dataclasses
import time

LAST_READING = 2**64 - 1
_LAST_MS = 2**48 - 1


def reading(now_ms):
    """The first reading of a millisecond."""
    return min(max(now_ms, 0), _LAST_MS) << 16


def following(hlc):
    return min(hlc + 1, LAST_READING)


class HybridClock:
    def __init__(self, last=0):
        self.last = last

    def tick(self, now_ms):
        self.last = max(following(self.last), reading(now_ms))
        return self.last

    def observe(self, hlc):
        self.last = max(self.last, hlc)


@dataclasses.dataclass(frozen=True)
class DeviceTime:
    """The device's clocks at one moment: the wall clock, and the one that counts from the device's start."""

    wall_ms: int
    boottime_ms: int
    boot_id: str

    @staticmethod
    def now():
        with open("/proc/sys/kernel/random/boot_id", encoding="ascii") as file:
            boot_id = file.read().strip()
        return DeviceTime(time.time_ns() // 10**6, time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 10**6, boot_id)

    def later(self, by_ms):
        """What the clocks show then."""
        return DeviceTime(self.wall_ms + by_ms, self.boottime_ms + by_ms, self.boot_id)

    def age_of(self, earlier):
        """How many milliseconds ago that was: exact within one start of the device, a guess across two."""
        if earlier.boot_id == self.boot_id:
            return max(0, self.boottime_ms - earlier.boottime_ms)
        return max(0, self.wall_ms - earlier.wall_ms)


def restamped(outbox, now, server_now_ms):
    """New readings for an outbox of (written at, greatest reading seen by then), oldest first."""
    readings = []
    last = 0
    for written_at, observed in outbox:
        last = max(reading(server_now_ms - now.age_of(written_at)), following(observed), following(last))
        readings.append(last)
    return readings
