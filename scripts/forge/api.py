"""The few things asked of a forge's REST interface, with the standard library alone."""

import http.client
import json
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any

from scoring.errors import GongkaiError
from scripts.forge.comment import MARKER

_TIMEOUT = 30
_TRIES = 3
_MOST_BYTES = 8 * 1024 * 1024
_A_PAGE = 100
_MOST_PAGES = 20
_BOT = "Bot"


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """Follows no redirect: the token is for the address it was made for."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        """Refuse."""
        return


@dataclass(frozen=True)
class Api:
    """The interface at ``address`` (``https://api.github.com``), asked with ``token``."""

    address: str
    token: str

    def tell(self, repository: str, number: int, text: str, *, anew: bool = True) -> None:
        """Put ``text`` below pull request ``number``: in place of what we said before, if we did.

        ``anew``: False where what stands there is to stay. Raises GongkaiError where the forge
        does not let us.
        """
        base = f"/repos/{repository}/issues"
        own = self._own(f"{base}/{number}/comments")
        if own is None:
            self.ask("POST", f"{base}/{number}/comments", {"body": text})
        elif anew:
            self.ask("PATCH", f"{base}/comments/{own}", {"body": text})

    def _own(self, path: str) -> int | None:
        """Return the number of our comment, None where there is none.

        By its first line, and by being a program's: anybody may write that line.
        """
        for page in range(1, _MOST_PAGES + 1):
            found = self.ask("GET", f"{path}?per_page={_A_PAGE}&page={page}")
            if not isinstance(found, list):
                raise GongkaiError("forge-refused", what=path, detail="JSON")
            for each in found:
                if _is_ours(each):
                    return int(each["id"])
            if len(found) < _A_PAGE:
                break
        return None

    def ask(self, method: str, path: str, body: object = None) -> Any:
        """Return what the forge answers, as JSON. Raises GongkaiError where it does not."""
        for left in reversed(range(_TRIES)):
            try:
                return self._request(method, path, body)
            except urllib.error.HTTPError as error:
                detail = f"HTTP {error.code}"
                again = error.code >= 500 and method != "POST"
            except (OSError, http.client.HTTPException, ValueError) as error:
                detail = f"{type(error).__name__}: {error}"[:200]
                again = method != "POST"  # a second POST might be a second comment
            if not again or not left:
                raise GongkaiError("forge-refused", what=f"{method} {path}", detail=detail)
            time.sleep(_TRIES - left)
        raise AssertionError

    def _request(self, method: str, path: str, body: object) -> Any:
        if not self.address.startswith(("https://", "http://")):
            raise ValueError(self.address[:80])
        request = urllib.request.Request(
            self.address.rstrip("/") + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={
                "Accept": "application/vnd.github+json",
                "Authorization": f"Bearer {self.token}",
                "Content-Type": "application/json",
                "User-Agent": "gongkai",
                "X-GitHub-Api-Version": "2022-11-28",
            },
        )
        opener = urllib.request.build_opener(_NoRedirects)
        with opener.open(request, timeout=_TIMEOUT) as answer:
            return json.loads(answer.read(_MOST_BYTES))


def _is_ours(comment: Any) -> bool:
    try:
        body, kind, number = comment["body"], comment["user"]["type"], comment["id"]
    except (KeyError, TypeError):
        return False
    ours = isinstance(body, str) and body.startswith(MARKER)
    return ours and kind == _BOT and type(number) is int
