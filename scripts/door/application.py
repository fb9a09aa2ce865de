"""The door as a web application (WSGI): who one is, the form, and what became of what was sent."""

import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import Flask, Request, Response, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.formparser import FormDataParser

from scoring.errors import GongkaiError
from scoring.history.repository import open_repository
from scoring.messages import fix, sentence
from scoring.problem import Problem
from scoring.records.formats import is_submitter as is_login
from scripts.content.limits import MAX_FIELD_TEXT, MAX_FIELDS, MAX_PACKAGE_FILES, MAX_REQUEST, MIB
from scripts.door.body import BROKEN_OFF, RECEIVED, take_body
from scripts.door.document import answer_json, refusal_json, who_json
from scripts.door.form import Field, Upload, read_form
from scripts.door.material import Material
from scripts.door.origin import is_own
from scripts.door.pages import policy, render
from scripts.door.place import ADDRESS_SETTING, DOOR_SETTING, Door
from scripts.door.standing import Standing, standing_at
from scripts.door.submitting import earlier_records, submit
from scripts.door.telling import (
    RefusalPage,
    receipt_page,
    refusal_page,
    told_earlier,
    told_problems,
)
from scripts.door.turning_away import BAD, FORBIDDEN, NOT_FOUND, TOO_LARGE, TurnedAway
from scripts.gate.answer import Answer
from scripts.gate.serving.after_merge import ask_for_site, ask_to_tell
from scripts.gate.writing import Writer
from scripts.product import product_root

_OK, _REFUSED, _METHOD, _FAILED, _BUSY = 200, 422, 405, 500, 503
_LOGIN_VARIABLE = "REMOTE_USER"
_SITE_LEFT = "公开网站没有开始更新，请告诉管理员；材料已经收到，不受影响。"
_NOT_THEIRS = frozenset(("submitter-unknown", "submitter-not-of-unit", "submitter-unreadable"))
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Not "no-referrer": under it browsers hide the origin of forms, by which we know our own.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Vary": "Accept",
}

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


