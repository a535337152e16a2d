"""A toward-server as it stands in the open: set up by the files in deploy/, with ports and paths of this test."""

import contextlib
import os
import pathlib
import re
import select
import signal
import socket
import ssl
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

import programs
from programs import SERVER_PROGRAM

SOURCE = pathlib.Path(os.environ["TOWARD_SOURCE_DIR"])
MOST_SECONDS = 20
_LOOK_AGAIN_SECONDS = 0.02


def shipped(path, replacements):
    """The text of a file in deploy/ with other words for some of its own; all of them must be there."""
    text = (SOURCE / "deploy" / path).read_text()
    for before, after in replacements.items():
        assert before in text, f"deploy/{path} says nothing of {before!r}"
        text = text.replace(before, str(after))
    return text


def free_port():
    with socket.socket() as any_socket:
        any_socket.bind(("127.0.0.1", 0))
        return any_socket.getsockname()[1]


def wait_until(condition, seconds=MOST_SECONDS):
    """What the condition returned once it was true; false when it was not in that time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := condition():
            return found
        select.select([], [], [], _LOOK_AGAIN_SECONDS)
    return False


class Server(programs.Server):
    """With the settings of deploy/toward.toml. `listen`: None for the socket that they name."""

    def __init__(self, directory, listen=None, **popen):
        directory = pathlib.Path(directory)
        self.socket = directory / "grpc.sock"
        settings = shipped(
            "toward.toml",
            {
                "unix:/run/toward/grpc.sock": listen or f"unix:{self.socket}",
                'trusted_proxy = "unix"': f'trusted_proxy = "{"127.0.0.1" if listen else "unix"}"',
                "127.0.0.1:7341": "127.0.0.1:0",
                "127.0.0.1:7342": "127.0.0.1:0",
            },
        )
        (directory / "toward.toml").write_text(settings)
        super().__init__("--config", directory / "toward.toml", "--data-directory", directory / "data", **popen)
        self.http = self.said("HTTP on (.*)")
        self.metrics = self.said("Metrics on (.*)")

    def metric(self, name):
        with urllib.request.urlopen(f"http://{self.metrics}/metrics", timeout=MOST_SECONDS) as answer:
            found = re.search(rf"^{name} (\S+)$", answer.read().decode(), re.MULTILINE)
        return float(found[1])


class Certificates:
    """What `toward-server tls init` makes for this machine."""

    def __init__(self, directory):
        self.directory = pathlib.Path(directory)
        said = subprocess.run(
            [SERVER_PROGRAM, "tls", "init", "--name", "localhost", "--ip", "127.0.0.1", "--directory", self.directory],
            capture_output=True,
            text=True,
            check=True,
        )
        self.pin = re.search(r"authority: ([0-9a-f]{64})$", said.stdout, re.MULTILINE)[1]
        self.authority = self.directory / "authority.pem"
        self.certificate = self.directory / "server.pem"
        self.key = self.directory / "server-key.pem"

    def context(self):
        return ssl.create_default_context(cafile=str(self.authority))


class Front:
    """A server, and whatever stands before it. Everything ends when it is closed."""

    def __init__(self, listen=None):
        with contextlib.ExitStack() as stack:
            self.directory = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="toward-open-")))
            self.port = free_port()
            self.certificates = Certificates(self.directory / "tls")
            self.server = stack.enter_context(contextlib.closing(Server(self.directory, listen)))
            stack.callback(self._end, self._start())
            self._devices = {}
            self._begun = stack.pop_all()

    def close(self):
        self._begun.close()

    def url(self):
        return f"https://localhost:{self.port}"

    def http(self, path, data=None, headers=None):
        """The status and the body; the status 0 when the connection was cut."""
        request = urllib.request.Request(self.url() + path, data=data, headers=headers or {})
        try:
            with urllib.request.urlopen(request, context=self.certificates.context(), timeout=MOST_SECONDS) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()
        except OSError:
            return 0, b""

    def device(self, name):
        """One of this name that comes through the front."""
        if name not in self._devices:
            trusted = {"GRPC_DEFAULT_SSL_ROOTS_FILE_PATH": str(self.certificates.authority)}
            device = programs.Device(self.directory / name, os.environ | trusted)
            self._devices[name] = self._begun.enter_context(contextlib.closing(device))
        return self._devices[name]

    def _start(self):
        """Starts the program of the file in deploy/, which goes on by itself, and returns its pid."""
        raise NotImplementedError

    @staticmethod
    def _end(pid):
        os.kill(pid, signal.SIGTERM)
        wait_until(lambda: not pathlib.Path(f"/proc/{pid}").exists())

    def _run(self, *command, **environment):
        # A file, not a pipe: what was started goes on with it.
        said = self.directory / "said"
        with said.open("w") as output:
            started = subprocess.run(
                command, env=os.environ | environment, stdout=output, stderr=output, timeout=MOST_SECONDS
            )
        assert started.returncode == 0, said.read_text()


class Nginx(Front):
    """Debian's nginx with deploy/nginx/toward.conf."""

    connections = 4096

    def _start(self):
        site = shipped(
            "nginx/toward.conf",
            {
                "listen 443 ssl http2;": f"listen 127.0.0.1:{self.port} ssl http2;",
                "listen [::]:443 ssl http2;": "",
                "toward.example": "localhost",
                "/etc/toward/tls": self.certificates.directory,
                "/var/log/nginx/toward.log": self.directory / "nginx.log",
                "/run/toward/grpc.sock": self.server.socket,
                "127.0.0.1:7341": self.server.http,
            },
        )
        (self.directory / "toward.conf").write_text(site)
        temporary = "".join(
            f"  {kind}_temp_path {self.directory / kind};\n"
            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        user = "user root;\n" if os.getuid() == 0 else ""
        (self.directory / "nginx.conf").write_text(
            f"{user}pid {self.directory / 'nginx.pid'};\nworker_processes 1;\n"
            f"worker_rlimit_nofile {2 * self.connections};\nevents {{ worker_connections {self.connections}; }}\n"
            f"error_log {self.directory / 'nginx.log'};\n"
            f"http {{\n{temporary}  include {self.directory / 'toward.conf'};\n}}\n"
        )
        self._run("/usr/sbin/nginx", "-e", self.directory / "nginx.log", "-c", self.directory / "nginx.conf")
        # It is written before the parent that was started has ended, but not before it is seen.
        return int(wait_until(lambda: (self.directory / "nginx.pid").exists() and self._pid()))

    def _pid(self):
        return (self.directory / "nginx.pid").read_text().strip()


class Caddy(Front):
    """Debian's Caddy with deploy/caddy/Caddyfile."""

    def __init__(self):
        super().__init__(listen="127.0.0.1:0")

    def _start(self):
        certificate = f"{self.certificates.certificate} {self.certificates.key}"
        site = shipped(
            "caddy/Caddyfile",
            {
                "\tadmin off": "\tadmin off\n\tauto_https off",
                "toward.example {": f"https://localhost:{self.port} {{\n\tbind 127.0.0.1\n\ttls {certificate}",
                "127.0.0.1:7340": self.server.address,
                "127.0.0.1:7341": self.server.http,
            },
        )
        (self.directory / "Caddyfile").write_text(site)
        pid_file = self.directory / "caddy.pid"
        self._run(
            "/usr/bin/caddy", "start", "--config", self.directory / "Caddyfile", "--adapter", "caddyfile",
            "--pidfile", pid_file,
            XDG_DATA_HOME=str(self.directory), XDG_CONFIG_HOME=str(self.directory),
        )
        return int(pid_file.read_text())
