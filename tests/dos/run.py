"""Attacks a server on this machine, one attack after the other, with a family beside it that goes on living.

    run.py [--full] [--bare] [--most-rss-mb N] [attack...]

By default the server stands behind nginx, as deploy/ sets it up, and every attack must leave it small, and the family
answered. --bare attacks gRPC itself and only says what happens. --full takes the whole sizes, and some minutes.
"""

import argparse
import contextlib
import dataclasses
import pathlib
import resource
import ssl
import sys
import tempfile
import threading
import time

import grpc

import attacks
import client
import family
import keys
import standing
from change import Edit
from toward.v1.records_pb2 import Child

SHORT_SCALE = 0.05
MOST_RSS_MB = 64
RECOVERY_SECONDS = 5
# A device may call ten times a second.
_PAUSE_BETWEEN_CALLS = 0.12
_CALL_SECONDS = 5
_KILOBYTES_PER_MEGABYTE = 1024


@dataclasses.dataclass
class Target:
    address: tuple
    # None: in clear.
    tls: ssl.SSLContext | None
    # How many the server's process may have.
    descriptors: int
    token: str = ""
    source: str = "127.0.0.2"


class Device(client.Client):
    """A client of the other language that speaks TLS when there is an authority to trust."""

    def __init__(self, port, authority):
        self._port, self._authority = port, authority
        super().__init__(f"http://localhost:{port}", keys.DeviceKeys())
        self._connect()

    def _connect(self):
        self.channel.close()
        alone = [("grpc.use_local_subchannel_pool", 1)]
        if self._authority is None:
            self.channel = grpc.insecure_channel(f"127.0.0.1:{self._port}", options=alone)
        else:
            credentials = grpc.ssl_channel_credentials(self._authority.read_bytes())
            self.channel = grpc.secure_channel(f"localhost:{self._port}", credentials, options=alone)
        self._account = client.account_pb2_grpc.AccountServiceStub(self.channel)
        self._sync = client.sync_pb2_grpc.SyncServiceStub(self.channel)

    def token(self):
        return dict(self.metadata())["authorization"].removeprefix("Bearer ")

    def is_answered(self):
        """Over a new connection."""
        self._connect()
        try:
            stream = self._sync.Watch(client.sync_pb2.WatchRequest(), metadata=self.metadata(), timeout=_CALL_SECONDS)
            said = next(stream).WhichOneof("event")
            stream.cancel()
            return said == "hello"
        except grpc.RpcError:
            return False


class Beside:
    """Calls again and again until it is closed, and remembers when it was answered."""

    def __init__(self, device):
        self._device = device
        self.answered = []
        self.failed = 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def close(self):
        self._stop.set()
        self._thread.join()

    def _run(self):
        while not self._stop.wait(_PAUSE_BETWEEN_CALLS):
            if self._device.is_answered():
                self.answered.append(time.monotonic())
            else:
                self.failed += 1


@dataclasses.dataclass
class Outcome:
    name: str
    seconds: float
    rss_mb: float
    answered: int
    failed: int
    # None: not within the time allowed.
    recovery_seconds: float | None

    def is_good(self, most_rss_mb):
        return self.recovery_seconds is not None and self.answered > 0 and self.rss_mb <= most_rss_mb

    def __str__(self):
        after = "never" if self.recovery_seconds is None else f"{self.recovery_seconds:.1f} s"
        return (f"{self.name:28} {self.seconds:6.1f} s {self.rss_mb:7.1f} MB {self.answered:5} answered "
                f"{self.failed:4} failed   next after {after}")


def status_of(pid, name):
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(name + ":"):
            return int(line.split()[1])
    raise AssertionError(f"/proc has no {name}")


def forget_peak(pid):
    pathlib.Path(f"/proc/{pid}/clear_refs").write_text("5")


def perform(attack, target, scale, device, pid):
    forget_peak(pid)
    with contextlib.closing(Beside(device)) as beside:
        standing.wait_until(lambda: beside.answered, RECOVERY_SECONDS)
        first, failed, begun = len(beside.answered), beside.failed, time.monotonic()
        with contextlib.suppress(OSError):
            attack(target, scale)
        ended = time.monotonic()
        # A short attack may be over between two calls.
        standing.wait_until(lambda: len(beside.answered) > first, RECOVERY_SECONDS)
        standing.wait_until(lambda: beside.answered and beside.answered[-1] > ended, RECOVERY_SECONDS)
        after = [at for at in beside.answered if at > ended]
        return Outcome(
            attack.__name__, ended - begun, status_of(pid, "VmHWM") / _KILOBYTES_PER_MEGABYTE,
            len(beside.answered) - first, beside.failed - failed, after[0] - ended if after else None,
        )


def furnish(device):
    """A family that a new device has something to fetch from: its first replica."""
    ana = family.begin(device, "Ana", "Etc/GMT")
    for number in range(200):
        ana.write(Edit(number.to_bytes(16, "big"), Child(name=b"a child of many names " * 150)))
    ana.push()


@contextlib.contextmanager
def behind_nginx():
    """Yields the target, the server, and a device that knows the way."""
    with contextlib.closing(standing.Nginx()) as front:
        context = front.certificates.context()
        context.set_alpn_protocols(["h2"])
        target = Target(("127.0.0.1", front.port), context, standing.Nginx.connections)
        yield target, front.server, Device(front.port, front.certificates.authority)


@contextlib.contextmanager
def bare():
    descriptors = 512

    def limit():
        resource.setrlimit(resource.RLIMIT_NOFILE, (descriptors, descriptors))

    with tempfile.TemporaryDirectory() as directory:
        with contextlib.closing(standing.Server(directory, "127.0.0.1:0", preexec_fn=limit)) as server:
            yield Target(("127.0.0.1", server.port), None, descriptors), server, Device(server.port, None)


def run(names, place, scale):
    """Each attack on a server of its own when it is bare, since some do not survive."""
    chosen = [each for each in attacks.ALL if not names or each.__name__ in names]
    groups = [[each] for each in chosen] if place is bare else [chosen]
    for group in groups:
        with place() as (target, server, device):
            furnish(device)
            target.token = device.token()
            for attack in group:
                yield perform(attack, target, scale, device, server.process.pid)
            device.close()


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--full", action="store_true")
    arguments.add_argument("--bare", action="store_true")
    arguments.add_argument("--most-rss-mb", type=float, default=MOST_RSS_MB)
    arguments.add_argument("attack", nargs="*")
    chosen = arguments.parse_args()
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    bad = []
    for outcome in run(chosen.attack, bare if chosen.bare else behind_nginx, 1 if chosen.full else SHORT_SCALE):
        good = chosen.bare or outcome.is_good(chosen.most_rss_mb)
        print(outcome, "" if good else "  BAD", flush=True)
        if not good:
            bad.append(outcome.name)
    sys.exit(f"The server did not stand: {', '.join(bad)}" if bad else 0)


if __name__ == "__main__":
    main()
