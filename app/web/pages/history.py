"""The history of a plan, the plan as it was, and its bin. Our side only, and never over a customer's shoulder."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import Response

from app.activities.lines import ActionLine, ConditionLine, GoalLine, action_line, condition_line, goal_line
from app.domain import commands as do
from app.domain.decide.tree import MOST_RECORDS
from app.domain.kinds import TREE
from app.domain.people import Actor, Edition, Role, Side
from app.domain.projection import Node
from app.domain.refusals import Refused, Why
from app.domain.secrecy import Viewer, may_see
from app.domain.state import PlanState
from app.i18n import formats
from app.i18n import gettext as _
from app.live.ports import Audience, Seat, Surface
from app.session.journal import NotSaved
from app.session.live_plan import Done, NotDone, NotYet
from app.web import history, history_words
from app.web.history_words import Around
from app.web.pages.leading import go
from app.web.pages.page import language_of, page, spoken
from app.web.reading import zone
from app.web.rooms import Room
from app.web.scene import stage
from app.web.site import Site, site

router = APIRouter()

AT_ONCE = 200
"""Entries on one page of the history."""


@dataclass(frozen=True, slots=True)
class Reader:
    """One of ours, with the plan."""

    around: Site
    room: Room
    seat: Seat

    @property
    def leads(self) -> bool:
        return self.seat.role is Role.FACILITATOR

    @property
    def actor(self) -> Actor:
        return Actor(self.seat.person, self.seat.side, self.seat.role, self.room.live.now())


@dataclass(frozen=True, slots=True)
class Entry:
    seq: int
    when: str
    who: str
    person: str
    what: str
    record: str
    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class WasLine:
    """A line of the plan as it was."""

    id: str
    level: str
    kind: str
    number: str
    statement: str
    goal: GoalLine | None
    condition: ConditionLine | None
    action: ActionLine | None
    now: str
    """`same`, `worded` (other words), `changed` (another field or place) or `gone`."""


@dataclass(frozen=True, slots=True)
class BinLine:
    id: str
    kind: str
    words: str
    who: str
    when: str
    below: int
    may_return: bool
    """What it hung under is still there."""


async def reader(request: Request, plan: str) -> Reader:
    """One of ours. Others get 403, and so do ours while their screen shows the shared edition."""
    around = site(request)
    seat = await around.hub.ports.gate.admit(request.scope, plan)
    if not isinstance(seat, Seat):
        raise HTTPException(404 if seat.code.value == 4404 else 403)
    if seat.side is not Side.OURS or seat.role not in (Role.FACILITATOR, Role.MEMBER, Role.AUDITOR):
        raise HTTPException(403)
    room = await around.rooms.get(plan)
    surface = Surface.CONSOLE if seat.role is Role.FACILITATOR else Surface.PHONE
    audience = around.hub.ports.gate.audience(replace(seat, surface=surface), room.scene)
    if not isinstance(audience, Audience):
        raise HTTPException(403)
    if audience.edition is not Edition.INTERNAL:
        with spoken(request):
            raise HTTPException(
                403, _("The customer is in the room. Show the internal plan on your phone first.")
            )
    return Reader(around, room, seat)


@router.get("/p/{plan}/history")
async def whole(request: Request, plan: str, record: str = "", person: str = "", before: int = 0) -> Response:
    """Who changed what when, the newest first; of one record or one person where asked."""
    who = await reader(request, plan)
    log = await history.read(who.around.store, plan)
    told = await run_in_threadpool(history.tell, log, who.seat.person)
    wanted = [
        one
        for one in reversed(told)
        if (not record or one.record == record)
        and (not person or one.person == person)
        and (not before or one.seq < before)
        and one.field not in history_words.QUIET
        and not (one.what == "room" and one.about in history_words.SILENT)
    ]
    with spoken(request):
        entries = tuple(_entries(who.room, wanted[:AT_ONCE]))
    people = sorted({one.person for one in told if one.person}, key=lambda id_: who.room.names.get(id_, ""))
    return page(
        request, "pages/history.html", **view(who),
        entries=entries, record=record, person=person,
        more=wanted[AT_ONCE - 1].seq if len(wanted) > AT_ONCE else 0,
        people=[(id_, who.room.names[id_]) for id_ in people if who.room.names.get(id_)],
        about=entries[0].words if record and entries else "",
    )  # fmt: skip


@router.get("/p/{plan}/history/{seq}")
async def then(request: Request, plan: str, seq: int) -> Response:
    """The plan as it was right after an entry, beside what became of it."""
    who = await reader(request, plan)
    log = await history.read(who.around.store, plan)
    if not 1 <= seq <= len(log):
        raise HTTPException(404)
    state = await run_in_threadpool(history.state_at, log, seq)
    lines = tuple(_was(who, state, language_of(request)))
    with spoken(request):
        when = formats.moment(log[seq - 1].entry.at, zone(who.room.live.state))
    return page(request, "pages/history_then.html", **view(who), seq=seq, when=when, lines=lines)


@router.get("/p/{plan}/bin")
async def bin_(request: Request, plan: str) -> Response:
    """What was removed, the newest first."""
    who = await reader(request, plan)
    with spoken(request):
        lines = tuple(_binned(who))
    size = who.room.live.state.size
    return page(request, "pages/bin.html", **view(who), lines=lines, size=size, most=MOST_RECORDS)


@router.post("/p/{plan}/bin/{record}")
async def put_back(request: Request, plan: str, record: str) -> Response:
    """Out of the bin, with all that hung under it."""
    who = await reader(request, plan)
    await ask(who, do.Restore(record))
    return go(f"/p/{plan}/bin")


async def ask(who: Reader, command: do.Command, id_: str | None = None) -> None:
    """Have something done in the reader's name; with an id, all of it is one command and undone as one."""
    match await who.room.live.submit(who.actor, id_, command):
        case Done():
            return
        case NotDone(code, about):
            raise Refused(Why(code), **about)
        case NotYet(reason):
            raise NotSaved(reason)


