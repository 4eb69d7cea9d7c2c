"""The board: what to do now and how long, the plan in full, nothing to click.

Three lists in the page: `head`, `stage`, `foot`. The stage shows the plan unless the step's activity brings a stage of
its own; before the day it shows how to come in. Which edition this is stands on the foot as `data-edition`, so that the
edge that tells it turns in the same frame as what is shown.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.activities import board_plan, writing
from app.activities.briefing import lobby
from app.activities.contract import Crowd, Lists, Moment, Piece, Sheaf
from app.activities.lines import is_shared, organisation
from app.domain.agenda import said
from app.web.screens import board_difference, said_to_all
from app.web.screens.activities import running
from app.web.screens.head import StepHead, step_head


@dataclass(frozen=True, slots=True)
class Head:
    key: str
    """Of the step in progress: the form of the stage is kept as long as it lasts."""
    step: StepHead | None
    account: str
    """What the board says when no day is planned."""
    day: str
    coming: bool
    """A day is planned and has not begun: people come in."""


@dataclass(frozen=True, slots=True)
class Foot:
    crowd: Crowd
    ready: int
    """How many said that they are ready with this step; 0 in the shared edition."""
    written: int
    """How many wrote something in a step that is silent until the reveal; 0 where the stage says that already."""
    ours_name: str
    theirs_name: str
    shared: bool
    code: str
    title: str
    """Whose plan and which day, in place of how many came in: where the stage says that already."""
    legend: bool
    asks: bool
    """Something on the board is asked of the customer: the legend says so."""


@dataclass(frozen=True, slots=True)
class Curtain:
    title: str
    shared: bool


def shared(moment: Moment) -> Sheaf:
    """What a board shows."""
    if moment.run.curtain:
        curtain = Curtain(organisation(moment), is_shared(moment))
        return Sheaf({"stage": (Piece("curtain", "board/curtain.html", curtain),)})
    stage = _stage(moment)
    return Sheaf(
        {
            "head": (
                Piece("board-head", "board/head.html", _head(moment)),
                *said_to_all.pieces(moment, "board/said_to_all.html"),
            ),
            **stage,
            "foot": (Piece("board-foot", "board/foot.html", _foot(moment, stage)),),
        }
    )


def _stage(moment: Moment) -> Lists:
    if compared := board_difference.stage(moment):
        return compared
    activity = running(moment)
    if activity is not None:
        return activity.board(moment) or board_plan.plan(moment)
    return lobby.lobby(moment) if moment.run.format else board_plan.plan(moment)


def _head(moment: Moment) -> Head:
    return Head(
        key=moment.run.current or "",
        step=step_head(moment),
        account=organisation(moment),
        day=_day(moment),
        coming=moment.run.format is not None,
    )


def _day(moment: Moment) -> str:
    return said(moment.run.format.title, moment.language) if moment.run.format else ""


def _foot(moment: Moment, stage: Lists) -> Foot:
    account = moment.projection.account
    actions = moment.projection.every("action")
    plan = "map" in stage
    return Foot(
        crowd=moment.crowd,
        ready=0 if is_shared(moment) else len(moment.run.ready),
        written=_written(moment) if plan else 0,
        ours_name=account.text("organisation") if account else "",
        theirs_name=organisation(moment),
        shared=is_shared(moment),
        code=moment.door.code,
        title=""
        if "who-came-in" not in stage
        else " · ".join(filter(None, (organisation(moment), _day(moment)))),
        legend=plan,
        asks=plan and any(node.fields.get("side") == "theirs" for node in actions),
    )


def _written(moment: Moment) -> int:
    step = moment.step
    if step is None or step.reveal != "on-reveal" or step.key in moment.run.revealed:
        return 0
    return writing.written(moment)[0]
