"""The real programs: one server, and devices that run `toward`."""

import datetime
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import time

import client
import invites
import keys
import pairing

SERVER_PROGRAM = os.environ["TOWARD_SERVER_PROGRAM"]
CLIENT_PROGRAM = os.environ["TOWARD_CLIENT_PROGRAM"]
MOST_SECONDS = 20


class Household:
    """Ends everything that it started when it is closed."""

    def __init__(self, *server_options):
        self._server_options = server_options
        self._directory = pathlib.Path(tempfile.mkdtemp(prefix="toward-stranger-"))
        self._clients = []
        self.port = 0
        self.start_server()

    def close(self):
        for each in self._clients:
            each.close()
        self._end_server(signal.SIGTERM)
        shutil.rmtree(self._directory)

    def start_server(self):
        """On the same port and data as before."""
        self._server = subprocess.Popen(
            [SERVER_PROGRAM, "--listen", f"127.0.0.1:{self.port}", "--data-directory", self._server_directory()]
            + ["--call-limits", "off"]
            + list(self._server_options),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        listening = re.match(r"Listening on .*:(\d+)", self._server.stdout.readline())
        assert listening, "the server did not start"
        self.port = int(listening[1])

    def kill_server(self):
        self._end_server(signal.SIGKILL)

    def keep_copy(self):
        """Of the server's data as it is now, while no server runs."""
        shutil.copytree(self._server_directory(), self._directory / "copy", dirs_exist_ok=True)

    def restore_copy(self):
        shutil.rmtree(self._server_directory())
        shutil.copytree(self._directory / "copy", self._server_directory())

    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def new_client(self, device_keys=None):
        made = client.Client(self.url(), device_keys or keys.DeviceKeys())
        self._clients.append(made)
        return made

    def toward(self, device, *arguments, standard_input=""):
        """What `toward <arguments>` printed on the device of this name. It must succeed."""
        finished = subprocess.run(
            [CLIENT_PROGRAM, "--directory", self._directory / device, *arguments],
            input=standard_input,
            capture_output=True,
            text=True,
            timeout=MOST_SECONDS,
        )
        assert finished.returncode == 0, f"{device}: toward {arguments[0]}: {finished.stderr}"
        return finished.stdout

    def join_through_toward(self, device, joiner_client):
        """Lets a client in by `toward invite` on a device; returns the joiner, whose digits were typed there."""
        inviting = self._start(device, "invite", "--share-past")
        link = _line_with(inviting, r"https?://\S+/j#\S+")
        guest = pairing.Joiner(joiner_client, invites.Invite.from_link(link))
        guest.claim()
        digits = _until(guest.digits)
        self._finish(inviting, digits)
        return guest

    def join_to(self, device, inviter, *arguments):
        """Lets `toward join` on a device into the family of a replica."""
        host = pairing.Inviter(inviter, invites.Invite.new(self.url()), pairing.PARTNER)
        host.open()
        joining = self._start(device, "join", host.invite.link(), *arguments)
        _until(host.is_claimed)
        host.reveal()
        digits = _line_with(joining, r"^ +\d{3} \d{3}$")
        assert host.digits_fit(digits.replace(" ", ""))
        host.confirm()
        self._finish(joining)

    def _start(self, device, *arguments):
        return subprocess.Popen(
            [CLIENT_PROGRAM, "--directory", self._directory / device, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def _finish(self, process, typed=""):
        _, error = process.communicate(typed + "\n", timeout=MOST_SECONDS)
        assert process.returncode == 0, error

    def _end_server(self, how):
        self._server.send_signal(how)
        self._server.communicate(timeout=MOST_SECONDS)

    def _server_directory(self):
        return self._directory / "server"


def zone_at_noon():
    """Where it is about noon now, so that no plan day ends during a test."""
    hours_ahead = 12 - datetime.datetime.now(datetime.timezone.utc).hour
    return "Etc/GMT" if hours_ahead == 0 else f"Etc/GMT{-hours_ahead:+d}"


def _line_with(process, pattern):
    """What of a process's output matches first. It must come."""
    for line in process.stdout:
        if match := re.search(pattern, line):
            return match[0]
    raise AssertionError(f"{pattern} never came: {process.stderr.read()}")


def _until(ask):
    """The first answer that says something; asked again and again, for as long as a test waits."""
    end = time.monotonic() + MOST_SECONDS
    while time.monotonic() < end:
        if answer := ask():
            return answer
    raise AssertionError("no answer came")