def view(who: Reader) -> dict[str, Any]:
    """What every page of the history holds."""
    return {"plan": who.seat.plan, "account": who.room.live.state.account, "leads": who.leads}


def _entries(room: Room, told: list[history.Happening]) -> Iterator[Entry]:
    state, named = room.live.state, zone(room.live.state)
    around = Around(
        names=room.names,
        run=state.run,
        currency=(state.account.text("currency") if state.account else "") or "EUR",
        records={r.id: r.text("statement") for r in state.records.values()},
    )
    for one in told:
        yield Entry(
            seq=one.seq,
            when=formats.moment(one.at, named),
            who=room.names.get(one.person, "") or ("" if one.person == "" else _("somebody")),
            person=one.person,
            what=history_words.sentence(one, around),
            record=one.record,
            kind=one.kind,
            words=one.words,
        )


LEVELS = {"goal": "l0", "csf": "l1", "nc": "l2", "action": "l3", "constraint": "l4"}


def _was(who: Reader, state: PlanState, language: str) -> Iterator[WasLine]:
    scene = stage(who.seat.plan, state, who.room.names)
    moment = scene.moment(Edition.INTERNAL, who.seat.role, language)
    for node in moment.projection.walk(None):
        if node.kind in (*TREE, "constraint"):
            yield WasLine(
                id=node.id,
                level=LEVELS[node.kind],
                kind=node.kind,
                number=node.number,
                statement=node.statement,
                goal=goal_line(moment) if node.kind == "goal" else None,
                condition=condition_line(moment, node) if node.kind == "nc" else None,
                action=action_line(moment, node) if node.kind == "action" else None,
                now=_now(who.room.live.state, node),
            )


def _now(state: PlanState, node: Node) -> str:
    record = state.records.get(node.id)
    if record is None:
        return "gone"
    if record.text("statement") != node.text("statement"):
        return "worded"
    stays = {name: value for name, value in record.fields.items() if name not in history_words.QUIET}
    was = {name: value for name, value in node.fields.items() if name not in history_words.QUIET}
    return "same" if stays == was and record.parent == node.parent else "changed"


def _binned(who: Reader) -> Iterator[BinLine]:
    state = who.room.live.state
    viewer = Viewer(Edition.INTERNAL, who.seat.person)
    for id_, binned in sorted(state.bin.items(), key=lambda item: -item[1].seq):
        root = binned.root
        if not may_see(state, root, viewer) or root.kind == "mark":
            continue
        yield BinLine(
            id=id_,
            kind=root.kind,
            words=root.text("statement") or root.text("text"),
            who=who.room.names.get(binned.person or "", ""),
            when=formats.moment(binned.at, zone(state)),
            below=len(binned.records) - 1,
            may_return=root.parent is None or root.parent in state.records,
        )
