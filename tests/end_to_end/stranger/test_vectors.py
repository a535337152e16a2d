"""tests/vectors, computed in another language."""

import unittest

import hlc
import invites
import keys
import merge
import natural_id
import sealing
import vectors
import wire
from toward.v1 import sync_pb2


class RecordsTest(unittest.TestCase):
    @vectors.each_case("wire.json", "cut")
    def test_messages_are_cut_at_their_fields(self, case):
        pieces = [{"field": field, "bytes": piece.hex()} for field, piece in wire.cut(vectors.as_bytes(case, "message"))]
        self.assertEqual(pieces, case["pieces"])

    @vectors.each_case("wire.json", "refused")
    def test_what_is_no_body_is_not_cut(self, case):
        with self.assertRaises(wire.Malformed):
            wire.cut(vectors.as_bytes(case, "message"))

    @vectors.each_case("merge.json", "merge")
    def test_copies_merge_to_the_same_bytes_in_any_order(self, case):
        patches = [sync_pb2.Patch.FromString(bytes.fromhex(patch)) for patch in case["patches"]]
        for copies in (patches, patches[::-1], patches + patches[:1]):
            fields = merge.merged(*map(merge.registers, copies))
            self.assertEqual(_serialized(patches[0], fields), case["merged"])

    @vectors.each_case("merge.json", "canonical")
    def test_a_record_has_one_form(self, case):
        patch = sync_pb2.Patch.FromString(vectors.as_bytes(case, "patch"))
        self.assertEqual(_serialized(patch, merge.registers(patch)), case["canonical"])

    @vectors.each_case("merge.json", "refused")
    def test_patches_that_break_a_rule(self, case):
        with self.assertRaises(wire.Malformed):
            merge.registers(sync_pb2.Patch.FromString(vectors.as_bytes(case, "patch")))

    @vectors.each_case("natural_id.json", "ids")
    def test_natural_ids(self, case):
        parts = [part["number"] if "number" in part else vectors.as_bytes(part, "bytes") for part in case["parts"]]
        self.assertEqual(natural_id.natural_id(vectors.as_bytes(case, "family"), case["kind"], *parts).hex(), case["id"])


class TimeTest(unittest.TestCase):
    @vectors.each_case("clock.json", "clock")
    def test_clocks(self, case):
        clock = hlc.HybridClock(int(case["last"], 16))
        for step in case["steps"]:
            if "tick" in step:
                clock.tick(step["tick"])
            else:
                clock.observe(int(step["observe"], 16))
            self.assertEqual(f"{clock.last:016x}", step["reads"])

    @vectors.each_case("clock.json", "restamp")
    def test_an_outbox_stamped_again(self, case):
        outbox = [(hlc.DeviceTime(**each["at"]), int(each["observed"], 16)) for each in case["outbox"]]
        readings = hlc.restamped(outbox, hlc.DeviceTime(**case["now"]), case["server_now_ms"])
        self.assertEqual([f"{each:016x}" for each in readings], case["readings"])


class TrustTest(unittest.TestCase):
    @vectors.each_case("crypto.json", "keys")
    def test_keys(self, case):
        self.assertEqual(sealing.derived_key(case["label"], vectors.as_bytes(case, "key")).hex(), case["derived"])

    @vectors.each_case("crypto.json", "devices")
    def test_devices(self, case):
        device = vectors.device(case)
        self.assertEqual(device.sign_public_key.hex(), case["sign_public_key"])
        self.assertEqual(device.box_public_key.hex(), case["box_public_key"])
        self.assertEqual(device.device_id.hex(), case["device_id"])

    @vectors.each_case("crypto.json", "sessions")
    def test_sessions(self, case):
        device = vectors.device(case)
        nonce = vectors.as_bytes(case, "nonce")
        self.assertEqual(keys.session_message(case["origin"], nonce, device.device_id).hex(), case["message"])
        self.assertEqual(device.prove(case["origin"], nonce).hex(), case["signature"])
        public_keys = (device.sign_public_key, device.box_public_key)
        self.assertTrue(keys.is_proof(vectors.as_bytes(case, "signature"), *public_keys, case["origin"], nonce))

    @vectors.each_case("crypto.json", "sessions_refused")
    def test_what_proves_nothing(self, case):
        signature, *public_keys = vectors.all_bytes(case, "signature", "sign_public_key", "box_public_key")
        self.assertFalse(keys.is_proof(signature, *public_keys, case["origin"], vectors.as_bytes(case, "nonce")))

    @vectors.each_case("crypto.json", "sealed")
    def test_words_are_sealed(self, case):
        place = _place(case)
        words, key, nonce = case["words"].encode(), *vectors.all_bytes(case, "key", "nonce")
        self.assertEqual(place.additional_data(case["epoch"]).hex(), case["additional_data"])
        self.assertEqual(sealing.seal(words, place, case["epoch"], key, nonce).hex(), case["sealed"])
        self.assertEqual(sealing.unseal(vectors.as_bytes(case, "sealed"), place, {case["epoch"]: key}), words)

    @vectors.each_case("crypto.json", "sealed_refused")
    def test_words_that_do_not_open(self, case):
        with self.assertRaises(sealing.DoesNotOpen):
            sealing.unseal(vectors.as_bytes(case, "sealed"), _place(case), {case["epoch"]: vectors.as_bytes(case, "key")})


class InvitesTest(unittest.TestCase):
    @vectors.each_case("crypto.json", "links")
    def test_links(self, case):
        invite = invites.Invite.from_link(case["link"])
        self.assertEqual(invite, _invite(case))
        self.assertEqual(invite.link(), case["link"])
        self.assertEqual(invite.redeem_key().hex(), case["redeem_key"])
        self.assertEqual(invite.redeem_key_sha256().hex(), case["redeem_key_sha256"])

    @vectors.each_case("crypto.json", "links_refused")
    def test_what_is_no_link(self, case):
        with self.assertRaises(ValueError):
            invites.Invite.from_link(case["link"])


def _serialized(patch, fields):
    return merge.patch(patch.kind, patch.id, fields).SerializeToString(deterministic=True).hex()


def _place(case):
    family, author, record = vectors.all_bytes(case, "family", "author", "record")
    return sealing.Place(family, author, record, case["field"], int(case["hlc"], 16), case["replica"], case["scope"])


def _invite(case):
    pin = bytes.fromhex(case.get("spki_pin", ""))
    return invites.Invite(case.get("server", ""), *vectors.all_bytes(case, "invite_id", "secret"), pin)


if __name__ == "__main__":
    unittest.main()
