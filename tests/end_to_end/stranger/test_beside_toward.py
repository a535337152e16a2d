"""One family, with the program `toward` on some devices and a client in another language on others."""

import datetime
import unittest
import zoneinfo

import family
import household
import programs
from change import Edit
from toward.v1.records_pb2 import Calendar, Child, Member, Moment, Reflection, Ritual

_EPOCH = datetime.date(1970, 1, 1)


def plan_day(replica):
    """The number of today in the family's calendar."""
    begins = replica.get(Calendar, replica.natural_id(Calendar)).plan_day
    now = datetime.datetime.now(zoneinfo.ZoneInfo(begins.time_zone))
    return ((now - datetime.timedelta(hours=begins.day_start_hour)).date() - _EPOCH).days


def check_in_id(replica):
    ritual_id = replica.natural_id(Ritual, "check-in")
    return replica.natural_id(Moment, ritual_id, plan_day(replica))


def check_in(replica, note):
    """Tonight's, with a note."""
    moment = Moment(
        ritual_id=replica.natural_id(Ritual, "check-in"),
        day=plan_day(replica),
        member_id=replica.member_id,
        minutes=12,
        outcome=Moment.OUTCOME_DONE,
        note=note.encode(),
    )
    return Edit(check_in_id(replica), moment)


def own_words(replica, text):
    """At tonight's check-in."""
    reflection = Reflection(
        ritual_id=replica.natural_id(Ritual, "check-in"),
        day=plan_day(replica),
        member_id=replica.member_id,
        text=text.encode(),
        visibility=Reflection.VISIBILITY_SHARED,
    )
    record_id = replica.natural_id(Reflection, reflection.ritual_id, reflection.day, reflection.member_id)
    return Edit(record_id, reflection)


class BesideTowardTest(unittest.TestCase):
    def setUp(self):
        self.home = household.Household()
        self.addCleanup(self.home.close)


class InTowardsFamilyTest(BesideTowardTest):
    def setUp(self):
        super().setUp()
        zone = programs.zone_at_noon()
        self.home.toward("ana", "init", "--server", self.home.url(), "--name", "Ana", "--zone", zone)
        self.home.toward("ana", "children", "add", "Mia")
        joiner = self.home.new_client()
        self.ben = family.welcomed(joiner, self.home.join_through_toward("ana", joiner), "Ben")

    def test_names_written_by_toward_are_read(self):
        (ana,) = set(self.ben.ids(Member)) - {self.ben.member_id}
        self.assertEqual(self.ben.get(Member, ana).name, b"Ana")
        self.assertEqual([self.ben.get(Child, child).name for child in self.ben.ids(Child)], [b"Mia"])

    def test_a_title_written_here_is_shown_by_toward(self):
        self.ben.write(Edit(self.ben.natural_id(Ritual, "check-in"), Ritual(title="Stairs, 9 pm".encode())))
        self.ben.push()
        self.assertIn("Stairs, 9 pm", self.home.toward("ana", "today"))

    def test_words_written_by_toward_are_read(self):
        self.home.toward("ana", "checkin", "--minutes", "7", "--note", "I felt seen.")
        self.home.toward("ana", "note", "checkin", "We laughed at the laundry.")
        self.home.toward("ana", "thank", "For the walk at four.")
        self.ben.catch_up()
        moment = self.ben.get(Moment, check_in_id(self.ben))
        self.assertEqual((moment.note, moment.minutes), (b"We laughed at the laundry.", 7))
        own_words = self.ben.natural_id(Reflection, moment.ritual_id, moment.day, moment.member_id)
        self.assertEqual(self.ben.get(Reflection, own_words).text, b"I felt seen.")
        notes = {self.ben.get(Moment, each).note for each in self.ben.ids(Moment)}
        self.assertIn(b"For the walk at four.", notes)

    def test_a_check_in_written_here_is_shown_by_toward(self):
        self.ben.write(check_in(self.ben, "Ten minutes on the stairs."))
        self.ben.push()
        self.assertEqual(self.ben.rejected, [])
        self.assertIn("Ten minutes on the stairs.", self.home.toward("ana", "today"))

    def test_own_words_written_here_are_shown_by_toward(self):
        self.ben.write(check_in(self.ben, "Ours."), own_words(self.ben, "I was tired, and you saw it."))
        self.ben.push()
        self.assertIn("Ben: I was tired, and you saw it.", self.home.toward("ana", "today"))

    def test_a_check_in_marked_by_both_is_one(self):
        self.ben.write(check_in(self.ben, "Ours."))
        self.home.toward("ana", "checkin", "--minutes", "10")
        self.ben.push()
        self.ben.catch_up()
        self.assertEqual(self.ben.ids(Moment), [check_in_id(self.ben)])

    def test_a_later_note_of_towards_replaces_the_one_written_here(self):
        self.ben.write(check_in(self.ben, "Mine."))
        self.ben.push()
        self.home.toward("ana", "today")
        self.home.toward("ana", "note", "checkin", "Hers, later.")
        self.ben.catch_up()
        self.assertEqual(self.ben.get(Moment, check_in_id(self.ben)).note, b"Hers, later.")

    def test_fields_and_kinds_of_a_newer_version_survive_an_edit_by_toward(self):
        edit = check_in(self.ben, "Mine.")
        from_the_future = bytes.fromhex("a238") + b"\x05later"
        edit.message.MergeFromString(from_the_future)
        self.ben.write(edit)
        self.ben.push()
        self.home.toward("ana", "today")
        self.home.toward("ana", "note", "checkin", "Hers.")
        phone = family.join_as_own_device(self.home.new_client(), self.ben)
        body = phone.get(Moment, check_in_id(phone)).SerializeToString()
        self.assertIn(from_the_future, body)
        self.assertIn(b"Hers.", body)


class InOurFamilyTest(BesideTowardTest):
    def setUp(self):
        super().setUp()
        self.ana = family.begin(self.home.new_client(), "Ana", programs.zone_at_noon())

    def test_toward_joins_and_shows_what_was_written_here(self):
        mia = b"Mia's id, of 16 "
        child = Edit(mia, Child(name=b"Mia", role=Child.ROLE_OLDER))
        self.ana.write(check_in(self.ana, "Ten minutes on the stairs."), child)
        self.ana.push()
        self.home.join_to("ben", self.ana, "--name", "Ben")
        screen = self.home.toward("ben", "today")
        self.assertIn("Ten minutes on the stairs.", screen)
        self.assertIn("Mia", screen)
        self.ana.catch_up()
        names = {self.ana.get(Member, each).name for each in self.ana.ids(Member)}
        self.assertEqual(names, {b"Ana", b"Ben"})


if __name__ == "__main__":
    unittest.main()
