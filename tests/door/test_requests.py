"""Hostile requests: turned away in words, with nothing merged, nothing kept, no traceback."""

import io
import re
from pathlib import Path
from typing import Any

import pytest

from scripts.content.limits import MAX_FIELD_TEXT, MAX_FIELDS, MAX_REQUEST
from scripts.door.place import ADDRESS_SETTING, DOOR_SETTING
from tests.support.door import HERE, Knocker, codes, door_at, packed
from tests.support.gate import NEWS, news
from tests.support.git import git

SINGLE = {"path": NEWS, "record": news().decode()}
BOUNDARY = "xyzzy"
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Knocker:
    """A door at which nothing is accepted: the tests of this module share it."""
    return door_at(tmp_path_factory.mktemp("door"))


@pytest.fixture
def door(standing: Knocker) -> Any:
    """The door, with an eye on what every request here leaves: nothing."""
    before = standing.state()
    yield standing
    assert standing.state() == before


def part(name: bytes, content: bytes, extra: bytes = b"") -> bytes:
    """One part of a form, written by hand."""
    head = b'Content-Disposition: form-data; name="%s"%s' % (name, extra)
    return b"--%s\r\n%s\r\n\r\n%s\r\n" % (BOUNDARY.encode(), head, content)


def body(*parts: bytes) -> bytes:
    """A form written by hand."""
    return b"".join(parts) + b"--%s--\r\n" % BOUNDARY.encode()


# ---- who ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Remote-User": "wanshui-clerk", "X-Remote-User": "wanshui-clerk"},
        {"REMOTE_USER": "wanshui-clerk"},
        {"X-Forwarded-User": "wanshui-clerk", "Authorization": "Basic d2Fuc2h1aS1jbGVyazp4"},
        {"Cookie": "REMOTE_USER=wanshui-clerk"},
    ],
)
def test_without_the_servers_login_there_is_no_way_in(
    door: Knocker, headers: dict[str, str]
) -> None:
    data = {**SINGLE, "REMOTE_USER": "wanshui-clerk", "submitted_by": "wanshui-clerk"}
    answer = door.post(data, None, headers=headers)
    assert answer.status_code == 403
    assert codes(answer) == ["push-user-unknown"]
    assert door.get("who", None, **headers).status_code == 403
    assert door.get("", None, **headers).status_code == 403


def test_variables_of_other_ways_in_name_nobody_here(door: Knocker) -> None:
    environ = {"GONGKAI_USER": "wanshui-clerk", "GL_USER": "wanshui-clerk"}
    answer = door.post(SINGLE, None, environ=environ)
    assert codes(answer) == ["push-user-unknown"]


@pytest.mark.parametrize("who", ["a b", "<script>", "../x", "甲", "x" * 65, "a\nb"])
def test_a_login_that_can_be_none(door: Knocker, who: str) -> None:
    answer = door.post(SINGLE, who)
    assert (answer.status_code, codes(answer)) == (403, ["submitter-unreadable"])


def test_a_field_cannot_name_the_submitter(door: Knocker) -> None:
    answer = door.post({**SINGLE, "submitted_by": "xining-clerk"})
    assert (answer.status_code, codes(answer)) == (400, ["door-field"])


# ---- from where ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "null"},
        {"Origin": "http://evil.example"},
        {"Origin": f"{HERE}.evil.example"},
        {"Origin": f"{HERE}:8080"},
        {"Origin": ""},
        {"Origin": "http://[::1"},
        {"Origin": "file://"},
        {"Referer": "http://evil.example/?" + HERE},
        {"Referer": f"http://{HERE.removeprefix('http://')}@evil.example/"},
        {"Origin": "http://evil.example", "Referer": f"{HERE}/door/"},
        {"Origin": HERE, "Sec-Fetch-Site": "cross-site"},
        {"Origin": HERE, "Sec-Fetch-Site": "same-site"},
        {"Origin": HERE, "Sec-Fetch-Site": "none"},
    ],
)
def test_another_sites_form_is_not_looked_at(door: Knocker, headers: dict[str, str]) -> None:
    answer = door.post(SINGLE, origin=None, headers=headers)
    assert (answer.status_code, codes(answer)) == (403, ["door-cross-site"])


