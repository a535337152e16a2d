"""tests/vectors, computed in another language."""

import json
import os
import pathlib
import unittest

import chain
import hlc
import invites
import keys
import locked_box
import merge
import natural_id
import paper
import pieces
import sealing
import wire
from nacl import bindings
from toward.v1 import sync_pb2

_VECTORS = pathlib.Path(os.environ["TOWARD_SOURCE_DIR"]) / "tests" / "vectors"


def each_case(file, cases):
    """Runs a test once for every case, under the case's name; there is at least one."""
    with open(_VECTORS / file, encoding="utf-8") as opened:
        listed = json.load(opened)[cases]
    assert listed, f"{file} has no {cases}"

    def decorate(test):
        def run(self):
            for case in listed:
                with self.subTest(case["name"]):
                    test(self, case)

        return run

    return decorate


class RecordsTest(unittest.TestCase):
    @each_case("wire.json", "cut")
    def test_messages_are_cut_at_their_fields(self, case):
        pieces = [{"field": field, "bytes": piece.hex()} for field, piece in wire.cut(_bytes(case, "message"))]
        self.assertEqual(pieces, case["pieces"])

    @each_case("wire.json", "refused")
    def test_what_is_no_body_is_not_cut(self, case):
        with self.assertRaises(wire.Malformed):
            wire.cut(_bytes(case, "message"))

    @each_case("merge.json", "merge")
    def test_copies_merge_to_the_same_bytes_in_any_order(self, case):
        patches = [sync_pb2.Patch.FromString(bytes.fromhex(patch)) for patch in case["patches"]]
        for copies in (patches, patches[::-1], patches + patches[:1]):
            fields = merge.merged(*map(merge.registers, copies))
            self.assertEqual(_serialized(patches[0], fields), case["merged"])

    @each_case("merge.json", "canonical")
    def test_a_record_has_one_form(self, case):
        patch = sync_pb2.Patch.FromString(_bytes(case, "patch"))
        self.assertEqual(_serialized(patch, merge.registers(patch)), case["canonical"])

    @each_case("merge.json", "refused")
    def test_patches_that_break_a_rule(self, case):
        with self.assertRaises(wire.Malformed):
            merge.registers(sync_pb2.Patch.FromString(_bytes(case, "patch")))

    @each_case("natural_id.json", "ids")
    def test_natural_ids(self, case):
        parts = [part["number"] if "number" in part else _bytes(part, "bytes") for part in case["parts"]]
        self.assertEqual(natural_id.natural_id(_bytes(case, "family"), case["kind"], *parts).hex(), case["id"])


class TimeTest(unittest.TestCase):
    @each_case("clock.json", "clock")
    def test_clocks(self, case):
        clock = hlc.HybridClock(int(case["last"], 16))
        for step in case["steps"]:
            if "tick" in step:
                clock.tick(step["tick"])
            else:
                clock.observe(int(step["observe"], 16))
            self.assertEqual(f"{clock.last:016x}", step["reads"])

    @each_case("clock.json", "restamp")
    def test_an_outbox_stamped_again(self, case):
        outbox = [(hlc.DeviceTime(**each["at"]), int(each["observed"], 16)) for each in case["outbox"]]
        readings = hlc.restamped(outbox, hlc.DeviceTime(**case["now"]), case["server_now_ms"])
        self.assertEqual([f"{each:016x}" for each in readings], case["readings"])


class TrustTest(unittest.TestCase):
    @each_case("crypto.json", "keys")
    def test_keys(self, case):
        self.assertEqual(sealing.derived_key(case["label"], _bytes(case, "key")).hex(), case["derived"])

    @each_case("crypto.json", "devices")
    def test_devices(self, case):
        device = _device(case)
        self.assertEqual(device.sign_public_key.hex(), case["sign_public_key"])
        self.assertEqual(device.box_public_key.hex(), case["box_public_key"])
        self.assertEqual(device.device_id.hex(), case["device_id"])

    @each_case("crypto.json", "sessions")
    def test_sessions(self, case):
        device = _device(case)
        nonce = _bytes(case, "nonce")
        self.assertEqual(keys.session_message(case["origin"], nonce, device.device_id).hex(), case["message"])
        self.assertEqual(device.prove(case["origin"], nonce).hex(), case["signature"])
        public_keys = (device.sign_public_key, device.box_public_key)
        self.assertTrue(keys.is_proof(_bytes(case, "signature"), *public_keys, case["origin"], nonce))

    @each_case("crypto.json", "sessions_refused")
    def test_what_proves_nothing(self, case):
        signature, *public_keys = _all_bytes(case, "signature", "sign_public_key", "box_public_key")
        self.assertFalse(keys.is_proof(signature, *public_keys, case["origin"], _bytes(case, "nonce")))

    @each_case("crypto.json", "sealed")
    def test_words_are_sealed(self, case):
        place = _place(case)
        words, key, nonce = case["words"].encode(), *_all_bytes(case, "key", "nonce")
        self.assertEqual(place.additional_data(case["epoch"]).hex(), case["additional_data"])
        self.assertEqual(sealing.seal(words, place, case["epoch"], key, nonce).hex(), case["sealed"])
        self.assertEqual(sealing.unseal(_bytes(case, "sealed"), place, {case["epoch"]: key}), words)

    @each_case("crypto.json", "sealed_refused")
    def test_words_that_do_not_open(self, case):
        with self.assertRaises(sealing.DoesNotOpen):
            sealing.unseal(_bytes(case, "sealed"), _place(case), {case["epoch"]: _bytes(case, "key")})


