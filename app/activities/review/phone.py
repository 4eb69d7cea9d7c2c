"""Review line by line on the phone: agree, change, or something is missing; a few words where they help.

While the customers rest, our side decides what to take over: then only the lines of which they said something are there,
to be opened and changed, and no answers are asked.

Only the lines of the shared edition are put to anybody, on our phones too. The lines are the audience's; which answer is
mine comes in a list of my own inside each line, so that a line that is shared a moment later can be answered at once.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.activities import writing
from app.activities.contract import Lists, Me, Moment, Piece
from app.activities.lines import (
    ConditionLine,
    GoalLine,
    condition_line,
    in_order,
    is_theirs,
    shared_goal_line,
)
from app.domain.kinds import MARKS, TREE
from app.domain.people import Role, Side
from app.domain.projection import Node

TEMPLATE = "activities/review/templates/phone.html"
LINE = "activities/review/templates/phone_line.html"
ANSWER = "activities/review/templates/phone_answer.html"
COUNT = "activities/review/templates/phone_count.html"
PUT = (*TREE, "constraint")
"""Kinds of which lines are put to the room."""


@dataclass(frozen=True, slots=True)
class Review:
    lines: int
    decides: bool
    """Our side decides among itself about what was said."""


@dataclass(frozen=True, slots=True)
class Heard:
    text: str
    name: str
    theirs: bool


@dataclass(frozen=True, slots=True)
class ReviewLine:
    id: str
    kind: str
    number: str
    statement: str
    goal: GoalLine | None
    condition: ConditionLine | None
    who: str
    """Who answers for an action."""
    due: str
    theirs: bool
    """Asked of the customer."""
    heard: tuple[Heard, ...]
    answers: tuple[str, ...]
    """What can be answered; nothing where this audience only looks on."""
    wanted: str
    """What the customer answered, while our side decides about it."""
    opens: bool
    """It can be opened here to be changed."""


@dataclass(frozen=True, slots=True)
class Answer:
    value: str


@dataclass(frozen=True, slots=True)
class Count:
    answered: int


def shown(moment: Moment) -> Lists:
    """The lines that are put to the room, in the plan's order."""
    nodes = [node for node in _lines(moment) if not moment.run.holds_customers or wants_a_look(moment, node)]
    head = (writing.task(moment), Piece("review", TEMPLATE, Review(len(nodes), moment.run.holds_customers)))
    lines = tuple(Piece(f"rv-{node.id}", LINE, _line(moment, node)) for node in nodes)
    return {"now": head, "review-lines": lines}


def mine(moment: Moment, me: Me) -> Lists:
    """My answers, each in its line, and how many there are."""
    if moment.run.holds_customers:
        return {}
    marks = {id_: mark for id_, mark in (me.marks or {}).items() if _is_line(moment, id_)}
    answers = {
        f"mine-mark-{id_}": (Piece(f"my-mark-{id_}", ANSWER, Answer(mark)),) for id_, mark in marks.items()
    }
    return {"mine-answered": (Piece("my-answered", COUNT, Count(len(marks))),), **answers}


def watched(moment: Moment, id_: str) -> Piece | None:
    return None


def _lines(moment: Moment) -> list[Node]:
    return [node for node in in_order(moment, PUT) if _is_put(node)]


def wants_a_look(moment: Moment, node: Node) -> bool:
    """Whether the customers said of a line more than that they agree."""
    return bool(_wanted(moment, node)) or any(
        each.side is Side.THEIRS for each in moment.projection.under(node.id, "comment")
    )


def _wanted(moment: Moment, node: Node) -> str:
    """The answer that asks most of us; empty where they agree or did not answer."""
    marks = moment.projection.under(node.id, "mark")
    given = {mark.text("value") for mark in marks if mark.side is Side.THEIRS}
    return next((value for value in MARKS if value != "agree" and value in given), "")


def _is_line(moment: Moment, id_: str) -> bool:
    node = moment.projection.get(id_)
    return node is not None and _is_put(node)


def _is_put(node: Node) -> bool:
    return node.shared and node.kind in PUT


def _line(moment: Moment, node: Node) -> ReviewLine:
    decides = moment.run.holds_customers
    asked = moment.role in (Role.CUSTOMER, Role.MEMBER, Role.FACILITATOR) and _open(moment) and not decides
    said = (each for each in moment.projection.under(node.id, "comment") if each.shared)
    return ReviewLine(
        id=node.id,
        kind=node.kind,
        number=node.number,
        statement=node.text("wording") or node.statement,
        goal=shared_goal_line(moment) if node.kind == "goal" else None,
        condition=condition_line(moment, node) if node.kind == "nc" and not node.text("wording") else None,
        who=moment.name(node.fields.get("accountable")),
        due=node.text("due"),
        theirs=node.kind == "action" and is_theirs(moment, node),
        heard=tuple(
            Heard(each.statement, moment.name(each.person), each.side is Side.THEIRS) for each in said
        ),
        answers=MARKS if asked else (),
        wanted=_wanted(moment, node) if decides else "",
        opens=decides and moment.role in (Role.MEMBER, Role.FACILITATOR),
    )


def _open(moment: Moment) -> bool:
    return moment.gate != "read" or moment.role is Role.FACILITATOR
