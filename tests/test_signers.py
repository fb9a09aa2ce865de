"""Keys and signatures: the same answers as OpenSSH gives, and where we are stricter, on purpose."""

import base64
import random
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import GongkaiError
from scoring.history.signer_lines import matches
from scoring.history.signers import (
    CHECKPOINT,
    CHECKPOINTS,
    GATE,
    GIT,
    MAINTAINER,
    Signers,
    parse_signers,
)
from scoring.history.ssh_keys import fingerprint
from scoring.history.sshsig import (
    BadSignature,
    load_private_key,
    public_blob,
    public_line,
    sign,
    verify,
)
from tests.support.sealed import GATE_LINE, MAINTAINER_LINE, key, line
from tests.support.sealing import needs_openssh

MESSAGE = "公开\n".encode() * 20
NOW = datetime(2023, 7, 1, tzinfo=UTC)
PUBLIC = public_line(key("gate"))


def keygen(*arguments: str | Path, stdin: bytes = b"") -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(["ssh-keygen", *arguments], input=stdin, capture_output=True, check=False)


def openssh_accepts(folder: Path, armoured: bytes, trusted: str, at: datetime = NOW) -> bool:
    (folder / "signers").write_text(trusted)
    (folder / "signature").write_bytes(armoured)
    when = f"-Overify-time={at:%Y%m%d%H%M%SZ}"
    words = ("-I", GATE, "-n", GIT, "-s", folder / "signature", when)
    done = keygen("-Y", "verify", "-f", folder / "signers", *words, stdin=MESSAGE)
    return done.returncode == 0


def we_accept(armoured: bytes, trusted: str, at: datetime = NOW) -> bool:
    try:
        found = verify(armoured, MESSAGE)
    except BadSignature:
        return False
    signers = parse_signers(trusted.encode())
    names = signers.principals(found.key, GIT, at=at, until=at)
    return found.namespace == GIT and GATE in names


# --- signatures ----------------------------------------------------------------------------------


@needs_openssh
@pytest.mark.parametrize(
    "words",
    [
        ("ed25519",),
        ("ecdsa", "-b", "256"),
        ("ecdsa", "-b", "384"),
        ("ecdsa", "-b", "521"),
        ("rsa", "-b", "2048"),
        ("rsa", "-b", "3072"),
    ],
)
def test_what_openssh_signs_is_verified(tmp_path: Path, words: tuple[str, ...]) -> None:
    file = tmp_path / "key"
    assert keygen("-q", "-t", *words, "-N", "", "-f", file).returncode == 0
    public = (tmp_path / "key.pub").read_text()
    for digest in ("sha256", "sha512"):
        options = ("-n", GIT, "-O", f"hashalg={digest}")
        signed = keygen("-q", "-Y", "sign", "-f", file, *options, "-", stdin=MESSAGE).stdout
        found = verify(signed, MESSAGE)
        assert found.namespace == GIT
        assert base64.b64encode(found.key).decode() == public.split()[1]
        assert fingerprint(found.key) in keygen("-lf", f"{file}.pub").stdout.decode()
        assert openssh_accepts(tmp_path, signed, f"gate {public}")
        assert we_accept(signed, f"gate {public}")
        with pytest.raises(BadSignature):
            verify(signed, MESSAGE + b"x")


@needs_openssh
def test_a_key_and_its_signatures_are_those_of_openssh(tmp_path: Path) -> None:
    file = tmp_path / "key"
    keygen("-q", "-t", "ed25519", "-N", "", "-C", "收件", "-f", file)
    ours = load_private_key(file.read_bytes())
    assert public_line(ours) == " ".join((tmp_path / "key.pub").read_text().split()[:2])
    theirs = keygen("-q", "-Y", "sign", "-f", file, "-n", GIT, "-", stdin=MESSAGE).stdout
    assert sign(ours, MESSAGE, GIT) == theirs  # Ed25519 leaves nothing to chance


@needs_openssh
def test_a_broken_signature_is_none_wherever_it_is_broken(tmp_path: Path) -> None:
    """Every field of a signature touched; OpenSSH alone lets a version 0 pass."""
    whole = sign(key("gate"), MESSAGE, GIT)
    head, *lines, tail = whole.decode().strip().split("\n")
    blob = base64.b64decode("".join(lines))
    chance = random.Random(1)
    places = {*chance.sample(range(len(blob)), 40), 0, 6, 10, 13, len(blob) - 1} - {_VERSION}
    assert not we_accept(_armoured(head, blob[:_VERSION] + b"\0" + blob[10:], tail), GATE_LINE)
    broken = [
        blob[:place] + bytes([blob[place] ^ 1]) + blob[place + 1 :] for place in sorted(places)
    ]
    broken += [blob[:-1], blob + b"\0", b"", blob[:6]]
    for each in broken:
        text = _armoured(head, each, tail)
        assert not we_accept(text, GATE_LINE), each
        assert not openssh_accepts(tmp_path, text, GATE_LINE), each
    assert we_accept(whole, GATE_LINE)
    assert openssh_accepts(tmp_path, whole, GATE_LINE)


