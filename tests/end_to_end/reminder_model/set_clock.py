"""The wall clock of the server and of every device, in the test's hand. The clocks that only count go on as they are."""

import mmap
import os
import pathlib
import struct
import time

import hlc

LIBRARY = os.environ["TOWARD_SET_CLOCK_LIBRARY"]
_OFFSET = struct.Struct("<q")


class SetClock:
    def __init__(self, directory):
        self._path = directory / "clock"
        self._path.write_bytes(_OFFSET.pack(0))
        with open(self._path, "r+b") as file:
            self._file = mmap.mmap(file.fileno(), _OFFSET.size)
        self._offset_ms = 0
        self._boot_id = pathlib.Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()

    def environment(self):
        """For the processes that are to live by it."""
        return {"LD_PRELOAD": LIBRARY, "TOWARD_SET_CLOCK_FILE": str(self._path)}

    def set(self, at_ms):
        self._offset_ms = at_ms - _real_ms()
        _OFFSET.pack_into(self._file, 0, self._offset_ms)

    def wall_ms(self):
        return _real_ms() + self._offset_ms

    def device_time(self):
        return hlc.DeviceTime(self.wall_ms(), up_ms(), self._boot_id)


def up_ms():
    return time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 10**6


def _real_ms():
    return time.time_ns() // 10**6
