"""What one act of a person changes, kept so that it can be stamped, and its words sealed, again."""

import dataclasses

import merge
import wire
from toward.v1 import options_pb2, records_pb2, sync_pb2

MESSAGES = {
    descriptor.GetOptions().Extensions[options_pb2.kind]: getattr(records_pb2, name)
    for name, descriptor in records_pb2.DESCRIPTOR.message_types_by_name.items()
}


def kind_of(message_type):
    return message_type.DESCRIPTOR.GetOptions().Extensions[options_pb2.kind]


def is_sealed(message_type, field):
    descriptor = message_type.DESCRIPTOR.fields_by_number.get(field)
    return descriptor is not None and descriptor.GetOptions().Extensions[options_pb2.sealed]


@dataclasses.dataclass(frozen=True)
class Edit:
    """Fields of one record. The sealed ones hold their words in clear; those in `cleared` become absent."""

    record_id: bytes
    message: object
    cleared: tuple = ()


class Change:
    """`seal(record id, field, hlc, replica, words)` is how its writer seals words."""

    def __init__(self, edits, seal, written_at, observed):
        self.edits = edits
        # When it was made, and the greatest reading its writer had seen from the server by then.
        self.written_at = written_at
        self.observed = observed
        self.transaction = None
        self._seal = seal

    def stamp(self, hlc, replica):
        """From now on its bytes stay as they are, until it is stamped again."""
        self.hlc, self.replica = hlc, replica
        self.transaction = sync_pb2.Transaction(patches=[self._patch(edit) for edit in self.edits])

    def _patch(self, edit):
        message_type = type(edit.message)
        message = message_type()
        message.CopyFrom(edit.message)
        for descriptor, value in edit.message.ListFields():
            if is_sealed(message_type, descriptor.number):
                sealed = self._seal(edit.record_id, descriptor.number, self.hlc, self.replica, value)
                setattr(message, descriptor.name, sealed)
        values = wire.cut_by_field(message.SerializeToString())
        values.update({field: b"" for field in edit.cleared})
        stamped = {field: (self.hlc, self.replica, value) for field, value in values.items()}
        return merge.patch(kind_of(message_type), edit.record_id, stamped)


class GivenBack:
    """Records that a restored server has lost, each with the stamps it has."""

    def __init__(self, patches):
        self.transaction = sync_pb2.Transaction(patches=patches)