@pytest.mark.parametrize("host", ["evil.example", "door.example.gov.cn.evil.example", "", "a/../b"])
def test_a_forged_host_makes_no_other_site_our_own(door: Knocker, host: str) -> None:
    answer = door.post(SINGLE, headers={"Host": host}, environ={"HTTP_HOST": host})
    assert answer.status_code in (400, 403)
    assert codes(answer)[0] in ("door-cross-site", "door-unreadable")


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": HERE},
        {"Origin": HERE.replace("http", "https")},
        {"Referer": f"{HERE}/2023/submit.html"},
        {"Sec-Fetch-Site": "same-origin"},
    ],
)
def test_its_own_pages_are_heard(door: Knocker, headers: dict[str, str]) -> None:
    answer = door.post({}, origin=None, headers=headers)
    assert (answer.status_code, codes(answer)) == (400, ["door-nothing"])


def test_a_named_address_is_the_only_one(tmp_path: Path) -> None:
    door = door_at(tmp_path)
    git(door.bare, "config", ADDRESS_SETTING, "https://gongkai.example.gov.cn/door/")

    def asked(**headers: str) -> list[str]:
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        return codes(door.post({}, origin=None, headers=names))

    assert asked(Origin="https://gongkai.example.gov.cn") == ["door-nothing"]
    assert asked(Origin=HERE) == ["door-cross-site"]
    # A name that leads to this machine and is somebody else's (DNS rebinding).
    assert asked(Origin=HERE, Sec_Fetch_Site="same-origin") == ["door-cross-site"]
    assert asked(Sec_Fetch_Site="same-origin") == ["door-cross-site"]


def test_no_other_site_may_read_or_frame_a_page(door: Knocker) -> None:
    for answer in (door.get(), door.get("who"), door.get("nothing"), door.post({})):
        headers = answer.headers
        assert not [name for name in headers if name[0].startswith("Access-Control")]
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Frame-Options"] == "DENY"


def test_the_policy_knows_the_pages_own_style(door: Knocker) -> None:
    import base64
    import hashlib

    answer = door.get()
    (style,) = re.findall("<style>(.*?)</style>", answer.text, re.S)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in answer.headers["Content-Security-Policy"]
    assert "style=" not in answer.text.replace("<style>", "")


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "OPTIONS", "PATCH", "HEAD"])
def test_nothing_is_handed_in_but_by_post(door: Knocker, method: str) -> None:
    answer = door.client.open(
        "submit", base_url=f"{HERE}/door/", method=method, headers={"Origin": HERE},
        environ_overrides={"REMOTE_USER": "wanshui-clerk"},
    )  # fmt: skip
    assert answer.status_code == 405


# ---- how much -----------------------------------------------------------------------------------