_VERSION = 9  # where the last byte of the version stands


def _armoured(head: str, blob: bytes, tail: str) -> bytes:
    return f"{head}\n{base64.b64encode(blob).decode()}\n{tail}\n".encode()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: b"",
        lambda text: text.replace(b"SSH SIGNATURE", b"PGP SIGNATURE"),
        lambda text: text.replace(b"\n-----END", b"-----END"),
        lambda text: b"x" + text,
        lambda text: text + b"x",
        lambda text: text + text,
        lambda text: text.replace(b"U1NI", b"U1N*"),
        lambda text: text[:100] + b"\n" * 20_000 + text[100:],
    ],
)
def test_armour_is_read_strictly(spoil: object) -> None:
    with pytest.raises(BadSignature):
        verify(spoil(sign(key("gate"), MESSAGE, GIT)), MESSAGE)  # type: ignore[operator]


def test_line_ends_and_widths_do_not_matter() -> None:
    whole = sign(key("gate"), MESSAGE, GIT)
    assert verify(whole.replace(b"\n", b"\r\n"), MESSAGE).namespace == GIT
    head, *lines, tail = whole.strip().split(b"\n")
    assert verify(b"\n".join((head, b"".join(lines), tail)), MESSAGE).namespace == GIT


@given(st.binary(max_size=400))
def test_no_bytes_break_the_verifier(content: bytes) -> None:
    armour = b"-----BEGIN SSH SIGNATURE-----\n%s\n-----END SSH SIGNATURE-----\n"
    for blob in (content, b"SSHSIG\0\0\0\1" + content):
        with pytest.raises(BadSignature):
            verify(armour % base64.b64encode(blob), MESSAGE)


@pytest.mark.parametrize("text", [b"", b"nonsense", PUBLIC.encode()])
def test_what_is_no_private_key_is_told_without_repeating_it(text: bytes) -> None:
    with pytest.raises(GongkaiError, match=r"^key-unusable$"):
        load_private_key(text)


@needs_openssh
def test_keys_that_cannot_sign_here(tmp_path: Path) -> None:
    keygen("-q", "-t", "ed25519", "-N", "secret", "-f", tmp_path / "locked")
    keygen("-q", "-t", "ecdsa", "-N", "", "-f", tmp_path / "other")
    for name in ("locked", "other"):
        with pytest.raises(GongkaiError, match="key-unusable"):
            load_private_key((tmp_path / name).read_bytes())


# --- the file of trusted keys --------------------------------------------------------------------

SAME = [
    f"gate {PUBLIC}",
    f"gate {PUBLIC} a comment",
    f'gate namespaces="git" {PUBLIC}',
    f'gate namespaces="file,git" {PUBLIC}',
    f'gate namespaces="g?t" {PUBLIC}',
    f'gate namespaces="*,!git" {PUBLIC}',
    f'gate namespaces="file" {PUBLIC}',
    f'gate namespaces="" {PUBLIC}',
    f'gate namespaces="git, file" {PUBLIC}',
    f'gate namespaces="file, git" {PUBLIC}',
    f'gate NAMESPACES="git" {PUBLIC}',
    f"gate namespaces=git {PUBLIC}",
    f'gate namespaces="git",namespaces="git" {PUBLIC}',
    f'gate namespaces="git", {PUBLIC}',
    f'gate namespaces="git" , {PUBLIC}',
    f'gate valid-after="20230701Z" {PUBLIC}',
    f'gate valid-after="20230701000001Z" {PUBLIC}',
    f'gate valid-before="20230701Z" {PUBLIC}',
    f'gate valid-before="20230630235959Z" {PUBLIC}',
    f'gate valid-after="20230101Z",valid-before="20240101Z" {PUBLIC}',
    f'gate valid-after="202301010000Z",valid-before="202401010000Z" {PUBLIC}',
    f'gate valid-after="20240101Z",valid-before="20230101Z" {PUBLIC}',
    f'gate valid-after="20230101Z",valid-before="20230101Z" {PUBLIC}',
    f'gate valid-before="2024Z" {PUBLIC}',
    f'gate valid-before="tomorrow" {PUBLIC}',
    f'gate valid-after="19700101Z" {PUBLIC}',
    f"gate valid-after=20230101Z {PUBLIC}",
    f'gate,maintainer namespaces="git" {PUBLIC}',
    f"maintainer,gate {PUBLIC}",
    f"maintainer {PUBLIC}",
    f"* {PUBLIC}",
    f"*,!gate {PUBLIC}",
    f"!gate,* {PUBLIC}",
    f"gat[e] {PUBLIC}",
    f"GATE {PUBLIC}",
    f'"gate" {PUBLIC}',
    f'"gate,maintainer" {PUBLIC}',
    f" \tgate\t{PUBLIC}\t \r",
    f"\vgate {PUBLIC}",
    f"# gate {PUBLIC}",
    f"gate #{PUBLIC}",
    f"gate unknown-option {PUBLIC}",
    f'gate unknown="x" {PUBLIC}',
    f"gate {PUBLIC[:-4]}",
    f"gate {PUBLIC.replace('ssh-ed25519 ', 'ssh-rsa ')}",
    f"gate {PUBLIC.replace('ssh-ed25519 ', '')}",
    "gate",
    "",
    f"gate unknown-option {PUBLIC}\ngate {PUBLIC}",
    f'gate valid-before="20200101Z" {PUBLIC}\ngate {PUBLIC}',
    f"gate\n{PUBLIC}",
    f"\n\n# x\n{MAINTAINER_LINE}gate {PUBLIC}",
]


