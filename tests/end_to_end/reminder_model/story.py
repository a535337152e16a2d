"""The lines of the server's event trace and those of whoever played the family, as one story."""

import collections
import json
import math

# (begun, acked) in the machine's boottime: between the two nobody knows whether the server has seen it.
Fact = collections.namedtuple("Fact", "begun_up_ms acked_up_ms records")


def read(text):
    """The last line may be cut off: the server may have died while it wrote."""
    lines = []
    for each in text.splitlines(keepends=True):
        if each.endswith("\n"):
            lines.append(json.loads(each))
    return lines


def merge(server_lines, own_lines):
    """By boottime. Each side's own order stays; of one moment the server's come first, unless an own line says after
    how many of them it was written."""
    merged = []
    own = collections.deque(_with_most_before(own_lines))
    for i, line in enumerate(server_lines):
        while own and own[0][0].get("after_lines", 0) <= i and (own[0][0]["up_ms"] < line["up_ms"] or own[0][1] <= i):
            merged.append(own.popleft()[0])
        merged.append(line)
    return merged + [each for each, _ in own]


def _with_most_before(own_lines):
    """Each with the greatest number of server lines that may come before it."""
    most = math.inf
    paired = []
    for line in reversed(own_lines):
        most = line.get("after_lines", most)
        paired.append((line, most))
    return reversed(paired)