def test_a_request_that_announces_too_much_is_not_even_read(door: Knocker) -> None:
    class Unread(io.RawIOBase):
        def read(self, size: int = -1) -> bytes:
            raise AssertionError("read")

    answer = door.post(
        b"",
        content_type=MULTIPART,
        environ={"CONTENT_LENGTH": str(MAX_REQUEST + 1), "wsgi.input": Unread()},
    )
    assert (answer.status_code, codes(answer)) == (413, ["door-too-large"])
    assert str(MAX_REQUEST // 2**20) in answer.get_json()["problems"][0]["message"]


@pytest.mark.parametrize("length", ["-1", "abc", "١٢", "1e9", "", "9" * 23, "9" * 5000])
def test_a_length_that_is_none(door: Knocker, length: str) -> None:
    answer = door.post(b"x", content_type=MULTIPART, environ={"CONTENT_LENGTH": length})
    assert answer.status_code in (400, 413)


def test_a_request_that_broke_off_was_not_received(door: Knocker) -> None:
    whole = body(part(b"path", NEWS.encode()), part(b"record", news()))
    answer = door.post(
        whole[:-200], content_type=MULTIPART, environ={"CONTENT_LENGTH": str(len(whole))}
    )
    assert (answer.status_code, codes(answer)) == (400, ["door-broken-off"])


def test_too_many_fields(door: Knocker) -> None:
    many = b"".join(part(b"attachment", b"", b'; filename="a.pdf"') for _ in range(MAX_FIELDS + 1))
    answer = door.post(body(many), content_type=MULTIPART)
    assert (answer.status_code, codes(answer)) == (413, ["door-too-large"])


def test_too_much_text(door: Knocker) -> None:
    answer = door.post({"path": NEWS, "record": "x" * (MAX_FIELD_TEXT + 1)})
    assert (answer.status_code, codes(answer)) == (413, ["door-too-large"])


def test_a_head_of_a_part_without_end(door: Knocker) -> None:
    answer = door.post(body(part(b"x" * 500_000, b"")), content_type=MULTIPART)
    assert answer.status_code in (400, 413)


# ---- what fields --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ({}, "door-nothing"),
        ({"path": NEWS}, "door-nothing"),
        ({"record": "kind: news"}, "door-field-missing"),
        ({**SINGLE, "unit": "wanshui"}, "door-field"),
        ({**SINGLE, "path": [NEWS, NEWS]}, "door-field"),
        ({**SINGLE, "record": ["a", "b"]}, "door-field"),
        ({**SINGLE, "attachment": "no file"}, "door-field"),
        ({**SINGLE, "path": (io.BytesIO(b"x"), "x")}, "door-field-missing"),
        ({"package": "no file"}, "door-field"),
        ({**SINGLE, "package": (io.BytesIO(b"PK"), "a.zip")}, "door-several"),
    ],
)
def test_fields_that_are_no_form_of_the_doors(
    door: Knocker, data: dict[str, Any], code: str
) -> None:
    answer = door.post(data)
    assert (answer.status_code, codes(answer)) == (400, [code])


@pytest.mark.parametrize(
    "content_type",
    ["application/x-www-form-urlencoded", "text/plain", "application/json", "multipart/mixed", ""],
)
def test_only_a_form_with_files_is_read(door: Knocker, content_type: str) -> None:
    answer = door.post(b"path=a&record=b", content_type=content_type)
    assert (answer.status_code, codes(answer)) == (400, ["door-nothing"])


@pytest.mark.parametrize(
    "written",
    [
        part(b"path", NEWS.encode()) + part(b"record", b"title: \xff\xfe\n"),
        part(b"path", b"units/\xb9\xab\xbf\xaa/x.yml") + part(b"record", b"a: 1"),
        part(b"path", NEWS.encode() + b"\0.png") + part(b"record", b"a: 1"),
    ],
)
def test_text_that_is_not_utf8_is_never_mended_in_silence(door: Knocker, written: bytes) -> None:
    answer = door.post(body(written), content_type=MULTIPART)
    assert (answer.status_code, codes(answer)) == (400, ["door-encoding"])


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"--",
        b"\0" * 1000,
        b"--xyzzy\r\n\r\n\r\n--xyzzy--",
        b"--xyzzy\r\nContent-Disposition",
        body(part(b"\xff", b"a")),
        body(part(b"package", b"PK", b'; filename="\xff.zip"')),
    ],
)
def test_bytes_that_are_no_form(door: Knocker, raw: bytes) -> None:
    answer = door.post(raw, content_type=MULTIPART)
    assert answer.status_code in (400, 413)
    assert "Traceback" not in answer.text


def test_a_form_without_boundary(door: Knocker) -> None:
    answer = door.post(b"--x--", content_type="multipart/form-data")
    assert answer.status_code == 400


