"""A page of the site as a value: its address, its template, its data."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Page:
    """One page. ``address`` ends in ``.html``; ``template`` is a file of ``site_overrides/pages``.

    ``body`` is what the template shows. ``wide`` pages have no table of contents beside them,
    ``sought`` pages are found by the search.
    """

    address: str
    template: str
    title: str
    description: str
    year: int
    body: object
    wide: bool = True
    sought: bool = True
