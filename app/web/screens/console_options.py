"""What an activity asks of a step, as it is chosen on the console: of each option how it is shown and what it can be."""

from __future__ import annotations

from dataclasses import dataclass

from app.activities.contract import Moment
from app.domain.agenda import StepSpec, said
from app.domain.kinds import KINDS
from app.domain.run_sheet import AMONG
from app.web.agenda_words import TREE_KINDS

STEPS = ("from", "compare")
"""Options that are the key of another step."""
SHOWN = ("flag", "number", "word", "kinds")
"""Types of option that are shown."""


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    words: str


@dataclass(frozen=True, slots=True)
class OptionField:
    name: str
    type: str
    value: str | int | bool
    chosen: tuple[tuple[str, bool, tuple[str, ...]], ...] = ()
    """Of a choice of kinds: each with whether it is chosen, and the list that a tap makes of it."""
    among: tuple[Choice, ...] = ()
    """What it can be, where it is one of some: without words for those that have a name of their own."""


def option_field(moment: Moment, step: StepSpec, name: str, type_: str) -> OptionField:
    value = step.options.get(name)
    if name in STEPS:
        steps = moment.run.format.steps if moment.run.format else ()
        others = tuple(
            Choice(each.key, said(each.title, moment.language)) for each in steps if each is not step
        )
        return OptionField(name, "among", str(value or ""), among=others)
    if name in AMONG:
        words = tuple(Choice(each, "") for each in AMONG[name] if each)
        return OptionField(name, "among", str(value or ""), among=words)
    if type_ == "kinds":
        held = tuple(value) if isinstance(value, list) else ()
        known = (*TREE_KINDS, *(each for each in held if each not in TREE_KINDS and each in KINDS))
        return OptionField(
            name,
            type_,
            "",
            tuple(
                (kind, kind in held, tuple(k for k in known if (k in held) is not (k == kind)))
                for kind in known
            ),
        )
    if type_ == "flag":
        return OptionField(name, type_, value is True)
    return OptionField(name, type_, value if isinstance(value, str | int) else "")
