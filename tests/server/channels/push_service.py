"""A push service and the browser behind it, for tests: https on loopback, decrypting with python3-cryptography.

Prints one line of JSON with its port and the keys of its one subscription, then one line for each request, printed
before it answers. The path says how: /status/<code>[/<retry-after>], /gather/<count>, which answers once so many have
come, /hang, /close, /redirect, /flood. Started with "h2" behind certificate and key, it speaks HTTP/2 (python3-h2) and
knows /status, /gather and /hang.
"""

import base64
import hashlib
import json
import os
import ssl
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import BaseRequestHandler

import h2.config
import h2.connection
import h2.events
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

OUTPUT_LOCK = threading.Lock()
GATHERED = {}
GATHERED_LOCK = threading.Lock()
BROWSER = ec.generate_private_key(ec.SECP256R1())
AUTH = os.urandom(16)
NEVER = threading.Event()


def say(what):
    """One whole line, on whichever thread."""
    with OUTPUT_LOCK:
        print(json.dumps(what), flush=True)


def encode(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decode(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def point(public_key):
    return public_key.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)


def derive(secret, salt, info, size):
    return HKDF(algorithm=hashes.SHA256(), length=size, salt=salt, info=info).derive(secret)


def decrypt(body):
    """The text of an aes128gcm body of one record, and the zeros behind it."""
    salt, record_size, id_size = body[:16], int.from_bytes(body[16:20], "big"), body[20]
    sender, sealed = body[21:21 + id_size], body[21 + id_size:]
    if len(sealed) > record_size:
        raise ValueError("more than one record")
    shared = BROWSER.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender))
    secret = derive(shared, AUTH, b"WebPush: info\0" + point(BROWSER.public_key()) + sender, 32)
    key = derive(secret, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = derive(secret, salt, b"Content-Encoding: nonce\0", 12)
    plain = AESGCM(key).decrypt(nonce, sealed, None)
    text = plain.rstrip(b"\0")
    if text[-1:] != b"\x02":
        raise ValueError("no end of the last record")
    return text[:-1].decode()


def claims(authorization):
    """The claims of a VAPID header, once its signature has been verified with the key beside it."""
    scheme, _, rest = authorization.partition(" ")
    parts = dict(part.strip().split("=", 1) for part in rest.split(","))
    head, body, signature = parts["t"].split(".")
    if scheme != "vapid" or json.loads(decode(head)) != {"typ": "JWT", "alg": "ES256"}:
        raise ValueError("not a VAPID token")
    raw = decode(signature)
    der = utils.encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), decode(parts["k"]))
    try:
        key.verify(der, f"{head}.{body}".encode(), ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return "forged"
    return json.loads(decode(body)) | {"key": parts["k"]}


def arrived(path, headers, body, connection):
    """Says what came; `headers` by their names in small letters."""
    say({
        "path": path,
        "text": decrypt(body),
        "body_bytes": len(body),
        "body_digest": hashlib.sha256(body).hexdigest(),
        "claims": claims(headers["authorization"]),
        "headers": headers,
        "connection": connection,
    })


def gather(count):
    """Returns when so many are here at the same time."""
    with GATHERED_LOCK:
        gathered = GATHERED.setdefault(count, threading.Barrier(count))
    gathered.wait()


class Service(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        arrived(self.path, headers, body, self.client_address[1])
        self.answer(self.path.strip("/").split("/"))

    def answer(self, path):
        if path[0] == "hang":
            NEVER.wait()
        if path[0] == "gather":
            gather(int(path[1]))
            path = ["status", "201"]
        if path[0] == "close":
            self.close_connection = True
            return
        code = int(path[1]) if path[0] == "status" else {"redirect": 307, "flood": 201}[path[0]]
        answer = b"x" * (1 << 20) if path[0] == "flood" else b""
        self.send_response(code)
        if len(path) > 2:
            self.send_header("Retry-After", path[2])
        if code == 307:
            self.send_header("Location", "/status/201")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *arguments):
        pass


class Http2Service(BaseRequestHandler):
    """One connection; every request is answered on a thread of its own."""

    def handle(self):
        self.lock = threading.Lock()
        self.requests = {}
        self.connection = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False, header_encoding="utf-8"))
        with self.lock:
            self.connection.initiate_connection()
            self.flush()
        while data := self.request.recv(65536):
            with self.lock:
                events = self.connection.receive_data(data)
                self.flush()
            for event in events:
                self.take(event)

    def flush(self):
        self.request.sendall(self.connection.data_to_send())

    def take(self, event):
        if isinstance(event, h2.events.RequestReceived):
            self.requests[event.stream_id] = (dict(event.headers), bytearray())
        if isinstance(event, h2.events.DataReceived):
            self.requests[event.stream_id][1].extend(event.data)
            with self.lock:
                self.connection.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
                self.flush()
        if isinstance(event, h2.events.StreamEnded):
            headers, body = self.requests.pop(event.stream_id)
            arrived(headers[":path"], headers, bytes(body), self.client_address[1])
            path = headers[":path"].strip("/").split("/")
            threading.Thread(target=self.answer, args=(event.stream_id, path), daemon=True).start()

    def answer(self, stream, path):
        if path[0] == "hang":
            NEVER.wait()
        if path[0] == "gather":
            gather(int(path[1]))
            path = ["status", "201"]
        with self.lock:
            self.connection.send_headers(stream, [(":status", path[1])], end_stream=True)
            self.flush()


class QuietServer(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request, client_address):
        pass


def main():
    certificate, key, *http2 = sys.argv[1:]
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    if http2:
        context.set_alpn_protocols(["h2"])
    server = QuietServer(("127.0.0.1", 0), Http2Service if http2 else Service)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    say({"port": server.server_port, "p256dh": encode(point(BROWSER.public_key())), "auth": encode(AUTH)})
    server.serve_forever()


main()
