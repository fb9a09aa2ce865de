"""`gongkai upgrade` in a data repository: told before, merged by a maintainer, nothing else moved.

The repository is one made by `init`, with records received through the gate. The release that it
takes is this program with some of its files changed. It is June 2023, but for what the command
line does by its own clock.
"""

import shutil
import sys
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import Result
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from scoring.assessment import Assessment
from scoring.errors import GongkaiError
from scripts.auditing.audit import Question, audit
from scripts.checkpoints.making import make_checkpoint
from scripts.repository.making import MESSAGE, FirstCommit, create, starting_files
from scripts.repository.release import release_of
from scripts.upgrading.merging import check_ready
from scripts.upgrading.preparing import Prepared, carry_out, of_data_repository
from scripts.upgrading.steps import Action, Why
from scripts.upgrading.telling import told_files, told_scores
from scripts.upgrading.weighing import Against
from tests.support.command import run
from tests.support.git import git
from tests.support.records import ROOT, at, text
from tests.support.repo import Content
from tests.support.sealed import (
    BY_MAINTAINER,
    GATE_LINE,
    MAINTAINER_LINE,
    SealedBuilder,
    key,
    registry,
    trust,
)

BOOK = "scoring/rulebooks/2023-township.yml"
NEWS = "units/wanshui/2023/news/2023-02-06-a.yml"
NOW = at("2023-06-20")
PRICE = "points_per_missing: 0.1"


def first_files() -> dict[str, Content]:
    """What a county begins with: `init`, its submitters, the keys it trusts."""
    files = {path: each for path, each in starting_files(None).items() if "/unit.yml" not in path}
    return {**files, **registry(), **trust(GATE_LINE, MAINTAINER_LINE)}


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("upgrade") / "county"
    place.mkdir()
    builder = SealedBuilder(place).first(first_files(), at=at("2023-01-01"))
    portal = starting_files(None)["mkdocs.yml"].replace("宣威市".encode(), "示例县".encode())
    builder.signed("本县门户", {"mkdocs.yml": portal}, at("2023-01-02"), BY_MAINTAINER)
    builder.receive({NEWS: text("news", published_on="2023-02-06")}, at=at("2023-02-06"))
    builder.finish().check_out()
    maintainer(place)
    return place


@pytest.fixture
def place(county: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "county"
    shutil.copytree(county, copy, symlinks=True)
    maintainer(copy)
    return copy


def maintainer(folder: Path, name: str = "maintainer") -> None:
    """Set git up as a maintainer has it who signs with the key ``name``."""
    secret = folder.parent / f"{name}-key"
    secret.write_bytes(key(name).private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()))
    secret.chmod(0o600)
    for setting, value in (
        ("user.name", "维护人员"),
        ("user.email", "maintainer@example.gov.cn"),
        ("gpg.format", "ssh"),
        ("user.signingKey", str(secret)),
    ):
        git(folder, "config", setting, value)


