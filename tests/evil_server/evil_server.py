"""A server that does what it should not: stands between devices and the real one and changes what passes.

Everything is forwarded byte for byte but for the methods a test gives a hand for. Only message types are known here, no rule of
the protocol.
"""

import concurrent.futures

import grpc


class EvilServer(grpc.GenericRpcHandler):
    """`hands` maps a method ("/toward.v1.SyncService/Watch") to a function from an answer's message to another, or to a list
    of messages for a stream; absent methods pass untouched."""

    STREAMS = {"/toward.v1.SyncService/Watch", "/toward.v1.ReminderService/Listen"}

    def __init__(self, target_port):
        self.hands = {}
        # (method, request bytes) of every call, in order.
        self.calls = []
        self._channel = grpc.insecure_channel(f"127.0.0.1:{target_port}")
        self._server = grpc.server(concurrent.futures.ThreadPoolExecutor(max_workers=32))
        self._server.add_generic_rpc_handlers((self,))
        self.port = self._server.add_insecure_port("127.0.0.1:0")
        self._server.start()

    def close(self):
        self._server.stop(grace=0.5).wait()
        self._channel.close()

    def service(self, details):
        method = details.method
        if method in self.STREAMS:
            return grpc.unary_stream_rpc_method_handler(lambda request, context: self._stream(method, request, context))
        return grpc.unary_unary_rpc_method_handler(lambda request, context: self._unary(method, request, context))

    def _unary(self, method, request, context):
        self.calls.append((method, request))
        call = self._channel.unary_unary(method)
        try:
            answer = call(request, metadata=_passed_on(context), timeout=30)
        except grpc.RpcError as refused:
            context.abort(refused.code(), refused.details())
        hand = self.hands.get(method)
        return answer if hand is None else hand(answer)

    def _stream(self, method, request, context):
        self.calls.append((method, request))
        stream = self._channel.unary_stream(method)(request, metadata=_passed_on(context), timeout=60)
        context.add_callback(stream.cancel)
        try:
            for answer in stream:
                hand = self.hands.get(method)
                yield from [answer] if hand is None else hand(answer)
        except grpc.RpcError as refused:
            if refused.code() != grpc.StatusCode.CANCELLED:
                context.abort(refused.code(), refused.details())


def _passed_on(context):
    return [(key, value) for key, value in context.invocation_metadata() if key == "authorization"]


def changing(message_type, change):
    """A hand for answers of this type: `change` gets the parsed message and changes it."""

    def hand(answer):
        message = message_type.FromString(answer)
        change(message)
        return message.SerializeToString()

    return hand


def changing_stream(message_type, change):
    def hand(answer):
        message = message_type.FromString(answer)
        change(message)
        return [message.SerializeToString()]

    return hand
