"""The remote: the day on the facilitator's own phone, under one thumb, while the laptop stands at the projector.

A view of the phone's page that is only drawn for whoever leads: the tab comes when somebody is made a facilitator, and
goes when they are none any more. It shows the step and its time, how many are ready, and does what the console does.
When the curtain is drawn it only opens it: it
says no more of the plan then than any other phone. Lists: `remote`, and the tab in `lead-tab`.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.activities.contract import Lists, Moment, Piece
from app.domain.people import Role
from app.domain.projection import Node
from app.web.screens import said_to_all
from app.web.screens.console_day import StepNow, step_now
from app.web.screens.said_to_all import Saying

SHOWN = ("csf", "nc")
"""Kinds that are put on the board from here: a branch, or one condition in it."""


@dataclass(frozen=True, slots=True)
class Target:
    id: str
    words: str
    """Number and statement."""


@dataclass(frozen=True, slots=True)
class Remote:
    plan: str
    now: StepNow
    ready: int
    of: int
    """How many of ours have come in."""
    asks: bool
    """People can say that they are ready: a step is in progress."""
    spotlight: str
    targets: tuple[Target, ...]
    saying: Saying


@dataclass(frozen=True, slots=True)
class Nothing:
    """Of what says the same whatever happens: the tab, and the button that opens the curtain."""


def lists(moment: Moment) -> Lists:
    if moment.role is not Role.FACILITATOR or moment.run.format is None:
        return {}
    run = moment.run
    tab = {"lead-tab": (Piece("lead-tab-link", "phone/lead_tab.html", Nothing()),)}
    if run.curtain:
        return {"remote": (Piece("remote-curtain", "phone/remote_curtain.html", Nothing()),), **tab}
    view = Remote(
        plan=moment.plan,
        now=step_now(moment),
        ready=len(run.ready),
        of=moment.crowd.ours,
        asks=run.current is not None,
        spotlight=run.spotlight or "",
        targets=tuple(_target(node) for node in moment.projection.walk(None) if node.kind in SHOWN),
        saying=said_to_all.saying(moment),
    )
    return {"remote": (Piece("remote-now", "phone/remote.html", view),), **tab}


def _target(node: Node) -> Target:
    return Target(node.id, f"{node.number} {node.statement}".strip())
