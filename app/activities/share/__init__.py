"""Share: branch by branch, the team decides what the customer sees and in which words."""

from __future__ import annotations

from app.activities.contract import Lists, Me, Moment, Piece
from app.activities.share import board, console, phone


class Share:
    name = "share"

    def phone(self, moment: Moment) -> Lists:
        return phone.shown(moment)

    def personal(self, moment: Moment, me: Me) -> Lists:
        return phone.mine(moment, me)

    def board(self, moment: Moment) -> Lists:
        return board.shown(moment)

    def console(self, moment: Moment) -> Lists:
        return console.shown(moment)

    def watched(self, moment: Moment, id_: str) -> Piece | None:
        return console.watched(moment, id_) if id_.startswith("reword-") else phone.watched(moment, id_)
