"""What whoever watches over the server hears, as systemd would: also from a server that has gone deaf.

A listener of gRPC 1.51 that once ran out of descriptors never takes a connection again, while its process lives on.
"""

import contextlib
import os
import pathlib
import resource
import socket
import tempfile
import unittest

import standing

WATCHDOG_MICROSECONDS = 300_000
# More than the probe's own patience.
SILENCE_SECONDS = 6
FEW_DESCRIPTORS = 96
# Said while the flood came, and then no more.
MOST_HEARD = 200


class WatchdogTest(unittest.TestCase):
    def setUp(self):
        stack = contextlib.ExitStack()
        self.addCleanup(stack.close)
        self.directory = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory()))
        self.heard = stack.enter_context(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM))
        self.heard.bind(str(self.directory / "notify"))
        self.heard.settimeout(standing.MOST_SECONDS)
        watched = {"NOTIFY_SOCKET": str(self.directory / "notify"), "WATCHDOG_USEC": str(WATCHDOG_MICROSECONDS)}
        self.server = standing.Server(
            self.directory,
            "127.0.0.1:0",
            env=os.environ | watched,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (FEW_DESCRIPTORS, FEW_DESCRIPTORS)),
        )
        stack.callback(self.server.close)

    def hear(self):
        return self.heard.recv(100)

    def test_a_server_that_is_well_says_so_and_says_that_it_stops(self):
        self.assertEqual([self.hear() for _ in range(3)], [b"READY=1", b"WATCHDOG=1", b"WATCHDOG=1"])
        self.server.process.terminate()
        self.assertTrue(standing.wait_until(lambda: self.hear() == b"STOPPING=1"))

    def test_nothing_is_heard_from_a_server_that_is_deaf(self):
        self.assertEqual([self.hear(), self.hear()], [b"READY=1", b"WATCHDOG=1"])
        address = ("127.0.0.1", self.server.port)
        flood = []
        for _ in range(2 * FEW_DESCRIPTORS):
            with contextlib.suppress(OSError):
                flood.append(socket.create_connection(address, timeout=standing.MOST_SECONDS))
        for each in flood:
            each.close()
        self.heard.settimeout(SILENCE_SECONDS)
        with self.assertRaises(TimeoutError):
            for _ in range(MOST_HEARD):
                self.hear()
        self.assertIsNone(self.server.process.poll())


if __name__ == "__main__":
    unittest.main()
