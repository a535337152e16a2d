"""A calendar server for tests: https on loopback. Prints "listening PORT".

calendar_server.py CERTIFICATE KEY. The path says how it answers: /calendar.ics, /status/<code>, /redirect/<times>,
/away (to http), /endless (a calendar that never ends), /large (5 MB and a byte), /hang.
"""

import ssl
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

NEVER = threading.Event()
CALENDAR = (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:Secret\r\nDTSTART:20261126T090000Z\r\nDURATION:PT1H\r\n"
            b"END:VEVENT\r\nEND:VCALENDAR\r\n")
LARGE = 5 * 1024 * 1024 + 1


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        _, way, *rest = self.path.split("/")
        if way == "status":
            self.answer(int(rest[0]), b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")
        elif way == "redirect":
            left = int(rest[0])
            self.lead_to("/calendar.ics" if left == 1 else f"/redirect/{left - 1}")
        elif way == "away":
            self.lead_to(f"http://127.0.0.1:{self.server.server_port}/calendar.ics")
        elif way == "endless":
            self.endless()
        elif way == "large":
            self.answer(200, b"x" * LARGE)
        elif way == "hang":
            NEVER.wait()
        else:
            self.answer(200, CALENDAR)

    def answer(self, code, body):
        self.send_response(code)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def lead_to(self, location):
        self.send_response(302)
        self.send_header("Location", location)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def endless(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"BEGIN:VCALENDAR\r\n")
        while True:
            self.wfile.write(b"BEGIN:VEVENT\r\nDTSTART:20261126T090000Z\r\nEND:VEVENT\r\n" * 100)

    def log_message(self, *_):
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_):
        """Clients hang up in the middle here on purpose."""


def main():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[1], sys.argv[2])
    server = Server(("127.0.0.1", 0), Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    print("listening", server.server_port, flush=True)
    server.serve_forever()


main()
