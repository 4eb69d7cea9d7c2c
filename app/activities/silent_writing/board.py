"""Silent writing on the board: how many have written, never what, until the lines are revealed; then the lines.

The lines stand in the first of their forms that fits, large type first; at the end what is left out is counted
(static/board.js).
"""

from __future__ import annotations

from dataclasses import dataclass

from app.activities import writing
from app.activities.contract import Lists, Moment, Piece
from app.activities.lines import is_shared
from app.domain.people import Role, Side

TEMPLATES = "activities/silent_writing/templates"


@dataclass(frozen=True, slots=True)
class Writing:
    """While everybody writes alone."""

    people: int
    """How many of ours have written, where names are kept."""
    of: int
    lines: int
    """How many lines there are, where no names are kept."""
    nameless: bool


@dataclass(frozen=True, slots=True)
class Said:
    id: str
    text: str
    name: str
    placed: str
    """Number of what it became in the plan."""


@dataclass(frozen=True, slots=True)
class AllSaid:
    lines: tuple[Said, ...]
    left: int
    """How many stand nowhere in the plan yet."""


def shown(moment: Moment) -> Lists:
    """Counts before the reveal, lines after it; the plan where this edition has no part in it."""
    step = moment.step
    if step is None or is_shared(moment):
        return {}
    if writing.keeps(step) and not writing.is_revealed(moment):
        return {"stage": (Piece("writing", f"{TEMPLATES}/board_writing.html", _writing(moment)),)}
    return {"stage": (Piece("said", f"{TEMPLATES}/board_said.html", _said(moment)),)}


def _writing(moment: Moment) -> Writing:
    step = moment.step
    members = [p for p in moment.people.values() if p.side is Side.OURS and p.role is Role.MEMBER]
    return Writing(
        people=sum(person.id in moment.answered for person in members),
        of=sum(person.joined or person.id in moment.answered for person in members),
        lines=moment.held,
        nameless=step is not None and step.anonymous,
    )


def _said(moment: Moment) -> AllSaid:
    step = moment.step
    key = writing.keeps(step) if step is not None else ""
    notes = [note for note in moment.projection.every("note") if note.text("step") == key]
    lines = []
    for note in notes:
        became = moment.projection.get(note.text("placed"))
        placed = (became.number or "•") if became else ""
        lines.append(Said(note.id, note.text("text"), moment.name(note.person), placed))
    return AllSaid(tuple(lines), sum(not line.placed for line in lines))
