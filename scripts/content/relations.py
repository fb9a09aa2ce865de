"""The checks that a kind's schema asks for (``x-checks``), by name; none knows a kind.

``balance``       sums on two sides are equal, column by column and in total
``whole-year``    a span of days is the record's year from its first day to its last
``within-year``   a span of days is the right way round and inside the record's year
``not-after``     in each item of a list, one date is not after another
``mentions``      a text says what it must
``distinct-files``  each item shows a file of its own
``carried-over``  a table is that of the year before
``copied``        texts are not, but for names and years, those of another year or unit
``near-duplicate``  the text is not told a second time
"""

from collections.abc import Callable, Iterator, Mapping

from scripts.content.across_records import carried_over, copied, distinct_files, near_duplicate
from scripts.content.flaws import ContentFlaw
from scripts.content.subject import Check, Subject, at_path
from scripts.content.within_record import balance, mentions, not_after, whole_year, within_year

RELATIONS: Mapping[str, Callable[[Check, Subject], Iterator[ContentFlaw]]] = {
    "balance": balance,
    "carried-over": carried_over,
    "copied": copied,
    "distinct-files": distinct_files,
    "mentions": mentions,
    "near-duplicate": near_duplicate,
    "not-after": not_after,
    "whole-year": whole_year,
    "within-year": within_year,
}
"""Every check that a schema may ask for."""


def relation_flaws(subject: Subject) -> Iterator[ContentFlaw]:
    """Yield what every check of the kind finds.

    The record need not be valid: what is not there, or of another type, breaks no relation.
    """
    for check in subject.schema.checks:
        wanted = check.get("when", {})
        if all(at_path(subject.data, path) == value for path, value in wanted.items()):
            yield from RELATIONS[check["check"]](check, subject)
