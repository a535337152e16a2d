"""Nothing that a family writes is anywhere on the server's side: not in its files, its copies, its output, nor on the wire.

A whole life with words that occur nowhere else: two partners, three devices, wrong digits, a crash, a copy, errors, with gRPC's
tracing asked for in every process. Then everything the server touched is searched in every encoding the scanner knows, and
the scanner itself is tested with words planted in the same places.
"""

import os
import pathlib
import re
import signal
import socket
import subprocess
import tempfile
import threading

import scanner

SERVER_PROGRAM = os.environ["TOWARD_SERVER_PROGRAM"]
CLIENT_PROGRAM = os.environ["TOWARD_CLIENT_PROGRAM"]
MOST_SECONDS = 60
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
    def __init__(self, directory):
        self.directory = directory
        self.output = directory / "output.txt"
        directory.mkdir()
        self.port = self._free_port()
        self._process = None
        self.start()

    @staticmethod
    def _free_port():
        with socket.create_server(("127.0.0.1", 0)) as one:
            return one.getsockname()[1]

    def start(self):
        output = open(self.output, "ab")
        self._process = subprocess.Popen(
            [SERVER_PROGRAM, "--listen", f"127.0.0.1:{self.port}", "--data-directory", self.directory / "data"],
            stdout=subprocess.PIPE, stderr=output, env=TRACED, text=True)
        assert self._process.stdout.readline().startswith("Listening on"), "the server did not start"

    def kill(self):
        self._process.kill()
        self._process.wait(timeout=MOST_SECONDS)

    def stop(self):
        self._process.send_signal(signal.SIGTERM)
        rest, _ = self._process.communicate(timeout=MOST_SECONDS)
        with open(self.output, "a") as output:
            output.write(rest)

    def back_up(self, to):
        subprocess.run([SERVER_PROGRAM, "--data-directory", self.directory / "data", "backup", to], check=True,
                       capture_output=True, env=TRACED, timeout=MOST_SECONDS)


class Device:
    def __init__(self, directory):
        self.directory = directory
        self.environment = {**TRACED, "XDG_RUNTIME_DIR": str(directory.parent)}

    def run(self, *arguments, typed="", fails=False):
        finished = subprocess.run([CLIENT_PROGRAM, "--directory", self.directory, *arguments], input=typed.encode(),
                                  capture_output=True, timeout=MOST_SECONDS, env=self.environment)
        assert (finished.returncode != 0) == fails, (arguments[0], finished.stderr.decode()[-500:])
        return finished.stdout.decode()

    def start(self, *arguments):
        return subprocess.Popen([CLIENT_PROGRAM, "--directory", self.directory, *arguments], stdin=subprocess.PIPE,
                                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=self.environment, text=True)


def line_with(process, pattern):
    for line in process.stdout:
        if found := re.search(pattern, line):
            return found[0]
    raise AssertionError(f"{pattern} never came")


def pair(inviter, joiner, invite_arguments, join_arguments):
    """Both sides of pairing, with wrong digits once. Returns what must stay between the two: link and digits."""
    inviting = inviter.start("invite", *invite_arguments)
    link = line_with(inviting, r"https?://\S+")
    joining = joiner.start("join", link, *join_arguments)
    digits = line_with(joining, r"\d{3} \d{3}").replace(" ", "")
    wrong = f"{(int(digits) + 1) % 1_000_000:06}"
    inviting.communicate(f"{wrong}\n{digits}\n", timeout=MOST_SECONDS)
    joining.communicate(timeout=MOST_SECONDS)
    assert inviting.returncode == 0 and joining.returncode == 0, "pairing failed"
    return link.split("#1.")[1]


def live(place, server, wire):
    """A whole life. Returns what must be on no server beside WORDS."""
    url = f"http://127.0.0.1:{wire.port}"
    ana, ben, laptop = (Device(place / name) for name in ("ana", "ben", "laptop"))
    ana.run("init", "--server", url, "--name", WORDS["Ana's name"], "--zone", "UTC", "--children",
            WORDS["the child's name"])
    secrets = [pair(ana, ben, (), ("--name", WORDS["Ben's name"]))]
    secrets.append(pair(ana, laptop, ("--my-device",), ("--device", WORDS["the device's name"])))
    ana.run("rituals", "set", "checkin", "--title", WORDS["the ritual's title"])
    ana.run("thank", "-", typed=WORDS["the thanks"])
    server.kill()
    ana.run("checkin", "--note", WORDS["the note"])
    server.start()
    ana.run("sync")
    ben.run("checkin", "answer", "--shared", WORDS["the shared answer"])
    ana.run("checkin", "answer", "--private", WORDS["the private answer"])
    laptop.run("private", "add", "-", typed=WORDS["the private note"])
    ben.run("time", WORDS["the child's name"], "12", "--note", WORDS["the activity"])
    ana.run("sync")
    words = re.findall(r"\d+\. ([a-z]+)", ana.run("recover", "sheet"))
    assert len(words) == 12
    secrets.append(" ".join(words))
    ana.run("note", WORDS["the child's name"] + "x", WORDS["the note"], fails=True)
    server.back_up(place / "copy.db")
    ben.run("lock", typed=(WORDS["the passphrase"] + "\n") * 2)
    server.kill()
    server.start()
    laptop.run("sync")
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
    with tempfile.TemporaryDirectory(prefix="toward-canary-") as place:
        place = pathlib.Path(place)
        server = Server(place / "server")
        wire = Wire(server.port)
        secrets = live(place, server, wire)
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