@needs_openssh
@pytest.mark.parametrize("trusted", SAME)
def test_a_file_means_what_it_means_to_openssh(tmp_path: Path, trusted: str) -> None:
    signed = sign(key("gate"), MESSAGE, GIT)
    assert we_accept(signed, trusted) is openssh_accepts(tmp_path, signed, f"{trusted}\n")


STRICTER = [
    (f'gate valid-before="20240101" {PUBLIC}', "signers-bound-zone"),
    (f'gate valid-after="20230101" {PUBLIC}', "signers-bound-zone"),
    (f'gate valid-after="20230101Z",valid-before="202401010000" {PUBLIC}', "signers-bound-zone"),
    (f'gate valid-before="20240101UTC" {PUBLIC}', "signers-bound-zone"),
    (f'gate valid-before="20240101z" {PUBLIC}', "signers-bound-zone"),
    (f'gate valid-before="20240230Z" {PUBLIC}', "signers-line"),
]


@needs_openssh
@pytest.mark.parametrize(("trusted", "code"), STRICTER)
def test_bounds_that_mean_another_moment_elsewhere_are_refused(
    tmp_path: Path, trusted: str, code: str
) -> None:
    signed = sign(key("gate"), MESSAGE, GIT)
    assert openssh_accepts(tmp_path, signed, f"{trusted}\n")
    assert not we_accept(signed, trusted)
    assert [fault.code for fault in parse_signers(trusted.encode()).faults] == [code]


def faults(text: str) -> list[tuple[str, object]]:
    return [(each.code, each.values["line"]) for each in parse_signers(text.encode()).faults]


def test_lines_that_cannot_be_used_are_named() -> None:
    assert faults(f"# one\ngate cert-authority {PUBLIC}") == [("signers-authority", 2)]
    assert faults(f"gate {PUBLIC}\n\ngate x {PUBLIC}\ngate") == [
        ("signers-line", 3),
        ("signers-line", 4),
    ]
    hardware = base64.b64encode(b"\0\0\0\x1ask-ssh-ed25519@openssh.com" + b"x" * 40).decode()
    assert faults(f"gate sk-ssh-ed25519@openssh.com {hardware}") == [("signers-key-type", 1)]
    assert faults(GATE_LINE + MAINTAINER_LINE) == []


def test_why_a_key_is_refused() -> None:
    text = (
        line("gate", "old", 'namespaces="git",valid-before="20230101Z"')
        + line("gate", "new", 'namespaces="git",valid-after="20240101Z"')
        + line("gate", "file", 'namespaces="file"')
        + line("maintainer", "maintainer")
        + line("gate", "twice", 'valid-before="20230101Z"')
        + line("gate", "twice", 'valid-after="20230601Z"')
    )
    signers = parse_signers(text.encode())

    def refusal(name: str) -> str | None:
        blob = public_blob(key(name))
        fault = signers.refusal(GATE, blob, GIT, at=NOW, until=NOW)
        return None if fault is None else fault.code

    assert refusal("old") == "signature-too-late"
    assert refusal("new") == "signature-too-early"
    assert refusal("file") == "signature-namespace"
    assert refusal("maintainer") == "signature-key-untrusted"
    assert refusal("stranger") == "signature-key-untrusted"
    assert refusal("twice") is None


