"""A family's calendar feed in the hands of programs people have: vdirsyncer fetches it, khal shows it.

The server, the device and both programs are the real ones; the feed comes over HTTP, from the link `toward remind link
calendar` prints.
"""

import contextlib
import os
import pathlib
import re
import subprocess
import tempfile
import urllib.error
import urllib.request

import programs
from programs import MOST_SECONDS

ZONE = "Europe/Lisbon"
PRIVATE_WORDS = ["Ana", "Mia", "castle", "Teatime"]


class Home:
    """A server with its web side, and one device."""

    def __init__(self, directory):
        self._server = programs.Server("--listen", "127.0.0.1:0", "--http-listen", "127.0.0.1:0", "--data-directory",
                                       directory / "server")
        self.server = "http://" + self._server.address
        self.web = "http://" + self._server.said("HTTP on (.*)")
        self.toward = programs.Device(directory / "ana").do
        self.stop, self.close = self._server.stop, self._server.close

    def feed_url(self):
        return self.toward("remind", "link", "calendar", "--base", self.web).splitlines()[0]


class CalendarPrograms:
    """vdirsyncer and khal with a directory of their own."""

    def __init__(self, directory, url):
        self.directory = pathlib.Path(directory)
        self.calendar = self.directory / "calendar"
        self._environment = {**os.environ, "HOME": str(directory), "XDG_DATA_HOME": str(directory / "data"),
                             "XDG_CONFIG_HOME": str(directory / "config"), "XDG_CACHE_HOME": str(directory / "cache"),
                             "LC_ALL": "C.UTF-8"}
        self._vdirsyncer = self.directory / "vdirsyncer.conf"
        self._vdirsyncer.write_text(f'''[general]
status_path = "{self.directory}/status"
[pair plan]
a = "file"
b = "feed"
collections = null
[storage file]
type = "filesystem"
path = "{self.calendar}"
fileext = ".ics"
[storage feed]
type = "http"
url = "{url}"
''')
        self._khal = self.directory / "khal.conf"
        self._khal.write_text(f"""[calendars]
[[plan]]
path = {self.calendar}
[locale]
local_timezone = {ZONE}
default_timezone = {ZONE}
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
[sqlite]
path = {self.directory}/khal.db
""")

    def _run(self, *command):
        finished = subprocess.run(command, capture_output=True, text=True, timeout=MOST_SECONDS,
                                  env=self._environment)
        assert finished.returncode == 0, f"{command}: {finished.stdout} {finished.stderr}"
        return finished.stdout + finished.stderr

    def discover(self):
        self._run("vdirsyncer", "-c", self._vdirsyncer, "discover")

    def sync(self):
        return self._run("vdirsyncer", "-c", self._vdirsyncer, "sync")

    def events(self, days):
        return self._run("khal", "-c", self._khal, "list", "--format", "{start-time} {title}", "today",
                         f"{days}d").splitlines()

    def files(self):
        return {path.name: path.read_bytes() for path in self.calendar.glob("*.ics")}


def uids(url):
    """As the feed has them; vdirsyncer gives events of a feed others."""
    with urllib.request.urlopen(url, timeout=MOST_SECONDS) as answer:
        return set(re.findall(r"^UID:(\S+)", answer.read().decode(), re.MULTILINE))


def begin(home):
    home.toward("init", "--server", home.server, "--name", "Ana", "--zone", ZONE)
    home.toward("children", "add", "Mia")
    home.toward("rituals", "set", "checkin", "--title", "Teatime")
    home.toward("remind", "checkin", "--at", "21:15")
    home.toward("thank", "For the castle")


def see_the_feed(home, place):
    begin(home)
    url = home.feed_url()
    (place / "reader" / "calendar").mkdir(parents=True)
    reader = CalendarPrograms(place / "reader", url)
    reader.discover()

    reader.sync()
    first = reader.files()
    assert first, "vdirsyncer fetched nothing"
    shown = reader.events(7)
    assert any(line.startswith("21:15 ") for line in shown), shown
    everything = b"".join(first.values()).decode()
    assert not [word for word in PRIVATE_WORDS if word in everything], "the feed holds words of the family's"

    again = reader.sync()
    assert reader.files() == first, "an unchanged plan changed the feed"
    assert "Copying" not in again and "Deleting" not in again, again

    evenings = uids(url)
    home.toward("remind", "checkin", "--at", "20:40")
    reader.sync()
    moved = reader.events(7)
    assert any(line.startswith("20:40 ") for line in moved), moved
    assert not any(line.startswith("21:15 ") for line in moved), moved
    assert len(reader.files()) == len(first), "the same evening became another event"
    assert uids(url) == evenings, "an evening that moved is another event to those who know it"

    home.toward("remind", "link", "calendar", "--revoke")
    try:
        urllib.request.urlopen(url, timeout=MOST_SECONDS)
        raise AssertionError("a revoked link still answers")
    except urllib.error.HTTPError as refused:
        assert refused.code == 404, refused.code


def main():
    with tempfile.TemporaryDirectory(prefix="toward-calendar-") as place:
        place = pathlib.Path(place)
        with contextlib.closing(Home(place)) as home:
            see_the_feed(home, place)
            home.stop()


main()
