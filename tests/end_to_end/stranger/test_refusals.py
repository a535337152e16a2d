"""What breaks a rule is answered as documented, and leaves no trace: the next good message works."""

import os
import unittest

from grpc import StatusCode

import keys
import merge
import roster
from change import Edit
from family_test import FamilyTest
from replica import Outcome, Verdict
from toward.v1 import account_pb2, options_pb2, roster_pb2, sync_pb2
from toward.v1.records_pb2 import Child, Moment

_PUSH = "/toward.v1.SyncService/Push"
_LEAST_TRANSACTION_TOO_LARGE = 512 * 1024
_LEAST_PUSH_TOO_LARGE = 1024 * 1024
MIA = b"Mia's id, of 16 "


class RefusalsTest(FamilyTest):
    def tearDown(self):
        """What Ana writes next is accepted, and it is all there is besides what her family began with."""
        before = set(self.ana.records)
        self.ana.write(Edit(MIA, Child(name=b"Mia")))
        self.ana.push()
        self.assertEqual(self.ana.outcomes[-1], Outcome.OUTCOME_ACCEPTED)
        self.ana.cursor = None
        self.ana.records = {}
        self.ana.catch_up()
        self.assertEqual(set(self.ana.records), before | {(options_pb2.KIND_CHILD, MIA)})


class MessagesTest(RefusalsTest):
    """The whole call is refused."""

    def request(self):
        self.ana.write(Edit(os.urandom(16), Child(name=b"Nobody")))
        request = self.ana.request(self.ana.outbox)
        self.ana.outbox.clear()
        return request

    def assert_not_taken(self, code, request):
        self.assert_refused(code, self.ana.client.push, request)

    def assert_bytes_not_taken(self, code, method, message, metadata):
        self.assert_refused(code, lambda: self.ana.client.channel.unary_unary(method)(message, metadata=metadata))

    def test_bytes_that_are_no_message(self):
        metadata = self.ana.client.metadata()
        self.assert_bytes_not_taken(StatusCode.INVALID_ARGUMENT, _PUSH, b"\xff\xff\xff", metadata)
        cut_off = self.request().SerializeToString()[:-1]
        self.assert_bytes_not_taken(StatusCode.INVALID_ARGUMENT, _PUSH, cut_off, metadata)

    def test_a_method_nobody_wrote(self):
        metadata = self.ana.client.metadata()
        self.assert_bytes_not_taken(StatusCode.UNIMPLEMENTED, "/toward.v1.SyncService/Pull", b"", metadata)

    def test_no_session(self):
        message = self.request().SerializeToString()
        token = self.ana.client.metadata()[0][1]
        for metadata in ((), (("authorization", "Bearer x"),), (("authorization", token.replace("Bearer", "Basic")),)):
            self.assert_bytes_not_taken(StatusCode.UNAUTHENTICATED, _PUSH, message, metadata)

    def test_a_digest_of_another_length(self):
        request = self.request()
        request.digest = request.digest[:31]
        self.assert_not_taken(StatusCode.INVALID_ARGUMENT, request)

    def test_numbers_that_are_none(self):
        for name, number in (("push_no", 0), ("push_no", 2**63), ("replica", 0)):
            request = self.request()
            setattr(request, name, number)
            self.assert_not_taken(StatusCode.INVALID_ARGUMENT, request)

    def test_more_than_a_hundred_transactions(self):
        request = self.request()
        request.transactions.extend(request.transactions[:1] * 100)
        self.assert_not_taken(StatusCode.INVALID_ARGUMENT, request)

    def test_more_than_a_mebibyte(self):
        for size in (_LEAST_PUSH_TOO_LARGE, 8 * _LEAST_PUSH_TOO_LARGE):
            request = self.request()
            request.transactions[0].patches[0].body = bytes(size)
            self.assert_not_taken(StatusCode.RESOURCE_EXHAUSTED, request)

    def test_a_cursor_no_server_gave(self):
        cursor = sync_pb2.Cursor(epoch=b"short", seq=1, salt=1)
        self.assert_refused(StatusCode.INVALID_ARGUMENT, self.ana.client.watch, cursor)

    def test_ids_and_statements_that_do_not_fit(self):
        stub = self.ana.client.channel.unary_unary("/toward.v1.AccountService/CreateFamily")
        stranger = keys.DeviceKeys()
        chain, _ = roster.begin(os.urandom(16), os.urandom(16), stranger)
        whole = account_pb2.CreateFamilyRequest(
            family_id=chain.checked.family,
            roster=chain.statements,
        )
        for wrong in (
            account_pb2.CreateFamilyRequest(family_id=bytes(15)),
            account_pb2.CreateFamilyRequest(roster=[chain.statements[1]]),
            account_pb2.CreateFamilyRequest(roster=[roster_pb2.SignedStatement(statement=b"?", signature=b"?")]),
        ):
            request = account_pb2.CreateFamilyRequest()
            request.MergeFrom(whole)
            request.MergeFrom(wrong)
            self.assert_refused(StatusCode.INVALID_ARGUMENT, stub, request.SerializeToString())


