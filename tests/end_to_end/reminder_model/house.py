"""The real server with a clock that is set, a mail server of this test's own, and the trace of its reminders."""

import base64
import os
import pathlib
import re
import shutil
import tempfile
import threading

import aiosmtpd.controller

import hlc
import household
from diary import Diary, TraceFile
from set_clock import SetClock


class _MailServer(aiosmtpd.controller.Controller):
    """On any free port."""

    def _trigger_server(self):
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


class House(household.Household):
    def __init__(self):
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="toward-reminders-"))
        self.clock = SetClock(self.directory)
        # Before gRPC has threads, which read the environment too. Only programs that start later heed it.
        os.environ.update(self.clock.environment())
        # The devices live by the server's clock too.
        hlc.DeviceTime.now = self.clock.device_time
        self.diary = Diary()
        self.trace = TraceFile(self.directory / "trace")
        # Mail address to member.
        self.members_by_address = {}
        self._mail = _MailServer(self, hostname="127.0.0.1", port=0)
        self._mail.start()
        super().__init__(
            "--reminder-trace", str(self.trace.path),
            "--smtp-host", "127.0.0.1", "--smtp-port", str(self._mail.port), "--smtp-security", "none",
            "--smtp-from", "reminders@toward.example",
        )  # fmt: skip

    def close(self):
        try:
            super().close()
        finally:
            self._mail.stop()
            shutil.rmtree(self.directory)

    def kill_server(self):
        super().kill_server()
        self.diary.write("killed")

    def kill_after(self, seconds):
        """On a thread of its own, which is returned."""
        thread = threading.Timer(seconds, self.kill_server)
        thread.start()
        return thread

    async def handle_DATA(self, _server, _session, envelope):
        text = envelope.content.decode("utf-8", "replace")
        key = re.search(r"^Message-ID: <([A-Za-z0-9_-]{32})@", text, re.MULTILINE)[1]
        for address in envelope.rcpt_tos:
            self.diary.write(
                "received",
                to=address,
                member=self.members_by_address[address],
                channel="email",
                key=base64.urlsafe_b64decode(key).hex(),
                text=text,
            )
        return "250 OK"
