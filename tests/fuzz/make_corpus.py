"""Writes the fuzzers' seeds, made of the golden vectors: make_corpus.py tests/vectors tests/fuzz/corpus

A seed is named after its case. Files of other names, such as inputs that once found a bug, are left alone.
"""

import json
import pathlib
import re
import sys

# As fuzz_push.cc has them.
OWN_REPLICA = 7
OWN_MEMBER = b"m" * 16

PARTNERS_REPLICA = 9
PARTNER = b"p" * 16
REFLECTION = 5
SHARED, UNTIL_REVEAL, PRIVATE = 1, 2, 3


def varint(number):
    encoded = bytearray()
    while number >= 0x80:
        encoded.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes(encoded) + bytes((number,))


def delimited(field, value):
    """A protobuf field of bytes, text or a message."""
    return varint(field << 3 | 2) + varint(len(value)) + value


def number(field, value):
    return varint(field << 3) + varint(value)


def fixed32(field, value):
    return varint(field << 3 | 5) + value.to_bytes(4, "little")


def fixed64(field, value):
    return varint(field << 3 | 1) + value.to_bytes(8, "little")


def reflection(member, replica, visibility, hlc):
    """A patch: one member's words at one check-in."""
    body = number(1, 1) + delimited(2, b"r" * 16) + number(3, 20000) + delimited(4, member)
    body += delimited(5, b"sealed") + number(6, visibility)
    stamp = fixed64(1, hlc) + fixed32(2, replica)
    run = delimited(1, stamp) + delimited(2, bytes(range(1, 7)))
    return number(1, REFLECTION) + delimited(2, member) + delimited(3, body) + delimited(4, run)


def transaction(patches):
    return b"".join(delimited(1, patch) for patch in patches)


def push(transactions):
    head = fixed32(1, OWN_REPLICA) + number(2, 1) + delimited(3, bytes(32))
    return head + b"".join(delimited(4, each) for each in transactions)


def cursor(epoch, seq, salt):
    return delimited(1, epoch) + number(2, seq) + fixed64(3, salt)


def padded(words):
    text = words + b"\x80"
    size = 64
    while size < len(text):
        size *= 2
    return text.ljust(size, b"\0")


def wire_seeds(vectors):
    for cases in ("cut", "refused"):
        for case in vectors["wire"][cases]:
            yield case["name"], bytes.fromhex(case["message"])


def patches_of(case):
    return [bytes.fromhex(patch) for patch in case.get("patches", [case.get("patch")])]


def merge_seeds(vectors):
    for cases in ("merge", "canonical", "refused"):
        for case in vectors["merge"][cases]:
            patches = patches_of(case)
            yield case["name"], transaction(patches + patches[:1])


def push_seeds(vectors):
    good = patches_of(vectors["merge"]["merge"][0])[0]
    for cases in ("merge", "canonical", "refused"):
        for case in vectors["merge"][cases]:
            yield case["name"], push([transaction([patch]) for patch in patches_of(case)] + [transaction([good])])
    own = {each: reflection(OWN_MEMBER, OWN_REPLICA, each, 1 << 40) for each in (SHARED, UNTIL_REVEAL, PRIVATE)}
    partners = reflection(PARTNER, PARTNERS_REPLICA, UNTIL_REVEAL, 1 << 39)
    for_the_partner = reflection(PARTNER, OWN_REPLICA, UNTIL_REVEAL, 1 << 40)
    later = reflection(OWN_MEMBER, OWN_REPLICA, PRIVATE, 2 << 40)
    yield "words for both", push([transaction([own[SHARED]])])
    waiting = push([transaction([own[UNTIL_REVEAL]]), transaction([later])])
    yield "words that wait for the partner's, and are made private", waiting
    yield "words that reveal the partner's", push([transaction([partners]), transaction([own[UNTIL_REVEAL]])])
    yield "private words beside the partner's", push([transaction([partners, own[PRIVATE]])])
    yield "words of the partner's by this device's hand", push([transaction([for_the_partner])])


