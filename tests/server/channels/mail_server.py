"""A mail server for tests: aiosmtpd on loopback, which takes or refuses as it was told and says what it was handed.

Prints "listening PORT", then one line of JSON for each text it received: before it answers, so that what a client was
never told is seen too.
"""

import argparse
import asyncio
import json
import ssl

from aiosmtpd.smtp import SMTP, AuthResult


def say(what):
    print(json.dumps(what), flush=True)


class Mailbox:
    """What aiosmtpd asks at each step of a conversation."""

    def __init__(self, options):
        self.options = options

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        if self.options.recipient_answer:
            return self.options.recipient_answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        say({
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "text": envelope.content.decode("latin-1"),
            "greeted_as": session.host_name,
            "tls": session.ssl is not None,
            "user": session.auth_data,
        })
        if self.options.after_text == "hang":
            await asyncio.Event().wait()
        if self.options.after_text == "close":
            server.transport.abort()
            await asyncio.Event().wait()
        return self.options.text_answer

    async def handle_QUIT(self, server, session, envelope):
        if self.options.at_goodbye == "hang":
            await asyncio.Event().wait()
        return "221 Bye"


def authenticator(options):
    def check(server, session, envelope, mechanism, login):
        right = login.login.decode() == options.user and login.password.decode() == options.password
        return AuthResult(success=right, handled=False, auth_data=options.user)
    return check


def protocol(options, context):
    extra = {}
    if options.user:
        extra.update(authenticator=authenticator(options), auth_required=True, auth_require_tls=options.tls == "starttls")
    if options.tls == "starttls":
        extra.update(tls_context=context, require_starttls=True)
    return SMTP(Mailbox(options), hostname="mail.example.org", **extra)


async def serve(options):
    context = None
    if options.tls != "none":
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(options.certificate, options.key)
    server = await asyncio.get_running_loop().create_server(
        lambda: protocol(options, context), "127.0.0.1", 0, ssl=context if options.tls == "tls" else None)
    print("listening", server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--tls", choices=["none", "starttls", "tls"], default="none")
    parser.add_argument("--certificate")
    parser.add_argument("--key")
    parser.add_argument("--user")
    parser.add_argument("--password")
    parser.add_argument("--recipient-answer")
    parser.add_argument("--text-answer", default="250 OK")
    parser.add_argument("--after-text", choices=["answer", "hang", "close"], default="answer")
    parser.add_argument("--at-goodbye", choices=["answer", "hang"], default="answer")
    asyncio.run(serve(parser.parse_args()))


main()
