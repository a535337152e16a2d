"""The wall clock of the server and of every device, in the test's hand: libfaketime reads its offset from a file. The
clocks that only count go on as they are."""

import os
import pathlib
import time

import hlc

LIBRARY = os.environ["TOWARD_FAKETIME_LIBRARY"]


class SetClock:
    def __init__(self, directory):
        self._file = directory / "clock"
        self._offset_ms = 0
        self._boot_id = pathlib.Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        self.set(_real_ms())

    def environment(self):
        """For the processes that are to live by it."""
        return {
            "LD_PRELOAD": LIBRARY,
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }

    def set(self, at_ms):
        self._offset_ms = at_ms - _real_ms()
        draft = self._file.with_suffix(".new")
        draft.write_text(f"{self._offset_ms / 1000:+.3f}\n", encoding="ascii")
        draft.rename(self._file)

    def wall_ms(self):
        return _real_ms() + self._offset_ms

    def device_time(self):
        return hlc.DeviceTime(self.wall_ms(), up_ms(), self._boot_id)


def up_ms():
    return time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 10**6


def _real_ms():
    return time.time_ns() // 10**6
