"""A device with a plan of its own that listens for reminders."""

import os
import random
import threading

import grpc

from toward.v1 import reminders_pb2, reminders_pb2_grpc

_BETWEEN_CANCELS_SECONDS = 0.05


class Phone:
    def __init__(self, replica, house, seed):
        self.replica = replica
        self.member = replica.member_id.hex()
        self.device = replica.client.keys.device_id.hex()
        # Keys of what it was shown, the newest last.
        self.shown = []
        self.listens = False
        # How often it had begun to when it began last.
        self._begun_before = 0
        # Of what was handed to its streams, how much got lost on the way.
        self.lost = 0
        self._diary = house.diary
        self._trace = house.trace
        self._draw = random.Random(seed)
        self._stub = reminders_pb2_grpc.ReminderServiceStub(replica.client.channel)
        self._stream = None
        self._closing = False
        self._thread = None

    def listen(self):
        self._closing = False
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()

    def hang_up(self):
        self._closing = True
        # It may be about to begin another stream.
        while self._thread.is_alive():
            if self._stream is not None:
                self._stream.cancel()
            self._thread.join(_BETWEEN_CANCELS_SECONDS)
        self._thread = None

    def is_on(self):
        return self._thread is not None

    def stream(self):
        """The one it listens on; None: it does not, or the server has ended it, or has not yet looked what waits."""
        self._trace.catch_up()
        looked = self._trace.begun[self.device] > self._begun_before
        return self._stream if self.listens and looked and self._stream.is_active() else None

    def acknowledge(self, key):
        request = reminders_pb2.AcknowledgeRequest(key=key)
        self.replica.client.in_session(self._stub.Acknowledge, request)

    def let_the_engine_rest(self):
        """A call is answered by the engine's own thread, which then does what is due: what was due before the first
        call is done before the last is answered."""
        for _ in range(3):
            self.acknowledge(os.urandom(24))

    def snooze(self, key, minutes):
        """When it comes; None: there is nothing to put off."""
        request = reminders_pb2.SnoozeRequest(key=key, minutes=minutes)
        try:
            return self.replica.client.in_session(self._stub.Snooze, request).due_time_ms
        except grpc.RpcError as error:
            if error.code() not in (grpc.StatusCode.NOT_FOUND, grpc.StatusCode.RESOURCE_EXHAUSTED):
                raise
            return None

    def say_asleep(self, awake):
        self.replica.client.in_session(self._stub.SayAsleep, reminders_pb2.SayAsleepRequest(awake=awake))

    def _listen(self):
        while not self._closing:
            try:
                for response in self.replica.client.in_session(self._begin, reminders_pb2.ListenRequest()):
                    self._take(response)
            except grpc.RpcError:
                pass
            self.listens = False
            self._diary.notify()

    def _begin(self, request, **options):
        self._trace.catch_up()
        self._begun_before = self._trace.begun[self.device]
        # What went to an earlier stream and has not come will not come.
        self.lost = self._trace.handed[self.device] - self._diary.got[self.device]
        self._stream = self._stub.Listen(request, **(options | {"timeout": None}))
        self._take(next(self._stream))
        self.listens = True
        self._diary.notify()
        return self._stream

    def _take(self, response):
        if not response.HasField("nudge"):
            return
        nudge = response.nudge
        self._diary.write(
            "received",
            to=self.device,
            member=self.member,
            channel="stream",
            key=nudge.key.hex(),
            ritual=nudge.ritual_id.hex(),
            child=nudge.child_id.hex(),
            day=nudge.day,
            useful_until_ms=nudge.useful_until_ms,
            text=f"{nudge.neutral_title} {nudge.neutral_body}",
        )
        if nudge.ritual_id:
            self.shown.append(nudge.key)
        if self._draw.random() < 0.5:
            self._acknowledge_in_passing(nudge.key)

    def _acknowledge_in_passing(self, key):
        try:
            self._stub.Acknowledge(
                reminders_pb2.AcknowledgeRequest(key=key), metadata=self.replica.client.metadata(), timeout=5
            )
        except grpc.RpcError:
            pass