def test_one_key_may_speak_for_several() -> None:
    signers = parse_signers(f"* {PUBLIC}\n".encode())
    names = signers.principals(public_blob(key("gate")), GIT, at=NOW, until=NOW)
    assert names == {GATE, MAINTAINER}
    other = signers.principals(public_blob(key("gate")), CHECKPOINTS, at=NOW, until=NOW)
    assert other == {CHECKPOINT}


def test_the_two_bounds_are_held_against_two_moments() -> None:
    text = line("gate", "gate", 'valid-after="20230601Z",valid-before="20230701Z"')
    signers, blob = parse_signers(text.encode()), public_blob(key("gate"))
    june, july, august = (datetime(2023, month, 15, tzinfo=UTC) for month in (6, 7, 8))
    assert signers.principals(blob, GIT, at=june, until=june) == {GATE}
    assert not signers.principals(blob, GIT, at=june, until=august)
    assert not signers.principals(blob, GIT, at=july, until=july)


@pytest.mark.parametrize(
    ("text", "trusts"),
    [
        (GATE_LINE, True),
        (f'gate namespaces="git",valid-after="20230101Z" {PUBLIC}', True),
        # A key whose time is over, or a line with a slip in it, does not make the server's bare
        # word evidence again.
        (f'gate valid-before="20200101Z",namespaces="git" {PUBLIC}', True),
        (f'gate valid-before="20200101" {PUBLIC}', True),
        (f"gate unknown-option {PUBLIC}", True),
        (f"gate cert-authority {PUBLIC}", True),
        (f'* namespaces="git" {PUBLIC}', True),
        (f'gat? namespaces="g*" {PUBLIC}', True),
        (f"# comment\n\n{MAINTAINER_LINE}{GATE_LINE}", True),
        ("", False),
        (MAINTAINER_LINE, False),
        (f"# {GATE_LINE}", False),
        (f'*,!gate namespaces="git" {PUBLIC}', False),
        (f'gate namespaces="file" {PUBLIC}', False),
        (f'gate namespaces="gongkai-checkpoint" {PUBLIC}', False),
        (f'gateway namespaces="git" {PUBLIC}', False),
        (f'gat[e] namespaces="git" {PUBLIC}', False),
        ('gate namespaces="git" ssh-ed25519', False),
        ('gate namespaces="git" ssh-ed25519 AAAA', False),
        ('gate namespaces="git" ssh-ed25519 not-base64!', False),
        ("gate", False),
    ],
)
def test_which_files_trust_a_gate(text: str, trusts: bool) -> None:
    assert parse_signers(text.encode()).trusts(GATE) is trusts


def test_each_principal_is_trusted_in_its_own_namespace() -> None:
    text = line("checkpoint", "x") + line("maintainer", "x", 'namespaces="gongkai-checkpoint"')
    assert not any(map(parse_signers(text.encode()).trusts, (GATE, MAINTAINER, CHECKPOINT)))
    right = line("checkpoint", "x", 'namespaces="gongkai-checkpoint"')
    assert parse_signers(right.encode()).trusts(CHECKPOINT)


def test_a_file_that_is_too_large_trusts_but_lets_nobody_sign() -> None:
    signers = parse_signers(GATE_LINE.encode() + b"#" * 300_000)
    assert signers.trusts(GATE)
    assert not signers.principals(public_blob(key("gate")), GIT, at=NOW, until=NOW)
    assert [fault.code for fault in signers.faults] == ["signers-too-large"]


@given(st.binary(max_size=300))
def test_no_text_breaks_the_reader_of_signers(text: bytes) -> None:
    assert isinstance(parse_signers(text), Signers)
    assert parse_signers(GATE_LINE.encode() + text).trusts(GATE)


def plainly(value: str, pattern: str) -> bool:
    """Match by keeping every place that may have been reached, which takes no time to speak of."""
    reached = {0}
    for letter in pattern:
        if letter == "*":
            reached = set(range(min(reached), len(value) + 1)) if reached else reached
        else:
            told = (at for at in reached if at < len(value) and letter in ("?", value[at]))
            reached = {at + 1 for at in told}
    return len(value) in reached


@given(st.text(alphabet="gate*?", max_size=45))
def test_a_pattern_however_long_matches_what_it_says(pattern: str) -> None:
    for each in (pattern, pattern * 4):
        assert matches(GATE, (each,)) is plainly(GATE, each)
        assert not matches(GATE, (each, f"!{GATE}"))