def state(folder: Path) -> dict[str, bytes]:
    """Every file of the repository, git's own included."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "index"
    }


def offered(**changes: str) -> Mapping[str, bytes]:
    """The files of the next release: ``news=…`` replaces the price in the rule on news."""
    files = dict(starting_files(None))
    if "price" in changes:
        book = files[BOOK].decode()
        assert PRICE in book
        files[BOOK] = book.replace(PRICE, f"points_per_missing: {changes['price']}", 1).encode()
    files["mkdocs.yml"] += b"# a new setting\n"
    files[".gitattributes"] += b"*.new text\n"
    files["schemas/novel.json"] = files["schemas/news.json"].replace(b'"news"', b'"novel"')
    return files


def prepared(
    folder: Path, files: Mapping[str, bytes], *, now: datetime = NOW, old: Path | None = None
) -> Prepared:
    assessment = Assessment.open(folder, product=ROOT)
    return of_data_repository(assessment, files, None, ROOT, now, now, old)


def dearer_engine(folder: Path) -> Path:
    """Make a program that reckons as this one does, but of 11 points where there are 10."""
    program = folder / "gongkai"
    command = f'"{sys.executable}" -c "from scripts.cli import main; main()"'
    program.write_text(
        f'#!/bin/sh\ncd "{ROOT}"\n{command} "$@" | sed \'s/"points": 10,/"points": 11,/\'\n'
    )
    program.chmod(0o755)
    return program


def test_a_release_that_moves_no_score_is_merged_and_the_audit_finds_no_fault(
    place: Path,
) -> None:
    before = git(place, "rev-parse", "main")
    records = git(place, "ls-tree", "-r", "main", "units/")
    check_ready(Assessment.open(place, product=ROOT).repository)
    made = prepared(place, offered())
    assert not made.weighing.moves and made.weighing.years == (2023,)
    head = carry_out(made, NOW, ROOT)
    assert git(place, "rev-parse", "main", "main^1").split() == [head, before]
    assert len(git(place, "log", "-1", "--format=%P", "main").split()) == 2
    assert git(place, "ls-tree", "-r", "main", "units/") == records
    assert git(place, "status", "--porcelain") == ""
    report = audit(place, Question(product=ROOT, now=at("2023-07-01")))
    assert report.findings == ()
    assert [change.signers for change in report.changes] == [("maintainer",)] * 2
    assert report.changes[-1].commit == head and report.changes[-1].moves == ()


def test_the_county_s_own_portal_stays_and_both_sides_are_told(place: Path) -> None:
    made = prepared(place, offered())
    kept = {step.path: step.why for step in made.steps if step.action is Action.KEEP}
    assert kept == {"mkdocs.yml": Why.CHANGED}
    told = told_files(made.before, made.after, made.steps, "zh")
    assert "+# a new setting" in told and "示例县" in told and "你们的改动" in told
    carry_out(made, NOW, ROOT)
    assert "示例县" in (place / "mkdocs.yml").read_text("utf-8")
    assert "a new setting" not in (place / "mkdocs.yml").read_text("utf-8")
    assert (place / ".gitattributes").read_text("utf-8").endswith("*.new text\n")


def test_a_changed_rule_shows_every_score_it_moves(place: Path) -> None:
    made = prepared(place, offered(price="0.2"))
    units = {change.unit: change for change in made.weighing.changes}
    assert set(units) == {"wanshui", "xining"}
    news = {node.path: node for node in units["wanshui"].nodes}["disclosure/news"]
    february = [each for each in news.findings if each.finding["period"] == "2023-02"]
    assert [(str(each.before), str(each.after)) for each in february] == [("0.1", "0.2")]
    told = told_scores(made.weighing, "zh")
    assert "宛水街道" in told and "乡镇动态" in told and "0.1 → 0.2" in told
    assert "下降1个" in told
    english = told_scores(made.weighing, "en")
    assert "0.1 → 0.2" in english and not set("：；、（）") & set(english)


def test_a_rule_whose_day_is_still_to_come_shows_what_it_will_move(place: Path) -> None:
    files = dict(starting_files(None))
    guide = b'record: guide, due: "10-31", points: '
    assert guide + b"1" in files[BOOK]
    files[BOOK] = files[BOOK].replace(guide + b"1", guide + b"0.5", 1)
    found = prepared(place, files).weighing
    assert found.changes == ()
    assert found.moves
    assert [each.unit for each in found.later] == ["wanshui", "xining"]
    assert "到结账时会变的" in told_scores(found, "zh")


def test_a_rulebook_of_a_past_year_is_left_alone_and_no_score_moves(place: Path) -> None:
    made = prepared(place, offered(price="0.2"), now=at("2024-01-02"))
    assert {step.path: step.why for step in made.steps if step.why}[BOOK] is Why.PAST
    assert not made.weighing.moves


def test_a_county_with_a_rulebook_of_its_own_keeps_it(tmp_path: Path) -> None:
    place = tmp_path / "own"
    place.mkdir()
    book = starting_files(None)[BOOK].replace(PRICE.encode(), b"points_per_missing: 0.05")
    files = {**first_files(), BOOK: book}
    SealedBuilder(place).first(files, at=at("2023-01-01")).finish().check_out()
    maintainer(place)
    made = prepared(place, offered(price="0.2"))
    assert {step.path: step.why for step in made.steps if step.why}[BOOK] is Why.CHANGED
    assert not made.weighing.moves
    carry_out(made, NOW, ROOT)
    assert (place / BOOK).read_bytes() == book


def test_files_that_do_not_work_together_are_refused_before_anything_is_written(
    place: Path,
) -> None:
    before = state(place)
    with pytest.raises(GongkaiError) as refused:
        prepared(place, offered(price="many"))
    assert refused.value.code == "rulebook-unusable"
    assert state(place) == before


def test_the_newest_checkpoint_says_whether_the_engine_moves_scores(place: Path) -> None:
    assessment = Assessment.open(place, product=ROOT)
    moment = at("2023-06-01")
    make_checkpoint(assessment, [assessment.ledger(2023, moment)], moment)
    made = prepared(place, offered())
    assert made.weighing.against is Against.CHECKPOINT and not made.weighing.moves
    assert "逐字相同" in told_scores(made.weighing, "zh")
    make_checkpoint(assessment, [assessment.ledger(2023, at("2023-05-01"))], at("2023-06-02"))
    unlike = prepared(place, offered())
    assert unlike.weighing.unlike == (2023,) and unlike.weighing.moves


def test_the_release_before_is_asked_where_it_is_at_hand(place: Path, tmp_path: Path) -> None:
    other = dearer_engine(tmp_path)
    made = prepared(place, offered(), old=other)
    assert made.weighing.against is Against.ENGINE
    assert {change.unit for change in made.weighing.changes} >= {"wanshui", "xining"}
    assert "满分 11 → 10" in told_scores(made.weighing, "zh")
    other.write_text("#!/bin/sh\necho broken >&2\nexit 3\n")
    with pytest.raises(GongkaiError) as refused:
        prepared(place, offered(), old=other)
    assert refused.value.code == "upgrade-engine-failed" and "broken" in str(refused.value)


@pytest.mark.parametrize("who", ["gate", "stranger"])
def test_a_merge_not_signed_by_a_maintainer_leaves_main_as_it_was(place: Path, who: str) -> None:
    maintainer(place, who)
    before = git(place, "rev-parse", "main")
    with pytest.raises(GongkaiError) as refused:
        carry_out(prepared(place, offered()), NOW, ROOT)
    assert refused.value.code == "upgrade-refused"
    assert [problem.code for problem in refused.value.problems] == ["push-unsigned"]
    assert git(place, "rev-parse", "main") == before and not git(place, "status", "--porcelain")


def test_who_is_stopped_before_the_end_leaves_main_as_it_was(place: Path) -> None:
    git(place, "config", "gpg.ssh.program", str(place / "no-such-program"))
    before = git(place, "rev-parse", "main")
    with pytest.raises(GongkaiError) as refused:
        carry_out(prepared(place, offered()), NOW, ROOT)
    assert refused.value.code == "upgrade-commit-failed"
    assert git(place, "rev-parse", "main") == before and not git(place, "status", "--porcelain")
    assert git(place, "fsck", "--strict", "--no-dangling") == ""


def test_what_came_in_meanwhile_is_not_lost(place: Path) -> None:
    made = prepared(place, offered())
    git(place, "commit", "--quiet", "--allow-empty", "-m", "meanwhile")
    head = git(place, "rev-parse", "main")
    with pytest.raises(GongkaiError) as refused:
        carry_out(made, NOW, ROOT)
    assert refused.value.code == "upgrade-overtaken"
    assert git(place, "rev-parse", "main") == head


def test_a_bare_repository_is_upgraded_without_a_working_tree(place: Path, tmp_path: Path) -> None:
    bare = tmp_path / "bare.git"
    git(place, "clone", "--quiet", "--bare", str(place), str(bare))
    maintainer(bare)
    head = carry_out(prepared(bare, offered()), NOW, ROOT)
    assert git(bare, "rev-parse", "main") == head
    assert audit(bare, Question(product=ROOT, now=at("2023-07-01"))).findings == ()


@pytest.mark.parametrize("message", [MESSAGE, "自己开始的"])
def test_where_no_release_is_noted_what_init_began_with_is_the_release_s(
    tmp_path: Path, message: str
) -> None:
    place = tmp_path / "older"
    own = {**first_files(), ".gitattributes": b"*.own text\n"}
    files = {path: each for path, each in own.items() if path != "release.json"}
    create(place, FirstCommit(files, message, at("2023-01-01")))  # type: ignore[arg-type]
    made = prepared(place, offered())
    assert made.before == "?"
    steps = {step.path: (step.action, step.why) for step in made.steps}
    begun = message == MESSAGE
    taken, kept = (Action.REPLACE, None), (Action.KEEP, Why.CHANGED)
    assert steps[".gitattributes"] == steps["mkdocs.yml"] == (taken if begun else kept)
    assert steps["release.json"] == (Action.ADD, None)
    assert not {path for path in steps if path.startswith(("scoring/trust/", "units/"))}
    assert Action.REMOVE not in {action for action, _ in steps.values()}


def test_a_file_that_may_be_run_may_be_run_afterwards(place: Path) -> None:
    (place / ".gitattributes").chmod(0o755)
    git(place, "commit", "-S", "-qam", "可以运行")
    carry_out(prepared(place, offered()), NOW, ROOT)
    assert git(place, "ls-tree", "HEAD", ".gitattributes").startswith("100755")
    assert "*.new text" in (place / ".gitattributes").read_text(encoding="utf-8")


def test_a_file_that_git_ignores_is_not_replaced(place: Path) -> None:
    (place / ".git/info").mkdir(exist_ok=True)
    (place / ".git/info/exclude").write_text("own.md\n")
    (place / "own.md").write_text("自己的")
    head = git(place, "rev-parse", "main")
    with pytest.raises(GongkaiError) as refused:
        carry_out(prepared(place, {**offered(), "own.md": b"x"}), NOW, ROOT)
    assert "own.md" in str(refused.value.values["detail"])
    assert (place / "own.md").read_text() == "自己的"
    assert (git(place, "rev-parse", "main"), git(place, "status", "--porcelain")) == (head, "")


def test_a_second_upgrade_has_nothing_left_to_do(place: Path) -> None:
    carry_out(prepared(place, offered()), NOW, ROOT)
    again = prepared(place, offered())
    assert again.is_empty and again.steps == ()


def upgrade(folder: Path, *arguments: str) -> Result:
    return run("upgrade", *arguments, repo=folder)


@pytest.fixture
def outdated(place: Path) -> Iterator[Path]:
    """The county with an older release's files: what `gongkai upgrade` finds to do itself."""
    files = dict(starting_files(None))
    files[".gitattributes"] += b"*.old text\n"
    old = release_of(files).text.replace(b"gongkai 0.1.0", b"gongkai 0.0.9")
    (place / ".gitattributes").write_bytes(files[".gitattributes"])
    (place / "release.json").write_bytes(old)
    git(place, "commit", "--quiet", "-S", "-a", "-m", "older")
    yield place


