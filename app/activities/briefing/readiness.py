"""How our side answered the readiness questions, in a step that says so: counts, what divides us first.

Inside only. Nobody's answer stands here, and of fewer than four answers nothing does (`domain.readiness`).
"""

from __future__ import annotations

from dataclasses import dataclass

from app.activities.contract import Moment, Piece
from app.activities.lines import is_shared
from app.domain.readiness import Counts

TEMPLATES = "activities/briefing/templates"


@dataclass(frozen=True, slots=True)
class Row:
    key: str
    """Of the question; the template has its words."""
    counts: Counts


@dataclass(frozen=True, slots=True)
class Ready:
    asked: int
    answered: int
    rows: tuple[Row, ...]


def asked(moment: Moment) -> bool:
    """Whether the step shows how ready we are, to those who may see it."""
    return moment.step is not None and moment.step.options.get("readiness") is True and not is_shared(moment)


def board(moment: Moment) -> Piece:
    return Piece("ready", f"{TEMPLATES}/board_ready.html", _ready(moment))


def console(moment: Moment) -> Piece:
    return Piece("ready", f"{TEMPLATES}/console_ready.html", _ready(moment))


def _ready(moment: Moment) -> Ready:
    spread = moment.readiness
    rows = sorted(spread.questions, key=lambda each: (-each.all.divided, -each.all.no, -each.all.partly))
    return Ready(spread.asked, spread.answered, tuple(Row(each.key, each.all) for each in rows))
