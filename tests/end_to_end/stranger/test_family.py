"""A family whose every device is a client in another language."""

import os
import unittest

from grpc import StatusCode

import family
import hlc
import invites
import keys
import pairing
import roster
from change import Edit
from family_test import FamilyTest
from replica import Outcome, Verdict
from toward.v1 import roster_pb2
from toward.v1.records_pb2 import Child, Member

MIA = b"Mia's id, of 16 "


class BeginningTest(FamilyTest):
    def test_what_a_family_starts_with_is_accepted(self):
        self.assertEqual(self.ana.outcomes, [Outcome.OUTCOME_ACCEPTED])
        self.assertEqual(self.ana.rejected, [])

    def test_asking_again_for_the_family_gives_the_same_replica(self):
        self.assertEqual(self.ana.client.create_family(self.ana.roster), self.ana.replica)

    def test_another_device_cannot_take_the_family(self):
        thief = self.home.new_client()
        chain, _ = roster.begin(self.ana.family_id, self.ana.member_id, thief.keys)
        self.assert_refused(StatusCode.ALREADY_EXISTS, thief.create_family, chain)

    def test_a_session_needs_the_devices_own_signature(self):
        ana, thief = self.ana.client, keys.DeviceKeys()
        nonce = ana.challenge().nonce
        self.assert_refused(StatusCode.UNAUTHENTICATED, ana.answer, nonce, thief.prove(ana.origin, nonce))

    def test_a_nonce_is_good_once(self):
        ana = self.ana.client
        nonce = ana.challenge().nonce
        proof = ana.keys.prove(ana.origin, nonce)
        self.assertTrue(ana.answer(nonce, proof).token)
        self.assert_refused(StatusCode.UNAUTHENTICATED, ana.answer, nonce, proof)


class InviteTest(FamilyTest):
    def test_names_are_read_by_both_partners(self):
        ben = self.join_as_partner()
        self.ana.catch_up()
        for replica in (self.ana, ben):
            names = {replica.get(Member, member_id).name for member_id in replica.ids(Member)}
            self.assertEqual(names, {b"Ana", b"Ben"})

    def test_a_further_device_is_of_the_same_member(self):
        phone = self.another_device_of(self.ana)
        self.assertEqual(phone.member_id, self.ana.member_id)
        self.assertNotEqual(phone.replica, self.ana.replica)
        self.assertEqual(phone.private_keys, self.ana.private_keys)
        self.assertEqual(phone.get(Member, self.ana.member_id).name, b"Ana")

    def test_an_invite_works_once_and_the_same_claim_is_answered_the_same(self):
        host, ben = self.invited()
        ben.claim()
        ben.claim()
        eve = pairing.Joiner(self.home.new_client(), host.invite)
        self.assert_refused(StatusCode.NOT_FOUND, eve.claim)

    def test_an_invite_needs_its_secret(self):
        host, _ = self.invited()
        guess = invites.Invite(host.invite.server, host.invite.invite_id, os.urandom(32))
        self.assert_refused(StatusCode.NOT_FOUND, pairing.Joiner(self.home.new_client(), guess).claim)

    def test_who_is_claimed_and_not_confirmed_gets_no_welcome_and_no_session(self):
        host, ben = self.invited()
        ben.claim()
        host.reveal()
        self.assertTrue(host.digits_fit(ben.digits()))
        self.assertIsNone(ben.welcome())
        self.assert_refused(StatusCode.UNAUTHENTICATED, ben.client.open_session)

    def test_a_family_has_two_members(self):
        self.join_as_partner()
        self.assert_refused(StatusCode.FAILED_PRECONDITION, self.invited)

    def invited(self):
        host = pairing.Inviter(self.ana, invites.Invite.new(self.home.url()), pairing.PARTNER)
        host.open()
        return host, pairing.Joiner(self.home.new_client(), host.invite)


