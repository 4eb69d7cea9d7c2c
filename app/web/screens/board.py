"""The board: what to do now and how long, the plan in full, nothing to click.

Three lists in the page: `head`, `stage`, `foot`. The stage shows the plan unless the step's activity brings a stage of
its own. The map of factors stays put; the branch beside it is the one in the spotlight, else the first.
Which of its four forms the board takes is measured in the browser (static/board.js): every form is in the HTML.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.activities.contract import Lists, Moment, Piece
from app.activities.lines import FactorLine, GoalLine, factor_line, goal_line, is_shared, organisation
from app.domain.people import Side
from app.domain.projection import Node
from app.web.screens.activities import running
from app.web.screens.head import StepHead, step_head


@dataclass(frozen=True, slots=True)
class Head:
    step: StepHead | None
    plan: str
    """What the board says before the day."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The stage while the plan is on it; its lists hold the rest."""

    empty: bool


@dataclass(frozen=True, slots=True)
class Factor:
    line: FactorLine
    open: bool


@dataclass(frozen=True, slots=True)
class Branch:
    line: FactorLine
    work: str
    """The condition in work: always in full."""


@dataclass(frozen=True, slots=True)
class Foot:
    here: int
    of: int
    theirs: int
    ours_name: str
    theirs_name: str
    shared: bool
    code: str
    asks: bool
    """Something on the board is asked of the customer: the legend says so."""
    legend: bool


@dataclass(frozen=True, slots=True)
class Curtain:
    title: str


def shared(moment: Moment) -> Lists:
    if moment.run.curtain:
        return {"stage": (Piece("curtain", "board/curtain.html", Curtain(organisation(moment))),)}
    activity = running(moment)
    own = activity.board(moment) if activity else {}
    stage = own or _plan(moment)
    head = Piece("board-head", "board/head.html", Head(step_head(moment), organisation(moment)))
    foot = Piece("board-foot", "board/foot.html", _foot(moment, legend="stage" in stage and not own))
    return {"head": (head,), **stage, "foot": (foot,)}


def _plan(moment: Moment) -> Lists:
    goal = goal_line(moment)
    factors = moment.projection.factors
    opened = _opened(moment, factors)
    lines = [factor_line(moment, node) for node in factors]
    return {
        "stage": (Piece("plan", "board/plan.html", Plan(not factors and goal is None)),),
        "goal": tuple(_goal_piece(goal)),
        "map": tuple(
            Piece(
                f"map-{line.id}",
                "board/factor.html",
                Factor(line, opened is not None and line.id == opened.id),
            )
            for line in lines
        ),
        "branch": tuple(
            Piece(f"branch-{line.id}", "board/branch.html", Branch(line, _in_work(moment, line)))
            for line in lines
            if opened is not None and line.id == opened.id
        ),
    }


def _goal_piece(goal: GoalLine | None) -> Iterable[Piece]:
    if goal is not None:
        yield Piece("goal", "board/goal.html", goal)


def _opened(moment: Moment, factors: tuple[Node, ...]) -> Node | None:
    """The factor whose branch is shown: the one in the spotlight, else the first."""
    lit = moment.projection.get(moment.run.spotlight)
    while lit is not None:
        if lit in factors:
            return lit
        lit = moment.projection.get(lit.parent)
    return factors[0] if factors else None


def _in_work(moment: Moment, line: FactorLine) -> str:
    lit = moment.projection.get(moment.run.spotlight)
    while lit is not None:
        if any(condition.id == lit.id for condition in line.conditions):
            return lit.id
        lit = moment.projection.get(lit.parent)
    return line.conditions[0].id if line.conditions else ""


def _foot(moment: Moment, *, legend: bool) -> Foot:
    people = moment.people.values()
    ours = [p for p in people if p.side is Side.OURS]
    account = moment.projection.account
    actions = moment.projection.every("action")
    return Foot(
        here=sum(p.joined for p in ours),
        of=len(ours),
        theirs=sum(p.joined for p in people if p.side is Side.THEIRS),
        ours_name=account.text("organisation") if account else "",
        theirs_name=organisation(moment),
        shared=is_shared(moment),
        code=moment.door.code,
        asks=any(node.fields.get("side") == "theirs" for node in actions),
        legend=legend,
    )
