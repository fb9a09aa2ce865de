"""Where a server tells units: a file of its own, since addresses of persons are nobody else's.

The repository's setting ``gongkai.tell`` names it:

    smtp: {host: mail.example.gov.cn, port: 465, security: tls, user: gongkai,
           password_file: /etc/gongkai/smtp-password, from: gongkai@example.gov.cn}
    addresses:
      wanshui: [zhangsan@example.gov.cn]
    command: [/usr/local/bin/gongkai-notify]

Either part may be absent.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, NoReturn

from scoring.errors import GongkaiError
from scoring.records.yamltext import YamlUnacceptable, load_yaml

Security = Literal["tls", "starttls", "none"]

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,190}")
_PORTS: Mapping[str, int] = {"tls": 465, "starttls": 587, "none": 25}


@dataclass(frozen=True, slots=True)
class Mailer:
    """A mail server, and as whom to use it; ``password`` is None where it asks for none."""

    host: str
    port: int
    security: Security
    sender: str
    user: str | None = None
    password: str | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """How units are told; nothing of it set means that nobody is."""

    mailer: Mailer | None = None
    addresses: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    command: tuple[str, ...] = ()


def read_settings(path: Path) -> Settings:
    """Return what the file ``path`` says. Raises GongkaiError where it cannot be used."""
    try:
        content = load_yaml(path.read_bytes())
    except OSError as error:
        _refuse(f"{path}: {error.strerror}")
    except YamlUnacceptable as error:
        _refuse(f"{path}:{error.line}")
    if not isinstance(content, dict) or not content.keys() <= {"smtp", "addresses", "command"}:
        _refuse(str(path))
    command = content.get("command", [])
    if not isinstance(command, list) or not all(isinstance(each, str) for each in command):
        _refuse("command")
    mailer = _mailer(content["smtp"], path) if content.get("smtp") is not None else None
    return Settings(mailer, _addresses(content.get("addresses", {})), tuple(command))


def _mailer(smtp: Any, path: Path) -> Mailer:
    known = {"host", "port", "security", "user", "password_file", "from"}
    if not isinstance(smtp, dict) or not smtp.keys() <= known:
        _refuse("smtp")
    security, host, sender = smtp.get("security", "tls"), smtp.get("host"), smtp.get("from")
    if security not in ("tls", "starttls", "none"):
        _refuse("smtp.security")
    if not isinstance(host, str) or not host:
        _refuse("smtp.host")
    if not isinstance(sender, str) or not _ADDRESS.fullmatch(sender):
        _refuse("smtp.from")
    port = smtp.get("port", _PORTS[security])
    if not isinstance(port, int) or not 0 < port < 65536:
        _refuse("smtp.port")
    user, file = smtp.get("user"), smtp.get("password_file")
    password = None
    if file is not None:
        try:
            password = (path.parent / str(file)).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            _refuse("smtp.password_file")
    return Mailer(host, port, security, sender, str(user) if user else None, password)


def _addresses(listed: Any) -> Mapping[str, tuple[str, ...]]:
    if not isinstance(listed, dict):
        _refuse("addresses")
    found = {}
    for unit, addresses in listed.items():
        several = [addresses] if isinstance(addresses, str) else addresses
        if not isinstance(several, list):
            _refuse(f"addresses.{unit}")
        for each in several:
            if not isinstance(each, str) or not _ADDRESS.fullmatch(each):
                _refuse(f"addresses.{unit}")
        found[unit] = tuple(several)
    return found


def _refuse(place: str) -> NoReturn:
    raise GongkaiError("tell-settings", place=place[:200])
