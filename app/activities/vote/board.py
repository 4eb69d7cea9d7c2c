"""A vote on the board: how many have voted, never what, until it is closed; then what it came to, and who stands apart.

A vote that is not hidden is counted on the board from its first ballot.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.activities import ballot, results
from app.activities.contract import Lists, Moment, Piece
from app.activities.lines import is_shared

WAITING = "activities/vote/templates/board_waiting.html"
TABLES = {
    "dots": "board/result_table.html",
    "rank": "board/result_table.html",
    "criteria": "board/result_table.html",
    "grid": "board/result_grid.html",
    "consent": "board/result_marks.html",
    "confidence": "board/result_marks.html",
    "enough": "board/result_marks.html",
}


@dataclass(frozen=True, slots=True)
class Waiting:
    voted: int
    of: int
    nameless: bool
    method: str
    budget: int
    limit: int
    things: tuple[tuple[str, str], ...]
    """Number and words of what is voted on."""


def shown(moment: Moment) -> Lists:
    """The plan where this edition has no part in it, or nothing is voted on."""
    poll = moment.poll
    if poll is None or is_shared(moment):
        return {}
    result = results.result(moment)
    if result is not None and (result.closed or result.voters):
        return {"stage": (Piece("vote", TABLES[result.method], result),)}
    voted, of = ballot.turnout(moment)
    nodes = [node for node in map(moment.projection.get, poll.things) if node is not None]
    view = Waiting(
        voted=voted,
        of=of,
        nameless=poll.nameless and of >= ballot.ENOUGH,
        method=poll.method,
        budget=poll.budget,
        limit=poll.limit,
        things=tuple((node.number, ballot.words(node)) for node in nodes),
    )
    return {"stage": (Piece("voting", WAITING, view),)}