class RosterTest(FamilyTest):
    def setUp(self):
        super().setUp()
        self.phone = self.another_device_of(self.ana)
        self.ben = self.join_as_partner()
        self.ana.level_roster()

    def remove_the_phone(self):
        act = roster_pb2.RemoveDeviceAct(device_id=self.phone.client.keys.device_id)
        self.ana.add_to_roster(self.ana.roster.sign(self.ana.client.keys, remove_device=act))

    def test_a_removed_device_has_no_session_any_more(self):
        self.remove_the_phone()
        self.assert_refused(StatusCode.UNAUTHENTICATED, self.phone.client.get_roster)

    def test_nothing_is_taken_before_the_next_epoch_has_begun(self):
        self.remove_the_phone()
        self.ana.write(Edit(MIA, Child(name=b"Mia")))
        answer = self.ana.client.push(self.ana.request(self.ana.outbox))
        self.assertEqual(answer.outcome, Outcome.OUTCOME_STALE_EPOCH)

    def test_the_partner_gets_the_new_key_from_the_chain_and_seals_again(self):
        self.ben.write(Edit(MIA, Child(name=b"Mia")))
        self.remove_the_phone()
        self.ana.begin_epoch(roster.FAMILY, os.urandom(32))
        self.ben.outcomes.clear()
        self.ben.push()
        self.assertEqual(self.ben.outcomes, [Outcome.OUTCOME_STALE_EPOCH, Outcome.OUTCOME_ACCEPTED])
        self.assertEqual(self.ben.family_keys, self.ana.family_keys)
        self.ana.catch_up()
        self.assertEqual(self.ana.get(Child, MIA).name, b"Mia")
        self.assertNotIn(2, self.phone.family_keys)

    def test_a_statement_of_somebody_else_is_not_taken(self):
        act = roster_pb2.RemoveMemberAct(member_id=self.ben.member_id)
        forged = self.ana.roster.sign(keys.DeviceKeys(), remove_member=act)
        self.assert_refused(
            StatusCode.INVALID_ARGUMENT,
            self.ana.client.append_roster,
            len(self.ana.roster.statements),
            [forged],
        )


class FeedTest(FamilyTest):
    def test_a_change_reaches_a_device_that_watches(self):
        ben = self.join_as_partner()
        ben.catch_up()
        stream = ben.watch()
        self.assertEqual(ben.read_to_head(stream), [])
        self.ana.write(Edit(MIA, Child(name="Mia ❤".encode(), role=Child.ROLE_OLDER)))
        self.ana.push()
        self.assertEqual([record.id for record in ben.read_to_head(stream)], [MIA])
        self.assertEqual(ben.get(Child, MIA).name.decode(), "Mia ❤")
        stream.cancel()

    def test_the_same_push_again_gets_the_same_answer(self):
        self.ana.write(Edit(MIA, Child(name=b"Mia")))
        request = self.ana.request(self.ana.outbox)
        first = self.ana.client.push(request)
        again = self.ana.client.push(request)
        self.assertEqual(list(first.verdicts), [Verdict(code=Verdict.CODE_APPLIED)])
        self.assertEqual((again.outcome, again.verdicts), (first.outcome, first.verdicts))

    def test_a_record_that_changed_often_comes_once(self):
        ben = self.join_as_partner()
        for name in (b"M", b"Mi", b"Mia"):
            self.ana.write(Edit(MIA, Child(name=name)))
            self.ana.push()
        stream = ben.watch()
        records = ben.read_to_head(stream)
        self.assertEqual([record.id for record in records if record.id != ben.member_id], [MIA])
        stream.cancel()

    def test_fields_written_apart_are_joined_and_the_later_of_two_wins(self):
        ben = self.join_as_partner()
        now = hlc.DeviceTime.now()
        self.ana.write(Edit(MIA, Child(name=b"Mia", role=Child.ROLE_BABY)), now=now)
        ben.write(Edit(MIA, Child(role=Child.ROLE_OLDER)), now=now.later(1))
        ben.push()
        self.ana.push()
        for replica in (self.ana, ben):
            replica.catch_up()
            self.assertEqual(replica.get(Child, MIA), Child(alive=True, name=b"Mia", role=Child.ROLE_OLDER))

    def test_a_cleared_field_is_absent_everywhere(self):
        ben = self.join_as_partner()
        self.ana.write(Edit(MIA, Child(name=b"Mia", role=Child.ROLE_BABY)))
        self.ana.write(Edit(MIA, Child(), cleared=(Child.ROLE_FIELD_NUMBER,)))
        self.ana.push()
        ben.catch_up()
        self.assertFalse(ben.get(Child, MIA).HasField("role"))

    def test_many_records_come_in_pages_that_end_at_a_head(self):
        ids = [os.urandom(16) for _ in range(500)]
        for begin in range(0, len(ids), 50):
            self.ana.write(*(Edit(each, Child(name=b"x" * 500)) for each in ids[begin : begin + 50]))
        self.ana.push()
        ben = self.join_as_partner()
        self.assertEqual(set(ben.ids(Child)), set(ids))


if __name__ == "__main__":
    unittest.main()