class TransactionsTest(RefusalsTest):
    """One transaction is refused, and the rest of its push is stored."""

    def patch(self, body=b"\x08\x01", fields=(1,), record_id=None, kind=options_pb2.KIND_CHILD, replica=None):
        stamp = sync_pb2.Stamp(hlc=1 << 40, replica=self.ana.replica if replica is None else replica)
        runs = [sync_pb2.StampRun(stamp=stamp, fields=fields)]
        return sync_pb2.Patch(kind=kind, id=os.urandom(16) if record_id is None else record_id, body=body, runs=runs)

    def assert_rejected(self, reason, *patches):
        good = self.patch()
        request = self.ana.request([])
        request.transactions.add().patches.extend(patches)
        request.transactions.add().patches.append(good)
        request.digest = os.urandom(32)
        answer = self.ana.client.push(request)
        self.assertEqual(
            list(answer.verdicts),
            [Verdict(code=Verdict.CODE_REJECTED, reason=reason), Verdict(code=Verdict.CODE_APPLIED)],
        )
        self.ana.last_push_no = request.push_no
        self.ana.records[(good.kind, good.id)] = merge.registers(good)

    def test_patches_that_break_a_rule(self):
        group = b"\x0b\x0c"
        for wrong in (
            self.patch(record_id=bytes(15)),
            self.patch(kind=0),
            self.patch(replica=0),
            self.patch(body=b"\x08"),
            self.patch(body=group),
            self.patch(fields=(1, 1)),
            self.patch(fields=(2,)),
            self.patch(fields=(1, 10_001)),
            self.patch(body=b"", fields=()),
        ):
            self.assert_rejected(Verdict.REASON_MALFORMED, wrong)

    def test_nothing(self):
        self.assert_rejected(Verdict.REASON_MALFORMED)

    def test_a_record_twice(self):
        self.assert_rejected(Verdict.REASON_MALFORMED, self.patch(record_id=MIA), self.patch(record_id=MIA))

    def test_nothing_of_a_transaction_that_breaks_a_rule(self):
        self.assert_rejected(Verdict.REASON_MALFORMED, self.patch(), self.patch(kind=0))

    def test_more_than_200_patches(self):
        self.assert_rejected(Verdict.REASON_TOO_LARGE, *(self.patch() for _ in range(201)))

    def test_more_than_512_kib(self):
        note = b"x" * (_LEAST_TRANSACTION_TOO_LARGE // 10)
        body = Moment(note=note).SerializeToString()
        self.assert_rejected(Verdict.REASON_TOO_LARGE, *(self.patch(body, (8,)) for _ in range(10)))

    def test_a_record_of_more_than_64_kib(self):
        body = Moment(note=b"x" * 65 * 1024).SerializeToString()
        self.assert_rejected(Verdict.REASON_TOO_LARGE, self.patch(body, (8,)))

    def test_a_record_that_would_grow_beyond_64_kib(self):
        half = b"x" * 40 * 1024
        self.ana.write(Edit(MIA, Child(alive=True)))
        self.ana.push()
        growing = [
            self.patch(Moment(note=half).SerializeToString(), (8,), MIA),
            self.patch(Moment(activity=half).SerializeToString(), (10,), MIA),
        ]
        request = self.ana.request([])
        for patch in growing:
            request.transactions.add().patches.append(patch)
        answer = self.ana.client.push(request)
        self.assertEqual([verdict.code for verdict in answer.verdicts], [Verdict.CODE_APPLIED, Verdict.CODE_REJECTED])
        self.assertEqual(answer.verdicts[1].reason, Verdict.REASON_TOO_LARGE)
        self.ana.last_push_no = request.push_no


if __name__ == "__main__":
    unittest.main()
