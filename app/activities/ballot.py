"""A ballot on the phone, in whatever step asks for one: what is voted on, one by one, and what I gave.

What is voted on is the audience's, the same bytes for all; what I gave comes in a piece of my own, and a nameless ballot
in none at all: the phone remembers it (static/phone/voting.js), as it remembers lines without a name. Every tap hands the
whole ballot in, so that nothing waits for a last press, and it can be changed until the vote is closed.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from app.activities.contract import Lists, Me, Moment, Piece
from app.domain.agenda import said
from app.domain.ballots import PROPOSAL, Poll
from app.domain.dissent import LEAST
from app.domain.fields import Value
from app.domain.people import Role, Side
from app.domain.projection import Node
from app.domain.tally import SCALES

ENOUGH = LEAST + 1
"""Voters below which others can guess who it was."""


@dataclass(frozen=True, slots=True)
class Ballot:
    """Head and foot of the ballot."""

    step: str
    method: str
    budget: int
    limit: int
    things: int
    nameless: bool
    secret: bool
    few: bool
    """So few vote that a nameless ballot could still be guessed."""
    open: bool
    """This phone may vote now."""


@dataclass(frozen=True, slots=True)
class Axis:
    """One row of marks: a criterion, an axis, or the one mark of a thing."""

    key: str
    """What it is called in a ballot: the thing's id, with the criterion behind a dot."""
    ask: str
    hint: str


@dataclass(frozen=True, slots=True)
class Thing:
    id: str
    number: str
    statement: str
    """Empty for the step's own question."""
    method: str
    axes: tuple[Axis, ...]
    marks: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Mine:
    """What the server has of me."""

    record: str
    scores: tuple[str | int, ...]
    """What, how much, and so on in turn."""
    reason: str
    entered: bool
    """Whoever leads entered it for me."""


def asked(moment: Moment) -> Lists:
    """The ballot, in the lists `ballot` and `things`; nothing where this audience is not asked."""
    poll = moment.poll
    if poll is None or moment.role not in (Role.FACILITATOR, Role.MEMBER):
        return {}
    view = Ballot(
        step=poll.step,
        method=poll.method,
        budget=poll.budget,
        limit=poll.limit,
        things=len(poll.things),
        nameless=poll.nameless,
        secret=poll.secret,
        few=_few(moment),
        open=moment.gate != "read" or moment.role is Role.FACILITATOR,
    )
    return {
        "ballot": (Piece(f"ballot-{poll.step.replace('.', '-')}", "phone/ballot.html", view),),
        "things": tuple(_thing(moment, poll, each) for each in poll.things if _known(moment, each)),
    }


def mine(moment: Moment, me: Me) -> Lists:
    """What I gave, where that is known to be mine."""
    poll = moment.poll
    if poll is None or poll.nameless:
        return {}
    own = [each for each in me.said.get("ballot", ()) if each.text("step") == poll.step]
    views = [
        Mine(each.id, _pairs(each.fields.get("scores")), each.text("reason"), "said_by" in each.fields)
        for each in own
    ]
    return {"mine-ballot": tuple(Piece("my-ballot", "phone/my_ballot.html", view) for view in views[-1:])}


def closed(moment: Moment) -> bool:
    """Whether the vote in progress is over."""
    return moment.poll is not None and moment.poll.step in moment.run.revealed


def words(node: Node | None) -> str:
    """What a thing that is voted on says."""
    return (node.text("title") or node.statement) if node else ""


def turnout(moment: Moment) -> tuple[int, int]:
    """How many have voted, of how many who can: those who came in, and those for whom a ballot was entered."""
    ours = [each for each in moment.people.values() if each.side is Side.OURS]
    voted = sum(each.id in moment.answered for each in ours)
    return voted, sum(each.id in moment.answered or (each.joined and each.takes_part) for each in ours)


def _few(moment: Moment) -> bool:
    came = (each for each in moment.people.values() if each.side is Side.OURS and each.joined)
    return sum(each.role is Role.MEMBER for each in came) < ENOUGH


def _known(moment: Moment, thing: str) -> bool:
    return thing == PROPOSAL or thing in moment.projection


def _thing(moment: Moment, poll: Poll, thing: str) -> Piece:
    node = moment.projection.get(thing)
    if node is None:
        return _drawn(moment, poll, thing, None)
    step = moment.step
    given = (poll.method, poll.limit, step.prompts if step else ())
    return node.once(f"ballot {moment.language}", _hashed(given), partial(_drawn, moment, poll, thing, node))


def _hashed(given: object) -> str:
    return repr(given)


def _drawn(moment: Moment, poll: Poll, thing: str, node: Node | None) -> Piece:
    axes = [(thing, "", "")]
    if poll.method in ("grid", "criteria"):
        step = moment.step
        found = {each.key: each for each in step.prompts} if step else {}
        axes = [
            (
                f"{thing}.{key}",
                said(found[key].ask, moment.language) if key in found else "",
                said(found[key].hint, moment.language) if key in found else "",
            )
            for key in poll.criteria
        ]
    view = Thing(
        id=thing,
        number=node.number if node else "",
        statement=words(node),
        method=poll.method,
        axes=tuple(Axis(*each) for each in axes),
        marks=SCALES.get(poll.method, ()),
    )
    return Piece(f"thing-{thing}", "phone/thing.html", view)


def _pairs(value: Value) -> tuple[str | int, ...]:
    return value if isinstance(value, tuple) else ()
