"""The day on the console: the step in progress and what can be done with it, the customer's door. The run-sheet
beside it is `console_agenda`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.activities.contract import Moment, Piece
from app.activities.lines import organisation
from app.domain.agenda import StepSpec, said
from app.domain.run import Gate
from app.web.screens import said_to_all
from app.web.screens.head import StepHead, step_head

GATES = tuple(gate.value for gate in Gate)


@dataclass(frozen=True, slots=True)
class Top:
    plan: str
    account: str
    format: str
    date: str
    zone: str
    blocking: int
    curtain: bool
    begun: bool


@dataclass(frozen=True, slots=True)
class StepNow:
    head: StepHead | None
    """None before the day."""
    format: str
    steps: int
    date: str
    next_key: str
    """The step that comes next, the first one before the day; empty in the last."""
    next_title: str
    back_key: str
    step: str
    """Key of the step in progress."""
    reveals: bool
    """There is something to reveal."""
    locked: bool
    unlocks_to: str
    """What phones may do once it is unlocked."""


@dataclass(frozen=True, slots=True)
class GateView:
    gate: str
    gates: tuple[str, ...]
    board_shared: bool
    spotlight: str
    """Number of the record that the board shows, or its words."""


@dataclass(frozen=True, slots=True)
class CustomersDoor:
    """Where the room turns to the shared edition, and customers come in."""

    name: str
    admitted: bool
    board_shared: bool
    now: bool
    """The agenda has them in the room by now."""


@dataclass(frozen=True, slots=True)
class Notes:
    """What the format tells whoever leads the step."""

    text: str
    """Markdown."""
    open: bool
    """They are all that there is to do in this step."""


def top(moment: Moment, blocking: int) -> Piece:
    run, account = moment.run, moment.projection.account
    view = Top(
        plan=moment.plan,
        account=organisation(moment),
        format=said(run.format.title, moment.language) if run.format else "",
        date=run.date,
        zone=(account.text("time_zone") if account else "") or "UTC",
        blocking=blocking,
        curtain=run.curtain,
        begun=run.current is not None,
    )
    return Piece("console-top", "console/top.html", view)


def step(moment: Moment) -> Iterator[Piece]:
    run = moment.run
    if run.format is None:
        return
    yield Piece("step-now", "console/step.html", step_now(moment))
    if run.current is None:
        return
    node = moment.projection.get(run.spotlight)
    view = GateView(
        gate=run.gate.value,
        gates=GATES,
        board_shared=run.board_shared,
        spotlight=(node.number or node.statement) if node else "",
    )
    yield Piece("gate", "console/gate.html", view)
    yield Piece("to-all", "console/saying.html", said_to_all.saying(moment))
    if (door := _door(moment)) is not None:
        yield Piece("customers-door", "console/door.html", door)


def step_now(moment: Moment) -> StepNow:
    """The step in progress and where it goes on from there; before the day, where it begins."""
    run, spec = moment.run, moment.step
    after = run.neighbour(1) if run.current else run.neighbour(0)
    before = run.neighbour(-1) if run.current else None
    return StepNow(
        head=step_head(moment),
        format=said(run.format.title, moment.language) if run.format else "",
        steps=len(run.format.numbered) if run.format else 0,
        date=run.date,
        next_key=after.key if after else "",
        next_title=said(after.title, moment.language) if after else "",
        back_key=before.key if before else "",
        step=spec.key if spec else "",
        reveals=spec is not None and reveals(spec) and run.round(spec.key) not in run.revealed,
        locked=run.gate is Gate.READ,
        unlocks_to=spec.gate if spec and spec.gate != Gate.READ.value else Gate.EDIT.value,
    )


def reveals(spec: StepSpec) -> bool:
    """Whether what is written in this step waits for a press."""
    return spec.reveal == "on-reveal" or spec.anonymous


def _door(moment: Moment) -> CustomersDoor | None:
    """From the share step on, or as soon as the room has turned."""
    run = moment.run
    steps = run.format.steps if run.format else ()
    keys = [each.key for each in steps]
    shares = next((at for at, each in enumerate(steps) if each.activity == "share"), len(steps))
    admits = next((at for at, each in enumerate(steps) if each.admits_customers), len(steps))
    at = keys.index(run.current) if run.current in keys else -1
    if at < min(shares, admits) and not run.board_shared and not run.admitted:
        return None
    if shares == len(steps) and admits == len(steps) and not run.board_shared:
        return None
    return CustomersDoor(organisation(moment), run.admitted, run.board_shared, now=at >= admits)


def notes(moment: Moment) -> Iterator[Piece]:
    spec = moment.step
    text = said(spec.notes, moment.language) if spec else ""
    if spec and text:
        view = Notes(text, open=spec.activity == "briefing")
        yield Piece(f"notes-{spec.key}", "console/notes.html", view)
