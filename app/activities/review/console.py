"""The review on the console: every line that was put to the room, with what was answered and what was said about it.

While the customers rest, only the lines that want a look: about those our side decides.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.activities.contract import Lists, Moment, Piece
from app.activities.lines import ConditionLine, GoalLine, condition_line, in_order, shared_goal_line
from app.domain.kinds import MARKS, TREE
from app.domain.people import Side
from app.domain.projection import Node

TEMPLATE = "activities/review/templates/console.html"
LINE = "activities/review/templates/console_line.html"


@dataclass(frozen=True, slots=True)
class Review:
    lines: int
    answered: int
    """Lines with at least one answer."""
    doubted: int
    """Lines that somebody wants changed, or misses something in."""
    decides: bool
    """Our side decides among itself about what was said."""


@dataclass(frozen=True, slots=True)
class Answers:
    value: str
    theirs: tuple[str, ...]
    """Names of the customer's people who answered so."""
    ours: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comment:
    id: str
    text: str
    name: str
    theirs: bool
    shared: bool


@dataclass(frozen=True, slots=True)
class ReviewLine:
    id: str
    kind: str
    number: str
    statement: str
    goal: GoalLine | None
    condition: ConditionLine | None
    answers: tuple[Answers, ...]
    comments: tuple[Comment, ...]

    @property
    def doubted(self) -> bool:
        return any(each.value != "agree" for each in self.answers)


def shown(moment: Moment) -> Lists:
    lines = [_line(moment, node) for node in in_order(moment, (*TREE, "constraint")) if node.shared]
    decides = moment.run.holds_customers
    answered, doubted = (sum(bool(line.answers) for line in lines), sum(line.doubted for line in lines))
    head = Review(len(lines), answered, doubted, decides)
    shown = (line for line in lines if not decides or line.doubted or line.comments)
    pieces = tuple(Piece(f"rl-{line.id}", LINE, line) for line in shown)
    return {"work": (Piece("reviewing", TEMPLATE, head),), "review-lines": pieces}


def _line(moment: Moment, node: Node) -> ReviewLine:
    worded = bool(node.text("wording"))
    return ReviewLine(
        id=node.id,
        kind=node.kind,
        number=node.number,
        statement=node.text("wording") or node.statement,
        goal=shared_goal_line(moment) if node.kind == "goal" else None,
        condition=condition_line(moment, node) if node.kind == "nc" and not worded else None,
        answers=tuple(_answers(moment, node)),
        comments=tuple(
            Comment(c.id, c.statement, moment.name(c.person), c.side is Side.THEIRS, c.shared)
            for c in moment.projection.under(node.id, "comment")
        ),
    )


def _answers(moment: Moment, node: Node) -> Iterator[Answers]:
    marks = moment.projection.under(node.id, "mark")
    for value in MARKS:
        given = [mark for mark in marks if mark.text("value") == value]
        if given:
            yield Answers(
                value,
                tuple(moment.name(m.person) for m in given if m.side is Side.THEIRS),
                tuple(moment.name(m.person) for m in given if m.side is Side.OURS),
            )
