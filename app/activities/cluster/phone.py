"""Clusters on the phone: tap the lines that say the same, then say where they go. Who may not edit reads along."""

from __future__ import annotations

from dataclasses import dataclass

from app.activities import writing
from app.activities.cluster import heaps, sheets
from app.activities.contract import Lists, Me, Moment, Piece
from app.activities.lines import is_shared


@dataclass(frozen=True, slots=True)
class Table:
    step: str
    """Key of the step whose lines these are."""
    may: bool
    empty: bool
    loose: int
    clusters: int


@dataclass(frozen=True, slots=True)
class Picks:
    """The act bar: what can be done with what was picked."""


def shown(moment: Moment) -> Lists:
    task = writing.task(moment)
    spec, lies = heaps.source(moment), heaps.lying(moment)
    if spec is None or is_shared(moment):
        return {"now": (task,)}
    may = heaps.may_sort(moment)
    view = Table(spec.key, may, not lies.heaps and not lies.loose, len(lies.loose), len(lies.heaps))
    table = Piece("sorting", f"{sheets.TEMPLATES}/phone.html", view)
    foot: Lists = {}
    if may and not view.empty:
        foot = {"foot": (Piece("picks", f"{sheets.TEMPLATES}/picks.html", Picks()),)}
    return {"now": (task, table), **foot, **sheets.lists(lies, may=may)}


def mine(moment: Moment, me: Me) -> Lists:
    return {}


def watched(moment: Moment, id_: str) -> Piece | None:
    return None
