"""Rules on the console: the findings stand beside it already; here are the reservations that the room makes."""

from __future__ import annotations

from dataclasses import dataclass

from app.activities import doubting
from app.activities.contract import Lists, Moment, Piece
from app.activities.lines import in_order
from app.domain.kinds import TREE


@dataclass(frozen=True, slots=True)
class Reservations:
    open: int


def shown(moment: Moment) -> Lists:
    doubts = [
        (node, each)
        for node in in_order(moment, (*TREE, "constraint"))
        for each in doubting.heard(moment, node)
    ]
    view = Reservations(sum(not each.answered for _, each in doubts))
    return {
        "work": (Piece("reservations", "activities/rules/templates/console.html", view),),
        "reservation-lines": tuple(
            Piece(f"dd-{each.id}", doubting.ANSWERING, doubting.Answering(each, node.number, node.statement))
            for node, each in doubts
        ),
    }
