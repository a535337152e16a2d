"""What a device does when its server lies: it notices, says so in one sentence, and loses nothing.

The devices are the real `toward`, and so is the server behind; what stands between them is evil_server.py.
"""

import hashlib
import json
import pathlib
import re
import tempfile
import unittest

import keys
import programs
from evil_server import EvilServer, changing, changing_stream
from toward.v1 import invites_pb2, records_pb2, roster_pb2, sync_pb2

WATCH = "/toward.v1.SyncService/Watch"
GET_ROSTER = "/toward.v1.RosterService/GetRoster"
FETCH_WELCOME = "/toward.v1.InviteService/FetchWelcome"
CLAIM_INVITE = "/toward.v1.InviteService/ClaimInvite"
GET_INVITE = "/toward.v1.InviteService/GetInvite"


class Device(programs.Device):
    def refused(self, *arguments):
        """The one sentence of a command that must fail."""
        finished = self.run(*arguments)
        assert finished.returncode != 0, (arguments, finished.stdout)
        assert finished.stderr.count("\n") == 1, finished.stderr
        return finished.stderr

    def waiting(self):
        return json.loads(self.do("status", "--json"))["changes_waiting"]


def signed_by(device_keys, statement):
    """As a device of the family would sign it, but it is of none."""
    data = statement.SerializeToString()
    signature = device_keys.sign(b"toward/v1/roster" + hashlib.blake2b(data, digest_size=32).digest())
    return roster_pb2.SignedStatement(statement=data, signature=signature)


