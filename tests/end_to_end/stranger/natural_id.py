"""Ids of what exists once by nature."""

import hashlib


def natural_id(family_id, kind, *parts):
    """A part is bytes, text or a number."""
    message = hashlib.blake2b(family_id, digest_size=16, key=b"toward/v1/natural-id")
    message.update(kind.to_bytes(4, "big"))
    for part in map(_part_bytes, parts):
        message.update(len(part).to_bytes(4, "big") + part)
    return message.digest()


def _part_bytes(part):
    if isinstance(part, int):
        return part.to_bytes(4, "big", signed=True)
    return part.encode() if isinstance(part, str) else part