class InvitesTest(unittest.TestCase):
    @each_case("crypto.json", "links")
    def test_links(self, case):
        invite = invites.Invite.from_link(case["link"])
        self.assertEqual(invite, _invite(case))
        self.assertEqual(invite.link(), case["link"])
        self.assertEqual(invite.redeem_key().hex(), case["redeem_key"])
        self.assertEqual(invite.redeem_key_sha256().hex(), case["redeem_key_sha256"])

    @each_case("crypto.json", "links_refused")
    def test_what_is_no_link(self, case):
        with self.assertRaises(ValueError):
            invites.Invite.from_link(case["link"])

    @each_case("crypto.json", "offers")
    def test_offers(self, case):
        offer = invites.Offer(_bytes(case, "family"), case["epoch"], _bytes(case, "family_key"), case["origin"])
        self.assertEqual(_invite(case).sealed_offer(offer, _bytes(case, "nonce")).hex(), case["offer"])
        self.assertEqual(_invite(case).open_offer(_bytes(case, "offer")), offer)

    @each_case("crypto.json", "offers_refused")
    def test_offers_that_do_not_open(self, case):
        with self.assertRaises(sealing.DoesNotOpen):
            _invite(case).open_offer(_bytes(case, "offer"))


class RosterTest(unittest.TestCase):
    @each_case("crypto.json", "rosters")
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

    @each_case("crypto.json", "rosters_refused")
    def test_statements_that_break_a_rule(self, case):
        statements = _statements(case)
        with self.assertRaises(chain.NewerVersion if case["newer_version"] else chain.Refused):
            chain.Roster.from_statements(statements)
        if statements[1:]:
            chain.Roster.from_statements(statements[:-1])

    @each_case("crypto.json", "packets")
    def test_key_packets(self, case):
        family, key, seed = _all_bytes(case, "family", "key", "ephemeral_seed")
        sealed = pieces.sealed_packet(case["scope"], family, case["epoch"], key, _device(case), seed)
        self.assertEqual(sealed.hex(), case["sealed"])
        self.assertEqual(pieces.open_packet(family, _device(case), sealed), (case["scope"], case["epoch"], key))
        self.assertEqual(sealing.derived_key("toward/v1/kcv", key).hex(), case["key_check"])

    @each_case("crypto.json", "packets_refused")
    def test_key_packets_for_others(self, case):
        with self.assertRaises(sealing.DoesNotOpen):
            pieces.open_packet(_bytes(case, "family"), _device(case), _bytes(case, "sealed"))


class PairingTest(unittest.TestCase):
    @each_case("crypto.json", "pairings")
    def test_pairings(self, case):
        invite_id, secret, nonce, opening = _all_bytes(case, "invite_id", "secret", "nonce", "opening")
        offer, join = _pairing_offer(case), _pairing_join(case)
        self.assertEqual(offer.plain().hex(), case["offer_plain"])
        self.assertEqual(join.plain().hex(), case["join_plain"])
        for piece, plain in (("offer", offer.plain()), ("join", join.plain()), ("reveal", opening)):
            sealed = pieces.sealed_piece("toward/v1/inv/" + piece, secret, invite_id, nonce, plain)
            self.assertEqual(sealed.hex(), case[piece])
        for seed, other in (("inviter_seed", join), ("joiner_seed", offer)):
            key = pieces.welcome_key(
                secret, invite_id, offer.plain(), join.plain(), _bytes(case, seed), other.ephemeral_public_key
            )
            self.assertEqual(key.hex(), case["welcome_key"])
            self.assertEqual(pieces.digits(key, opening), case["digits"])

    @each_case("crypto.json", "pieces_refused")
    def test_pieces_that_do_not_fit(self, case):
        invite_id, secret, offer, sealed = _all_bytes(case, "invite_id", "secret", "offer", "sealed")
        offered = pieces.Offer.read(pieces.open_piece("toward/v1/inv/offer", secret, invite_id, offer))
        read = {
            "offer": pieces.Offer.read,
            "join": pieces.Join.read,
            "reveal": lambda plain: pieces.read_reveal(plain, offered),
        }[case["piece"]]
        with self.assertRaises(sealing.DoesNotOpen):
            read(pieces.open_piece("toward/v1/inv/" + case["piece"], secret, invite_id, sealed))

    @each_case("crypto.json", "welcomes")
    def test_welcomes(self, case):
        roster, family_keys, private_keys = pieces.admitted(*_welcome(case))
        self.assertEqual(roster.head_hash.hex(), case["head_hash"])
        self.assertEqual(family_keys, _keys_by_epoch(case["family_keys"]))
        self.assertEqual(private_keys, _keys_by_epoch(case["private_keys"]))

    @each_case("crypto.json", "welcomes_refused")
    def test_welcomes_that_do_not_fit(self, case):
        with self.assertRaises(ValueError):
            pieces.admitted(*_welcome(case))

    @each_case("crypto.json", "codes")
    def test_codes(self, case):
        self.assertEqual(pieces.display(pieces.code_of(case["typed"])), case["display"])

    @each_case("crypto.json", "codes_stretched")
    def test_stretched_codes(self, case):
        stretched = pieces.stretched(pieces.code_of(case["display"]))
        self.assertEqual(list(stretched), _all_bytes(case, "invite_id", "secret"))

    @each_case("crypto.json", "codes_refused")
    def test_mistyped_codes(self, case):
        with self.assertRaises(ValueError):
            pieces.code_of(case["typed"])


