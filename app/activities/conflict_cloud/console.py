"""The conflict cloud on the console: the list of conflicts, each with its boxes, reasons and ideas to be typed, and how
it ends: resolved, or with the sponsor.

A conflict is opened here also outside its step (`editor`): until it ends it blocks the signature.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.activities.conflict_cloud.cloud import Cloud, cloud, conflicts, in_work, is_open
from app.activities.contract import Lists, Moment, Piece
from app.domain.kinds import ARROWS, PRESETS
from app.domain.people import Side, SignsAs
from app.domain.projection import Node

TEMPLATES = "activities/conflict_cloud/templates"
BOXES = ("objective", "need_a", "want_a", "need_b", "want_b")


@dataclass(frozen=True, slots=True)
class Conflicts:
    count: int
    open: int
    presets: tuple[str, ...]
    frozen: bool


@dataclass(frozen=True, slots=True)
class Owner:
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class ConsoleCloud:
    cloud: Cloud
    lit: bool
    open: bool
    frozen: bool
    arrows: tuple[str, ...]
    owners: tuple[Owner, ...]
    sponsor: str
    """Id of the sponsor, who is proposed to decide."""


def shown(moment: Moment) -> Lists:
    nodes, work = conflicts(moment), in_work(moment)
    view = Conflicts(len(nodes), sum(map(is_open, nodes)), PRESETS, moment.signoff.freeze is not None)
    return {
        "work": (Piece("conflicts", f"{TEMPLATES}/console.html", view),),
        "clouds": tuple(_piece(moment, each, f"cl-{each.id}", opened=each is work) for each in nodes),
    }


def editor(moment: Moment, node: Node) -> Piece:
    """One conflict, opened from somewhere else."""
    return _piece(moment, node, f"edit-{node.id}", opened=True)


def _piece(moment: Moment, node: Node, id_: str, *, opened: bool) -> Piece:
    ours = (Owner(p.id, moment.name(p.id)) for p in moment.people.values() if p.side is Side.OURS)
    sponsor = next((p.id for p in moment.people.values() if p.signs_as is SignsAs.SPONSOR), "")
    view = ConsoleCloud(
        cloud=cloud(moment, node),
        lit=moment.run.spotlight == node.id,
        open=opened,
        frozen=moment.signoff.freeze is not None,
        arrows=ARROWS,
        owners=tuple(sorted((each for each in ours if each.name), key=lambda each: each.name.casefold())),
        sponsor=sponsor,
    )
    return Piece(id_, f"{TEMPLATES}/console_cloud.html", view)
