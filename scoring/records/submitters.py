"""Who may hand in for a unit: logins of the registry, compared as a forge compares them."""

from scoring.records.registry import Unit


def submits(unit: Unit, who: str) -> bool:
    """Tell whether ``who`` (``login`` or ``login#account-id``) is a submitter of ``unit``.

    Logins compare case-folded. Where the registry names an account's id, that id is wanted, since
    on a public forge a name can be taken over; an id that the registry does not ask for is fine.
    """
    return any(_fits(entry, who) for entry in unit.submitters)


def _fits(entry: str, who: str) -> bool:
    login, _, account = entry.partition("#")
    name, _, known = who.partition("#")
    return bool(name) and login.casefold() == name.casefold() and account in ("", known)
