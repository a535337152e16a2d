"""A sheet of paper as a device: twelve words."""

import hashlib
import re

import keys
import sealing
from mnemonic import Mnemonic

_ENGLISH = Mnemonic("english")
_WORDS = 12


def words_of(seed):
    return _ENGLISH.to_mnemonic(seed)


def seed_of(typed):
    """Raises ValueError for what is not the words of a sheet."""
    words = [_whole(word) for word in re.findall("[a-z]+", typed.lower())]
    if len(words) != _WORDS:
        raise ValueError("not twelve words")
    return bytes(_ENGLISH.to_entropy(words))


def device_of(seed):
    root = hashlib.blake2b(b"toward/v1/paper" + seed, digest_size=32).digest()
    return keys.DeviceKeys(
        sealing.derived_key("toward/v1/paper/sign", root), sealing.derived_key("toward/v1/paper/box", root)
    )


def consents(consent, sign_public_key, genesis_hash, member_id):
    """Whether the paper with this key has said that it is of this family and member."""
    return keys.is_signature(consent, b"toward/v1/paper-consent" + genesis_hash + member_id, sign_public_key)


def _whole(typed):
    if typed in _ENGLISH.wordlist:
        return typed
    begun = [word for word in _ENGLISH.wordlist if len(typed) >= 4 and word.startswith(typed)]
    if not begun:
        raise ValueError("not a word of a sheet")
    return begun[0]
