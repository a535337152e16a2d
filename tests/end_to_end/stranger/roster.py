"""A chain as a device carries it: what was said, who may say what comes next, and the keys in it."""

import os

import chain
import pieces
import sealing
from toward.v1 import options_pb2, roster_pb2

FAMILY = options_pb2.SCOPE_FAMILY
MEMBER = options_pb2.SCOPE_MEMBER
_SEALED_FOR = {FAMILY: sealing.SHARED, MEMBER: sealing.PRIVATE}


class Roster:
    def __init__(self, statements):
        self.checked = chain.Roster()
        self.statements = []
        # device_id to sealed packets.
        self._packets = {}
        for each in statements:
            self.append(each)

    def append(self, signed):
        """The next statement. Raises chain.Refused or chain.NewerVersion."""
        self.checked.append(signed.statement, signed.signature)
        self.statements.append(signed)
        said = roster_pb2.RosterStatement.FromString(signed.statement)
        for each in (*said.add_device.packets, *said.new_epoch.packets):
            self._packets.setdefault(each.device_id, []).append(each.sealed)

    def is_live(self, device_id):
        device = self.checked.devices.get(device_id)
        return device is not None and device.live

    def sign(self, device_keys, **act):
        """What the device would say next. Does not add it."""
        statement = roster_pb2.RosterStatement(
            family_id=self.checked.family,
            seq=self.checked.length,
            previous=self.checked.head_hash,
            signer_device_id=device_keys.device_id,
            **act,
        )
        return _signed_by(device_keys, statement)

    def new_epoch(self, device_keys, member_id, scope, key):
        """The next epoch of a scope, its key sealed for every device it is for but the signer's."""
        whose = _whose(scope, member_id)
        epoch = self.checked.epoch(whose) + 1
        packets = []
        for device in self.checked.live_devices():
            if device.device_id == device_keys.device_id or (whose and device.member != member_id):
                continue
            sealed = pieces.sealed_packet(
                _SEALED_FOR[scope], self.checked.family, epoch, key, device, os.urandom(32)
            )
            packets.append(roster_pb2.KeyPacket(device_id=device.device_id, sealed=sealed))
        check = sealing.derived_key("toward/v1/kcv", key)
        act = roster_pb2.NewEpochAct(scope=scope, epoch=epoch, key_check=check, packets=packets)
        return self.sign(device_keys, new_epoch=act)

    def keys_for(self, device_keys, member_id, scope):
        """By epoch: those that the chain holds for a device and its key checks confirm."""
        found = {}
        for sealed in self._packets.get(device_keys.device_id, []):
            of_scope, epoch, key = pieces.open_packet(self.checked.family, device_keys, sealed)
            check = self.checked.key_check(epoch, _whose(scope, member_id))
            if of_scope == _SEALED_FOR[scope] and check == sealing.derived_key("toward/v1/kcv", key):
                found[epoch] = key
        return found


def begin(family_id, member_id, device_keys):
    """A chain that this device begins: its family, and the first epochs. Returns it with their keys."""
    act = roster_pb2.CreateFamilyAct(member_id=member_id, device=device_of(device_keys.public_half()))
    first = roster_pb2.RosterStatement(family_id=family_id, signer_device_id=device_keys.device_id, create=act)
    begun = Roster([_signed_by(device_keys, first)])
    first_keys = {scope: os.urandom(32) for scope in (FAMILY, MEMBER)}
    for scope, key in first_keys.items():
        begun.append(begun.new_epoch(device_keys, member_id, scope, key))
    return begun, first_keys


def device_of(public_half):
    return roster_pb2.RosterDevice(keys=public_half, kind=roster_pb2.RosterDevice.KIND_DEVICE)


def _whose(scope, member_id):
    return member_id if scope == MEMBER else b""


def _signed_by(device_keys, statement):
    data = statement.SerializeToString(deterministic=True)
    signature = device_keys.sign(b"toward/v1/roster" + chain.hash_of(data))
    return roster_pb2.SignedStatement(statement=data, signature=signature)
