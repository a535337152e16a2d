"""The calls of a server's services, as one device makes them."""

import urllib.parse

import grpc

from toward.v1 import (
    account_pb2,
    account_pb2_grpc,
    invites_pb2,
    invites_pb2_grpc,
    options_pb2,
    roster_pb2,
    roster_pb2_grpc,
    sync_pb2,
    sync_pb2_grpc,
)

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
        self._rosters = roster_pb2_grpc.RosterServiceStub(self.channel)
        self._invites = invites_pb2_grpc.InviteServiceStub(self.channel)
        self._sync = sync_pb2_grpc.SyncServiceStub(self.channel)

    def close(self):
        self.channel.close()

    def create_family(self, roster):
        """Shows a server a family's chain. Returns the replica number, 0 for all but the device that began it."""
        request = account_pb2.CreateFamilyRequest(family_id=roster.checked.family, roster=roster.statements)
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

    def get_roster(self, first_seq=0):
        return self.in_session(self._rosters.GetRoster, roster_pb2.GetRosterRequest(first_seq=first_seq)).statements

    def append_roster(self, first_seq, statements):
        request = roster_pb2.AppendRosterRequest(first_seq=first_seq, statements=statements)
        return self.in_session(self._rosters.AppendRoster, request)

    def open_invite(self, invite, offer, own_device=False, lifetime_seconds=600):
        request = invites_pb2.OpenInviteRequest(
            invite_id=invite.invite_id,
            redeem_key_sha256=invite.redeem_key_sha256(),
            offer=offer,
            own_device=own_device,
            lifetime_seconds=lifetime_seconds,
        )
        return self.in_session(self._invites.OpenInvite, request)

    def get_invite(self, invite_id):
        return self.in_session(self._invites.GetInvite, invites_pb2.GetInviteRequest(invite_id=invite_id))

    def reveal_invite(self, invite_id, reveal):
        request = invites_pb2.RevealInviteRequest(invite_id=invite_id, reveal=reveal)
        return self.in_session(self._invites.RevealInvite, request)

    def confirm_invite(self, invite_id, first_seq, statements, welcome):
        request = invites_pb2.ConfirmInviteRequest(
            invite_id=invite_id, first_seq=first_seq, statements=statements, welcome=welcome
        )
        return self.in_session(self._invites.ConfirmInvite, request)

    def claim_invite(self, invite, join):
        request = invites_pb2.ClaimInviteRequest(
            invite_id=invite.invite_id, redeem_key=invite.redeem_key(), join=join
        )
        return self._invites.ClaimInvite(request, **_PATIENT)

    def fetch_welcome(self, invite):
        request = invites_pb2.FetchWelcomeRequest(invite_id=invite.invite_id, redeem_key=invite.redeem_key())
        return self._invites.FetchWelcome(request, **_PATIENT)

    def push(self, request):
        return self.in_session(self._sync.Push, request)

    def watch(self, cursor=None, replica=0):
        """A stream of WatchResponse that has said Hello, and what it said; cancel() ends it."""
        request = sync_pb2.WatchRequest(cursor=cursor, replica=replica, scope=options_pb2.SCOPE_FAMILY)

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
