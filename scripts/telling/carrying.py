"""Carrying an announcement to a unit: by mail, or by a program of the county's own."""

import json
import os
import smtplib
import ssl
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid

from scripts.telling.settings import Mailer

_TIMEOUT = 30


class NotCarried(Exception):
    """It did not get there; the text says why, for the operator."""


@dataclass(frozen=True, slots=True)
class Message:
    """What one unit is told of one record; ``key`` is the same however often it is tried."""

    key: str
    unit: str
    unit_name: str
    record: str
    kind: str
    subject: str
    text: str
    received: str


def send_mail(mailer: Mailer, to: str, message: Message, at: datetime) -> None:
    """Send ``message`` to the address ``to``, dated ``at``. Raises NotCarried."""
    mail = EmailMessage()
    mail["Subject"] = message.subject
    mail["From"] = mailer.sender
    mail["To"] = to
    mail["Date"] = format_datetime(at)  # RFC 5322, 3.6: servers refuse, or doubt, mail without
    mail["Message-ID"] = make_msgid(idstring="gongkai", domain=mailer.sender.partition("@")[2])
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Gongkai-Record"] = message.record
    mail.set_content(message.text, charset="utf-8", cte="base64")
    try:
        with _server(mailer) as server:
            server.send_message(mail)
    except (OSError, smtplib.SMTPException, ValueError) as error:
        raise NotCarried(f"{type(error).__name__}: {error}"[:300]) from None


@contextmanager
def _server(mailer: Mailer) -> Iterator[smtplib.SMTP]:
    context = ssl.create_default_context()
    if mailer.security == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            mailer.host, mailer.port, timeout=_TIMEOUT, context=context
        )
    else:
        server = smtplib.SMTP(mailer.host, mailer.port, timeout=_TIMEOUT)
    with server:
        if mailer.security == "starttls":
            server.starttls(context=context)
        if mailer.user and mailer.password:
            server.login(mailer.user, mailer.password)
        yield server


def run_command(command: Sequence[str], message: Message) -> None:
    """Run ``command`` with ``message`` as JSON on its standard input. Raises NotCarried.

    Nothing of the message stands in its arguments or environment: those are the operator's.
    """
    message_json = {
        "schema": "announcement/1",
        "key": message.key,
        "unit": message.unit,
        "name": message.unit_name,
        "record": message.record,
        "kind": message.kind,
        "received": message.received,
        "subject": message.subject,
        "text": message.text,
    }
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    try:
        done = subprocess.run(
            list(command),
            input=json.dumps(message_json, ensure_ascii=False).encode(),
            capture_output=True,
            timeout=_TIMEOUT,
            check=False,
            env=environment,
        )
    except (OSError, subprocess.TimeoutExpired, ValueError) as error:
        raise NotCarried(f"{type(error).__name__}: {error}"[:300]) from None
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip()
        raise NotCarried(f"{done.returncode}: {said}"[:300])
