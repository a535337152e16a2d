"""A record: one register for each field, and how two copies of it become one."""

import wire
from toward.v1 import sync_pb2

ID_BYTES = 16


def registers(patch):
    """Field number to (hlc, replica, value bytes); a greater one wins. Raises Malformed."""
    if len(patch.id) != ID_BYTES or patch.kind == 0:
        raise wire.Malformed("no record")
    values = wire.cut_by_field(patch.body)
    fields = {}
    for run in patch.runs:
        if run.stamp.replica == 0:
            raise wire.Malformed("a stamp without a replica")
        for field in run.fields:
            if field in fields or not 1 <= field <= wire.LAST_FIELD:
                raise wire.Malformed(f"field {field} in a run")
            fields[field] = (run.stamp.hlc, run.stamp.replica, values.pop(field, b""))
    if values or not fields:
        raise wire.Malformed("runs that do not cover the body")
    return fields


def merged(*copies):
    """The registers of one record, from those of several copies."""
    fields = {}
    for copy in copies:
        for field, register in copy.items():
            fields[field] = max(register, fields.get(field, register))
    return fields


def patch(kind, record_id, fields):
    """A patch with these registers, in the one form every copy keeps."""
    runs = {}
    for field in sorted(fields):
        hlc, replica, _ = fields[field]
        runs.setdefault((hlc, replica), []).append(field)
    return sync_pb2.Patch(
        kind=kind,
        id=record_id,
        body=b"".join(fields[field][2] for field in sorted(fields)),
        runs=[
            sync_pb2.StampRun(stamp=sync_pb2.Stamp(hlc=hlc, replica=replica), fields=covered)
            for (hlc, replica), covered in runs.items()
        ],
    )
