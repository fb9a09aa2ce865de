"""A small portal made in memory: records of every kind, hostile texts, and secrets."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from scoring.calendar.periods import periods_of_year
from scoring.composition.compose import assess_year
from scoring.composition.moments import before, view_at
from scoring.ledger.model import Ledger
from scoring.ledger.text import ledger_sha256
from scoring.records.archive import archive_of
from scoring.records.record import Record
from scripts.portal.input import Audience, Head, MonthEnd, PortalInput, YearInput
from scripts.scoreboard.ranking import in_order
from tests.support import memory
from tests.support.memory import Sent
from tests.support.records import at

HEAD = "c0ffee" + "0" * 34
HOSTILE = "<script>alert(1)</script> **粗** {{ 7*7 }} [点](javascript:alert(2)) `x` ~~~ &amp; =1+1"
FENCED = f"{HOSTILE}\n```\n{HOSTILE}\n```\n"
SECRET = "机密内容勿外传"
YEAR_END = at("2024-03-01")


def sent(kind: str, unit: str, when: datetime, **changes: Any) -> Sent:
    """Return the example of ``kind`` with ``changes``, sent by ``unit``."""
    return Sent(unit, kind, when, {**memory.example(kind), **changes})


def with_secrets(kind: str, data: Mapping[str, Any]) -> Any:
    """Return ``data`` with every text that may not be public replaced by a secret."""
    return _marked(data, memory.schemas().kinds[kind].public_view(data))


def _marked(value: Any, public: Any) -> Any:
    if isinstance(value, Mapping):
        shown = public if isinstance(public, Mapping) else {}
        return {key: _marked(inner, shown.get(key)) for key, inner in value.items()}
    if isinstance(value, list):
        seen = public if isinstance(public, list) and len(public) == len(value) else []
        return [_marked(inner, seen[i] if seen else None) for i, inner in enumerate(value)]
    if isinstance(value, str) and public is None:
        return value if _is_plain(value) else SECRET
    return value


def _is_plain(text: str) -> bool:
    """Tell whether ``text`` is an id, a date or the like, on which the reckoning depends."""
    return text.isascii()


def everything() -> tuple[Sent, ...]:
    """Return a year with a record of every kind, internal texts marked as secrets."""
    finding = "zhengfuban/2023/finding/2023-01-01-00006"
    made = [
        sent("leadership", "wanshui", at("2023-03-10")),
        sent("media-account", "wanshui", at("2023-01-03")),
        sent("media-approval", "wanshui", at("2023-02-10")),
        sent("gazette-display", "wanshui", at("2023-06-20")),
        sent("news", "wanshui", at("2023-02-06"), title=HOSTILE, body=FENCED),
        sent("finding", "zhengfuban", at("2023-08-15")),
        sent("appeal", "geyi", at("2023-09-01"), record=finding),
        sent("ruling", "zhengfuban", at("2023-09-10"), record=finding,
             answers="geyi/2023/appeal/2023-01-01-00007"),
        sent("opinion-notice", "zhengfuban", at("2023-09-28")),
        sent("opinion-response", "wanshui", at("2023-10-07"),
             notice="zhengfuban/2023/opinion-notice/2023-01-01-00009"),
        sent("guide", "wanshui", at("2023-10-12")),
        sent("annual-report", "wanshui", at("2023-10-20"), overview=HOSTILE),
        sent("disclosure", "tongji", at("2023-04-20"), title=HOSTILE),
        sent("policy-issuance", "zhengfuban", at("2023-05-09")),
        sent("policy", "shichangjianguan", at("2023-05-11")),
        sent("criticism", "zhengfuban", at("2023-07-12")),
        sent("deadline", "zhengfuban", at("2023-10-08")),
        sent("hotline-report", "xinfang", at("2023-08-05")),
        sent("confirmation", "zhengfuban", at("2024-02-20")),
        sent("news", "wanshui", at("2023-03-06"), title="要撤下的动态", body="要撤下的正文"),
        sent("mark", "zhengfuban", at("2023-12-20")),
    ]  # fmt: skip
    return tuple(replace(each, data=with_secrets(each.kind, each.data)) for each in made)


WITHHELD = "wanshui/2023/news/2023-01-01-00020"


def portal(
    records: Iterable[Sent] | None = None,
    *,
    as_of: datetime = YEAR_END,
    audience: Audience = Audience.PUBLIC,
    withheld: Mapping[str, str] | None = None,
    confirmed: str | None = None,
    demo: bool = False,
) -> PortalInput:
    """Return the portal's input over ``records`` (``everything()`` where not given)."""
    admitted = memory.records(everything() if records is None else records)
    ledger = reckoned(admitted, as_of)
    view = view_at(archive_of(admitted), memory.schemas().kinds, before(as_of))
    year = YearInput(
        year=2023,
        ledger=ledger,
        ledger_sha256=ledger_sha256(ledger),
        month_ends=tuple(
            MonthEnd(month.name, reckoned(admitted, month.end))
            for month in periods_of_year("month", 2023)
            if month.end <= as_of
        ),
        rulebooks=in_order(memory.rulebooks()),
        entries={kind: view.of(kind, 2023) for kind in memory.schemas().kinds},
        confirmation=confirmed,
    )
    return PortalInput(
        audience=audience,
        as_of=as_of,
        head=Head(HEAD, as_of, 42),
        years=(year,),
        registry=memory.registry(),
        schemas=memory.schemas(),
        records={record.id: record for record in admitted},
        withheld=withheld or {},
        attachments=lambda record, file: f"{record.id}/{file}".encode(),
        demo=demo,
    )


def reckoned(records: tuple[Record, ...], as_of: datetime) -> Ledger:
    """Return the ledger of 2023 over ``records``."""
    return assess_year(
        archive=archive_of(records),
        kinds=memory.schemas().kinds,
        registry=memory.registry(),
        rulebooks=memory.rulebooks(),
        calendars={"china": memory.calendar()},
        year=2023,
        as_of=as_of,
        head=HEAD,
    )