def test_a_dry_run_tells_all_and_writes_nothing(outdated: Path) -> None:
    before = state(outdated)
    done = upgrade(outdated, "--dry-run")
    assert done.exit_code == 0, done.stderr
    assert "替换的文件（2个" in done.stdout and ".gitattributes" in done.stdout
    assert "每个单位、每一条、每个数都不变" in done.stdout and "什么也没有写入" in done.stdout
    assert state(outdated) == before


def test_the_command_upgrades_and_says_what_to_do_next(outdated: Path) -> None:
    before = git(outdated, "rev-parse", "main")
    unseen = upgrade(outdated)  # no checkpoint, no old program: nobody knows what the engine moves
    assert unseen.exit_code == 1 and "--old-engine" in unseen.stderr
    assert git(outdated, "rev-parse", "main") == before
    done = upgrade(outdated, "--accept-score-changes")
    assert done.exit_code == 0, done.stderr
    assert "引擎程序的改动没有比较" in git(outdated, "log", "-1", "--format=%B", "main^2")
    assert "git push origin main" in done.stdout
    assert b"*.old" not in (outdated / ".gitattributes").read_bytes()
    assert "没有要升级的" in upgrade(outdated).stdout


@pytest.mark.parametrize("what", ["changed", "untracked", "branch", "behind"])
def test_main_that_is_not_ready_is_left_alone(outdated: Path, what: str) -> None:
    code = "没有提交的改动"
    if what == "changed":
        (outdated / "README.md").write_text("改", "utf-8")
    elif what == "untracked":
        (outdated / "新文件").write_text("新", "utf-8")
    elif what == "branch":
        git(outdated, "switch", "--quiet", "-c", "elsewhere")
        code = "不在 main 分支上"
    else:
        ahead = git(outdated, "commit-tree", "-p", "main", "-m", "ahead", "main^{tree}")
        git(outdated, "update-ref", "refs/remotes/origin/main", ahead)
        code = "落后于 origin/main"
    before = state(outdated)
    done = upgrade(outdated)
    assert done.exit_code == 2 and code in done.stderr and "怎么改" in done.stderr
    assert state(outdated) == before


def test_scores_that_would_move_need_the_office_s_word(outdated: Path, tmp_path: Path) -> None:
    other = dearer_engine(tmp_path)
    before = git(outdated, "rev-parse", "main")
    refused = upgrade(outdated, "--old-engine", str(other))
    assert refused.exit_code == 1 and "--accept-score-changes" in refused.stderr
    assert git(outdated, "rev-parse", "main") == before
    assert upgrade(outdated, "--old-engine", str(other), "--dry-run").exit_code == 0
    done = upgrade(outdated, "--old-engine", str(other), "--accept-score-changes")
    assert done.exit_code == 0 and git(outdated, "rev-parse", "main^1") == before
    assert "得分有变化的单位" in git(outdated, "log", "-1", "--format=%B", "main^2")


def test_a_data_repository_is_not_told_where_to_upgrade_from(outdated: Path) -> None:
    done = upgrade(outdated, "--from", "main")
    assert done.exit_code == 2 and "报送仓库" in done.stderr
