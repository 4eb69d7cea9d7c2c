"""Sentences for what the checker finds. In the language being spoken; a test holds every code to one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from app.activities.sign_off.points import OpenPoint
from app.i18n import gettext as _
from app.i18n import ngettext
from app.web.words import long_day

About = Mapping[str, str | int]


def sentence(code: str, about: About | Iterable[tuple[str, str | int]] = ()) -> str:
    """What is not right yet, and what it takes. Raises KeyError for a code that has no sentence."""
    return SENTENCES[code](dict(about))


def _goals(about: About) -> str:
    if int(about.get("count", 0)) == 0:
        return _("The plan has no goal yet. Give it one that can be measured.")
    return _("The plan has several goals. Keep one.")


def _lacks(about: About) -> str:
    names = [FIELDS[name]() for name in str(about.get("lacks", "")).split(",") if name in FIELDS]
    return _("It lacks %(what)s. How will we know?", what=listed(names))


def listed(names: list[str]) -> str:
    """ "a target, a unit and a date"."""
    if len(names) < 2:
        return "".join(names)
    return _("%(most)s and %(last)s", most=", ".join(names[:-1]), last=names[-1])


FIELDS: dict[str, Callable[[], str]] = {
    "metric": lambda: _("what is measured"),
    "comparator": lambda: _("a comparison (at least, at most)"),
    "target": lambda: _("a target"),
    "unit": lambda: _("a unit"),
    "baseline": lambda: _("where we stand now"),
    "source": lambda: _("a source"),
    "date": lambda: _("a date"),
}

SENTENCES: dict[str, Callable[[About], str]] = {
    "goals-not-one": _goals,
    "goal-without-value": lambda about: _("The goal has no figure. How much sales, at what margin?"),
    "goal-without-date": lambda about: _("The goal has no date. By when?"),
    "goal-without-sales": lambda about: _("Margin without sales is half a goal."),
    "goal-without-margin": lambda about: _("Sales without margin is half a goal."),
    "csf-without-condition": lambda about: _("It has no condition. Nothing makes this happen."),
    "csf-without-goal": lambda about: _("It stands beside the goal. Move it under the goal."),
    "condition-without-action": lambda about: _("It has no action. Nothing makes this happen."),
    "condition-lacks": _lacks,
    "action-without-accountable": lambda about: _("Nobody answers for it."),
    "action-without-responsible": lambda about: _("Nobody does it."),
    "action-without-date": lambda about: _("It has no date. What happens first?"),
    "action-after-plan": lambda about: _(
        "It is due on %(due)s, after the plan’s end.", due=long_day(str(about.get("due", "")))
    ),
    "nothing-due-soon": lambda about: ngettext(
        "Nothing is due within %(num)d day. What happens first?",
        "Nothing is due within %(num)d days. What happens first?",
        int(about.get("days", 0)),
    ),
}


def open_point(point: OpenPoint) -> str:
    """What people sign in spite of, as one sentence."""
    statement = point.statement
    match point.code:
        case "lacks" if point.lacks:
            what = listed([FIELDS[name]() for name in point.lacks])
            return _("“%(statement)s” still lacks %(what)s.", statement=statement, what=what)
        case "lacks":
            return _("“%(statement)s” is not fully measured yet.", statement=statement)
        case "undated":
            return _("“%(statement)s” has no date yet.", statement=statement)
        case "late":
            return _("“%(statement)s” is due after the plan’s end.", statement=statement)
        case "not-soon":
            return _("Nothing is due soon.")
        case _:
            return _("“%(statement)s” is still open.", statement=statement)


FILTERS: dict[str, Callable[..., str]] = {"finding": sentence, "open_point": open_point}
