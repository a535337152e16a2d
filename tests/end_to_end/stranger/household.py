"""The real programs: one server, and devices that run `toward`."""

import pathlib
import shutil
import tempfile
import time

import client
import invites
import keys
import pairing
import programs


class Household:
    """Ends everything that it started when it is closed."""

    def __init__(self, *server_options):
        self._server_options = server_options
        self._directory = pathlib.Path(tempfile.mkdtemp(prefix="toward-stranger-"))
        self._clients = []
        # By name.
        self._devices = {}
        self.port = 0
        self.start_server()

    def close(self):
        for each in (*self._clients, *self._devices.values()):
            each.close()
        try:
            self._server.stop()
        finally:
            self._server.close()
            shutil.rmtree(self._directory)

    def start_server(self):
        """On the same port and data as before."""
        self._server = programs.Server(
            "--listen", f"127.0.0.1:{self.port}", "--data-directory", self._server_directory(), "--call-limits", "off",
            *self._server_options,
        )  # fmt: skip
        self.port = self._server.port

    def kill_server(self):
        self._server.kill()

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

    def toward(self, device, *arguments):
        """What `toward <arguments>` printed on the device of this name. It must succeed."""
        return self._device(device).do(*arguments)

    def join_through_toward(self, device, joiner_client):
        """Lets a client in by `toward invite` on a device; returns the joiner, whose digits were typed there."""
        inviting = self._device(device).start("invite", "--share-past")
        link = programs.line_with(inviting, r"https?://\S+/j#\S+")
        guest = pairing.Joiner(joiner_client, invites.Invite.from_link(link))
        guest.claim()
        digits = _until(guest.digits)
        programs.finish(inviting, digits)
        return guest

    def join_to(self, device, inviter, *arguments):
        """Lets `toward join` on a device into the family of a replica."""
        host = pairing.Inviter(inviter, invites.Invite.new(self.url()), pairing.PARTNER)
        host.open()
        joining = self._device(device).start("join", host.invite.link(), *arguments)
        _until(host.is_claimed)
        host.reveal()
        digits = programs.line_with(joining, r"^ +\d{3} \d{3}$")
        assert host.digits_fit(digits.replace(" ", ""))
        host.confirm()
        programs.finish(joining)

    def _device(self, name):
        return self._devices.setdefault(name, programs.Device(self._directory / name))

    def _server_directory(self):
        return self._directory / "server"


def _until(ask):
    """The first answer that says something; asked again and again, for as long as a test waits."""
    end = time.monotonic() + programs.MOST_SECONDS
    while time.monotonic() < end:
        if answer := ask():
            return answer
    raise AssertionError("no answer came")
