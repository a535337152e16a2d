"""What a server answers to a push, and what the device then does: SKEW, FORK, DIVERGED."""

import copy
import unittest

import hlc
from change import Edit
from family_test import FamilyTest
from replica import Outcome
from toward.v1.records_pb2 import Child

MIA = b"Mia's id, of 16 "
LEO = b"Leo's id, of 16 "
A_MINUTE_MS = 60_000


def names_of_children(replica):
    return {replica.get(Child, each).name for each in replica.ids(Child)}


class SkewTest(FamilyTest):
    def setUp(self):
        super().setUp()
        self.ana.outcomes.clear()

    def write_at(self, now):
        self.ana.write(Edit(MIA, Child(name=b"Mia")), now=now)

    def test_a_stamp_from_the_future_is_made_again_and_its_words_still_open(self):
        ben = self.join_as_partner()
        self.write_at(hlc.DeviceTime.now().later(A_MINUTE_MS * 24 * 60))
        self.ana.push()
        self.assertEqual(self.ana.outcomes, [Outcome.OUTCOME_SKEW, Outcome.OUTCOME_ACCEPTED])
        ben.catch_up()
        self.assertEqual(ben.get(Child, MIA).name, b"Mia")

    def test_the_push_number_stays_the_same(self):
        number = self.ana.last_push_no + 1
        self.write_at(hlc.DeviceTime.now().later(2 * A_MINUTE_MS))
        self.ana.push()
        self.assertEqual(self.ana.last_push_no, number)

    def test_less_than_a_minute_ahead_is_accepted(self):
        self.write_at(hlc.DeviceTime.now().later(A_MINUTE_MS // 2))
        self.ana.push()
        self.assertEqual(self.ana.outcomes, [Outcome.OUTCOME_ACCEPTED])

    def test_years_ago_is_accepted(self):
        self.write_at(hlc.DeviceTime(0, 0, "another start"))
        self.ana.push()
        self.assertEqual(self.ana.outcomes, [Outcome.OUTCOME_ACCEPTED])

    def test_a_device_whose_clock_runs_late_is_told_the_time(self):
        self.write_at(hlc.DeviceTime.now())
        request = self.ana.request(self.ana.outbox)
        request.sent_time_ms -= 2 * A_MINUTE_MS
        answer = self.ana.client.push(request)
        self.assertEqual(answer.outcome, Outcome.OUTCOME_SKEW)
        self.assertLess(abs(answer.server_time_ms - hlc.DeviceTime.now().wall_ms), A_MINUTE_MS)
        self.assertEqual(answer.last_push_no, self.ana.last_push_no)


class ForkTest(FamilyTest):
    def setUp(self):
        super().setUp()
        self.ana.outcomes.clear()

    def test_a_clone_takes_another_number_and_loses_nothing(self):
        clone = copy.copy(self.ana)
        clone.outbox, clone.outcomes, clone.records = [], [], dict(self.ana.records)
        self.ana.write(Edit(MIA, Child(name=b"Mia")))
        clone.write(Edit(LEO, Child(name=b"Leo")))
        self.ana.push()
        clone.push()
        self.assertEqual(self.ana.outcomes, [Outcome.OUTCOME_ACCEPTED])
        self.assertEqual(clone.outcomes, [Outcome.OUTCOME_FORK, Outcome.OUTCOME_ACCEPTED])
        self.assertNotEqual(clone.replica, self.ana.replica)
        self.ana.catch_up()
        self.assertEqual(names_of_children(self.ana), {b"Mia", b"Leo"})

    def test_the_partners_number_is_not_this_devices(self):
        ben = self.join_as_partner()
        self.ana.write(Edit(MIA, Child(name=b"Mia")))
        self.ana.replica = ben.replica
        self.ana.push()
        self.assertEqual(self.ana.outcomes, [Outcome.OUTCOME_FORK, Outcome.OUTCOME_ACCEPTED])

    def test_nothing_of_a_fork_is_stored(self):
        self.ana.write(Edit(MIA, Child(name=b"Mia")))
        request = self.ana.request(self.ana.outbox)
        request.push_no = self.ana.last_push_no
        self.assertEqual(self.ana.client.push(request).outcome, Outcome.OUTCOME_FORK)
        self.ana.outbox.clear()
        self.ana.cursor = None
        self.ana.catch_up()
        self.assertIsNone(self.ana.get(Child, MIA))


class DivergedTest(FamilyTest):
    def test_a_number_left_out_is_diverged(self):
        self.ana.write(Edit(MIA, Child(name=b"Mia")))
        self.ana.last_push_no += 1
        self.ana.push()
        self.assertEqual(self.ana.outcomes[1:], [Outcome.OUTCOME_DIVERGED, Outcome.OUTCOME_ACCEPTED])


class RestoredServerTest(FamilyTest):
    """The server goes back to a copy of its data made before Ana wrote of Mia, and Ben saw it."""

    def setUp(self):
        super().setUp()
        self.ben = self.join_as_partner()
        self.home.kill_server()
        self.home.keep_copy()
        self.home.start_server()
        self.ana.write(Edit(MIA, Child(name=b"Mia")))
        self.ana.push()
        self.ben.catch_up()
        self.home.kill_server()
        self.home.restore_copy()
        self.home.start_server()

    def names_on_a_new_device(self):
        phone = self.another_device_of(self.ana)
        return names_of_children(phone)

    def test_a_cursor_from_the_lost_time_is_diverged(self):
        stream, _ = self.ben.client.watch(self.ben.cursor, self.ben.replica)
        self.assertEqual([next(stream).WhichOneof("event") for _ in range(2)], ["diverged", "page"])
        stream.cancel()

    def test_what_one_device_still_holds_comes_back(self):
        self.ben.catch_up()
        self.ben.push()
        self.assertEqual(self.names_on_a_new_device(), {b"Mia"})

    def test_a_device_that_writes_learns_of_it_by_pushing(self):
        self.ana.outcomes.clear()
        self.ana.write(Edit(LEO, Child(name=b"Leo")))
        self.ana.push()
        self.assertEqual(self.ana.outcomes, [Outcome.OUTCOME_DIVERGED, Outcome.OUTCOME_ACCEPTED])
        self.assertEqual(self.names_on_a_new_device(), {b"Mia", b"Leo"})

    def test_a_device_that_only_watches_learns_of_it_from_hello(self):
        self.ana.cursor = None
        self.ana.catch_up()
        self.ana.push()
        self.assertEqual(self.names_on_a_new_device(), {b"Mia"})


if __name__ == "__main__":
    unittest.main()
