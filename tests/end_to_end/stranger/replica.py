"""One device's copy of a family's plan: what the server confirmed, and an outbox of what it has not."""

import hashlib

import change
import hlc
import merge
import roster
import sealing
from natural_id import natural_id
from toward.v1 import options_pb2, records_pb2, sync_pb2

MOST_TRANSACTIONS = 100
_GIVEN_BACK_AT_ONCE = 50

Outcome = sync_pb2.PushResponse
Verdict = sync_pb2.Verdict


class Replica:
    def __init__(self, client, family_id, member_id, replica, family_keys, chain, private_keys=None):
        self.client = client
        self.family_id = family_id
        self.member_id = member_id
        self.replica = replica
        # By epoch; new words are sealed with the newest.
        self.family_keys = family_keys
        self.private_keys = private_keys or {}
        self.roster = chain
        self.clock = hlc.HybridClock()
        # (kind, id) to registers.
        self.records = {}
        self.outbox = []
        self.rejected = []
        self.last_push_no = 0
        self.cursor = None
        # What the server answered to pushes, oldest first.
        self.outcomes = []

    @property
    def epoch(self):
        return max(self.family_keys)

    # Writing.

    def write(self, *edits, now=None):
        """One transaction. Every edit says that its record is alive, unless it says the opposite."""
        now = now or hlc.DeviceTime.now()
        for edit in edits:
            if not edit.message.HasField("alive"):
                edit.message.alive = True
        made = change.Change(edits, self.seal, now, self._greatest_reading())
        made.stamp(self.clock.tick(now.wall_ms), self.replica)
        self.outbox.append(made)
        return made

    def natural_id(self, message_type, *parts):
        return natural_id(self.family_id, change.kind_of(message_type), *parts)

    def seal(self, record_id, field, reading, replica, words):
        place = sealing.Place(self.family_id, self.member_id, record_id, field, reading, replica)
        return sealing.seal(words, place, self.epoch, self.family_keys[self.epoch])

    # Reading.

    def get(self, message_type, record_id):
        """The record as this device shows it, words in clear; absent: None."""
        kind = change.kind_of(message_type)
        fields = self.shown().get((kind, record_id))
        if fields is None:
            return None
        message = message_type.FromString(merge.patch(kind, record_id, fields).body)
        for descriptor, value in message.ListFields():
            if change.is_sealed(message_type, descriptor.number):
                reading, replica, _ = fields[descriptor.number]
                words = self._unseal(record_id, descriptor.number, reading, replica, value)
                setattr(message, descriptor.name, words)
        return message

    def ids(self, message_type):
        return [record_id for kind, record_id in self.shown() if kind == change.kind_of(message_type)]

    def shown(self):
        """What the server confirmed, and what the outbox still holds."""
        records = dict(self.records)
        for waiting in self.outbox:
            _merge_into(records, waiting.transaction.patches)
        return records

    def _unseal(self, record_id, field, reading, replica, sealed):
        for author in {self.member_id, *self._members()}:
            try:
                place = sealing.Place(self.family_id, author, record_id, field, reading, replica)
                return sealing.unseal(sealed, place, self.family_keys)
            except sealing.DoesNotOpen:
                continue
        raise sealing.DoesNotOpen

    def _members(self):
        kind = change.kind_of(records_pb2.Member)
        return [record_id for each, record_id in self.records if each == kind]

    # Pushing.

    def push(self):
        """Until the outbox is empty, whatever the server says on the way."""
        while self.outbox:
            batch = self.outbox[:MOST_TRANSACTIONS]
            request = self.request(batch)
            response = self.client.push(request)
            self.outcomes.append(response.outcome)
            if response.outcome == Outcome.OUTCOME_ACCEPTED:
                self._accepted(batch, request, response)
            elif response.outcome == Outcome.OUTCOME_SKEW:
                self.restamp(response.server_time_ms)
            elif response.outcome == Outcome.OUTCOME_FORK:
                self._fork()
            elif response.outcome == Outcome.OUTCOME_DIVERGED:
                self.give_back(response.last_push_no)
            elif response.outcome == Outcome.OUTCOME_STALE_EPOCH:
                self.level_roster()
                for waiting in self._own_changes():
                    waiting.stamp(waiting.hlc, self.replica)
            else:
                raise AssertionError(f"an outcome nobody documented: {response}")

    def request(self, batch):
        transactions = [waiting.transaction for waiting in batch]
        digest = hashlib.sha256()
        for transaction in transactions:
            serialized = transaction.SerializeToString(deterministic=True)
            digest.update(len(serialized).to_bytes(4, "big") + serialized)
        return sync_pb2.PushRequest(
            replica=self.replica,
            push_no=self.last_push_no + 1,
            digest=digest.digest(),
            transactions=transactions,
            sent_time_ms=hlc.DeviceTime.now().wall_ms,
            scope=options_pb2.SCOPE_FAMILY,
            key_epoch=self.epoch,
        )

    def level_roster(self):
        """Gets what is new in the family's chain, gives back what the server has lost, and takes the new keys."""
        known = len(self.roster.statements)
        theirs = self.client.get_roster()
        same = min(known, len(theirs))
        if [each.statement for each in theirs[:same]] != [each.statement for each in self.roster.statements[:same]]:
            raise AssertionError("the server shows a different history")
        if len(theirs) < known:
            self.client.append_roster(len(theirs), self.roster.statements[len(theirs) :])
        for each in theirs[known:]:
            self.roster.append(each)
        self.family_keys.update(self.roster.keys_for(self.client.keys, self.member_id, roster.FAMILY))
        self.private_keys.update(self.roster.keys_for(self.client.keys, self.member_id, roster.MEMBER))

    def add_to_roster(self, statement):
        """Of this device, at the end of a chain that is level."""
        self.client.append_roster(len(self.roster.statements), [statement])
        self.roster.append(statement)

    def begin_epoch(self, scope, key):
        self.add_to_roster(self.roster.new_epoch(self.client.keys, self.member_id, scope, key))
        by_epoch = self.family_keys if scope == roster.FAMILY else self.private_keys
        by_epoch[self.roster.checked.epoch(self.member_id if scope == roster.MEMBER else b"")] = key

    def restamp(self, server_time_ms):
        """Stamps what is not acknowledged again, from the server's time."""
        own = self._own_changes()
        made = [(waiting.written_at, waiting.observed) for waiting in own]
        self.clock = hlc.HybridClock(self._greatest_reading())
        for waiting, reading in zip(own, hlc.restamped(made, hlc.DeviceTime.now(), server_time_ms)):
            waiting.stamp(reading, self.replica)
            self.clock.observe(reading)

    def give_back(self, last_push_no):
        """The server has forgotten what this device has seen."""
        self.cursor = None
        self.last_push_no = last_push_no
        patches = [merge.patch(*key, fields) for key, fields in self.records.items()]
        given_back = [
            change.GivenBack(patches[begin : begin + _GIVEN_BACK_AT_ONCE])
            for begin in range(0, len(patches), _GIVEN_BACK_AT_ONCE)
        ]
        self.outbox = given_back + self._own_changes()

    def _accepted(self, batch, request, response):
        assert len(response.verdicts) == len(batch)
        for waiting, transaction, verdict in zip(batch, request.transactions, response.verdicts):
            if verdict.code == Verdict.CODE_REJECTED:
                self.rejected.append((waiting, verdict.reason))
            else:
                _merge_into(self.records, transaction.patches)
        del self.outbox[: len(batch)]
        self.last_push_no = request.push_no

    def _fork(self):
        self.replica = self.client.register_replica()
        self.last_push_no = 0
        for waiting in self._own_changes():
            waiting.stamp(waiting.hlc, self.replica)

    def _own_changes(self):
        return [waiting for waiting in self.outbox if isinstance(waiting, change.Change)]

    # Watching.

    def catch_up(self):
        """Reads the feed to its head, once."""
        stream = self.watch()
        self.read_to_head(stream)
        stream.cancel()

    def watch(self):
        """A stream that has said Hello."""
        stream, hello = self.client.watch(self.cursor, self.replica)
        if hello.last_push_no < self.last_push_no:
            self.give_back(hello.last_push_no)
            stream.cancel()
            return self.watch()
        return stream

    def read_to_head(self, stream):
        """Takes the pages up to the next head, and them all at once. Returns their records."""
        staged = []
        for response in stream:
            if response.WhichOneof("event") == "diverged":
                self.give_back(self.last_push_no)
                staged = []
                continue
            if response.WhichOneof("event") == "roster_moved":
                self.level_roster()
                continue
            page = response.page
            staged.extend(page.records)
            if page.cursor.seq == page.head:
                _merge_into(self.records, staged)
                self.cursor = page.cursor
                self.clock.observe(self._greatest_reading())
                return staged
        raise AssertionError("the stream ended before its head")

    def _greatest_reading(self):
        return max((each[0] for fields in self.records.values() for each in fields.values()), default=0)


def _merge_into(records, patches):
    for patch in patches:
        key = (patch.kind, patch.id)
        records[key] = merge.merged(records.get(key, {}), merge.registers(patch))
