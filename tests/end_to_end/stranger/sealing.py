"""Words that only the family, or only one member, can read, and the keys for it."""

import dataclasses
import hashlib
import os

from nacl import bindings
from nacl.exceptions import CryptoError

SHARED = 1
PRIVATE = 2
MOST_WORD_BYTES = 8191
NONCE_BYTES = 24
TAG_BYTES = 16
_VERSION = 1
_HEADER_BYTES = 6
_FIELD_LABELS = {SHARED: "toward/v1/field/shared", PRIVATE: "toward/v1/field/private"}
_SIZES = (64, 128, 256, 512, 1024, 2048, 4096, 8192)


class DoesNotOpen(ValueError):
    """Not sealed for this place, or not with a key of its scope."""


@dataclasses.dataclass(frozen=True)
class Place:
    """Where sealed words belong: one register of one record, as written by one member."""

    family_id: bytes
    author: bytes
    record_id: bytes
    field: int
    hlc: int
    replica: int
    scope: int = SHARED

    def additional_data(self, epoch):
        return b"".join(
            (
                b"toward/v1/seal",
                self.family_id,
                self.author,
                self.record_id,
                self.field.to_bytes(2, "big"),
                self.scope.to_bytes(1, "big"),
                epoch.to_bytes(4, "big"),
                self.hlc.to_bytes(8, "big"),
                self.replica.to_bytes(4, "big"),
            )
        )


def derived_key(label, key):
    return hashlib.blake2b(label.encode(), digest_size=32, key=key).digest()


def seal(words, place, epoch, key, nonce=None):
    """With the key of the epoch of the place's scope."""
    nonce = nonce or os.urandom(NONCE_BYTES)
    return _header(place, epoch) + nonce + encrypt(
        _padded(words), place.additional_data(epoch), nonce, _field_key(place, key)
    )


def unseal(sealed, place, keys):
    """The words, with one of the keys of the place's scope, which are by epoch. Raises DoesNotOpen."""
    epoch = int.from_bytes(sealed[2:_HEADER_BYTES], "big")
    if epoch not in keys or sealed[:_HEADER_BYTES] != _header(place, epoch):
        raise DoesNotOpen
    nonce = sealed[_HEADER_BYTES : _HEADER_BYTES + NONCE_BYTES]
    return _unpadded(
        decrypt(
            sealed[_HEADER_BYTES + NONCE_BYTES :],
            place.additional_data(epoch),
            nonce,
            _field_key(place, keys[epoch]),
        )
    )


def encrypt(text, additional_data, nonce, key):
    return bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(text, additional_data, nonce, key)


def decrypt(ciphertext, additional_data, nonce, key):
    if len(nonce) != NONCE_BYTES or len(ciphertext) < TAG_BYTES:
        raise DoesNotOpen
    try:
        return bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(ciphertext, additional_data, nonce, key)
    except CryptoError as error:
        raise DoesNotOpen from error


def _field_key(place, key):
    return derived_key(_FIELD_LABELS[place.scope], key)


def _header(place, epoch):
    return bytes((_VERSION, place.scope)) + epoch.to_bytes(4, "big")


def _padded(words):
    text = words + b"\x80"
    size = next(size for size in _SIZES if size >= len(text))
    return text.ljust(size, b"\0")


def _unpadded(text):
    words, _, zeros = text.rpartition(b"\x80")
    if zeros.strip(b"\0") or len(words) > MOST_WORD_BYTES or text != _padded(words):
        raise DoesNotOpen
    return words
