"""Looks for words in bytes, however they may have been written down."""

import base64
import gzip
import re
import zlib


def encodings(word):
    """The byte patterns that give `word` away: as text, in two widths, in hexadecimal, in base64 at each of three offsets."""
    plain = word.encode()
    patterns = {"utf-8": plain, "utf-16-le": word.encode("utf-16-le"), "utf-16-be": word.encode("utf-16-be"),
                "hex": plain.hex().encode(), "HEX": plain.hex().upper().encode()}
    for offset in range(3):
        encoded = base64.b64encode(b"\0" * offset + plain)
        # The letters at both ends also depend on what stands beside the word.
        inner = encoded[(0, 2, 3)[offset]:]
        inner = inner.rstrip(b"=")[:-1] if len(plain) % 3 or offset else inner
        patterns[f"base64+{offset}"] = inner
        patterns[f"base64url+{offset}"] = inner.replace(b"+", b"-").replace(b"/", b"_")
    return patterns


def unpacked(data):
    """`data`, and whatever is packed inside it with gzip, zlib or without a header."""
    yield data
    for found in re.finditer(b"\x1f\x8b\x08", data):
        yield from _inflated(data[found.start():], 31)
    for found in re.finditer(b"\x78[\x01\x5e\x9c\xda]", data):
        yield from _inflated(data[found.start():], 15)


def _inflated(data, window):
    try:
        yield zlib.decompressobj(window).decompress(data, 1 << 24)
    except zlib.error:
        return


def hits(data, words):
    """(word, encoding) for each that is found."""
    found = set()
    for piece in unpacked(data):
        for word in words:
            for name, pattern in encodings(word).items():
                if pattern in piece:
                    found.add((word, name))
    return found


def planted(word):
    """One piece of bytes for each way in which the scanner must find `word`, by name."""
    plain = word.encode()
    pieces = {"utf-8": b"x" + plain, "utf-16": word.encode("utf-16"), "hex": plain.hex().encode(),
              "gzip": b"before" + gzip.compress(b"inside " + plain), "zlib": b"before" + zlib.compress(b"inside " + plain)}
    for offset in range(3):
        pieces[f"base64+{offset}"] = base64.b64encode(b"abc"[:offset] + plain + b"after")
        pieces[f"base64url+{offset}"] = base64.urlsafe_b64encode(b"abc"[:offset] + plain + b"after")
    return pieces
