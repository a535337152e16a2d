"""The built programs, as tests in Python run them: a toward-server, and devices that run `toward`."""

import datetime
import os
import re
import subprocess

SERVER_PROGRAM = os.environ["TOWARD_SERVER_PROGRAM"]
CLIENT_PROGRAM = os.environ["TOWARD_CLIENT_PROGRAM"]
MOST_SECONDS = 40


class Server:
    """A toward-server with these options, which has started. Whoever has one closes it. What it writes to standard error
    is dropped, unless Popen is told otherwise."""

    def __init__(self, *options, **popen):
        popen.setdefault("stderr", subprocess.DEVNULL)
        self.process = subprocess.Popen([SERVER_PROGRAM, *options], stdout=subprocess.PIPE, text=True, **popen)
        self.address = self.said("Listening on (.*)")

    @property
    def port(self):
        return int(self.address.rpartition(":")[2])

    def said(self, pattern):
        """Group 1 of the pattern, in the next line that it prints. It must fit; a server that says anything else is ended."""
        line = self.process.stdout.readline()
        found = re.match(pattern, line)
        if found is None:
            self.kill()
            raise AssertionError(f"the server did not start: {line!r}")
        return found[1]

    def kill(self):
        """Ends it at once. Returns what else it had printed."""
        self.process.kill()
        return self.process.communicate()[0]

    def stop(self):
        """Asks it to end, which it must do well. Returns what else it printed; empty for one that was ended before."""
        if self.process.returncode is not None:
            return ""
        self.process.terminate()
        printed, _ = self.process.communicate(timeout=MOST_SECONDS)
        assert self.process.returncode == 0, f"the server ended with {self.process.returncode}"
        return printed

    def close(self):
        """Ends it, however it is."""
        self.process.terminate()
        try:
            self.process.communicate(timeout=MOST_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()


class Device:
    """One that runs `toward` on a directory of its own. Closed, it ends what it started and what still runs."""

    def __init__(self, directory, environment=None):
        self.directory = directory
        self._environment = environment
        self._started = []

    def close(self):
        for process in self._started:
            process.kill()
            process.communicate()

    def run(self, *arguments, typed=""):
        """`toward <arguments>` that has ended, well or not."""
        return subprocess.run(
            self._command(arguments), input=typed, capture_output=True, text=True, timeout=MOST_SECONDS,
            env=self._environment,
        )  # fmt: skip

    def do(self, *arguments, typed=""):
        """What `toward <arguments>` printed. It must succeed."""
        finished = self.run(*arguments, typed=typed)
        assert finished.returncode == 0, f"toward {arguments[0]}: {finished.stderr[-500:]}"
        return finished.stdout

    def start(self, *arguments, **popen):
        """`toward <arguments>`, which goes on beside the test."""
        pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
        process = subprocess.Popen(self._command(arguments), text=True, env=self._environment, **(pipes | popen))
        self._started.append(process)
        return process

    def _command(self, arguments):
        return [CLIENT_PROGRAM, "--directory", self.directory, *arguments]


def line_with(process, pattern):
    """What of a process's output matches first. It must come."""
    for line in process.stdout:
        if found := re.search(pattern, line):
            return found[0]
    raise AssertionError(f"{pattern} never came: {process.stderr.read() if process.stderr else ''}")


def finish(process, typed=""):
    """Types what is left to type, and waits for the end. It must succeed."""
    _, error = process.communicate(typed + "\n", timeout=MOST_SECONDS)
    assert process.returncode == 0, error


def zone_at_noon():
    """Where it is about noon now, so that no plan day ends during a test."""
    hours_ahead = 12 - datetime.datetime.now(datetime.timezone.utc).hour
    return "Etc/GMT" if hours_ahead == 0 else f"Etc/GMT{-hours_ahead:+d}"
