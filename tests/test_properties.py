"""What holds of every history, whatever was sent: bounds, monotony, order, the same bytes."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scoring.calendar.zone import SHANGHAI, end_of
from scoring.ledger.model import Ledger, NodeScore, UnitScore
from scoring.ledger.text import ledger_json
from tests.support.memory import Sent, example, ledger

TOWNSHIPS = ("wanshui", "geyi")
DEPARTMENTS = ("caizheng", "shichangjianguan")
UNITS = TOWNSHIPS + DEPARTMENTS
START = datetime(2023, 1, 1, tzinfo=SHANGHAI)
TIMES = st.integers(0, 410 * 24 * 60).map(lambda minutes: START + timedelta(minutes=minutes))
AS_OF = st.integers(0, 430).map(lambda days: end_of((START + timedelta(days=days)).date()))
DAYS = st.integers(0, 364).map(lambda days: (START + timedelta(days=days)).date().isoformat())
FACTS = frozenset(("public-statement",))

SUBMISSIONS = {
    "news": UNITS,
    "guide": UNITS,
    "annual-report": UNITS,
    "leadership": UNITS,
    "media-approval": UNITS,
    "disclosure": DEPARTMENTS,
}


def submission(kind: str, unit: str, at: datetime, mark: str) -> Sent:
    """Return a timely kind of submission whose text and link nobody has sent before."""
    data = dict(example(kind))
    for field in ("body", "summary", "title"):
        if field in data:
            data[field] = f"{data[field]} {mark}"
    if "url" in data:
        data["url"] = f"{data['url']}/{mark}"
    if kind == "media-approval":
        calendar = at.astimezone(SHANGHAI).isocalendar()
        data["week"] = f"{calendar.year:04d}-W{calendar.week:02d}"
    if kind == "disclosure":
        data["topic"] = "public-finance" if unit == "caizheng" else "food-drug"
    return Sent(unit, kind, at, data, FACTS)


@st.composite
def submissions(draw: st.DrawFn) -> Sent:
    kind = draw(st.sampled_from(sorted(SUBMISSIONS)))
    unit = draw(st.sampled_from(SUBMISSIONS[kind]))
    return submission(kind, unit, draw(TIMES), str(draw(st.integers(0, 10**9))))


@st.composite
def charges(draw: st.DrawFn) -> Sent:
    """Something that costs points, or gives them back."""
    at, unit = draw(TIMES), draw(st.sampled_from(UNITS))
    kind = draw(
        st.sampled_from(["criticism", "finding", "opinion-notice", "hotline-report", "ruling"])
    )
    data = dict(example(kind))
    author = "zhengfuban"
    if kind == "criticism":
        data |= {
            "to": [unit],
            "issuer": draw(st.sampled_from(["central", "province", "prefecture", "county"])),
            "subject": draw(st.sampled_from(["privacy", "media-error", "news-shortage"])),
            "quarter": draw(st.sampled_from(["2023Q1", "2023Q2", "2023Q3", "2023Q4"])),
            "issued_on": draw(DAYS),
            "document_number": f"宣政办通〔2023〕{draw(st.integers(1, 5))}号",
        }
    elif kind == "finding":
        data |= {
            "to": unit,
            "node": "media",
            "code": "unreported-account",
            "observed_on": draw(DAYS),
        }
    elif kind == "opinion-notice":
        data |= {"to": unit, "issued_on": draw(DAYS)}
    elif kind == "hotline-report":
        author, due = "xinfang", draw(st.integers(0, 50))
        row = {"unit": unit, "received": due, "signed_late": draw(st.integers(0, 60)), "due": due}
        row["completed_on_time"] = draw(st.integers(0, due))
        data |= {"month": f"2023-{draw(st.integers(1, 12)):02d}", "rows": [row]}
    else:
        node = draw(st.sampled_from(["media", "disclosure/news", "disclosure/statutory/guide"]))
        points = Decimal(draw(st.integers(1, 30))) / 10
        data = {"kind": "ruling", "title": "示例", "to": unit, "effect": "waive-deduction"}
        data |= {"node": node, "points": points, "reason": "示例"}
    return Sent(author, kind, at, data)


HISTORIES = st.lists(st.one_of(submissions(), charges()), max_size=14)
quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def in_order(sent: list[Sent]) -> list[Sent]:
    return sorted(sent, key=lambda item: item.at)


def nodes(unit: UnitScore) -> Iterator[NodeScore]:
    def walk(node: NodeScore) -> Iterator[NodeScore]:
        yield node
        for child in node.nodes:
            yield from walk(child)

    for node in unit.nodes:
        yield from walk(node)


def scores(result: Ledger) -> dict[str, Decimal]:
    return {unit.unit: unit.score for unit in result.units}


@quick
@given(HISTORIES, AS_OF)
def test_no_score_ever_leaves_its_bounds(history: list[Sent], as_of: datetime) -> None:
    for unit in ledger(in_order(history), as_of, UNITS).units:
        assert 0 <= unit.score <= unit.points
        for node in nodes(unit):
            if node.points is not None:
                assert node.score is not None
                assert 0 <= node.score <= node.points


@quick
@given(HISTORIES, AS_OF)
def test_what_is_applied_adds_up_to_what_is_lost(history: list[Sent], as_of: datetime) -> None:
    for unit in ledger(in_order(history), as_of, UNITS).units:
        applied = [item.applied for _, leaf in unit.leaves() for item in leaf.deductions or ()]
        assert sum(applied, Decimal(0)) == unit.points - unit.score


@quick
@given(HISTORIES, submissions(), AS_OF)
def test_a_new_submission_never_lowers_a_score(
    history: list[Sent], more: Sent, as_of: datetime
) -> None:
    before = scores(ledger(in_order(history), as_of, UNITS))
    fresh = submission(more.kind, more.unit, more.at, "never seen before")
    after = scores(ledger(in_order([*history, fresh]), as_of, UNITS))
    assert all(after[unit] >= before[unit] for unit in UNITS)


@quick
@given(HISTORIES, AS_OF, st.sampled_from(UNITS), st.booleans())
def test_an_answer_in_time_never_lowers_a_score(
    history: list[Sent], as_of: datetime, unit: str, prompt: bool
) -> None:
    placed = enumerate(in_order(history), 1)
    notices = [place for place, item in placed if item.kind == "opinion-notice"]
    before = scores(ledger(in_order(history), as_of, UNITS))
    for place in notices:
        name = f"zhengfuban/2023/opinion-notice/2023-01-01-{place:05d}"
        at = in_order(history)[place - 1].at + timedelta(hours=1 if prompt else 200)
        data = {**example("opinion-response"), "notice": name}
        # Sent last, so that the places of the others, and so their ids, stay as they are.
        answer = replace(submission("news", unit, at, "x"), kind="opinion-response", data=data)
        after = scores(ledger([*in_order(history), answer], as_of, UNITS))
        assert all(after[name] >= before[name] for name in UNITS)


@quick
@given(HISTORIES, AS_OF)
def test_the_same_history_gives_the_same_bytes(history: list[Sent], as_of: datetime) -> None:
    once = ledger_json(ledger(in_order(history), as_of, UNITS))
    assert once == ledger_json(ledger(in_order(history), as_of, UNITS))


@quick
@given(st.lists(submissions(), max_size=10), st.randoms(use_true_random=False))
def test_the_order_of_merges_on_one_day_does_not_matter(
    history: list[Sent], random: object
) -> None:
    """Among records that do not refer to, copy or supersede each other."""
    day = datetime(2023, 6, 15, 10, tzinfo=SHANGHAI)
    unlike = [
        submission(item.kind, item.unit, day, f"number {number}")
        for number, item in enumerate(history)
    ]
    shuffled = list(unlike)
    random.shuffle(shuffled)  # type: ignore[attr-defined]

    def told(sent: list[Sent]) -> list[tuple[str, Decimal, list[tuple[str, str, Decimal, str]]]]:
        times = [replace(item, at=day + timedelta(minutes=n)) for n, item in enumerate(sent)]
        result = ledger(times, datetime(2024, 1, 1, tzinfo=SHANGHAI), UNITS)
        return [
            (
                unit.unit,
                unit.score,
                [
                    (item.rule, item.period, item.applied, item.reason.code)
                    for _, leaf in unit.leaves()
                    for item in leaf.deductions or ()
                ],
            )
            for unit in result.units
        ]

    assert told(unlike) == told(shuffled)