# ---- which path ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("../../etc/passwd.yml", "path-misplaced"),
        ("/etc/passwd", "path-misplaced"),
        ("units/wanshui/2023/news/../../../../hooks/x.yml", "path-misplaced"),
        ("units/../2023/news/2023-02-06-a.yml", "unit-unknown"),
        ("units/WANSHUI/2023/news/2023-02-06-a.yml", "unit-unknown"),
        ("units/wanshui/2023/news/2023-02-30-a.yml", "path-date"),
        ("units/wanshui/2023/news/2023-02-06-A.yml", "path-name"),
        ("units/wanshui/2023/news/2023-02-06-a.yaml", "path-extension"),
        ("units/wanshui/unit.yml", "path-misplaced"),
        ("units\\wanshui\\2023\\news\\2023-02-06-a.yml", "path-misplaced"),
        ("units/wanshui/2023/.git/2023-02-06-a.yml", "path-reserved"),
        ("scoring/trust/allowed_signers", "path-misplaced"),
    ],
)
def test_a_path_that_is_none(door: Knocker, path: str, code: str) -> None:
    answer = door.post({"path": path, "record": "kind: news\n"})
    assert (answer.status_code, codes(answer)) == (422, [code])


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("../x.pdf", "path-dots"),
        ("..", "path-dots"),
        ("C:\\x.pdf", "path-sign"),
        ("a/b.pdf", "path-misplaced"),
        ("con.pdf", "path-reserved"),
        (".gitattributes", "path-reserved"),
        ("a\u202egpj.exe", "path-encoding"),
        ("e\u0301.pdf", "path-not-nfc"),
        ("x" * 300 + ".pdf", "path-too-long"),
    ],
)
def test_a_name_of_an_attachment_that_is_none(door: Knocker, name: str, code: str) -> None:
    answer = door.post({**SINGLE, "attachment": (io.BytesIO(b"x"), name)})
    assert answer.status_code == 422
    assert code in codes(answer)


def test_two_attachments_of_one_name(door: Knocker) -> None:
    files = [(io.BytesIO(b"a"), "a.pdf"), (io.BytesIO(b"b"), "a.pdf")]
    assert codes(door.post({**SINGLE, "attachment": files})) == ["package-twice"]
    files = [(io.BytesIO(b"a"), "a.pdf"), (io.BytesIO(b"b"), "A.pdf")]
    assert codes(door.post({**SINGLE, "attachment": files})) == ["path-case"]


# ---- what is said of it -------------------------------------------------------------------------


def test_markup_in_names_and_values_stays_text(door: Knocker) -> None:
    nasty = '"><script>alert(1)</script><img src=x onerror=alert(1)>.pdf'
    headers = {"Accept": "text/html"}
    pages = [
        door.post({**SINGLE, "attachment": (io.BytesIO(b"x"), nasty)}, headers=headers).text,
        door.post({"path": nasty, "record": "a"}, headers=headers).text,
        door.post({nasty: "a", **SINGLE}, headers=headers).text,
        door.post(SINGLE, "<script>alert(1)</script>", headers=headers).text,
        door.package(packed({f"units/{nasty}": b"x"}), headers=headers).text,
    ]
    for page in pages:
        assert "没有接收" in page
        assert "<script" not in page and "<img" not in page


def test_a_shut_door_answers_nobody(tmp_path: Path) -> None:
    door = door_at(tmp_path)
    git(door.bare, "config", "--unset", DOOR_SETTING)
    assert codes(door.post(SINGLE)) == ["door-shut"]
    assert (door.get().status_code, door.get("who").status_code) == (404, 404)


def test_a_repository_that_cannot_be_used_is_the_servers_fault(tmp_path: Path) -> None:
    door = door_at(tmp_path)
    (door.bare / "gate-key").unlink()
    answer = door.post(SINGLE)
    assert (answer.status_code, codes(answer)) == (500, ["gate-key-unreadable"])
    assert not door.leftovers()
    (door.bare / "refs/heads/main").unlink()
    answer = door.post(SINGLE)
    assert answer.status_code == 500 and codes(answer) == ["repository-no-commit"]
    assert "Traceback" not in door.get().text
