"""Letting a device in by six digits that a person carries from one to the other: both sides, step by step."""

import os

import pieces
import roster
import sealing
from nacl import bindings
from toward.v1 import invites_pb2, roster_pb2

PARTNER = pieces.PARTNER
OWN_DEVICE = pieces.OWN_DEVICE
_OPENING_BYTES = 16


def _box_public_key(seed):
    return bindings.crypto_box_seed_keypair(seed)[0]


def _sealed(label, invite, plain):
    nonce = os.urandom(sealing.NONCE_BYTES)
    return pieces.sealed_piece(label, invite.secret, invite.invite_id, nonce, plain)


def _opened(label, invite, sealed):
    return pieces.open_piece(label, invite.secret, invite.invite_id, sealed)


class Inviter:
    """The side that lets in, for a replica that is in the family."""

    def __init__(self, mine, invite, kind):
        self._mine = mine
        self.invite = invite
        self._kind = kind
        self._seed = os.urandom(32)
        self._opening = os.urandom(_OPENING_BYTES)
        checked = mine.roster.checked
        commitment = pieces.commitment(self._opening)
        public_key = _box_public_key(self._seed)
        self._offer = pieces.Offer(public_key, checked.genesis_hash, checked.head_hash, commitment, kind, b"").plain()
        self._key = None
        self._joiner = None

    def open(self, lifetime_seconds=600):
        offer = _sealed("toward/v1/inv/offer", self.invite, self._offer)
        self._mine.client.open_invite(self.invite, offer, self._kind == OWN_DEVICE, lifetime_seconds)

    def is_claimed(self):
        return self._mine.client.get_invite(self.invite.invite_id).state == invites_pb2.INVITE_STATE_CLAIMED

    def reveal(self):
        """Once the invite is claimed."""
        answer = self._mine.client.get_invite(self.invite.invite_id)
        plain = _opened("toward/v1/inv/join", self.invite, answer.join)
        join = pieces.Join.read(plain)
        self._joiner = roster_pb2.DeviceKeys(
            sign_public_key=join.sign_public_key, box_public_key=join.box_public_key
        )
        self._key = pieces.welcome_key(
            self.invite.secret, self.invite.invite_id, self._offer, plain, self._seed, join.ephemeral_public_key
        )
        revealed = _sealed("toward/v1/inv/reveal", self.invite, self._opening)
        self._mine.client.reveal_invite(self.invite.invite_id, revealed)

    def digits_fit(self, digits):
        return digits == pieces.digits(self._key, self._opening)

    def confirm(self):
        """Lets the joiner in, with all that the family has written."""
        mine = self._mine
        device = roster.device_of(self._joiner)
        if self._kind == PARTNER:
            member_id = os.urandom(16)
            act = {"add_member": roster_pb2.AddMemberAct(member_id=member_id, device=device)}
        else:
            member_id = mine.member_id
            act = {"add_device": roster_pb2.AddDeviceAct(device=device)}
        statement = mine.roster.sign(mine.client.keys, **act)
        longer = roster.Roster([*mine.roster.statements, statement])
        welcome = roster_pb2.Welcome(
            member_id=member_id,
            origin=mine.client.origin,
            roster=longer.statements,
            family_keys=_epoch_keys(mine.family_keys),
            private_keys=_epoch_keys(mine.private_keys if self._kind == OWN_DEVICE else {}),
        )
        nonce = os.urandom(sealing.NONCE_BYTES)
        text = welcome.SerializeToString(deterministic=True)
        sealed = nonce + sealing.encrypt(text, self.invite.invite_id, nonce, self._key)
        mine.client.confirm_invite(self.invite.invite_id, len(mine.roster.statements), [statement], sealed)
        mine.roster = longer


class Joiner:
    """The side that is let in; it has keys and nothing else."""

    def __init__(self, client, invite, label=b""):
        self.client = client
        self.invite = invite
        self._seed = os.urandom(32)
        mine = client.keys
        join = pieces.Join(_box_public_key(self._seed), mine.sign_public_key, mine.box_public_key, label)
        self._join = join.plain()
        self._sealed_join = _sealed("toward/v1/inv/join", invite, self._join)
        self._offer = None
        self._key = None

    def claim(self):
        answer = self.client.claim_invite(self.invite, self._sealed_join)
        plain = _opened("toward/v1/inv/offer", self.invite, answer.offer)
        self._offer = pieces.Offer.read(plain)
        other = self._offer.ephemeral_public_key
        self._key = pieces.welcome_key(
            self.invite.secret, self.invite.invite_id, plain, self._join, self._seed, other
        )

    def digits(self):
        """None until the inviter has revealed."""
        answer = self.client.fetch_welcome(self.invite)
        if not answer.reveal:
            return None
        opening = pieces.read_reveal(_opened("toward/v1/inv/reveal", self.invite, answer.reveal), self._offer)
        return pieces.digits(self._key, opening)

    def welcome(self):
        """The welcome, its roster, and the keys of both scopes, all checked. None until the digits were typed."""
        answer = self.client.fetch_welcome(self.invite)
        if not answer.welcome:
            return None
        text = pieces.opened(answer.welcome, self.invite.invite_id, self._key)
        _, family_keys, private_keys = pieces.admitted(
            text, self._offer.genesis_hash, self._offer.roster_head, self.client.keys.device_id
        )
        welcome = roster_pb2.Welcome.FromString(text)
        return welcome, roster.Roster(welcome.roster), family_keys, private_keys


def _epoch_keys(by_epoch):
    return [roster_pb2.Welcome.EpochKey(epoch=epoch, key=key) for epoch, key in sorted(by_epoch.items())]
