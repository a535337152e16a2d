"""Who is in a family: a chain of signed statements, checked link by link."""

import dataclasses
import hashlib

import keys
import paper
from nacl import bindings
from toward.v1 import options_pb2, roster_pb2

MOST_MEMBERS = 2
MOST_DEVICES = 8
MOST_STATEMENT_BYTES = 8192
MOST_STATEMENTS = 4096
FOR_ENDINGS = 64
PACKET_BYTES = 120
_DEVICE = roster_pb2.RosterDevice.KIND_DEVICE
_PAPER = roster_pb2.RosterDevice.KIND_PAPER
_PAPER_WITH_PRIVATE = roster_pb2.RosterDevice.KIND_PAPER_WITH_PRIVATE
_ENDINGS = ("remove_device", "remove_member", "leave")
_FAMILY = b""


class Refused(ValueError):
    """A statement breaks a rule."""


class NewerVersion(ValueError):
    """The family has said something this program does not know of: it cannot tell any more who may read."""


@dataclasses.dataclass
class Device:
    device_id: bytes
    sign_public_key: bytes
    box_public_key: bytes
    member: bytes
    kind: int
    live: bool = True

    @property
    def is_paper(self):
        return self.kind != _DEVICE


def hash_of(statement):
    return hashlib.blake2b(statement, digest_size=32).digest()


class Roster:
    def __init__(self):
        self.family = None
        self.genesis_hash = None
        self.head_hash = b""
        self.length = 0
        self.members = {}
        self.devices = {}
        # By the member whose private words they are of, or _FAMILY.
        self.epochs = {}
        self.due = set()

    @staticmethod
    def from_statements(statements):
        """From (statement, signature), both bytes. Raises Refused or NewerVersion."""
        roster = Roster()
        _require(statements)
        for statement, signature in statements:
            roster.append(statement, signature)
        return roster

    def live_devices(self):
        return [device for device in self.devices.values() if device.live]

    def live_members(self):
        return [member for member, live in self.members.items() if live]

    def epoch(self, whose=_FAMILY):
        return len(self.epochs.get(whose, ()))

    def key_check(self, epoch, whose=_FAMILY):
        """None for an epoch that has not begun."""
        return self.epochs[whose][epoch - 1] if 1 <= epoch <= self.epoch(whose) else None

    def epoch_due(self, whose=_FAMILY):
        there = self.members.get(whose, False) if whose else bool(self.live_members())
        return there and whose in self.due

    def append(self, statement, signature):
        _require(len(statement) <= MOST_STATEMENT_BYTES)
        said = _parsed(statement)
        _require(self.length == 0 or said.family_id == self.family)
        _require(said.seq == self.length and said.previous == self.head_hash)
        signer = self._signer(said)
        _require(_is_signed(signer.sign_public_key, statement, signature))
        if _is_newer(said):
            raise NewerVersion
        _require(said.SerializeToString(deterministic=True) == statement)
        act = said.WhichOneof("act")
        _require(act is not None)
        _require((act == "create") == (self.length == 0))
        ends = act in _ENDINGS or (act == "new_epoch" and self.epoch_due(_whose(said.new_epoch, signer)))
        _require(self.length < MOST_STATEMENTS - (0 if ends else FOR_ENDINGS))
        getattr(self, "_" + act)(getattr(said, act), signer, said)
        self.head_hash = hash_of(statement)
        self.genesis_hash = self.genesis_hash or self.head_hash
        self.length += 1

    def _signer(self, said):
        if self.length == 0:
            named = _device(said.create.device, said.create.member_id)
            _require(named.device_id == said.signer_device_id)
            return named
        signer = self.devices.get(said.signer_device_id)
        _require(signer is not None and signer.live)
        return signer

    def _create(self, act, signer, said):
        _require(_is_id(said.family_id) and _is_id(act.member_id))
        self._check_ordinary(act.device)
        self.family = said.family_id
        self.due.add(_FAMILY)
        self._let_in(act.device, act.member_id)

    def _add_member(self, act, signer, said):
        _require(not signer.is_paper)
        _require(_is_id(act.member_id) and act.member_id not in self.members)
        _require(len(self.live_members()) < MOST_MEMBERS)
        self._check_ordinary(act.device)
        self._let_in(act.device, act.member_id)

    def _add_device(self, act, signer, said):
        is_paper = act.device.kind in (_PAPER, _PAPER_WITH_PRIVATE)
        if is_paper:
            _require(not signer.is_paper)
            _require(not any(each.is_paper and each.member == signer.member for each in self.live_devices()))
            consent = act.device.paper_consent
            sign_public_key = act.device.keys.sign_public_key
            _require(paper.consents(consent, sign_public_key, self.genesis_hash, signer.member))
            self._check_keys(act.device)
        else:
            self._check_ordinary(act.device)
        _require(not act.packets or is_paper or signer.is_paper)
        added = _device(act.device, signer.member)
        for packet in act.packets:
            _require(packet.device_id == added.device_id and len(packet.sealed) == PACKET_BYTES)
        self._let_in(act.device, signer.member)

    def _remove_device(self, act, signer, said):
        device = self.devices.get(act.device_id)
        _require(device is not None and device.live and device.member == signer.member)
        ordinary = [each for each in self.live_devices() if each.member == signer.member and not each.is_paper]
        _require(device.is_paper or len(ordinary) > 1)
        self._end(device)

    def _remove_member(self, act, signer, said):
        _require(not signer.is_paper)
        _require(self.members.get(act.member_id) and act.member_id != signer.member)
        self._end_member(act.member_id)

    def _leave(self, act, signer, said):
        self._end_member(signer.member)

    def _new_epoch(self, act, signer, said):
        _require(not signer.is_paper)
        _require(act.scope in (options_pb2.SCOPE_FAMILY, options_pb2.SCOPE_MEMBER))
        whose = _whose(act, signer)
        _require(act.epoch == self.epoch(whose) + 1)
        _require(len(act.key_check) == 32)
        _require(not any(act.key_check in checks for checks in self.epochs.values()))
        entitled = [
            device.device_id
            for device in self.live_devices()
            if whose == _FAMILY or (device.member == whose and device.kind != _PAPER)
        ]
        entitled.remove(signer.device_id)
        _require(sorted(packet.device_id for packet in act.packets) == sorted(entitled))
        _require(all(len(packet.sealed) == PACKET_BYTES for packet in act.packets))
        self.epochs.setdefault(whose, []).append(act.key_check)
        self.due.discard(whose)

    def _check_ordinary(self, device):
        _require(device.kind == _DEVICE and not device.paper_consent)
        _require(sum(not each.is_paper for each in self.live_devices()) < MOST_DEVICES)
        self._check_keys(device)

    def _check_keys(self, device):
        named = _device(device, b"")
        _require(is_proper_box_key(named.box_public_key))
        for other in self.devices.values():
            _require(other.sign_public_key != named.sign_public_key and other.box_public_key != named.box_public_key)

    def _let_in(self, proto, member):
        device = _device(proto, member)
        self.members[member] = True
        self.devices[device.device_id] = device
        if not self.epoch(member):
            self.due.add(member)

    def _end(self, device):
        device.live = False
        self.due.add(_FAMILY)
        if device.kind != _PAPER:
            self.due.add(device.member)

    def _end_member(self, member):
        self.members[member] = False
        for device in self.live_devices():
            if device.member == member:
                self._end(device)


