"""A push service and the browser behind it, for tests: https on loopback, decrypting with python3-cryptography.

Prints one line of JSON with its port and the keys of its one subscription, then one line for each request, printed
before it answers. The path says how: /status/<code>[/<retry-after>], /hang, /close, /redirect, /flood.
"""

import base64
import hashlib
import json
import os
import ssl
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

BROWSER = ec.generate_private_key(ec.SECP256R1())
AUTH = os.urandom(16)
NEVER = threading.Event()


def say(what):
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


class Service(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        say({
            "path": self.path,
            "text": decrypt(body),
            "body_bytes": len(body),
            "body_digest": hashlib.sha256(body).hexdigest(),
            "claims": claims(self.headers["Authorization"]),
            "headers": {name.lower(): value for name, value in self.headers.items()},
            "connection": self.client_address[1],
        })
        self.answer(self.path.strip("/").split("/"))

    def answer(self, path):
        if path[0] == "hang":
            NEVER.wait()
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


class QuietServer(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        pass


def main():
    certificate, key = sys.argv[1:]
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    server = QuietServer(("127.0.0.1", 0), Service)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    say({"port": server.server_port, "p256dh": encode(point(BROWSER.public_key())), "auth": encode(AUTH)})
    server.serve_forever()


main()
