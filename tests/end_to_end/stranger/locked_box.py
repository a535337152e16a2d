"""What a key file holds: bytes in clear, or under a passphrase."""

import sealing
from nacl.pwhash import argon2id

_MOST_PASSES = 8
_LEAST_MEMORY = 8 << 10
_MOST_MEMORY = 1 << 30
_NO_PASSPHRASE = 0
_ARGON2ID = 1


def seal(content, passphrase, passes, memory_bytes, salt, nonce):
    kdf = _NO_PASSPHRASE if passphrase is None else _ARGON2ID
    header = bytes((1, kdf)) + passes.to_bytes(4, "big") + memory_bytes.to_bytes(8, "big") + salt
    return header + nonce + sealing.encrypt(content, header, nonce, _key(kdf, passphrase, passes, memory_bytes, salt))


def unseal(box, passphrase):
    """Raises DoesNotOpen."""
    if len(box) < 70 or box[0] != 1 or box[1] not in (_NO_PASSPHRASE, _ARGON2ID):
        raise sealing.DoesNotOpen
    passes, memory_bytes = int.from_bytes(box[2:6], "big"), int.from_bytes(box[6:14], "big")
    bearable = 1 <= passes <= _MOST_PASSES and _LEAST_MEMORY <= memory_bytes <= _MOST_MEMORY
    if box[1] == _ARGON2ID and not bearable:
        raise sealing.DoesNotOpen
    key = _key(box[1], passphrase, passes, memory_bytes, box[14:30])
    return sealing.decrypt(box[54:], box[:30], box[30:54], key)


def _key(kdf, passphrase, passes, memory_bytes, salt):
    if kdf == _NO_PASSPHRASE:
        return bytes(32)
    return argon2id.kdf(32, passphrase.encode(), salt, opslimit=passes, memlimit=memory_bytes)
