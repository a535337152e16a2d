"""The link that lets a device into a family."""

import base64
import dataclasses
import hashlib
import os
import re

import sealing

_LINK = re.compile(r"(https?://[^/\s]+)/j#1\.([A-Za-z0-9_-]{64}|[A-Za-z0-9_-]{107})")


@dataclasses.dataclass(frozen=True)
class Invite:
    server: str
    invite_id: bytes
    secret: bytes
    # SHA-256 of the public key of the server's certificate authority, or nothing.
    spki_pin: bytes = b""

    @staticmethod
    def new(server):
        return Invite(server, os.urandom(16), os.urandom(32))

    @staticmethod
    def from_link(link):
        """Raises ValueError for what is not the whole link of an invite."""
        match = _LINK.fullmatch(link)
        if not match:
            raise ValueError("not an invite")
        data = base64.urlsafe_b64decode(match[2] + "=" * (-len(match[2]) % 4))
        invite = Invite(match[1], data[:16], data[16:48], data[48:])
        if invite.link() != link:
            raise ValueError("not as anybody writes it")
        return invite

    def link(self):
        fragment = base64.urlsafe_b64encode(self.invite_id + self.secret + self.spki_pin).decode().rstrip("=")
        return f"{self.server}/j#1.{fragment}"

    def redeem_key(self):
        return sealing.derived_key("toward/v1/inv/redeem", self.secret)

    def redeem_key_sha256(self):
        return hashlib.sha256(self.redeem_key()).digest()
