"""A mail server for tests: real SMTP on loopback, as much of it as a client needs (RFC 5321)."""

import base64
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

USER, PASSWORD = "gongkai", "correct-horse"


@dataclass
class Post:
    """What came: recipients and messages. ``refuses`` are addresses that are not taken."""

    port: int = 0
    asks_password: bool = False
    refuses: set[str] = field(default_factory=set)
    mails: list[tuple[tuple[str, ...], EmailMessage]] = field(default_factory=list)

    def to(self, address: str) -> list[EmailMessage]:
        """Return the mails to ``address``, in order."""
        return [mail for recipients, mail in self.mails if address in recipients]


@contextmanager
def post_office(**settings: object) -> Iterator[Post]:
    """Run a mail server; yields what it gets."""
    post = Post(**settings)  # type: ignore[arg-type]

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            """Speak SMTP with one client."""
            self._say("220 test")
            recipients: list[str] = []
            known = not post.asks_password
            while line := self.rfile.readline():
                verb, _, rest = line.decode("utf-8", "replace").strip().partition(" ")
                match verb.upper():
                    case "EHLO" | "HELO":
                        self._say("250-test", "250-AUTH PLAIN", "250 8BITMIME")
                    case "AUTH":
                        told = base64.b64decode(rest.partition(" ")[2]).decode().split("\0")
                        known = told[-2:] == [USER, PASSWORD]
                        self._say("235 ok" if known else "535 no")
                    case "MAIL":
                        recipients = []
                        self._say("250 ok" if known else "530 authentication required")
                    case "RCPT":
                        address = rest.partition("<")[2].partition(">")[0]
                        if address in post.refuses:
                            self._say("550 no such user")
                        else:
                            recipients.append(address)
                            self._say("250 ok")
                    case "DATA":
                        self._say("354 go on")
                        post.mails.append((tuple(recipients), self._mail()))
                        self._say("250 kept")
                    case "QUIT":
                        self._say("221 bye")
                        return
                    case _:
                        self._say("250 ok")

        def _mail(self) -> EmailMessage:
            lines = []
            while (line := self.rfile.readline()) not in (b".\r\n", b""):
                lines.append(line[1:] if line.startswith(b"..") else line)
            mail = message_from_bytes(b"".join(lines), policy=default)
            assert isinstance(mail, EmailMessage)
            return mail

        def _say(self, *lines: str) -> None:
            self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = True
        daemon_threads = True

    with Server(("127.0.0.1", 0), Handler) as server:
        post.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield post
        finally:
            server.shutdown()
