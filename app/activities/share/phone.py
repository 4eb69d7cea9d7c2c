"""Sharing on the phone: everybody of ours sees what is shared by now; whoever leads can go on from here."""

from __future__ import annotations

from dataclasses import dataclass

from app.activities import writing
from app.activities.contract import Lists, Me, Moment, Piece
from app.activities.lines import in_order, organisation
from app.domain.kinds import TREE
from app.domain.people import Edition, Role
from app.domain.projection import Node

TEMPLATE = "activities/share/templates/phone.html"
LINE = "activities/share/templates/phone_line.html"


@dataclass(frozen=True, slots=True)
class Share:
    shared: int
    of: int
    customer: str
    leads: bool


@dataclass(frozen=True, slots=True)
class ShareLine:
    id: str
    kind: str
    number: str
    text: str
    """In the words that the customer reads."""
    shared: bool
    leads: bool


def shown(moment: Moment) -> Lists:
    """What is shared, line by line; nothing of this in the shared edition, where all is."""
    if moment.edition is Edition.SHARED:
        return {"now": (writing.task(moment),)}
    nodes = list(in_order(moment, (*TREE, "constraint")))
    leads = moment.role is Role.FACILITATOR and moment.signoff.freeze is None
    head = Share(sum(node.shared for node in nodes), len(nodes), organisation(moment), leads)
    lines = tuple(Piece(f"share-{node.id}", LINE, _line(node, leads)) for node in nodes)
    return {"now": (writing.task(moment), Piece("sharing", TEMPLATE, head)), "shared-lines": lines}


def mine(moment: Moment, me: Me) -> Lists:
    return {}


def watched(moment: Moment, id_: str) -> Piece | None:
    return None


def _line(node: Node, leads: bool) -> ShareLine:
    text = node.text("wording") or node.statement
    return ShareLine(node.id, node.kind, node.number, text, node.shared, leads)
