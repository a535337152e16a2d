"""Nothing that a family writes is anywhere on the server's side: not in its files, its copies, its output, nor on the wire.

A whole life with words that occur nowhere else: two partners, three devices, wrong digits, a crash, a copy, errors, with gRPC's
tracing asked for in every process. Then everything the server touched is searched in every encoding the scanner knows, and
the scanner itself is tested with words planted in the same places.
"""

import contextlib
import os
import pathlib
import re
import socket
import subprocess
import tempfile
import threading

import programs
import scanner

TRACED = {**os.environ, "GRPC_TRACE": "all", "GRPC_VERBOSITY": "DEBUG"}
WORDS = {
    "Ana's name": "Anaquillebrand",
    "Ben's name": "Benvortalisson",
    "the child's name": "Mirabellinka",
    "the ritual's title": "Teelichtminuten",
    "the thanks": "thank you for the zwanzigste Windel",
    "the note": "we spoke of the Ostfriesland trip",
    "the shared answer": "I miss our Kinofreitag",
    "the private answer": "nobody knows of my Zweifelsucht",
    "the private note": "wrote to Tante Rosamunde in secret",
    "the activity": "Kastaniendrachen bauen",
    "the device's name": "Anas Kellerlaptop",
    "the passphrase": "vier woerter gegen diebe",
}


class Wire:
    """A way to the server that keeps every byte that goes over it."""

    def __init__(self, port):
        self._target = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._lock = threading.Lock()
        self._streams = []
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                near, _ = self._listener.accept()
                far = socket.create_connection(("127.0.0.1", self._target))
            except OSError:
                continue
            for one, other in ((near, far), (far, near)):
                seen = bytearray()
                with self._lock:
                    self._streams.append(seen)
                threading.Thread(target=self._carry, args=(one, other, seen), daemon=True).start()

    def _carry(self, one, other, seen):
        try:
            while data := one.recv(65536):
                with self._lock:
                    seen.extend(data)
                other.sendall(data)
        except OSError:
            pass
        for each in (one, other):
            try:
                each.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def bytes_seen(self):
        with self._lock:
            return [bytes(each) for each in self._streams]


class Server:
    """Keeps all that it prints."""

    def __init__(self, directory):
        self._data = directory / "data"
        self._output = directory / "output.txt"
        self.port = 0
        directory.mkdir()
        self.start()

    def start(self):
        """On the same port and data as before."""
        with open(self._output, "ab") as output:
            self._running = programs.Server("--listen", f"127.0.0.1:{self.port}", "--data-directory", self._data,
                                            stderr=output, env=TRACED)
        self.port = self._running.port

    def kill(self):
        self._keep(self._running.kill())

    def stop(self):
        self._keep(self._running.stop())

    def close(self):
        self._running.close()

    def back_up(self, to):
        copied = subprocess.run([programs.SERVER_PROGRAM, "--data-directory", self._data, "backup", to],
                                capture_output=True, env=TRACED, timeout=programs.MOST_SECONDS)
        assert copied.returncode == 0, copied.stderr.decode()[-500:]
        self._keep(copied.stdout.decode() + copied.stderr.decode())

    def _keep(self, printed):
        with open(self._output, "a") as output:
            output.write(printed)


def pair(inviter, joiner, invite_arguments, join_arguments):
    """Both sides of pairing, with wrong digits once. Returns what must stay between the two: what the link holds."""
    # A trace that nobody reads would hold them up.
    inviting = inviter.start("invite", *invite_arguments, stderr=subprocess.DEVNULL)
    link = programs.line_with(inviting, r"https?://\S+")
    joining = joiner.start("join", link, *join_arguments, stderr=subprocess.DEVNULL)
    digits = programs.line_with(joining, r"\d{3} \d{3}").replace(" ", "")
    wrong = f"{(int(digits) + 1) % 1_000_000:06}"
    programs.finish(inviting, f"{wrong}\n{digits}")
    programs.finish(joining)
    return link.split("#1.")[1]


def live(place, devices, server, wire):
    """A whole life. Returns what must be on no server beside WORDS."""
    url = f"http://127.0.0.1:{wire.port}"
    ana, ben, laptop = devices
    ana.do("init", "--server", url, "--name", WORDS["Ana's name"], "--zone", "UTC", "--children",
            WORDS["the child's name"])
    secrets = [pair(ana, ben, (), ("--name", WORDS["Ben's name"]))]
    secrets.append(pair(ana, laptop, ("--my-device",), ("--device", WORDS["the device's name"])))
    ana.do("rituals", "set", "checkin", "--title", WORDS["the ritual's title"])
    ana.do("thank", "-", typed=WORDS["the thanks"])
    server.kill()
    ana.do("checkin", "--note", WORDS["the note"])
    server.start()
    ana.do("sync")
    ben.do("checkin", "answer", "--shared", WORDS["the shared answer"])
    ana.do("checkin", "answer", "--private", WORDS["the private answer"])
    laptop.do("private", "add", "-", typed=WORDS["the private note"])
    ben.do("time", WORDS["the child's name"], "12", "--note", WORDS["the activity"])
    ana.do("sync")
    words = re.findall(r"\d+\. ([a-z]+)", ana.do("recover", "sheet"))
    assert len(words) == 12
    secrets.append(" ".join(words))
    assert ana.run("note", WORDS["the child's name"] + "x", WORDS["the note"]).returncode != 0
    server.back_up(place / "copy.db")
    ben.do("lock", typed=(WORDS["the passphrase"] + "\n") * 2)
    server.kill()
    server.start()
    laptop.do("sync")
    return secrets


def places(place, server, wire):
    """Everything on the server's side, by name."""
    found = {str(path.relative_to(place)): path.read_bytes()
             for path in [*(place / "server").rglob("*"), place / "copy.db"] if path.is_file()}
    for number, seen in enumerate(wire.bytes_seen()):
        found[f"wire {number}"] = seen
    return found


def check_the_scanner(everything, words):
    biggest = max(everything, key=lambda name: len(everything[name]))
    for word in words:
        for name, piece in scanner.planted(word).items():
            assert scanner.hits(everything[biggest][:100_000] + piece, [word]), f"a word planted as {name} was not found"


def main():
    with contextlib.ExitStack() as stack:
        place = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="toward-canary-")))
        server = stack.enter_context(contextlib.closing(Server(place / "server")))
        wire = Wire(server.port)
        environment = {**TRACED, "XDG_RUNTIME_DIR": str(place)}
        devices = [stack.enter_context(contextlib.closing(programs.Device(place / name, environment)))
                   for name in ("ana", "ben", "laptop")]
        secrets = live(place, devices, server, wire)
        server.stop()
        everything = places(place, server, wire)
        assert any(name.startswith("wire") and data for name, data in everything.items())
        assert sum(len(data) for data in everything.values()) > 100_000
        words = [*WORDS.values(), *secrets]
        found = {(name, word, how) for name, data in everything.items() for word, how in scanner.hits(data, words)}
        assert not found, f"words on the server's side: {sorted(found)}"
        check_the_scanner(everything, ["Anaquillebrand", WORDS["the private note"]])
        print(f"{len(words)} words and secrets, {len(everything)} places, nothing found")


main()
