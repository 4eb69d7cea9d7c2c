"""The difference between any two moments of a plan: to read, to print, to put on the board, and to go back on.

Our side only, and not while customers look over a shoulder (`history.reader`). The customer's edition can be compared
too, to be printed for them, from a moment at which they were in the room: what was shared before that, and taken back,
they never saw.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import Response

from app.domain import commands as do
from app.domain.agenda import said
from app.domain.back import record_back, tree_back
from app.domain.people import Edition, Role
from app.domain.projection import project
from app.domain.refusals import Refused, Why
from app.domain.secrecy import Viewer
from app.domain.state import PlanState
from app.i18n import formats, language
from app.i18n import gettext as _
from app.session.journal import Stored
from app.web import changes, history, moments
from app.web.changes import Change
from app.web.identity import tokens
from app.web.moments import Named
from app.web.pages.history import Reader, ask, reader, view
from app.web.pages.leading import field, form, go
from app.web.pages.page import language_of, page, spoken
from app.web.reading import zone
from app.web.scene import stage

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Choice:
    """A moment that can be chosen."""

    seq: int
    words: str
    step: str
    """Key of the step that began then; empty for other moments."""


@dataclass(frozen=True, slots=True)
class Compared:
    """Two moments and what is different from one to the other."""

    since: int
    until: int
    """0: now."""
    edition: Edition
    then: PlanState
    changes: tuple[Change, ...]
    barred: bool
    """The customer was not in the room at the first moment: their edition of it is nobody's to compare."""


@router.get("/p/{plan}/difference")
async def difference(
    request: Request, plan: str, since: int = 0, until: int = 0, edition: str = "internal"
) -> Response:
    """From one moment to another; without any, from the day's first step until now."""
    who = await reader(request, plan)
    log = await history.read(who.around.store, plan)
    found = await run_in_threadpool(moments.named, log)
    first = since or (found[0].seq if found else 0)
    wanted = Edition.SHARED if edition == Edition.SHARED.value else Edition.INTERNAL
    compared = await _compared(request, who, log, first, until, wanted)
    return _page(request, who, log, found, compared)


@router.post("/p/{plan}/difference/board")
async def on_board(request: Request, plan: str) -> Response:
    """The difference since a step began on the board, or the plan again."""
    who = await reader(request, plan)
    if not who.leads:
        raise HTTPException(403)
    given = await form(request)
    await ask(who, do.SetRoom("compare", field(given, "step", 64) or None), tokens.id_())
    since = field(given, "since", 10)
    return go(f"/p/{plan}/difference?since={since if since.isdigit() else 0}")


@router.get("/p/{plan}/difference/{seq}/back")
async def sure(request: Request, plan: str, seq: int) -> Response:
    """What going back to a moment would change, before it is done."""
    who, log = await _leading(request, plan, seq)
    compared = await _compared(request, who, log, seq, 0, Edition.INTERNAL)
    with spoken(request):
        moment = _choice(who, log, seq, await run_in_threadpool(moments.named, log)).words
    return page(
        request, "pages/difference_back.html", **view(who), seq=seq, moment=moment, counts=_counts(compared)
    )


@router.post("/p/{plan}/difference/{seq}/back")
async def go_back(request: Request, plan: str, seq: int) -> Response:
    """The whole tree as it was then, once it was said that it is meant. One undo takes it back."""
    who, log = await _leading(request, plan, seq)
    if "sure" not in await form(request):
        return go(f"/p/{plan}/difference/{seq}/back")
    [then] = await run_in_threadpool(moments.states_at, log, seq)
    commands = tree_back(who.room.live.state, who.actor, then)
    if commands:
        await ask(who, do.All(commands), tokens.id_())
    return go(f"/p/{plan}/difference?since={seq}")


@router.post("/p/{plan}/difference/{seq}/back/{record}")
async def one_back(request: Request, plan: str, seq: int, record: str) -> Response:
    """One line as it was then: its words, its fields, its place."""
    who, log = await _leading(request, plan, seq)
    [then] = await run_in_threadpool(moments.states_at, log, seq)
    if record not in then.records:
        raise HTTPException(404)
    commands = record_back(who.room.live.state, who.actor, then, record)
    if commands:
        await ask(who, do.All(commands), tokens.id_())
    given = await form(request)
    kept = field(given, "path", 20)
    return go(f"/p/{plan}/history/{seq}" if kept == "history" else f"/p/{plan}/difference?since={seq}")


async def _leading(request: Request, plan: str, seq: int) -> tuple[Reader, Sequence[Stored]]:
    who = await reader(request, plan)
    if not who.leads:
        raise HTTPException(403)
    log = await history.read(who.around.store, plan)
    if not 1 <= seq <= len(log):
        raise HTTPException(404)
    if who.room.live.state.signoff.freeze is not None:
        raise Refused(Why.FROZEN)
    return who, log


async def _compared(
    request: Request, who: Reader, log: Sequence[Stored], since: int, until: int, edition: Edition
) -> Compared:
    if not 0 <= since <= len(log) or not 0 <= until <= len(log):
        raise HTTPException(404)
    then, later = await run_in_threadpool(moments.states_at, log, since, until or len(log))
    state = later if until else who.room.live.state
    barred = edition is Edition.SHARED and not then.run.admitted
    scene = stage(who.seat.plan, state, who.room.names)
    role = Role.CUSTOMER if edition is Edition.SHARED else who.seat.role
    moment = scene.moment(edition, role, language_of(request))
    with spoken(request):
        found = () if barred else changes.compared(project(then, Viewer(edition)), moment)
    return Compared(since, until, edition, then, found, barred)


def _page(
    request: Request, who: Reader, log: Sequence[Stored], found: tuple[Named, ...], compared: Compared
) -> Response:
    with spoken(request):
        chosen = {each.seq: each for each in (_choice(who, log, one.seq, found) for one in found)}
        for seq in filter(None, (compared.since, compared.until)):
            chosen.setdefault(seq, _choice(who, log, seq, found))
        choices = sorted(chosen.values(), key=lambda each: each.seq)
        since = chosen[compared.since].words if compared.since else _("The empty plan")
        until = chosen[compared.until].words if compared.until else _("Now")
    state = who.room.live.state
    return page(
        request,
        "pages/difference.html",
        **view(who),
        moments=choices,
        since=compared.since,
        until=compared.until,
        since_words=since,
        until_words=until,
        step=next((each.step for each in choices if each.seq == compared.since), ""),
        on_board=state.run.compare,
        edition=compared.edition.value,
        barred=compared.barred,
        changes=compared.changes,
        there=frozenset(compared.then.records),
        counts=_counts(compared),
        may_go_back=who.leads and not compared.until and state.signoff.freeze is None,
        zone=zone(state),
    )


def _choice(who: Reader, log: Sequence[Stored], seq: int, found: tuple[Named, ...]) -> Choice:
    """In the language being spoken."""
    at = formats.moment(log[seq - 1].entry.at, zone(who.room.live.state))
    one = next((each for each in found if each.seq == seq), None)
    if one is None:
        return Choice(seq, at, "")
    if one.what == "frozen":
        return Choice(seq, _("%(when)s, version %(num)s frozen", when=at, num=one.about), "")
    spec = who.room.live.state.run.find(one.about)
    title = said(spec.title, language()) if spec else one.about
    return Choice(seq, _("%(when)s, as “%(step)s” began", when=at, step=title), one.about)


def _counts(compared: Compared) -> dict[str, int]:
    return {what: sum(each.what == what for each in compared.changes) for what in ("new", "changed", "gone")}
