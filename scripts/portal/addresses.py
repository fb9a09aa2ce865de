"""Where every page stands, and the way from one to another.

Addresses are relative, so that the site works on any sub-path and from an unpacked folder.
"""

from functools import lru_cache
from posixpath import dirname, relpath
from urllib.parse import quote

HOME = "index.html"

YEARS, YEARS_CSV, YEARS_JSON = "years.html", "data/years.csv", "data/years.json"
"""All years side by side, where the site has more than one; and the same as files."""


def of_year(year: int, name: str) -> str:
    """Return the address of the page ``name`` of ``year``: ``2023/scoreboard.html``."""
    return f"{year}/{name}.html"


def unit(year: int, unit_id: str) -> str:
    """Return the address of a unit's page."""
    return f"{year}/units/{unit_id}.html"


def guide(year: int, unit_id: str) -> str:
    """Return the address of a unit's 政府信息公开指南."""
    return f"{year}/units/{unit_id}-guide.html"


def report(year: int, unit_id: str) -> str:
    """Return the address of a unit's annual report."""
    return f"{year}/units/{unit_id}-report.html"


def catalogue(year: int, unit_id: str) -> str:
    """Return the address of a unit's 政府信息公开目录."""
    return f"{year}/units/{unit_id}-catalogue.html"


def catalogue_csv(year: int, unit_id: str) -> str:
    """Return the address of the same catalogue as a file."""
    return f"data/{year}/catalogue/{unit_id}.csv"


def news(month: str) -> str:
    """Return the address of the news of a month (``2023-07``)."""
    return f"{month[:4]}/news/{month}.html"


def topic(year: int, name: str) -> str:
    """Return the address of a topic."""
    return f"{year}/topics/{name}.html"


def rules(year: int, rulebook_id: str) -> str:
    """Return the address of a rulebook; its id mostly begins with the year, which the path has."""
    return f"{year}/rules/{rulebook_id.removeprefix(f'{year}-')}.html"


def clause(year: int, rulebook_id: str, path: str) -> str:
    """Return the address of a leaf's own page: ``2023/clauses/township/disclosure-news.html``."""
    book = rulebook_id.removeprefix(f"{year}-")
    return f"{year}/clauses/{book}/{path.replace('/', '-')}.html"


def submit(kind: str = "index") -> str:
    """Return the address of the form for records of ``kind``; of the list of forms without it."""
    return f"submit/{kind}.html"


def calendar(year: int, unit_id: str = "all") -> str:
    """Return the address of a unit's calendar of what is owed; of all units' without it."""
    return f"data/{year}/calendar/{unit_id}.ics"


def data(year: int, file: str) -> str:
    """Return the address of a data file."""
    return f"data/{year}/{file}"


CHECKPOINT = "data/checkpoint.json"
"""The checkpoint, beside the years' ledgers; its signature ends in ``.sig``."""


def attachment(record_id: str, file: str) -> str:
    """Return the address of a record's attachment."""
    return f"files/{record_id}/{file}"


def node_anchor(path: str) -> str:
    """Return the anchor of a rulebook node, the same on every page: ``node/disclosure/news``."""
    return f"node/{path}"


def record_anchor(record_id: str) -> str:
    """Return the anchor of a record on its unit's catalogue page: ``news/2023-02-06-meeting``."""
    return record_id.split("/", 2)[2]


def way(here: str, there: str) -> str:
    """Return the relative link from the page ``here`` to ``there`` (perhaps with ``#anchor``)."""
    target, mark, anchor = there.partition("#")
    if target == here and mark:
        return f"#{anchor}"
    return _relative(dirname(here) or ".", target) + mark + anchor


@lru_cache(maxsize=65536)
def _relative(folder: str, target: str) -> str:
    return quote(relpath(target, folder))
