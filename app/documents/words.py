"""Codes of the view, said in the document's language.

Everything here speaks the language in use (`app.i18n.use_language`). Matches are closed: a new code without words
does not pass the type checker.
"""

from __future__ import annotations

from datetime import date
from typing import assert_never

from babel import dates

from app.documents.arrange import Span
from app.documents.view import Comparator, Condition, Event, Identified, PlanDocument, Progress, Signatory
from app.i18n import formats, language
from app.i18n import gettext as _

_SIGNS: dict[Comparator, str] = {"gt": ">", "ge": "≥", "eq": "", "le": "≤", "lt": "<"}


def progress(state: Progress) -> str:
    match state:
        case "open":
            return _("open")
        case "under-way":
            return _("under way")
        case "done":
            return _("done")
    assert_never(state)


def identified(how: tuple[Identified, ...]) -> str:
    """How somebody was known, as one phrase."""
    return ", ".join(_known_by(each) for each in how)


def _known_by(how: Identified) -> str:
    match how:
        case "personal-link":
            return _("personal link")
        case "join-code":
            return _("join code")
        case "password":
            return _("password")
        case "roster":
            return _("name on the roster")
        case "facilitator":
            return _("nod of the facilitator")
    assert_never(how)


def target(condition: Condition) -> str:
    """ "≥ 99.8 %", or nothing where no target is given."""
    if condition.target is None:
        return ""
    sign = _SIGNS[condition.comparator] if condition.comparator else ""
    amount = formats.quantity(condition.target, condition.unit)
    return f"{sign}\N{NO-BREAK SPACE}{amount}" if sign else amount


def baseline(condition: Condition) -> str:
    return "" if condition.baseline is None else formats.quantity(condition.baseline, condition.unit)


def span(stretch: Span) -> str:
    """Heading of a list of actions."""
    if stretch.days and stretch.until:
        until = formats.long_date(stretch.until)
        return _("Within %(days)s days, by %(until)s", days=stretch.days, until=until)
    return _("Later") if stretch.dated else _("Without a date")


def outcome(signatory: Signatory, document: PlanDocument) -> str:
    """What stands on the line where a drawn signature would stand. Nobody is "the customer" in their own edition."""
    match signatory.outcome:
        case "signed":
            return _("Signed by name, without drawing")
        case "declined":
            return _("Declined")
        case "unsigned" if document.draft:
            return _("Not signed yet")
        case "unsigned" if signatory.person.side == "theirs" and document.edition == "internal":
            return _("Not signed by the customer when this was sealed")
        case "unsigned":
            return _("Not signed when this was sealed")
    assert_never(signatory.outcome)


def event(happened: Event) -> str:
    who = happened.who
    match happened.what:
        case "frozen":
            return _("Plan frozen by %(who)s", who=who)
        case "unfrozen":
            return _("Plan opened again by %(who)s", who=who)
        case "opened-page":
            return _("%(who)s opened the plan on one page", who=who)
        case "opened-all":
            return _("%(who)s opened the whole plan", who=who)
        case "signed":
            return _("%(who)s consented and signed", who=who)
        case "signed-theirs":
            return _("%(who)s signed the customer’s edition", who=who)
        case "declined":
            return _("%(who)s declined", who=who)
        case "completed":
            return _("This edition is complete")
        case "went-on":
            return _("%(who)s went on without the signature of %(names)s", who=who, names=happened.without)
        case "sealed":
            return _("Rendered and sealed once, no changes allowed")
    assert_never(happened.what)


def clock(at: int, zone: str, today: date) -> str:
    """ "16:52:08" in `zone`, with its date when that is not `today`."""
    moment = formats.local(at, zone)
    time = moment.strftime("%H:%M:%S")
    return time if moment.date() == today else f"{formats.short_date(moment.date(), year=True)} {time}"


def day(at: int, zone: str) -> date:
    """The calendar day of a moment in `zone`."""
    return formats.local(at, zone).date()


def offset(at: int, zone: str) -> str:
    """ "UTC+01:00": how far `zone` is from UTC at that moment."""
    sign = formats.local(at, zone).strftime("%z")
    return f"UTC{sign[:3]}:{sign[3:5]}"


def in_groups(digest: str, *, of: int = 8, groups: int | None = None) -> str:
    """A digest that can be read aloud: groups of digits, only the first `groups` of them if given."""
    parts = [digest[i : i + of] for i in range(0, len(digest), of)]
    return " ".join(parts[:groups])


def month(first_day: date) -> str:
    """ "Jan", as under a bar of the chart."""
    return dates.format_date(first_day, "LLL", locale=language()).removesuffix(".")
