"""A protobuf message cut at its top-level fields, without understanding any of them."""

LAST_FIELD = 10_000
_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5


class Malformed(ValueError):
    """A message, a patch or a transaction that breaks a rule."""


def cut(message):
    """The pieces in their order: (field number, bytes with the tag)."""
    pieces = []
    begin = 0
    while begin < len(message):
        tag, at = _varint(message, begin, 5)
        field = tag >> 3
        if not 1 <= field <= LAST_FIELD:
            raise Malformed(f"field number {field}")
        end = _end_of_value(message, at, tag & 7)
        if end > len(message):
            raise Malformed("cut off")
        pieces.append((field, message[begin:end]))
        begin = end
    return pieces


def cut_by_field(message):
    """Field number to bytes, the occurrences of one field side by side."""
    values = {}
    for field, piece in cut(message):
        values[field] = values.get(field, b"") + piece
    return values


def _end_of_value(message, at, wire_type):
    if wire_type == _VARINT:
        return _varint(message, at, 10)[1]
    if wire_type == _FIXED64:
        return at + 8
    if wire_type == _FIXED32:
        return at + 4
    if wire_type == _BYTES:
        length, at = _varint(message, at, 5)
        return at + length
    raise Malformed(f"wire type {wire_type}")


def _varint(message, at, most_bytes):
    value = 0
    for i, byte in enumerate(message[at : at + most_bytes]):
        value |= (byte & 0x7F) << (7 * i)
        if byte < 0x80:
            return value, at + i + 1
    raise Malformed("a number without an end")
