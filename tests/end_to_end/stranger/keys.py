"""A device's keys, and how it proves that it has them."""

import hashlib
import os

from nacl import bindings
from nacl.exceptions import BadSignatureError

from toward.v1 import roster_pb2

NONCE_BYTES = 32


def device_id_of(sign_public_key, box_public_key):
    return hashlib.blake2b(b"toward/v1/device" + sign_public_key + box_public_key, digest_size=16).digest()


def session_message(origin, nonce, device_id):
    """What a device signs to open a session with the server of this name."""
    return b"toward/v1/session" + hashlib.blake2b(origin.encode(), digest_size=32).digest() + nonce + device_id


def is_proof(signature, sign_public_key, box_public_key, origin, nonce):
    if len(nonce) != NONCE_BYTES:
        return False
    message = session_message(origin, nonce, device_id_of(sign_public_key, box_public_key))
    return is_signature(signature, message, sign_public_key)


def is_signature(signature, message, sign_public_key):
    if len(signature) != bindings.crypto_sign_BYTES:
        return False
    try:
        return bindings.crypto_sign_open(signature + message, sign_public_key) == message
    except BadSignatureError:
        return False


class DeviceKeys:
    def __init__(self, sign_seed=None, box_seed=None):
        self.sign_public_key, self._sign_secret_key = bindings.crypto_sign_seed_keypair(sign_seed or os.urandom(32))
        self.box_public_key, self._box_secret_key = bindings.crypto_box_seed_keypair(box_seed or os.urandom(32))
        self.device_id = device_id_of(self.sign_public_key, self.box_public_key)

    def public_half(self):
        return roster_pb2.DeviceKeys(sign_public_key=self.sign_public_key, box_public_key=self.box_public_key)

    def prove(self, origin, nonce):
        return self.sign(session_message(origin, nonce, self.device_id))

    def sign(self, message):
        return bindings.crypto_sign(message, self._sign_secret_key)[: bindings.crypto_sign_BYTES]

    def open_box(self, sealed):
        """Raises CryptoError for what was not sealed for this device."""
        return bindings.crypto_box_seal_open(sealed, self.box_public_key, self._box_secret_key)
