"""Alignment on the console: line by line which factor it names, as similarity suggests and the facilitator decides."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from app.activities import ballot, writing
from app.activities.alignment.matched import Matched, matched, suggestion
from app.activities.contract import Lists, Moment, Piece
from app.domain.projection import Node

HEAD = "activities/alignment/templates/console.html"
LINE = "activities/alignment/templates/console_line.html"


@dataclass(frozen=True, slots=True)
class Head:
    answered: int
    of: int
    revealed: bool
    matched: Matched | None
    suggested: int
    accept: str
    """The command that takes every suggestion; empty where there is none."""


@dataclass(frozen=True, slots=True)
class Line:
    id: str
    text: str
    name: str
    about: str
    """The factor that it names."""
    parked: bool
    """It names none."""
    suggested: str
    factors: tuple[tuple[str, str, str], ...]
    """Id, number, words."""


def shown(moment: Moment) -> Lists:
    answered, of = ballot.turnout(moment)
    if not writing.is_revealed(moment):
        head = Head(answered, of, revealed=False, matched=None, suggested=0, accept="")
        return {"work": (Piece("aligning", HEAD, head),)}
    lines = list(_lines(moment))
    open_ = [each for each in lines if each.suggested and not each.about and not each.parked]
    takes = [{"do": "set", "record": each.id, "field": "about", "value": each.suggested} for each in open_]
    accept = json.dumps({"do": "all", "commands": takes[:200]}) if takes else ""
    head = Head(
        answered, of, revealed=True, matched=matched(moment), suggested=len(takes[:200]), accept=accept
    )
    pieces = tuple(Piece(f"recall-{each.id}", LINE, each) for each in lines)
    return {"work": (Piece("aligning", HEAD, head),), "recall-lines": pieces}


def _lines(moment: Moment) -> Iterator[Line]:
    """What is still open first."""
    factors = moment.projection.every("csf")
    choices = tuple((each.id, each.number, each.statement) for each in factors)
    notes = sorted(writing.notes(moment), key=_decided)
    for note in notes:
        yield Line(
            id=note.id,
            text=note.statement,
            name=writing.author(moment, note),
            about=note.text("about"),
            parked=bool(note.fields.get("parked")),
            suggested=suggestion(note, factors),
            factors=choices,
        )


def _decided(note: Node) -> bool:
    return bool(note.fields.get("about") or note.fields.get("parked"))