def application(door: Door) -> Application:
    """Return the application that stands at ``door``."""
    app = Flask("gongkai-door", static_folder=None)
    app.request_class = _Strict
    app.config.update(
        MAX_CONTENT_LENGTH=MAX_REQUEST,
        MAX_FORM_MEMORY_SIZE=MAX_FIELD_TEXT,
        MAX_FORM_PARTS=MAX_FIELDS,
    )
    desk = _Desk(door)
    for rule, view, method in (
        ("/", desk.form, "GET"),
        ("/who", desk.who, "GET"),
        ("/submit", desk.submit, "POST"),
    ):
        app.add_url_rule(
            rule, view.__name__, view, methods=[method], provide_automatic_options=False
        )
    app.before_request(desk.check_open)
    app.after_request(_guarded)
    app.register_error_handler(Exception, _refused)

    def whole(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        take_body(environ, door.clock)
        environ["PATH_INFO"] = environ.get("PATH_INFO") or "/"
        return app(environ, start)

    return whole


class _Desk:
    """What is answered at a door."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def check_open(self) -> None:
        """Turn everybody away where the door is shut."""
        if self._setting(DOOR_SETTING) != "true":
            raise TurnedAway(NOT_FOUND, "door-shut")

    def form(self) -> Response:
        """Show who one is, and the form."""
        who = _login()
        page = render(
            "form.html",
            login=who,
            units=self._standing().units_of(who),
            action=url_for("submit"),
            mib=MAX_REQUEST // MIB,
            files=MAX_PACKAGE_FILES,
        )
        return _page(page, _OK)

    def who(self) -> Response:
        """Say who one is."""
        who = _login()
        return _json(who_json(who, self._standing().units_of(who)), _OK)

    def submit(self) -> Response:
        """Take what is handed in through the gate."""
        who = _login()
        if not is_own(request.headers, self._setting(ADDRESS_SETTING), request.host_url):
            raise TurnedAway(FORBIDDEN, "door-cross-site")
        if request.environ.get(BROKEN_OFF):
            raise TurnedAway(BAD, "door-broken-off")
        if request.mimetype != "multipart/form-data":
            raise TurnedAway(BAD, "door-nothing")
        received = request.environ[RECEIVED]
        assert isinstance(received, datetime)
        material, placed = self._material()
        answer = submit(self._door, material, who, received)
        answer = replace(answer, problems=tuple(map(placed, answer.problems)))
        notes: tuple[str, ...] = ()
        if answer.accepted:
            notes = self._site()
        elif "submission-empty" in {each.code for each in answer.problems}:
            notes = told_earlier(earlier_records(self._door, material))
        return _answered(answer, notes)

    def _material(self) -> tuple[Material, Callable[[Problem], Problem]]:
        """Return what the form hands in, and how its problems are to be placed."""
        handed = read_form(_fields())
        if isinstance(handed, Material):
            return handed, lambda problem: problem
        from scripts.door.workbook import material_of  # loads what reads workbooks

        return material_of(handed, self._standing())

    def _site(self) -> tuple[str, ...]:
        """Have units told and the portal rebuilt; what was received is received, whatever comes."""
        try:
            git_dir = open_repository(self._door.path).git_dir
            ask_to_tell(git_dir)
            return ask_for_site(git_dir)
        except (GongkaiError, OSError) as error:
            _log(error)
            return (_SITE_LEFT,)

    def _standing(self) -> Standing:
        return standing_at(self._door.path, product_root())

    def _setting(self, name: str) -> str | None:
        return Writer(open_repository(self._door.path).git_dir).setting(name)


def _login() -> str:
    """Return the login that the web server has authenticated; nothing that a client sends is one.

    Raises TurnedAway where there is none, or it cannot be one.
    """
    who = request.environ.get(_LOGIN_VARIABLE) or ""
    if not who:
        raise TurnedAway(FORBIDDEN, "push-user-unknown", variables=_LOGIN_VARIABLE)
    if not is_login(who):
        raise TurnedAway(FORBIDDEN, "submitter-unreadable", login=who[:80])
    return str(who)


class _Strict(Request):
    """A request whose form is understood as a whole or not at all."""

    def make_form_data_parser(self) -> FormDataParser:
        """Return a parser that says so where it cannot read a form; of itself it finds none."""
        parser = super().make_form_data_parser()
        parser.silent = False
        return parser


def _fields() -> list[Field]:
    try:
        fields: list[Field] = list(request.form.items(multi=True))
    except ValueError:
        raise TurnedAway(BAD, "door-unreadable") from None
    for name, file in request.files.items(multi=True):
        fields.append((name, Upload(file.filename or "", file.stream)))
    return fields


def _answered(answer: Answer, notes: tuple[str, ...]) -> Response:
    status = _OK if answer.accepted else _REFUSED
    if _NOT_THEIRS & {each.code for each in answer.problems}:
        status = FORBIDDEN
    if _wants_json():
        return _json(answer_json(answer, notes), status)
    if answer.accepted:
        return _page(render("receipt.html", page=receipt_page(answer, notes)), status)
    page = refusal_page(answer, notes)
    return _page(render("refusal.html", page=page, back=url_for("form")), status)


def _refused(error: Exception) -> Response:
    """Answer an error in words; who stands before the door never sees a traceback."""
    status, reason = _reason(error)
    if status >= _FAILED:
        _log(error)
    first = Problem(reason.code, "", 0, 0, reason.values)
    problems = told_problems(reason.problems or (first,))
    if _wants_json():
        return _json(refusal_json(problems), status)
    heading = sentence(reason.code, reason.values) if reason.problems else "没有接收"
    remedy = fix(reason.code, "zh", reason.values)
    notes = (remedy,) if reason.problems and remedy else ()
    page = RefusalPage(heading, len(problems), problems, notes)
    return _page(render("refusal.html", page=page, back=url_for("form")), status)


def _log(error: Exception) -> None:
    """Tell the operator, in the web server's log."""
    print(f"gongkai door: {type(error).__name__}: {error}"[:500], file=sys.stderr)


def _reason(error: Exception) -> tuple[int, GongkaiError]:
    if isinstance(error, TurnedAway):
        return error.status, error
    if isinstance(error, GongkaiError):
        if error.code in _NOT_THEIRS:
            return FORBIDDEN, error
        return _BUSY if error.code == "gate-busy" else _FAILED, error
    if isinstance(error, HTTPException):
        status = error.code or BAD
        if status == TOO_LARGE:
            limit = MAX_REQUEST // MIB
            return status, TurnedAway(status, "door-too-large", limit=limit, fields=MAX_FIELDS)
        if status in (NOT_FOUND, _METHOD):
            return status, TurnedAway(status, "door-no-page")
        return status, TurnedAway(status, "door-unreadable")
    what = f"{type(error).__name__}: {error}"[:300]
    return _FAILED, GongkaiError("unforeseen", error=what, place="door")


def _wants_json() -> bool:
    kinds = ("text/html", "application/json")
    return request.accept_mimetypes.best_match(kinds, kinds[0]) == kinds[1]


def _page(text: str, status: int) -> Response:
    return Response(text, status, mimetype="text/html")


def _json(text: str, status: int) -> Response:
    return Response(text, status, mimetype="application/json")


def _guarded(response: Response) -> Response:
    """Say in every answer what a browser may do with it."""
    response.headers.update(_HEADERS)
    response.headers["Content-Security-Policy"] = policy()
    return response
