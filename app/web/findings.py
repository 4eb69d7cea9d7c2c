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


def _cloud(about: About) -> str:
    names = [IN_A_CLOUD[name]() for name in str(about.get("lacks", "")).split(",") if name in IN_A_CLOUD]
    return _("Its cloud lacks %(what)s. Which assumption is false?", what=listed(names))


def _months(about: About) -> str:
    if int(about.get("off", 0)) > 0:
        return _("The months add up to more than the year. Do they follow the season?")
    return _("The months add up to less than the year. Do they follow the season?")


def _count(about: About) -> int:
    return int(about.get("count", 0))


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

IN_A_CLOUD: dict[str, Callable[[], str]] = {
    "objective": lambda: _("the objective"),
    "need_a": lambda: _("the first need"),
    "need_b": lambda: _("the second need"),
    "want_a": lambda: _("the first want"),
    "want_b": lambda: _("the second want"),
    "assumption": lambda: _("an assumption behind each arrow"),
    "injection": lambda: _("an idea that breaks it"),
    "owner": lambda: _("somebody who brings the idea about"),
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
    "months-do-not-add-up": _months,
    "months-all-equal": lambda about: _("Every month is the same. Really flat?"),
    "no-factor": lambda about: _("There is no success factor yet. What must be true to reach the goal?"),
    "too-many-factors": lambda about: _(
        "There are %(num)d success factors. Which are really conditions?", num=_count(about)
    ),
    "few-factors": lambda about: ngettext(
        "There is only %(num)d success factor. Is that all it takes?",
        "There are only %(num)d success factors. Is that all it takes?",
        _count(about),
    ),
    "many-factors": lambda about: _(
        "There are %(num)d success factors. Which are really conditions?", num=_count(about)
    ),
    "starts-with-doing": lambda about: _(
        "It starts with “%(word)s”. State the result, not the doing.", word=str(about.get("word", ""))
    ),
    "wishes": lambda about: _("It says “%(word)s”. State it as a fact.", word=str(about.get("word", ""))),
    "doubted": lambda about: ngettext(
        "%(num)d person doubts that we need it. Answer the doubt.",
        "%(num)d people doubt that we need it. Answer the doubt.",
        _count(about),
    ),
    "never-put": lambda about: ngettext(
        "%(num)d line under it was never put to the room. Nice to have?",
        "%(num)d lines under it were never put to the room. Nice to have?",
        _count(about),
    ),
    "not-enough": lambda about: _(
        "%(yes)d of %(of)d say that what is under it would be enough. What is missing?",
        yes=int(about.get("yes", 0)),
        of=int(about.get("of", 0)),
    ),
    "repeats-its-parent": lambda about: _("It says almost the same as the line above it."),
    "grave-reservation": lambda about: ngettext(
        "%(num)d reservation is open: unclear, or not true. Answer it.",
        "%(num)d reservations are open: unclear, or not true. Answer them.",
        _count(about),
    ),
    "open-reservation": lambda about: ngettext(
        "%(num)d reservation is open. Answer it.",
        "%(num)d reservations are open. Answer them.",
        _count(about),
    ),
    "many-conditions": lambda about: _(
        "It has %(num)d conditions. Which are the vital few?", num=_count(about)
    ),
    "many-actions": lambda about: _(
        "%(name)s answers for %(num)d open actions. Which are the vital few?",
        name=str(about.get("name", "")) or _("One person"),
        num=_count(about),
    ),
    "no-constraint": lambda about: _("There is no constraint. What holds us back most?"),
    "constraint-untouched": lambda about: _(
        "No action touches a constraint. The plan avoids its bottleneck."
    ),
    "done-and-not-there": lambda about: _("Every action is done and the target is not met. What is missing?"),
    "cloud-lacks": _cloud,
    "conflict-open": lambda about: _("The conflict is open. Resolve it, or take it to the sponsor."),
    "owner-has-not-accepted": lambda about: _("Who answers for it has not accepted it yet."),
    "owner-declined": lambda about: _("Who answers for it declined. Who takes it?"),
    "sponsor-missing": lambda about: _("There is no sponsor. Name one on the board."),
    "sponsor-below": lambda about: _("The sponsor is not at executive level. Name one on the board."),
    "no-aim-served": lambda about: _(
        "No success factor serves an aim of the customer’s. Is it only our plan?"
    ),
    "no-commitment": lambda about: _("The customer commits to nothing. Is it only our plan?"),
    "no-lever": lambda about: _(
        "No action brings new contacts, more spend, complementary products or value services. Where is the selling?"
    ),
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
