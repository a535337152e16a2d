"""How a new device comes in: the four sealed pieces, the digits, the typed code, and the keys in packets."""

import dataclasses
import hashlib

import keys
import chain
import sealing
from nacl import bindings
from nacl.exceptions import CryptoError
from nacl.pwhash import argon2id
from toward.v1 import roster_pb2

PARTNER = 1
OWN_DEVICE = 2
_MOST_LABEL_BYTES = 64
_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CHECKS = _DIGITS + "*~$=U"
_MAGIC = {b"TWFK": sealing.SHARED, b"TWMK": sealing.PRIVATE}


def sealed_piece(label, secret, invite_id, nonce, plain):
    return nonce + sealing.encrypt(plain, invite_id, nonce, sealing.derived_key(label, secret))


def open_piece(label, secret, invite_id, sealed):
    return opened(sealed, invite_id, sealing.derived_key(label, secret))


def opened(sealed, additional_data, key):
    """Raises DoesNotOpen."""
    nonce = sealed[: sealing.NONCE_BYTES]
    return sealing.decrypt(sealed[sealing.NONCE_BYTES :], additional_data, nonce, key)


@dataclasses.dataclass(frozen=True)
class Offer:
    ephemeral_public_key: bytes
    genesis_hash: bytes
    roster_head: bytes
    commitment: bytes
    kind: int
    spki_pin: bytes

    @staticmethod
    def read(plain):
        """Raises DoesNotOpen for what is no offer."""
        if len(plain) not in (129, 161) or plain[128] not in (PARTNER, OWN_DEVICE):
            raise sealing.DoesNotOpen
        return Offer(plain[:32], plain[32:64], plain[64:96], plain[96:128], plain[128], plain[129:])

    def plain(self):
        hashes = self.genesis_hash + self.roster_head + self.commitment
        return self.ephemeral_public_key + hashes + bytes((self.kind,)) + self.spki_pin


@dataclasses.dataclass(frozen=True)
class Join:
    ephemeral_public_key: bytes
    sign_public_key: bytes
    box_public_key: bytes
    label: bytes

    @staticmethod
    def read(plain):
        """Raises DoesNotOpen for what is no join."""
        join = Join(plain[:32], plain[32:64], plain[64:96], plain[96:])
        fits = len(plain) >= 96 and len(join.label) <= _MOST_LABEL_BYTES
        if not fits or not all(map(chain.is_proper_box_key, (join.ephemeral_public_key, join.box_public_key))):
            raise sealing.DoesNotOpen
        return join

    def plain(self):
        return self.ephemeral_public_key + self.sign_public_key + self.box_public_key + self.label


def commitment(opening):
    return hashlib.blake2b(b"toward/v1/inv/commit" + opening, digest_size=32).digest()


def read_reveal(plain, offer):
    """The opening. Raises DoesNotOpen unless the offer committed to it."""
    if len(plain) != 16 or commitment(plain) != offer.commitment:
        raise sealing.DoesNotOpen
    return plain


def welcome_key(secret, invite_id, offer_plain, join_plain, own_seed, other_public_key):
    _, own_secret_key = bindings.crypto_box_seed_keypair(own_seed)
    shared = bindings.crypto_scalarmult(own_secret_key, other_public_key)
    transcript = hashlib.blake2b(offer_plain + join_plain, digest_size=32).digest()
    message = b"toward/v1/inv/welcome" + secret + invite_id + transcript
    return hashlib.blake2b(message, digest_size=32, key=shared).digest()


def digits(key, opening):
    sas = hashlib.blake2b(b"toward/v1/inv/sas" + opening, digest_size=16, key=key).digest()
    return f"{int.from_bytes(sas[:8], 'big') % 1_000_000:06}"


def admitted(welcome, offer_genesis, offer_head, device_id):
    """(roster, family keys, private keys) of a Welcome in bytes. Raises ValueError when it does not fit."""
    message = roster_pb2.Welcome.FromString(welcome)
    statements = [(each.statement, each.signature) for each in message.roster]
    roster = chain.Roster.from_statements(statements)
    if roster.genesis_hash != offer_genesis or offer_head not in (chain.hash_of(each) for each, _ in statements):
        raise ValueError("another history")
    device = roster.devices.get(device_id)
    if device is None or not device.live or device.member != message.member_id:
        raise ValueError("not let in")
    family = _confirmed(roster, b"", message.family_keys)
    private = _confirmed(roster, message.member_id, message.private_keys)
    return roster, family, private


def code_of(typed):
    """The twelve characters of a typed code. Raises ValueError."""
    text = "".join(typed.upper().split()).replace("-", "").translate(str.maketrans("OIL", "011"))
    if len(text) != 13 or any(character not in _DIGITS for character in text[:12]):
        raise ValueError("not a code")
    if _check(text[:12]) != text[12]:
        raise ValueError("mistyped")
    return text[:12]


def display(code):
    return "-".join((code[:4], code[4:8], code[8:], _check(code)))


def stretched(code):
    """The invite's id and secret."""
    both = argon2id.kdf(48, code.encode(), b"toward-invite-v1", opslimit=3, memlimit=64 << 20)
    return both[:16], both[16:]


def sealed_packet(scope, family_id, epoch, key, device, ephemeral_seed):
    """A key for one device, as crypto_box_seal seals it with this ephemeral key."""
    magic = next(each for each, of_scope in _MAGIC.items() if of_scope == scope)
    plain = magic + family_id + epoch.to_bytes(4, "big") + device.device_id + key
    public_key, secret_key = bindings.crypto_box_seed_keypair(ephemeral_seed)
    nonce = hashlib.blake2b(public_key + device.box_public_key, digest_size=24).digest()
    return public_key + bindings.crypto_box(plain, nonce, device.box_public_key, secret_key)


def open_packet(family_id, device, sealed):
    """(scope, epoch, key). Raises DoesNotOpen."""
    try:
        plain = device.open_box(sealed)
    except (CryptoError, TypeError, ValueError) as error:
        raise sealing.DoesNotOpen from error
    whole = len(plain) == 72 and plain[:4] in _MAGIC and plain[4:20] == family_id and plain[24:40] == device.device_id
    if not whole:
        raise sealing.DoesNotOpen
    return _MAGIC[plain[:4]], int.from_bytes(plain[20:24], "big"), plain[40:]


def _check(code):
    number = 0
    for character in code:
        number = number * 32 + _DIGITS.index(character)
    return _CHECKS[number % 37]


def _confirmed(roster, whose, epoch_keys):
    by_epoch = {each.epoch: each.key for each in epoch_keys}
    for epoch, key in by_epoch.items():
        if len(key) != 32 or roster.key_check(epoch, whose) != sealing.derived_key("toward/v1/kcv", key):
            raise ValueError("another key")
    if roster.epoch(whose) and roster.epoch(whose) not in by_epoch:
        raise ValueError("no newest key")
    return by_epoch
