"""What one member writes for later, or for nobody: the server holds it back as documented."""

import unittest

from change import Edit
from family_test import FamilyTest
from replica import Verdict
from toward.v1.records_pb2 import Child, Reflection, Ritual

MIA = b"Mia's id, of 16 "
_DAY = 20_781


def words_of(replica, text, visibility, member_id=None):
    """One member's words at one check-in; whose: the replica's own member's, unless somebody else is named."""
    reflection = Reflection(
        ritual_id=replica.natural_id(Ritual, "check-in"),
        day=_DAY,
        member_id=member_id or replica.member_id,
        text=text.encode(),
        visibility=visibility,
    )
    return Edit(record_id_of(replica, reflection.member_id), reflection)


def record_id_of(replica, member_id):
    return replica.natural_id(Reflection, replica.natural_id(Ritual, "check-in"), _DAY, member_id)


class WaitingWordsTest(FamilyTest):
    def setUp(self):
        super().setUp()
        self.ben = self.join_as_partner()

    def write(self, replica, text, visibility):
        replica.write(words_of(replica, text, visibility))
        replica.push()
        self.assertEqual(replica.rejected, [])

    def seen_by(self, replica):
        """All the words of the evening that have reached this device."""
        replica.catch_up()
        return {replica.get(Reflection, each).text.decode() for each in replica.ids(Reflection)}

    def test_shared_words_come_at_once(self):
        self.write(self.ana, "Thank you.", Reflection.VISIBILITY_SHARED)
        self.assertEqual(self.seen_by(self.ben), {"Thank you."})

    def test_private_words_come_only_to_their_writers_devices(self):
        self.write(self.ana, "I am not there yet.", Reflection.VISIBILITY_PRIVATE)
        self.write(self.ben, "Me neither.", Reflection.VISIBILITY_UNTIL_REVEAL)
        phone = self.another_device_of(self.ana)
        self.assertEqual(self.seen_by(phone), {"I am not there yet."})
        self.assertEqual(self.seen_by(self.ben), {"Me neither."})

    def test_words_until_reveal_wait_for_the_partners_and_then_both_come(self):
        self.write(self.ana, "Hers.", Reflection.VISIBILITY_UNTIL_REVEAL)
        self.assertEqual(self.seen_by(self.ben), set())
        self.write(self.ben, "His.", Reflection.VISIBILITY_UNTIL_REVEAL)
        self.assertEqual(self.seen_by(self.ana), {"Hers.", "His."})
        self.assertEqual(self.seen_by(self.ben), {"Hers.", "His."})

    def test_an_open_stream_gets_no_page_for_what_waits(self):
        stream = self.ben.watch()
        self.ben.read_to_head(stream)
        before = self.ben.cursor.seq
        self.write(self.ana, "Hers.", Reflection.VISIBILITY_UNTIL_REVEAL)
        self.ana.write(Edit(MIA, Child(name=b"Mia")))
        self.ana.push()
        self.assertEqual([record.id for record in self.ben.read_to_head(stream)], [MIA])
        self.assertEqual(self.ben.cursor.seq, before + 2)
        stream.cancel()

    def test_what_was_revealed_stays_so(self):
        self.write(self.ana, "Hers.", Reflection.VISIBILITY_UNTIL_REVEAL)
        self.write(self.ben, "His.", Reflection.VISIBILITY_UNTIL_REVEAL)
        self.write(self.ana, "Hers, again.", Reflection.VISIBILITY_UNTIL_REVEAL)
        self.assertEqual(self.seen_by(self.ben), {"Hers, again.", "His."})

    def test_new_words_made_private_are_not_given_and_the_revealed_ones_stay_with_those_who_have_them(self):
        self.write(self.ana, "Hers.", Reflection.VISIBILITY_UNTIL_REVEAL)
        self.write(self.ben, "His.", Reflection.VISIBILITY_UNTIL_REVEAL)
        self.assertEqual(self.seen_by(self.ben), {"Hers.", "His."})
        self.write(self.ana, "For herself.", Reflection.VISIBILITY_PRIVATE)
        self.assertEqual(self.seen_by(self.ben), {"Hers.", "His."})

    def test_nobody_writes_hidden_words_for_the_other(self):
        edit = words_of(self.ben, "Not hers.", Reflection.VISIBILITY_UNTIL_REVEAL, self.ana.member_id)
        self.ben.write(edit)
        self.ben.push()
        self.assertEqual([reason for _, reason in self.ben.rejected], [Verdict.REASON_MALFORMED])
        self.assertEqual(self.seen_by(self.ana), set())


if __name__ == "__main__":
    unittest.main()
