"""Silent writing: everybody writes lines alone; the facilitator reveals them and moves them into the tree."""

from __future__ import annotations

from app.activities.contract import Lists, Me, Moment, Piece
from app.activities.silent_writing import board, console, phone


class SilentWriting:
    name = "silent-writing"

    def phone(self, moment: Moment) -> Lists:
        return phone.shown(moment)

    def personal(self, moment: Moment, me: Me) -> Lists:
        return phone.mine(moment, me)

    def board(self, moment: Moment) -> Lists:
        return board.shown(moment)

    def console(self, moment: Moment) -> Lists:
        return console.shown(moment)

    def watched(self, moment: Moment, id_: str) -> Piece | None:
        return phone.watched(moment, id_)
