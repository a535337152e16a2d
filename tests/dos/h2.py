"""HTTP/2 in as few lines as an attacker needs: frames and headers, with no regard for what the other side says."""

import socket
import struct
import time

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, HEADERS, PRIORITY, RST_STREAM, SETTINGS, PING, GOAWAY, WINDOW_UPDATE, CONTINUATION = 0, 1, 2, 3, 4, 6, 7, 8, 9
END_STREAM = ACK = 0x1
END_HEADERS = 0x4
SETTINGS_INITIAL_WINDOW_SIZE = 4
_CANCEL = 8
_FRAME_HEADER_BYTES = 9
_FIRST_WINDOW = 65_535
MOST_FRAME_BYTES = 16_384


def frame(kind, flags=0, stream=0, payload=b""):
    return struct.pack("!I", len(payload))[1:] + struct.pack("!BBI", kind, flags, stream) + payload


def reset(stream):
    return frame(RST_STREAM, 0, stream, struct.pack("!I", _CANCEL))


def window_update(stream, size):
    return frame(WINDOW_UPDATE, 0, stream, struct.pack("!I", size))


def settings(**values):
    return frame(SETTINGS, payload=b"".join(struct.pack("!HI", *pair) for pair in values.get("pairs", ())))


def _integer(value):
    if value < 127:
        return bytes([value])
    encoded, value = bytearray([127]), value - 127
    while value >= 128:
        encoded.append(value % 128 + 128)
        value //= 128
    return bytes(encoded + bytes([value]))


def field(name, value):
    """Never indexed, never compressed."""
    name, value = name.encode(), value if isinstance(value, bytes) else value.encode()
    return b"\0" + _integer(len(name)) + name + _integer(len(value)) + value


def call_headers(method, **more):
    """Of a gRPC call. `more`: further fields, with _ for -."""
    fields = {":method": "POST", ":scheme": "https", ":path": method, ":authority": "localhost", "te": "trailers",
              "content-type": "application/grpc"}
    fields |= {name.replace("_", "-"): value for name, value in more.items()}
    return b"".join(field(name, value) for name, value in fields.items())


def message(body, compressed=False, declared=None):
    """A gRPC message."""
    return struct.pack("!BI", compressed, len(body) if declared is None else declared) + body


class Connection:
    """From an address of the attacker's own, so that what nginx allows one address is the attacker's alone."""

    def __init__(self, target, patience=2.0, handshake=True):
        self.socket = socket.create_connection(target.address, timeout=patience, source_address=(target.source, 0))
        self.is_open = True
        self.windows = {0: _FIRST_WINDOW}
        self._received = b""
        if handshake and target.tls is not None:
            self.socket = target.tls.wrap_socket(self.socket, server_hostname="localhost")

    def close(self):
        self.socket.close()

    def greet(self, *pairs, acknowledge=True):
        self.send(PREFACE + settings(pairs=pairs))
        if acknowledge:
            self.send(frame(SETTINGS, ACK))

    def send(self, data):
        """False once the other side has had enough: it closed, or took nothing for as long as the patience lasts."""
        if self.is_open:
            try:
                self.socket.sendall(data)
            except OSError:
                self.is_open = False
        return self.is_open

    def call(self, stream, method, body=b"", end=True, **more):
        self.windows[stream] = _FIRST_WINDOW
        self.send(frame(HEADERS, END_HEADERS, stream, call_headers(method, **more)))
        if body or end:
            self.send(frame(DATA, END_STREAM if end else 0, stream, body))
            self.windows[0] -= len(body)
            self.windows[stream] -= len(body)

    def send_body(self, stream, size, chunk=b"\0" * MOST_FRAME_BYTES):
        """As much of the size as the other side takes, as its windows allow."""
        sent = 0
        while sent < size and self.is_open:
            room = min(self.windows[0], self.windows[stream], len(chunk), size - sent)
            if room <= 0:
                if not self.read():
                    break
                continue
            self.send(frame(DATA, 0, stream, chunk[:room]))
            self.windows[0] -= room
            self.windows[stream] -= room
            sent += room
        return sent

    def read(self):
        """Takes in what has come, waiting for something; false at the end, or when nothing came."""
        try:
            got = self.socket.recv(MOST_FRAME_BYTES)
        except TimeoutError:
            return False
        except OSError:
            got = b""
        self.is_open = self.is_open and bool(got)
        self._received += got
        while len(self._received) >= _FRAME_HEADER_BYTES:
            size = int.from_bytes(self._received[:3], "big")
            if len(self._received) < _FRAME_HEADER_BYTES + size:
                break
            kind, stream = self._received[3], int.from_bytes(self._received[5:9], "big")
            payload = self._received[_FRAME_HEADER_BYTES:_FRAME_HEADER_BYTES + size]
            self._received = self._received[_FRAME_HEADER_BYTES + size:]
            if kind == WINDOW_UPDATE:
                self.windows[stream] = self.windows.get(stream, _FIRST_WINDOW) + int.from_bytes(payload, "big")
            elif kind in (GOAWAY, RST_STREAM):
                self.is_open = False
        return bool(got)

    def drain(self, seconds):
        """Reads what comes for this long, or to the end."""
        end, patience = time.monotonic() + seconds, self.socket.gettimeout()
        self.socket.settimeout(seconds)
        while self.is_open and time.monotonic() < end and self.read():
            pass
        self.socket.settimeout(patience)
