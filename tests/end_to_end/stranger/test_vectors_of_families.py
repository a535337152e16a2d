"""tests/vectors/crypto.json: rosters, pairing, paper and boxes, computed in another language."""

import unittest

import chain
import locked_box
import paper
import pieces
import sealing
import vectors
from nacl import bindings


class RosterTest(unittest.TestCase):
    @vectors.each_case("crypto.json", "rosters")
    def test_who_is_in_a_family(self, case):
        roster = chain.Roster.from_statements(_statements(case))
        self.assertEqual(roster.genesis_hash.hex(), case["genesis_hash"])
        self.assertEqual(roster.head_hash.hex(), case["head_hash"])
        self.assertEqual([device.device_id.hex() for device in roster.live_devices()], case["live_devices"])
        self.assertEqual((roster.epoch(), roster.epoch_due()), (case["family_epoch"], case["family_epoch_due"]))
        members = [
            {"member": each.hex(), "private_epoch": roster.epoch(each), "private_epoch_due": roster.epoch_due(each)}
            for each in roster.live_members()
        ]
        self.assertEqual(members, case["live_members"])

    @vectors.each_case("crypto.json", "rosters_refused")
    def test_statements_that_break_a_rule(self, case):
        statements = _statements(case)
        with self.assertRaises(chain.NewerVersion if case["newer_version"] else chain.Refused):
            chain.Roster.from_statements(statements)
        if statements[1:]:
            chain.Roster.from_statements(statements[:-1])

    @vectors.each_case("crypto.json", "packets")
    def test_key_packets(self, case):
        family, key, seed = vectors.all_bytes(case, "family", "key", "ephemeral_seed")
        sealed = pieces.sealed_packet(case["scope"], family, case["epoch"], key, vectors.device(case), seed)
        self.assertEqual(sealed.hex(), case["sealed"])
        self.assertEqual(pieces.open_packet(family, vectors.device(case), sealed), (case["scope"], case["epoch"], key))
        self.assertEqual(sealing.derived_key("toward/v1/kcv", key).hex(), case["key_check"])

    @vectors.each_case("crypto.json", "packets_refused")
    def test_key_packets_for_others(self, case):
        with self.assertRaises(sealing.DoesNotOpen):
            pieces.open_packet(vectors.as_bytes(case, "family"), vectors.device(case), vectors.as_bytes(case, "sealed"))


class PairingTest(unittest.TestCase):
    @vectors.each_case("crypto.json", "pairings")
    def test_pairings(self, case):
        invite_id, secret, nonce, opening = vectors.all_bytes(case, "invite_id", "secret", "nonce", "opening")
        offer, join = _pairing_offer(case), _pairing_join(case)
        self.assertEqual(offer.plain().hex(), case["offer_plain"])
        self.assertEqual(join.plain().hex(), case["join_plain"])
        for piece, plain in (("offer", offer.plain()), ("join", join.plain()), ("reveal", opening)):
            sealed = pieces.sealed_piece("toward/v1/inv/" + piece, secret, invite_id, nonce, plain)
            self.assertEqual(sealed.hex(), case[piece])
        for seed, other in (("inviter_seed", join), ("joiner_seed", offer)):
            key = pieces.welcome_key(
                secret, invite_id, offer.plain(), join.plain(), vectors.as_bytes(case, seed), other.ephemeral_public_key
            )
            self.assertEqual(key.hex(), case["welcome_key"])
            self.assertEqual(pieces.digits(key, opening), case["digits"])

    @vectors.each_case("crypto.json", "pieces_refused")
    def test_pieces_that_do_not_fit(self, case):
        invite_id, secret, offer, sealed = vectors.all_bytes(case, "invite_id", "secret", "offer", "sealed")
        offered = pieces.Offer.read(pieces.open_piece("toward/v1/inv/offer", secret, invite_id, offer))
        read = {
            "offer": pieces.Offer.read,
            "join": pieces.Join.read,
            "reveal": lambda plain: pieces.read_reveal(plain, offered),
        }[case["piece"]]
        with self.assertRaises(sealing.DoesNotOpen):
            read(pieces.open_piece("toward/v1/inv/" + case["piece"], secret, invite_id, sealed))

    @vectors.each_case("crypto.json", "welcomes")
    def test_welcomes(self, case):
        roster, family_keys, private_keys = pieces.admitted(*_welcome(case))
        self.assertEqual(roster.head_hash.hex(), case["head_hash"])
        self.assertEqual(family_keys, _keys_by_epoch(case["family_keys"]))
        self.assertEqual(private_keys, _keys_by_epoch(case["private_keys"]))

    @vectors.each_case("crypto.json", "welcomes_refused")
    def test_welcomes_that_do_not_fit(self, case):
        with self.assertRaises(ValueError):
            pieces.admitted(*_welcome(case))

    @vectors.each_case("crypto.json", "codes")
    def test_codes(self, case):
        self.assertEqual(pieces.display(pieces.code_of(case["typed"])), case["display"])

    @vectors.each_case("crypto.json", "codes_stretched")
    def test_stretched_codes(self, case):
        stretched = pieces.stretched(pieces.code_of(case["display"]))
        self.assertEqual(list(stretched), vectors.all_bytes(case, "invite_id", "secret"))

    @vectors.each_case("crypto.json", "codes_refused")
    def test_mistyped_codes(self, case):
        with self.assertRaises(ValueError):
            pieces.code_of(case["typed"])


