"""The calls of AccountService and SyncService, as one device makes them."""

import urllib.parse

import grpc

from toward.v1 import account_pb2, account_pb2_grpc, sync_pb2, sync_pb2_grpc

# Long enough for a slow machine, and for a server that is just starting.
_PATIENT = {"timeout": 15, "wait_for_ready": True}
_MOST_ATTEMPTS = 4
_RECONNECT_AT_ONCE = [
    (f"grpc.{name}_reconnect_backoff_ms", milliseconds)
    for name, milliseconds in (("min", 20), ("initial", 20), ("max", 100))
]


class Client:
    """One device's way to one server. Every failed call raises grpc.RpcError, whose code() is the documented status."""

    def __init__(self, server, keys):
        self.keys = keys
        self.origin = None
        self._token = None
        self.channel = grpc.insecure_channel(urllib.parse.urlsplit(server).netloc, options=_RECONNECT_AT_ONCE)
        self._account = account_pb2_grpc.AccountServiceStub(self.channel)
        self._sync = sync_pb2_grpc.SyncServiceStub(self.channel)

    def close(self):
        self.channel.close()

    def create_family(self, family_id, member_id):
        """Returns the replica number."""
        request = account_pb2.CreateFamilyRequest(
            family_id=family_id, member_id=member_id, device=self.keys.public_half()
        )
        return self._account.CreateFamily(request, **_PATIENT).replica

    def open_session(self):
        challenge = self.challenge()
        self.origin = self.origin or challenge.origin
        self._token = self.answer(challenge.nonce, self.keys.prove(self.origin, challenge.nonce)).token

    def challenge(self):
        request = account_pb2.CreateChallengeRequest(device_id=self.keys.device_id)
        return self._account.CreateChallenge(request, **_PATIENT)

    def answer(self, nonce, signature):
        request = account_pb2.OpenSessionRequest(device_id=self.keys.device_id, nonce=nonce, signature=signature)
        return self._account.OpenSession(request, **_PATIENT)

    def register_replica(self):
        return self.in_session(self._account.RegisterReplica, account_pb2.RegisterReplicaRequest()).replica

    def create_invite(self, invite, offer, member_id=b"", lifetime_seconds=600):
        request = account_pb2.CreateInviteRequest(
            invite_id=invite.invite_id,
            redeem_key_sha256=invite.redeem_key_sha256(),
            offer=invite.sealed_offer(offer),
            member_id=member_id,
            lifetime_seconds=lifetime_seconds,
        )
        return self.in_session(self._account.CreateInvite, request)

    def redeem_invite(self, invite, member_id):
        request = account_pb2.RedeemInviteRequest(
            invite_id=invite.invite_id,
            redeem_key=invite.redeem_key(),
            device=self.keys.public_half(),
            member_id=member_id,
        )
        return self._account.RedeemInvite(request, **_PATIENT)

    def push(self, request):
        return self.in_session(self._sync.Push, request)

    def watch(self, cursor=None, replica=0):
        """A stream of WatchResponse that has said Hello, and what it said; cancel() ends it."""
        request = sync_pb2.WatchRequest(cursor=cursor, replica=replica)

        def begin(*arguments, **options):
            stream = self._sync.Watch(*arguments, **options)
            first = next(stream)
            assert first.WhichOneof("event") == "hello"
            return stream, first.hello

        return self.in_session(begin, request)

    def in_session(self, method, request):
        """Calls a method, again when the server was away, and with a new session when the old one has ended."""
        for _ in range(_MOST_ATTEMPTS - 1):
            try:
                return self._attempt(method, request)
            except grpc.RpcError as error:
                if error.code() == grpc.StatusCode.UNAUTHENTICATED:
                    self._token = None
                elif error.code() != grpc.StatusCode.UNAVAILABLE:
                    raise
        return self._attempt(method, request)

    def _attempt(self, method, request):
        if self._token is None:
            self.open_session()
        return method(request, metadata=self.metadata(), **_PATIENT)

    def metadata(self):
        return (("authorization", f"Bearer {self._token}"),)