def invite_seeds(vectors):
    crypto = vectors["crypto"]
    for case in crypto["links"] + crypto["links_refused"]:
        yield "link, " + case["name"], case["link"].encode()
    for case in crypto["sealed"]:
        yield "words, " + case["name"], padded(case["words"].encode())
    yield "cursor, the beginning", cursor(b"", 0, 0)
    yield "cursor, a place", cursor(bytes(range(16)), 300, 2**64 - 1)
    yield "cursor, an epoch of 15 bytes", cursor(bytes(15), 300, 1)


def chain(statements):
    return b"".join(delimited(1, signed_statement(each)) for each in statements)


def signed_statement(case):
    return b"".join(
        delimited(field, bytes.fromhex(case[name])) for field, name in ((1, "statement"), (2, "signature"))
    )


def roster_seeds(vectors):
    for case in vectors["crypto"]["rosters"]:
        yield "chain, " + case["name"], chain(case["statements"])
        yield "act, " + case["name"], bytes.fromhex(case["statements"][-1]["statement"])
    for case in vectors["crypto"]["rosters_refused"]:
        yield "refused, " + case["name"], bytes.fromhex(case["statements"][-1]["statement"])


def saved(version, *strings):
    return version + b"".join(len(each).to_bytes(2, "big") + each for each in strings)


def pairing_seeds(vectors):
    crypto = vectors["crypto"]
    for case in crypto["pairings"]:
        for piece in ("offer", "offer_plain", "join", "join_plain", "reveal"):
            yield f"{piece}, {case['name']}", bytes.fromhex(case[piece])
    for case in crypto["welcomes"] + crypto["welcomes_refused"]:
        yield "welcome, " + case["name"], bytes.fromhex(case["welcome"])
    yield "reveal, what the offer committed to", b"o" * 16
    seed, hash_ = bytes(range(32)), bytes(range(32, 64))
    yield "saved, an inviter", saved(b"I", seed[:16], seed, b"\x01", hash_, hash_, b"", seed, seed[:16])
    yield "saved, a joiner", saved(b"J", seed[:16], seed, seed, seed, b"phone", seed, b"")
    offer = bytes.fromhex(crypto["pairings"][0]["offer_plain"])
    yield "saved, a joiner with its offer", saved(b"J", seed[:16], seed, seed, seed, b"phone", seed, offer)


def typed_seeds(vectors):
    crypto = vectors["crypto"]
    for case in crypto["codes"] + crypto["codes_refused"]:
        yield "code, " + case["name"], case["typed"].encode()
    for case in crypto["papers_typed"] + crypto["papers_refused"]:
        yield "sheet, " + case["name"], case["typed"].encode()
    for case in crypto["papers"]:
        yield "sheet, " + case["name"], case["words"].encode()


def box_seeds(vectors):
    crypto = vectors["crypto"]
    for case in crypto["boxes"] + crypto["boxes_refused"]:
        yield "box, " + case["name"], bytes.fromhex(case["box"])


SEEDS = {
    "wire": wire_seeds,
    "merge": merge_seeds,
    "push": push_seeds,
    "invite": invite_seeds,
    "roster": roster_seeds,
    "pairing": pairing_seeds,
    "typed": typed_seeds,
    "box": box_seeds,
}


def main(vectors_directory, corpus_directory):
    vectors = {
        name: json.loads((pathlib.Path(vectors_directory) / f"{name}.json").read_text(encoding="utf-8"))
        for name in ("wire", "merge", "crypto")
    }
    for fuzzer, seeds in SEEDS.items():
        directory = pathlib.Path(corpus_directory) / fuzzer
        directory.mkdir(parents=True, exist_ok=True)
        for name, seed in seeds(vectors):
            (directory / re.sub("[^a-z0-9]+", "-", name.lower()).strip("-")).write_bytes(seed)


if __name__ == "__main__":
    main(*sys.argv[1:])
