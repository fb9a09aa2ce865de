"""Hostile archives: refused in words before anything of them is kept."""

import io
import stat
import struct
import zipfile
from pathlib import Path
from typing import Any

import pytest

from scripts.content.limits import MAX_PACKAGE_FILES, MIB
from scripts.door.package import read_package
from scripts.door.turning_away import TurnedAway
from tests.support.door import Entry, Knocker, codes, door_at, packed
from tests.support.gate import NEWS, news
from tests.support.git import git

FOLDER = NEWS.removesuffix(".yml")


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


def entry(name: str, mode: int = 0, *, system: int = 3) -> zipfile.ZipInfo:
    """An entry with a mode as Unix has them."""
    told = zipfile.ZipInfo(name)
    told.create_system = system
    told.external_attr = mode << 16
    return told


def changed(content: bytes, old: bytes, new: bytes, *, count: int = -1) -> bytes:
    """Bytes of an archive put in place of others of the same length."""
    assert len(old) == len(new) and old in content
    return content.replace(old, new, count)


GOOD = packed({NEWS: news()})


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK",
        b"PK\x05\x06" + bytes(18),
        b"x" * 10_000,
        GOOD[:-30],
        GOOD[: len(GOOD) // 2],
        GOOD[:100] + b"\0" * 50 + GOOD[150:],
        packed({NEWS: news()}).replace(b"PK\x01\x02", b"PK\x01\x03"),
    ],
)
def test_what_is_no_archive(door: Knocker, content: bytes) -> None:
    answer = door.package(content)
    assert answer.status_code in (400, 422)
    assert set(codes(answer)) <= {"package-broken", "package-empty", "door-nothing"}


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("../../hooks/post-receive", "path-dots"),
        ("/etc/cron.d/x", "path-dots"),
        ("units/wanshui/../xining/2023/news/2023-02-06-a.yml", "path-dots"),
        ("units//wanshui/2023/news/2023-02-06-a.yml", "path-dots"),
        ("units\\wanshui\\2023\\news\\2023-02-06-a.yml", "path-sign"),
        ("C:/x.yml", "path-sign"),
        ("hooks/pre-receive", "path-misplaced"),
        (".github/workflows/x.yml", "path-misplaced"),
        ("units/wanshui/unit.yml", "path-misplaced"),
        ("units/wanshui/.gitattributes", "path-reserved"),
        ("units/wanshui/2023/news/.git/x.yml", "path-reserved"),
        (f"{FOLDER}/a/b.pdf", "path-misplaced"),
        (f"{FOLDER}.yml.yml/x.pdf", "path-name"),
        (f"{NEWS}/x.pdf", "path-name"),
        ("units/wanshui/unit.yml/news/2023-02-06-a.yml", "path-year"),
        ("units/ｗanshui/2023/news/2023-02-06-a.yml", "unit-unknown"),
        (f"{FOLDER}/\u202egpj.pdf", "path-encoding"),
        (f"{FOLDER}/a\nb.pdf", "path-encoding"),
        (f"{FOLDER}/{'长' * 80}.pdf", "path-too-long"),
        (f"{FOLDER}/nul.pdf", "path-reserved"),
        ("__MACOSX/._x", "path-misplaced"),
    ],
)
def test_names_that_are_no_records(door: Knocker, name: str, code: str) -> None:
    answer = door.package(packed([(NEWS, news()), (name, b"x")]))
    assert answer.status_code == 422
    assert code in codes(answer)


def test_names_that_git_would_take_for_one(door: Knocker) -> None:
    with pytest.warns(UserWarning, match="Duplicate"):
        twice = packed([(NEWS, news()), (NEWS, news(title="另一份"))])
    assert codes(door.package(twice)) == ["package-twice"]
    cased = packed([(NEWS, news()), (f"{FOLDER}/a.pdf", b"1"), (f"{FOLDER}/A.pdf", b"2")])
    assert codes(door.package(cased)) == ["path-case"]


@pytest.mark.parametrize("mode", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFSOCK])
def test_entries_that_are_no_files(door: Knocker, mode: int) -> None:
    entries: list[Entry] = [(entry(f"{FOLDER}/x.pdf", mode | 0o777), b"/etc/passwd")]
    assert codes(door.package(packed([(NEWS, news()), *entries]))) == ["file-not-regular"]


def test_a_folder_that_claims_to_be_a_link(door: Knocker) -> None:
    link = entry(f"{FOLDER}/", stat.S_IFLNK | 0o777)
    assert codes(door.package(packed([(NEWS, news()), (link, b"")]))) == ["file-not-regular"]


