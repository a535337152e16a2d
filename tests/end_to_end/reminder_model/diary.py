"""What the test itself does and gets, as lines beside the server's."""

import collections
import json
import threading

import set_clock
import story


class Diary:
    """Thread-safe."""

    def __init__(self):
        self.lines = []
        # How often each device or address has got something.
        self.got = collections.Counter()
        self._changed = threading.Condition()

    def write(self, event, **fields):
        with self._changed:
            self.lines.append({"event": event, "up_ms": set_clock.up_ms(), **fields})
            if event == "received":
                self.got[fields["to"]] += 1
            self._changed.notify_all()

    def notify(self):
        """Something has changed that somebody may wait for."""
        with self._changed:
            self._changed.notify_all()

    def wait_for(self, condition, most_seconds=10):
        """Whether it came true."""
        with self._changed:
            return self._changed.wait_for(condition, most_seconds)


class TraceFile:
    """The server's lines so far. Thread-safe."""

    def __init__(self, path):
        self.path = path
        self._lock = threading.Lock()
        self._read = 0
        # How many lines these are.
        self.count = 0
        # How often something was handed to each device's stream.
        self.handed = collections.Counter()
        # How often each device has begun to listen.
        self.begun = collections.Counter()

    def catch_up(self):
        with self._lock:
            self._catch_up()

    def _catch_up(self):
        if not self.path.exists():
            return
        with open(self.path, encoding="ascii") as file:
            file.seek(self._read)
            text = file.read()
        whole = text[: text.rfind("\n") + 1]
        self._read += len(whole)
        for line in whole.splitlines():
            self.count += 1
            event = json.loads(line)
            if event["event"] == "listens":
                self.begun[event["device"]] += 1
            if event["event"] in ("sent", "repeated") and event["channel"] == "stream":
                self.handed[event["device"]] += 1

    def lines(self):
        return story.read(self.path.read_text(encoding="ascii"))
