"""A door before a small bare repository, knocked at without a web server."""

import io
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from werkzeug.test import Client, TestResponse

from scripts.door.application import application
from scripts.door.place import DOOR_SETTING, Door
from tests.support.gate import KEY_FILE, Clock, begin
from tests.support.git import git

HERE = "http://door.example.gov.cn"
CLERK = "wanshui-clerk"
JSON = "application/json"


@dataclass(frozen=True)
class Knocker:
    """Sends requests to the door of ``bare``, as a browser behind the server's login would."""

    bare: Path
    client: Client

    def get(self, path: str = "", who: str | None = CLERK, **headers: str) -> TestResponse:
        return self.client.get(
            path, base_url=f"{HERE}/door/", headers=headers, environ_overrides=_login(who)
        )

    def post(
        self,
        data: Mapping[str, Any] | bytes,
        who: str | None = CLERK,
        *,
        origin: str | None = HERE,
        **more: Any,
    ) -> TestResponse:
        """Hand ``data`` in; the answer is asked for as JSON unless ``Accept`` says otherwise."""
        headers = {"Accept": JSON, **more.pop("headers", {})}
        if origin is not None:
            headers.setdefault("Origin", origin)
        if isinstance(data, Mapping):
            more.setdefault("content_type", "multipart/form-data")
        environ = {**_login(who), **more.pop("environ", {})}
        return self.client.post(
            "submit",
            base_url=f"{HERE}/door/",
            data=data,
            headers=headers,
            environ_overrides=environ,
            **more,
        )

    def package(self, content: bytes, who: str | None = CLERK, **more: Any) -> TestResponse:
        """Hand a package in."""
        return self.post({"package": (io.BytesIO(content), "材料.zip")}, who, **more)

    def objects(self) -> set[str]:
        """The names of all objects there are."""
        told = git(self.bare, "cat-file", "--batch-all-objects", "--batch-check=%(objectname)")
        return set(told.split())

    def head(self) -> str:
        """Where `main` stands."""
        return git(self.bare, "rev-parse", "main")

    def state(self) -> dict[str, bytes | int]:
        """Every file of objects and refs: its content, of objects its size."""
        files = (path for path in self.bare.rglob("*") if path.is_file())
        return {
            str(path.relative_to(self.bare)): path.stat().st_size
            if "objects" in path.parts
            else path.read_bytes()
            for path in files
        }

    def leftovers(self) -> list[Path]:
        """What a submission left lying about."""
        return list((self.bare / "objects").glob("tmp_*"))


def _login(who: str | None) -> dict[str, str]:
    return {} if who is None else {"REMOTE_USER": who}


def door_at(folder: Path) -> Knocker:
    """Make a bare repository with a gate's key and an open door in ``folder``."""
    bare = folder / "data.git"
    begin(bare, bare=True).finish()
    (bare / "gate-key").write_bytes(KEY_FILE)
    git(bare, "config", "gongkai.gateKey", "gate-key")
    git(bare, "config", DOOR_SETTING, "true")
    return Knocker(bare, Client(application(Door(bare, Clock()))))


def codes(answer: TestResponse) -> list[str]:
    """The codes of a refusal, sorted."""
    told = answer.get_json()
    assert told["accepted"] is False and told["receipt"] is None
    return sorted({each["code"] for each in told["problems"] if each["level"] == "error"})


Entry = tuple[str | zipfile.ZipInfo, bytes]


def packed(entries: Mapping[str, bytes] | Iterable[Entry], *, deflate: bool = True) -> bytes:
    """A zip with ``entries``."""
    pairs = entries.items() if isinstance(entries, Mapping) else entries
    out = io.BytesIO()
    method = zipfile.ZIP_DEFLATED if deflate else zipfile.ZIP_STORED
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in pairs:
            archive.writestr(name, content)
    return out.getvalue()