def test_a_run_bit_is_not_carried_over(tmp_path: Path) -> None:
    door = door_at(tmp_path)
    answer = door.package(packed([(entry(NEWS, stat.S_IFREG | 0o4755), news())]))
    assert answer.status_code == 200, answer.text
    assert git(door.bare, "ls-tree", "main", NEWS).startswith("100644 ")


def test_a_name_cut_short_by_a_null(door: Knocker) -> None:
    name = f"{FOLDER}/a.pdf#.exe"
    content = changed(packed({NEWS: news(), name: b"x"}), b"a.pdf#.exe", b"a.pdf\0.exe")
    assert "path-encoding" in codes(door.package(content))


def test_a_name_that_is_other_in_its_two_places(door: Knocker) -> None:
    name = f"{FOLDER}/a.pdf".encode()
    content = changed(
        packed({name.decode(): b"x"}), name, name.replace(b"a.pdf", b"b.pdf"), count=1
    )
    assert codes(door.package(content)) == ["package-broken"]


def test_names_of_another_program(door: Knocker) -> None:
    """Windows packs Chinese names in its own encoding, and says nothing of it."""
    name = f"{FOLDER}/xxxx.pdf"
    raw = packed({NEWS: news(), name: b"x"})
    content = changed(raw, b"xxxx.pdf", "附件".encode("gbk") + b".pdf")
    assert "package-name" in codes(door.package(content))


def test_encrypted(door: Knocker) -> None:
    raw = bytearray(GOOD)
    raw[6] |= 1
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    assert codes(door.package(bytes(raw))) == ["package-encrypted"]


def test_packed_in_an_unusual_way(door: Knocker) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr(NEWS, news())
    assert codes(door.package(out.getvalue())) == ["package-broken"]


def test_a_bomb(door: Knocker) -> None:
    entries = {f"{FOLDER}/{number}.pdf": bytes(19 * MIB) for number in range(2)}
    content = packed({NEWS: news(), **entries})
    assert len(content) < MIB
    assert codes(door.package(content)) == ["package-bomb"]


def test_a_bomb_of_entries_that_share_their_bytes(door: Knocker) -> None:
    """Every entry of the directory leads to the same data (Fifield, A better zip bomb, 2019)."""
    one = packed({NEWS: bytes(MIB)})
    start, end = one.index(b"PK\x01\x02"), one.index(b"PK\x05\x06")
    many = 400
    directory = b"".join(
        one[start:end].replace(b"ploughing", b"%09d" % number) for number in range(many)
    )
    tail = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, many, many, len(directory), start, 0)
    answer = door.package(one[:start] + directory + tail)
    assert set(codes(answer)) <= {"package-bomb", "package-broken"}


def test_an_entry_that_is_larger_than_it_says() -> None:
    raw = packed({NEWS: bytes(5000)})
    size = struct.pack("<I", 5000)
    lying = raw.replace(size, struct.pack("<I", 10))
    material = read_package(io.BytesIO(lying), len(lying))
    with pytest.raises(TurnedAway) as turned:
        material.files[NEWS]()
    assert turned.value.code == "package-broken"


def test_a_lying_size_is_found_before_anything_is_written(door: Knocker) -> None:
    raw = packed({NEWS: bytes(5000)})
    lying = raw.replace(struct.pack("<I", 5000), struct.pack("<I", 10))
    assert codes(door.package(lying)) == ["package-broken"]


def test_too_many_files(door: Knocker) -> None:
    entries = {f"{FOLDER}/{number}.pdf": b"" for number in range(MAX_PACKAGE_FILES + 1)}
    assert codes(door.package(packed(entries))) == ["package-too-many"]


def test_a_list_of_entries_without_end_is_not_read(door: Knocker) -> None:
    """Each entry would become an object; a request has room for millions of them."""
    whole = packed({NEWS: news()})
    start, end = whole.index(b"PK\x01\x02"), whole.index(b"PK\x05\x06")
    entries = whole[start:end] * (3 * MIB // (end - start))
    closing = whole[end : end + 12] + struct.pack("<2L", len(entries), start) + b"\0\0"
    answer = door.package(whole[:start] + entries + closing)
    assert codes(answer) == ["package-broken"]


def test_one_file_that_is_too_large(door: Knocker) -> None:
    import random

    noise = random.Random(1).randbytes(MIB) * 21
    content = packed({NEWS: news(), f"{FOLDER}/a.pdf": noise}, deflate=False)
    assert codes(door.package(content)) == ["attachment-too-large"]


def test_a_record_that_is_too_large_is_the_gates_to_refuse(tmp_path: Path) -> None:
    door = door_at(tmp_path)
    answer = door.package(packed({NEWS: b"a: " + b"x" * 100_000}))
    assert answer.status_code == 422
    assert codes(answer) == ["file-too-large"]