class PaperTest(unittest.TestCase):
    @each_case("crypto.json", "papers")
    def test_sheets(self, case):
        device = paper.device_of(_bytes(case, "seed"))
        self.assertEqual(device.sign_public_key.hex(), case["sign_public_key"])
        self.assertEqual(device.box_public_key.hex(), case["box_public_key"])
        self.assertEqual(device.device_id.hex(), case["device_id"])
        self.assertEqual(paper.words_of(_bytes(case, "seed")), case["words"])

    @each_case("crypto.json", "papers_typed")
    def test_typed_sheets(self, case):
        self.assertEqual(paper.seed_of(case["typed"]), _bytes(case, "seed"))

    @each_case("crypto.json", "papers_refused")
    def test_mistyped_sheets(self, case):
        with self.assertRaises(ValueError):
            paper.seed_of(case["typed"])

    @each_case("crypto.json", "consents")
    def test_consents(self, case):
        self.assertTrue(paper.consents(*_all_bytes(case, "consent", "sign_public_key", "genesis_hash", "member")))

    @each_case("crypto.json", "consents_refused")
    def test_what_is_no_consent(self, case):
        self.assertFalse(paper.consents(*_all_bytes(case, "consent", "sign_public_key", "genesis_hash", "member")))

    @each_case("crypto.json", "boxes")
    def test_boxes(self, case):
        content, salt, nonce = _all_bytes(case, "content", "salt", "nonce")
        box = locked_box.seal(content, case["passphrase"], case["passes"], case["memory_bytes"], salt, nonce)
        self.assertEqual(box.hex(), case["box"])
        self.assertEqual(locked_box.unseal(box, case["passphrase"]), content)

    @each_case("crypto.json", "boxes_refused")
    def test_what_is_no_box(self, case):
        with self.assertRaises(sealing.DoesNotOpen):
            locked_box.unseal(_bytes(case, "box"), case["passphrase"])


def _pairing_offer(case):
    ephemeral, _ = bindings.crypto_box_seed_keypair(_bytes(case, "inviter_seed"))
    genesis, head, pin = _all_bytes(case, "genesis_hash", "roster_head", "spki_pin")
    return pieces.Offer(ephemeral, genesis, head, pieces.commitment(_bytes(case, "opening")), case["kind"], pin)


def _pairing_join(case):
    ephemeral, _ = bindings.crypto_box_seed_keypair(_bytes(case, "joiner_seed"))
    device = _device(case)
    return pieces.Join(ephemeral, device.sign_public_key, device.box_public_key, case["label"].encode())


def _welcome(case):
    return *_all_bytes(case, "welcome", "genesis_hash", "roster_head"), _device(case).device_id


def _bytes(case, name):
    return bytes.fromhex(case[name])


def _all_bytes(case, *names):
    return [_bytes(case, name) for name in names]


def _serialized(patch, fields):
    return merge.patch(patch.kind, patch.id, fields).SerializeToString(deterministic=True).hex()


def _device(case):
    return keys.DeviceKeys(*_all_bytes(case, "sign_seed", "box_seed"))


def _place(case):
    family, author, record = _all_bytes(case, "family", "author", "record")
    return sealing.Place(family, author, record, case["field"], int(case["hlc"], 16), case["replica"], case["scope"])


def _invite(case):
    pin = bytes.fromhex(case.get("spki_pin", ""))
    return invites.Invite(case.get("server", ""), *_all_bytes(case, "invite_id", "secret"), pin)


def _statements(case):
    return [tuple(_all_bytes(each, "statement", "signature")) for each in case["statements"]]


def _keys_by_epoch(listed):
    return {each["epoch"]: _bytes(each, "key") for each in listed}


if __name__ == "__main__":
    unittest.main()