def is_proper_box_key(key):
    """Not one of the points for which every shared secret is the same."""
    if len(key) != 32:
        return False
    try:
        bindings.crypto_scalarmult(bytes((8,)) + bytes(31), key)
    except RuntimeError:
        return False
    return True


def _require(condition):
    if not condition:
        raise Refused


def _is_id(value):
    return len(value) == 16 and value != bytes(16)


def _whose(new_epoch, signer):
    return signer.member if new_epoch.scope == options_pb2.SCOPE_MEMBER else _FAMILY


def _device(proto, member):
    sign, box = proto.keys.sign_public_key, proto.keys.box_public_key
    _require(len(sign) == 32 and len(box) == 32)
    return Device(keys.device_id_of(sign, box), sign, box, member, proto.kind)


def _parsed(statement):
    try:
        return roster_pb2.RosterStatement.FromString(statement)
    except Exception as error:
        raise Refused from error


def _is_signed(sign_public_key, statement, signature):
    return keys.is_signature(signature, b"toward/v1/roster" + hash_of(statement), sign_public_key)


def _is_newer(said):
    kinds = (said.create.device.kind, said.add_member.device.kind, said.add_device.device.kind)
    return (
        _has_unknown_fields(said)
        or any(kind not in roster_pb2.RosterDevice.Kind.values() for kind in kinds)
        or said.new_epoch.scope not in options_pb2.Scope.values()
    )


def _has_unknown_fields(message):
    stripped = type(message)()
    stripped.CopyFrom(message)
    stripped.DiscardUnknownFields()
    return stripped.ByteSize() != message.ByteSize()