class Family(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory(prefix="toward-evil-")
        self.addCleanup(directory.cleanup)
        place = pathlib.Path(directory.name)
        server = programs.Server("--listen", "127.0.0.1:0", "--data-directory", place / "server")
        self.addCleanup(server.close)
        self.evil = EvilServer(server.port)
        self.addCleanup(self.evil.close)
        self.url = f"http://127.0.0.1:{self.evil.port}"
        self.ana, self.ben = Device(place / "ana"), Device(place / "ben")
        for each in (self.ana, self.ben):
            self.addCleanup(each.close)
        self.ana.do("init", "--server", self.url, "--name", "Ana", "--zone", "UTC")

    def pair(self):
        inviting = self.ana.start("invite")
        joining = self.ben.start("join", programs.line_with(inviting, r"https?://\S+"), "--name", "Ben")
        programs.finish(inviting, programs.line_with(joining, r"\d{3} \d{3}"))
        programs.finish(joining)

    def honest(self):
        self.evil.hands = {}


class TheRoster(Family):
    def claim(self, length, head):
        """Lets the server say, wherever it says how far its roster goes, that it goes so far."""

        def change(response):
            if response.HasField("hello"):
                response.hello.roster_length, response.hello.roster_head = length, head

        self.evil.hands[WATCH] = changing_stream(sync_pb2.WatchResponse, change)

    def assert_stopped_and_nothing_lost(self):
        self.ana.run("thank", "For the tea at dawn")
        self.assertIn("different history", self.ana.refused("sync"))
        self.assertGreater(self.ana.waiting(), 0)
        self.honest()
        self.ana.do("sync")
        self.assertEqual(self.ana.waiting(), 0)
        self.assertIn("For the tea at dawn", self.ana.do("today"))

    def test_a_reader_whom_nobody_signed_for_is_not_let_in(self):
        self.ana.do("sync")
        mallory = keys.DeviceKeys()

        def forge(answer):
            statement = roster_pb2.RosterStatement(
                family_id=b"f" * 16, seq=answer.length, previous=b"p" * 32,
                signer_device_id=mallory.device_id)
            statement.add_member.member_id = b"m" * 16
            statement.add_member.device.kind = roster_pb2.RosterDevice.KIND_DEVICE
            statement.add_member.device.keys.sign_public_key = mallory.sign_public_key
            statement.add_member.device.keys.box_public_key = mallory.box_public_key
            answer.statements.append(signed_by(mallory, statement))
            answer.length += 1

        self.evil.hands[GET_ROSTER] = changing(roster_pb2.GetRosterResponse, forge)
        self.claim(4, b"h" * 32)
        self.assert_stopped_and_nothing_lost()

    def test_another_history_of_the_same_length_is_noticed(self):
        def retell(answer):
            for each in answer.statements:
                each.statement = each.statement[:-1] + bytes([each.statement[-1] ^ 1])

        self.evil.hands[GET_ROSTER] = changing(roster_pb2.GetRosterResponse, retell)
        self.claim(3, b"h" * 32)
        self.assert_stopped_and_nothing_lost()

    def test_a_chain_that_was_cut_is_given_back(self):
        self.pair()
        self.claim(3, b"h" * 32)
        self.ana.run("sync")
        appended = [request for method, request in self.evil.calls if method.endswith("/AppendRoster")]
        self.assertTrue(appended, "nobody gave the server its roster back")


class TheWords(Family):
    def setUp(self):
        super().setUp()
        self.pair()

    def moments(self, change):
        """`change` gets the moments of each page, parsed, and changes them."""

        def pages(response):
            if not response.HasField("page"):
                return
            records = [each for each in response.page.records if each.kind == 4]
            moments = [records_pb2.Moment.FromString(each.body) for each in records]
            change(records, moments)
            for each, moment in zip(records, moments):
                each.body = moment.SerializeToString()

        self.evil.hands[WATCH] = changing_stream(sync_pb2.WatchResponse, pages)

    def test_words_moved_to_another_record_are_not_shown_there(self):
        self.ana.do("--offline", "checkin", "--minutes", "10")
        self.ana.do("--offline", "thank", "For the tea at dawn")
        self.ana.do("sync")

        moved = []

        def swap(_, moments):
            noted = [each for each in moments if each.HasField("note")]
            bare = [each for each in moments if not each.HasField("note")]
            if noted and bare:
                bare[0].note = noted[0].note
                noted[0].ClearField("note")
                moved.append(bare[0].note)

        self.moments(swap)
        self.ben.run("sync")
        self.assertTrue(moved)
        shown = self.ben.run("today").stdout
        self.assertNotIn("For the tea at dawn", shown)
        self.honest()
        self.assertIn("For the tea at dawn", self.ana.do("today"))

    def test_words_that_were_changed_on_the_way_are_told_and_the_authors_stay(self):
        self.ana.do("thank", "For the tea at dawn")

        def spoil(_, moments):
            for each in moments:
                if each.HasField("note"):
                    each.note = each.note[:-1] + bytes([each.note[-1] ^ 1])

        self.moments(spoil)
        self.ben.run("sync")
        self.assertNotIn("For the tea at dawn", self.ben.run("today").stdout)
        self.assertIn("changed on the way", self.ben.do("status"))
        self.ana.run("sync")
        self.honest()
        self.assertIn("For the tea at dawn", self.ana.do("today"))

    def test_old_words_do_not_come_back_as_new_ones(self):
        self.ana.do("thank", "For the first version")
        old = {}

        def keep(records, moments):
            for record, moment in zip(records, moments):
                if moment.HasField("note"):
                    old.setdefault(record.id, moment.note)

        self.moments(keep)
        self.ben.do("sync")
        self.assertTrue(old)
        self.ana.do("note", "thank", "For the second version")

        replayed = []

        def replay(records, moments):
            for record, moment in zip(records, moments):
                if record.id in old:
                    moment.note = old[record.id]
                    replayed.append(record.id)

        self.moments(replay)
        self.ben.run("sync")
        self.assertTrue(replayed)
        self.assertNotIn("For the first version", self.ben.run("today").stdout)
        self.honest()
        self.assertIn("For the second version", self.ana.do("today"))


class ThePairing(Family):
    def spoiled(self, method, message_type, field):
        def spoil(answer):
            value = getattr(answer, field)
            if value:
                setattr(answer, field, value[:-1] + bytes([value[-1] ^ 1]))

        self.evil.hands[method] = changing(message_type, spoil)

    def join_must_fail(self):
        inviting = self.ana.start("invite")
        link = programs.line_with(inviting, r"https?://\S+")
        joining = self.ben.start("join", link, "--name", "Ben")
        digits = ""
        for line in joining.stdout:
            if found := re.search(r"\d{3} \d{3}", line):
                digits = found[0]
                inviting.stdin.write(digits + "\n")
                inviting.stdin.flush()
        _, error = joining.communicate(timeout=programs.MOST_SECONDS)
        self.assertNotEqual(joining.returncode, 0)
        self.assertEqual(error.count("\n"), 1, error)
        self.assertFalse((self.ben.directory / "keys.bin").exists())
        return digits

    def test_a_changed_offer_is_not_taken(self):
        self.spoiled(CLAIM_INVITE, invites_pb2.ClaimInviteResponse, "offer")
        self.assertEqual(self.join_must_fail(), "")

    def test_a_changed_reveal_shows_no_digits(self):
        self.spoiled(FETCH_WELCOME, invites_pb2.FetchWelcomeResponse, "reveal")
        self.assertEqual(self.join_must_fail(), "")

    def test_a_changed_welcome_lets_nobody_in(self):
        self.spoiled(FETCH_WELCOME, invites_pb2.FetchWelcomeResponse, "welcome")
        self.assertNotEqual(self.join_must_fail(), "")


if __name__ == "__main__":
    unittest.main()
