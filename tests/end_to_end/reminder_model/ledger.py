"""What the trace says of each delivery, line by line."""

LEASE_MS = 60_000
# Deliveries of plan days longer ago are forgotten on a new day.
DAYS_KEPT = 7
_OPENS = {"planned", "waiting"}
_ENDS = {"shown", "withdrawn", "expired", "merged", "failed"}
# Once it has come to one of these, it is neither planned again nor missed.
_FOR_GOOD = {"sent", "unsure", "shown", "failed", "merged"}


def key_of(line):
    return tuple(line[name] for name in ("member", "day", "ritual", "child", "stage", "channel", "device"))


class Row:
    def __init__(self):
        self.state = None
        self.useful_until_ms = 0
        # Lines that handed it over.
        self.sent = []
        # "accepted", "try_later" …: how the last letter was answered; None: not yet.
        self.answer = None
        # What happened to the server since it was handed over last: "killed", "clock_set_back".
        self.since_sent = set()
        # The server may not have got further than the line: should it die now, nobody knows what its ledger says.
        self.is_fresh = False

    def take(self, line):
        event = line["event"]
        self.is_fresh = event != "sent"
        self.useful_until_ms = line["useful_until_ms"]
        if event == "sent":
            self.sent.append(line)
            self.answer = None
            self.since_sent = set()
        if event == "answered":
            self.answer = line["outcome"]
        has_ended = self.state in _FOR_GOOD or (self.sent and self.state != "open")
        if event in ("planned", "expired") and has_ended:
            return
        if event in _OPENS:
            self.state = "open"
        elif event in _ENDS or (event == "sent" and line["channel"] != "web_push"):
            self.state = event
        elif event == "answered" and line["outcome"] == "accepted":
            self.state = "sent"

    def may_be_sent_again(self):
        """A letter that was not taken may. One of which nobody knows may where the receiver shows one thing once: so a
        push, and no mail."""
        if not self.sent or self.sent[-1]["channel"] == "stream":
            return False
        if self.answer is None:
            return self.sent[-1]["channel"] == "web_push" and bool(self.since_sent)
        return self.answer == "try_later" or (self.answer == "unknown" and self.sent[-1]["channel"] == "web_push")


class Ledger:
    def __init__(self):
        self.rows = {}
        # Member to the first plan day of which the server still knows.
        self.known_from = {}

    def row(self, line):
        """A line of a delivery that is forgotten changes nothing."""
        key = key_of(line)
        forgotten = line["event"] != "planned" and line["day"] < self.known_from.get(line["member"], line["day"])
        if key not in self.rows and forgotten:
            return Row()
        return self.rows.setdefault(key, Row())

    def note(self, happening):
        for row in self.rows.values():
            row.since_sent.add(happening)
            if happening == "killed" and row.is_fresh:
                row.state = "sent" if row.state == "shown" else "unsure"

    def rest(self):
        """What was about to happen has happened."""
        for row in self.rows.values():
            row.is_fresh = False

    def forget_before(self, member, day):
        self.known_from[member] = day
        for key in [key for key in self.rows if key[0] == member and key[1] < day]:
            del self.rows[key]

    def overdue(self, at_ms):
        """Keys of deliveries that wait for longer than they are of use; each is told once. The answer to a letter
        may come while the engine comes to rest; so what has a line since it last did is left alone."""
        late = [
            key
            for key, row in self.rows.items()
            if row.state == "open" and not row.is_fresh and at_ms > row.useful_until_ms + LEASE_MS
        ]
        for key in late:
            self.rows[key].state = "overdue"
        return late
