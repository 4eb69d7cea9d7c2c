"""Committing on the phone: my actions, each with its three answers; and how far the room is."""

from __future__ import annotations

from dataclasses import dataclass

from app.activities import own_word, writing
from app.activities.commit import promises
from app.activities.contract import Lists, Me, Moment, Piece
from app.activities.lines import is_shared
from app.domain.promised import Standing

TEMPLATES = "activities/commit/templates"


@dataclass(frozen=True, slots=True)
class Commit:
    accepted: int
    of: int
    inside: bool
    """What is mine stands here; while customers are present it stays inside."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """I answer for no action."""


def shown(moment: Moment) -> Lists:
    count = promises.counted(moment)
    view = Commit(count[Standing.ACCEPTED], sum(count.values()), not is_shared(moment))
    return {"now": (writing.task(moment), Piece("commit", f"{TEMPLATES}/phone.html", view))}


def mine(moment: Moment, me: Me) -> Lists:
    if is_shared(moment):
        return {}
    own = tuple(own_word.piece(moment, me, node, "own") for node in own_word.mine(moment, me))
    return {"mine-words": own or (Piece("own-nothing", f"{TEMPLATES}/phone_nothing.html", Nothing()),)}


def watched(moment: Moment, id_: str) -> Piece | None:
    return None
