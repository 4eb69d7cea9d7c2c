"""An action and its owner's word on it, for the owner: accept, change the date, or decline with a reason.

The same piece stands in the step that asks for it, and under *Mine* at any time, so that somebody who is absent on the
day answers by their personal link before or after.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.activities import hands
from app.activities.contract import Me, Moment, Piece
from app.activities.lines import is_shared
from app.domain.projection import Node
from app.domain.promised import Standing, Word, standing

TEMPLATE = "phone/own_word.html"


@dataclass(frozen=True, slots=True)
class OwnWord:
    id: str
    number: str
    statement: str
    why: str
    """What it serves: the condition above it."""
    due: str
    standing: str
    said_due: str
    """The date for which I accepted, where that is another one."""
    reason: str
    noted_by: str
    """Who wrote my word down for me; empty where I said it myself."""
    may_say: bool
    may_date: bool
    """Another date is set at once; else it is proposed."""
    draft: str


def word(node: Node) -> Word:
    """An acceptance as what somebody said."""
    return Word(node.text("said_by") or node.person or "", node.text("value"), node.text("due"))


def words_on(moment: Moment, action: Node) -> tuple[Word, ...]:
    return tuple(word(each) for each in moment.projection.under(action.id, "acceptance"))


def standing_of(moment: Moment, action: Node) -> Standing:
    return standing(action.text("accountable"), action.text("due"), words_on(moment, action))


def mine(moment: Moment, me: Me) -> Iterable[Node]:
    """Open actions that I answer for."""
    if is_shared(moment):
        return ()
    return (
        node
        for node in moment.projection.every("action")
        if node.text("accountable") == me.person and node.text("status") != "done"
    )


def piece(moment: Moment, me: Me, action: Node, place: str) -> Piece:
    """`place`: where it stands, since it can stand in two places of one page."""
    own = [each for each in me.said.get("acceptance", ()) if each.parent == action.id]
    noted = [n for n in moment.projection.under(action.id, "acceptance") if n.text("said_by") == me.person]
    said = next(iter((*own, *noted)), None)
    above = moment.projection.get(action.parent)
    how = standing(me.person, action.text("due"), (word(said),) if said else ())
    view = OwnWord(
        id=action.id,
        number=action.number,
        statement=action.statement,
        why=(above.statement or above.text("metric")) if above else "",
        due=action.text("due"),
        standing=how.value,
        said_due=said.text("due") if said and how is Standing.LAPSED else "",
        reason=said.text("reason") if said else "",
        noted_by=moment.name(said.person) if said and said.person != me.person else "",
        may_say=hands.says(moment),
        may_date=hands.edits(moment),
        draft=f"{place}-{action.id}",
    )
    return Piece(f"{place}-{action.id}", TEMPLATE, view)
