"""The start: a facilitator's plans. Somebody without an account wants to join a room, and gets the code page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from app.domain.agenda import said
from app.i18n import formats, language
from app.i18n import gettext as _
from app.store import grants, plans
from app.web import shelf
from app.web.identity import visitors
from app.web.identity.identity import Identity, identity
from app.web.identity.visitors import LEADS, Account
from app.web.pages import times
from app.web.pages.leading import account, go
from app.web.pages.page import page, spoken
from app.web.shelf import Shelf

router = APIRouter()


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A plan in the list."""

    id: str
    title: str
    what: str
    """Format and day."""
    state: str
    """The state, as a word."""
    live: bool
    """Its day is running now."""
    leads: bool
    archived: bool


@router.head("/", include_in_schema=False)
@router.get("/")
async def start(request: Request) -> Response:
    """Plans, today's first, then by day; archived ones at the end."""
    around = identity(request)
    who = await visitors.account_of(around, request)
    if who is None:
        return go("/setup-waits" if around.setup else "/join")
    with spoken(request):
        lines = await plan_lines(around, who)
    return page(
        request,
        "pages/home.html",
        account=who,
        plans=[line for line in lines if not line.archived],
        archived=[line for line in lines if line.archived],
    )


@router.get("/setup-waits")
async def setup_waits(request: Request) -> Response:
    """The first start, seen by somebody who does not have the link."""
    return page(request, "pages/setup_waits.html") if identity(request).setup else go("/")


@router.post("/plans/{plan}/archive")
async def archive(request: Request, plan: str) -> Response:
    """Put aside, or take out again."""
    around, who = identity(request), await account(request)
    if await visitors.level_of(around, who, plan) not in LEADS:
        raise HTTPException(404)
    out = "out" in request.query_params
    await around.store.write(lambda rows: plans.archive(rows, plan, None if out else around.hub.clock()))
    return go("/")


async def plan_lines(around: Identity, who: Account) -> list[PlanLine]:
    """In the language being spoken."""
    mine = await around.store.read(
        lambda rows: [
            (p.id, p.title, p.stage, p.archived_at, level) for p, level in grants.plans_of(rows, who.id)
        ]
    )
    lines = [
        (
            shelf.read(stage),
            PlanLine(id_, title, *_said(shelf.read(stage)), level in LEADS, archived is not None),
        )
        for id_, title, stage, archived, level in mine
    ]
    today = times.today()
    lines.sort(key=lambda each: _when(each[0].date, today))
    return [line for _shelf, line in lines]


def _when(day: str, today: str) -> tuple[int, str]:
    """Today, then what comes by day, then what was, the latest first, then what has no day."""
    if not day:
        return 3, ""
    if day >= today:
        return (0 if day == today else 1), day
    return 2, "".join(chr(255 - ord(c)) for c in day)


def _said(kept: Shelf) -> tuple[str, str, bool]:
    """What it is, how far it is, whether it runs."""
    day = formats.long_date(date.fromisoformat(kept.date)) if kept.date else ""
    what = ", ".join(part for part in (said(kept.format or {}, language()), day) if part)
    return what, _state(kept), kept.step is not None and kept.date == times.today()


def _state(kept: Shelf) -> str:
    if kept.moved:
        return _("moved to %(to)s", to=kept.moved)
    if kept.frozen:
        return _("frozen for signing")
    if kept.signed:
        return _("signed, version %(num)d", num=kept.signed)
    if kept.step is not None:
        title = said(kept.step, language())
        if kept.number is None:
            return title
        return _("step %(num)d of %(all)d: %(title)s", num=kept.number, all=kept.steps, title=title)
    return _("today") if kept.date == times.today() else _("draft")