class PaperTest(unittest.TestCase):
    @vectors.each_case("crypto.json", "papers")
    def test_sheets(self, case):
        device = paper.device_of(vectors.as_bytes(case, "seed"))
        self.assertEqual(device.sign_public_key.hex(), case["sign_public_key"])
        self.assertEqual(device.box_public_key.hex(), case["box_public_key"])
        self.assertEqual(device.device_id.hex(), case["device_id"])
        self.assertEqual(paper.words_of(vectors.as_bytes(case, "seed")), case["words"])

    @vectors.each_case("crypto.json", "papers_typed")
    def test_typed_sheets(self, case):
        self.assertEqual(paper.seed_of(case["typed"]), vectors.as_bytes(case, "seed"))

    @vectors.each_case("crypto.json", "papers_refused")
    def test_mistyped_sheets(self, case):
        with self.assertRaises(ValueError):
            paper.seed_of(case["typed"])

    @vectors.each_case("crypto.json", "consents")
    def test_consents(self, case):
        self.assertTrue(paper.consents(*vectors.all_bytes(case, "consent", "sign_public_key", "genesis_hash", "member")))

    @vectors.each_case("crypto.json", "consents_refused")
    def test_what_is_no_consent(self, case):
        self.assertFalse(paper.consents(*vectors.all_bytes(case, "consent", "sign_public_key", "genesis_hash", "member")))

    @vectors.each_case("crypto.json", "boxes")
    def test_boxes(self, case):
        content, salt, nonce = vectors.all_bytes(case, "content", "salt", "nonce")
        box = locked_box.seal(content, case["passphrase"], case["passes"], case["memory_bytes"], salt, nonce)
        self.assertEqual(box.hex(), case["box"])
        self.assertEqual(locked_box.unseal(box, case["passphrase"]), content)

    @vectors.each_case("crypto.json", "boxes_refused")
    def test_what_is_no_box(self, case):
        with self.assertRaises(sealing.DoesNotOpen):
            locked_box.unseal(vectors.as_bytes(case, "box"), case["passphrase"])


def _pairing_offer(case):
    ephemeral, _ = bindings.crypto_box_seed_keypair(vectors.as_bytes(case, "inviter_seed"))
    genesis, head, pin = vectors.all_bytes(case, "genesis_hash", "roster_head", "spki_pin")
    return pieces.Offer(ephemeral, genesis, head, pieces.commitment(vectors.as_bytes(case, "opening")), case["kind"], pin)


def _pairing_join(case):
    ephemeral, _ = bindings.crypto_box_seed_keypair(vectors.as_bytes(case, "joiner_seed"))
    device = vectors.device(case)
    return pieces.Join(ephemeral, device.sign_public_key, device.box_public_key, case["label"].encode())


def _welcome(case):
    return *vectors.all_bytes(case, "welcome", "genesis_hash", "roster_head"), vectors.device(case).device_id


def _statements(case):
    return [tuple(vectors.all_bytes(each, "statement", "signature")) for each in case["statements"]]


def _keys_by_epoch(listed):
    return {each["epoch"]: vectors.as_bytes(each, "key") for each in listed}


if __name__ == "__main__":
    unittest.main()
