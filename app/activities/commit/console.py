"""Committing on the console: what each owner said, what was said aloud by somebody without a device, and the stages."""

from __future__ import annotations

from dataclasses import dataclass

from app.activities import hands, own_word
from app.activities.commit import promises
from app.activities.commit.promises import Staged
from app.activities.contract import Lists, Moment, Piece
from app.domain.projection import Node
from app.domain.promised import Standing

TEMPLATES = "activities/commit/templates"


@dataclass(frozen=True, slots=True)
class Commit:
    accepted: int
    of: int
    may_edit: bool


@dataclass(frozen=True, slots=True)
class Owned:
    id: str
    number: str
    statement: str
    owner: str
    owner_id: str
    due: str
    standing: str
    said_due: str
    """The date for which they said yes, where that is another one."""
    reason: str
    noted: bool
    """Whoever leads wrote it down for them."""
    may_note: bool
    """They have not said anything themselves: what they say aloud can be written down."""
    may_edit: bool


@dataclass(frozen=True, slots=True)
class Stages:
    goal: str
    relationship: str
    day: str
    """Ninety days from the day, ISO."""
    conditions: tuple[Staged, ...]


def shown(moment: Moment) -> Lists:
    count, edits = promises.counted(moment), hands.edits(moment)
    head = Commit(count[Standing.ACCEPTED], sum(count.values()), edits)
    order = {each: at for at, each in enumerate(("declined", "lapsed", "asked", "nobody", "accepted"))}
    nodes = sorted(promises.actions(moment), key=lambda node: order[own_word.standing_of(moment, node).value])
    rows = tuple(_row(moment, node, edits) for node in nodes)
    work = [Piece("commit", f"{TEMPLATES}/console.html", head)]
    goal, days = moment.projection.goal, promises.days(moment)
    if goal is not None and days and edits:
        staged = promises.staged(moment, every=True)
        view = Stages(goal.id, goal.text("relationship"), days[2], staged)
        work.append(Piece("stages", f"{TEMPLATES}/console_stages.html", view))
    return {"work": tuple(work), "owned": rows}


def _row(moment: Moment, node: Node, edits: bool) -> Piece:
    def made() -> Piece:
        return Piece(f"owned-{node.id}", f"{TEMPLATES}/console_owned.html", _owned(moment, node, edits))

    return node.once("commit on the console", (moment.names, edits), made)


def _owned(moment: Moment, node: Node, edits: bool) -> Owned:
    owner = node.text("accountable")
    said = next(
        (n for n in moment.projection.under(node.id, "acceptance") if own_word.word(n).whose == owner), None
    )
    standing = own_word.standing_of(moment, node)
    own = said is not None and not said.text("said_by")
    return Owned(
        id=node.id,
        number=node.number,
        statement=node.statement,
        owner=moment.name(owner),
        owner_id=owner,
        due=node.text("due"),
        standing=standing.value,
        said_due=said.text("due") if said and standing is Standing.LAPSED else "",
        reason=said.text("reason") if said and standing is Standing.DECLINED else "",
        noted=said is not None and bool(said.text("said_by")),
        may_note=edits and bool(owner) and not own,
        may_edit=edits,
    )
