"""The configurations in deploy/, as they are: a family lives behind each of them."""

import socket
import ssl
import subprocess
import unittest
import urllib.error
import urllib.request

import grpc

import programs
import standing
from standing import wait_until

HEALTH = "/grpc.health.v1.Health/Check"
SERVING = b"\x08\x01"
# CreateChallengeRequest.device_id.
ANY_DEVICE = b"\x0a\x10" + bytes(16)
TOO_LARGE = b"x" * 2_000_000


def status_of(url, content_type):
    request = urllib.request.Request(url, data=b"\0\0\0\0\0", headers={"Content-Type": content_type})
    try:
        with urllib.request.urlopen(request, timeout=standing.MOST_SECONDS) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


class FrontTest:
    """What holds behind every proxy."""

    front_type = None
    # How that is said; 0: the connection is cut.
    too_large = {413}

    def setUp(self):
        self.front = self.front_type()
        self.addCleanup(self.front.close)

    def begin_family(self):
        """On Ana's device, which is returned."""
        ana = self.front.device("ana")
        ana.do("init", "--server", self.front.url(), "--name", "Ana", "--zone", programs.zone_at_noon())
        return ana

    def channel(self):
        credentials = grpc.ssl_channel_credentials(self.front.certificates.authority.read_bytes())
        alone = [("grpc.use_local_subchannel_pool", 1)]
        channel = grpc.secure_channel(f"localhost:{self.front.port}", credentials, options=alone)
        self.addCleanup(channel.close)
        return channel

    def test_a_family_lives_behind_it(self):
        ana, ben = self.begin_family(), self.front.device("ben")
        inviting = ana.start("invite")
        joining = ben.start("join", programs.line_with(inviting, r"https://\S+/j#\S+"), "--name", "Ben")
        programs.finish(inviting, programs.line_with(joining, r"^ +\d{3} \d{3}$"))
        programs.finish(joining)
        ana.do("thank", "For the walk at four.")
        ana.do("sync")
        ben.do("sync")
        ben.do("thank", "For the soup.")
        ben.do("sync")
        self.assertIn("For the walk at four.", ben.do("today"))

    def test_a_watch_is_live_and_the_server_learns_of_its_end(self):
        watch = self.begin_family().start("watch", stdout=subprocess.DEVNULL)
        self.assertTrue(wait_until(lambda: self.front.server.metric("toward_watchers") > 0))
        watch.kill()
        self.assertTrue(wait_until(lambda: self.front.server.metric("toward_watchers") == 0))

    def test_health_is_asked_over_grpc_and_over_http(self):
        answer = self.channel().unary_unary(HEALTH)(b"", timeout=standing.MOST_SECONDS)
        self.assertEqual(answer, SERVING)
        self.assertEqual(self.front.http("/healthz")[0], 200)

    def test_grpc_of_a_browser_goes_to_the_gateway(self):
        path = "/toward.v1.AccountService/CreateChallenge"
        direct = status_of(f"http://{self.front.server.http}{path}", "application/grpc-web+proto")
        for spoken in ("application/grpc-web+proto", "application/grpc-web-text"):
            status, _ = self.front.http(path, b"\0\0\0\0\0", {"Content-Type": spoken})
            self.assertEqual(status, direct)

    def test_a_link_that_is_not_known_is_not_found(self):
        self.assertEqual(self.front.http("/calendar/nothing.ics")[0], 404)

    def test_a_caller_does_not_say_where_it_comes_from(self):
        challenge = self.channel().unary_unary("/toward.v1.AccountService/CreateChallenge")
        codes = set()
        for number in range(30):
            pretended = (("x-forwarded-for", f"192.0.2.{number}"),)
            codes.add(challenge.future(ANY_DEVICE, metadata=pretended, timeout=standing.MOST_SECONDS).code())
        self.assertIn(grpc.StatusCode.RESOURCE_EXHAUSTED, codes)

    def test_what_is_far_too_large_is_refused(self):
        self.assertIn(self.front.http("/asleep/nothing", TOO_LARGE)[0], self.too_large)

    def test_only_tls_of_today_is_spoken(self):
        old = self.front.certificates.context()
        old.set_ciphers("ALL:@SECLEVEL=0")
        old.minimum_version = ssl.TLSVersion.TLSv1
        old.maximum_version = ssl.TLSVersion.TLSv1_1
        with socket.create_connection(("127.0.0.1", self.front.port)) as connection:
            with self.assertRaises((ssl.SSLError, ConnectionError)):
                old.wrap_socket(connection, server_hostname="localhost")


class NginxTest(FrontTest, unittest.TestCase):
    front_type = standing.Nginx

    def test_a_device_that_makes_one_call_after_the_other_is_never_refused(self):
        check = self.channel().unary_unary(HEALTH)
        for _ in range(60):
            self.assertEqual(check(b"", timeout=standing.MOST_SECONDS), SERVING)

    def test_a_crowd_of_calls_at_once_is_refused_and_the_next_is_answered(self):
        check = self.channel().unary_unary(HEALTH)
        crowd = [self.channel().unary_unary(HEALTH) for _ in range(8)]
        calls = [each.future(b"", timeout=standing.MOST_SECONDS) for each in crowd for _ in range(32)]
        codes = {call.code() for call in calls}
        self.assertEqual(codes, {grpc.StatusCode.OK, grpc.StatusCode.UNAVAILABLE})
        self.assertTrue(wait_until(lambda: self._answers(check)))

    def _answers(self, check):
        try:
            return check(b"", timeout=standing.MOST_SECONDS) == SERVING
        except grpc.RpcError:
            return False

    def test_a_call_that_is_far_too_large_is_not_tried_again(self):
        push = self.channel().unary_unary("/toward.v1.SyncService/Push")
        refused = push.future(TOO_LARGE, timeout=standing.MOST_SECONDS)
        self.assertEqual(refused.code(), grpc.StatusCode.RESOURCE_EXHAUSTED)

    def test_a_call_to_a_server_that_is_away_is_tried_again(self):
        self.front.server.kill()
        call = self.channel().unary_unary(HEALTH).future(b"", timeout=standing.MOST_SECONDS)
        self.assertEqual(call.code(), grpc.StatusCode.UNAVAILABLE)

    def test_nobody_but_the_proxys_group_reaches_the_socket(self):
        self.assertEqual(self.front.server.socket.stat().st_mode & 0o777, 0o660)

    def test_no_address_is_logged(self):
        self.front.http("/calendar/secret-token.ics")
        self.front.server.kill()
        self.assertEqual(self.front.http("/calendar/secret-token.ics")[0], 502)
        self.assertNotIn("secret-token", (self.front.directory / "nginx.log").read_text())


class CaddyTest(FrontTest, unittest.TestCase):
    front_type = standing.Caddy
    too_large = {413, 502, 0}


if __name__ == "__main__":
    unittest.main()
