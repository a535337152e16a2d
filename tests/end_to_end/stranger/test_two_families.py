"""Two families on one server never learn of one another."""

import os
import os
import unittest

import grpc

import family
import merge
from change import Edit
from family_test import FamilyTest
from replica import Outcome
from toward.v1.records_pb2 import Child, Member

MIA = b"Mia's id, of 16 "


class TwoFamiliesTest(FamilyTest):
    def setUp(self):
        super().setUp()
        self.eve = self.new_family("Eve")
        self.ana.write(Edit(MIA, Child(name=b"Mia")))
        self.ana.push()

    def test_a_feed_has_only_the_familys_own_records(self):
        self.eve.catch_up()
        self.assertEqual(self.eve.ids(Member), [self.eve.member_id])
        self.assertEqual(self.eve.ids(Child), [])

    def test_another_familys_cursor_gives_only_the_familys_own_records(self):
        self.ana.catch_up()
        own = set(self.eve.records)
        self.eve.records = {}
        self.eve.cursor = self.ana.cursor
        self.eve.catch_up()
        self.assertLessEqual(set(self.eve.records), own)

    def test_a_stream_that_is_open_hears_nothing_of_another_familys_changes(self):
        stream = self.eve.watch()
        self.eve.read_to_head(stream)
        self.ana.write(Edit(os.urandom(16), Child(name=b"Leo")))
        self.ana.push()
        self.eve.write(Edit(b"Eve's own child,", Child(name=b"Kim")))
        self.eve.push()
        self.assertEqual([record.id for record in self.eve.read_to_head(stream)], [b"Eve's own child,"])
        stream.cancel()

    def test_a_record_of_the_same_id_is_another_record(self):
        self.eve.write(Edit(MIA, Child(alive=False)))
        self.eve.push()
        self.ana.cursor = None
        self.ana.catch_up()
        self.assertTrue(self.ana.get(Child, MIA).alive)
        self.eve.catch_up()
        self.assertFalse(self.eve.get(Child, MIA).alive)

    def test_another_familys_replica_number_is_a_fork_and_tells_nothing(self):
        self.eve.write(Edit(MIA, Child(name=b"Eve")))
        request = self.eve.request(self.eve.outbox)
        request.replica = self.ana.replica
        answer = self.eve.client.push(request)
        self.assertEqual((answer.outcome, answer.last_push_no), (Outcome.OUTCOME_FORK, 0))
        _, hello = self.eve.client.watch(replica=self.ana.replica)
        self.assertEqual(hello.last_push_no, 0)

    def test_a_device_of_one_family_cannot_join_another(self):
        with self.assertRaises(grpc.RpcError):
            family.join(self.eve.client, self.ana)

    def test_words_moved_into_another_family_do_not_open(self):
        (key,) = [key for key in self.ana.records if key[1] == MIA]
        moved = merge.patch(*key, self.ana.records[key])
        request = self.eve.request([])
        request.transactions.add().patches.append(moved)
        self.eve.client.push(request)
        self.eve.catch_up()
        with self.assertRaises(ValueError):
            self.eve.get(Child, MIA)


if __name__ == "__main__":
    unittest.main()
