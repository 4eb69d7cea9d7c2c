"""Beginning a plan: whose account, in which currency, by which format, on which day."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from app.domain.agenda import said
from app.domain.refusals import Refused, Why
from app.i18n import formats, language
from app.i18n import gettext as _
from app.web import plans, words
from app.web.identity import visitors
from app.web.identity.identity import identity
from app.web.pages import times
from app.web.pages.leading import account, field, form, go
from app.web.pages.page import page, spoken
from app.web.site import site

router = APIRouter()

COMMON = (
    "EUR",
    "USD",
    "GBP",
    "CHF",
    "SEK",
    "NOK",
    "DKK",
    "PLN",
    "CZK",
    "HUF",
    "RON",
    "JPY",
    "CNY",
    "INR",
    "AUD",
    "CAD",
)
"""Offered in the list; any other code of ISO 4217 can be typed."""


@dataclass(frozen=True, slots=True)
class FormatLine:
    id: str
    title: str
    summary: str
    length: str


@router.get("/new")
async def blank(request: Request) -> Response:
    """The form."""
    who = await account(request)
    given = {"currency": "EUR", "time_zone": times.machine_zone(), "date": times.today()}
    return _page(request, who.name, given)


@router.post("/plans")
async def create(request: Request) -> Response:
    """Make it and go to its people: the next thing to do."""
    who, sent = await account(request), await form(request)
    names = ("name", "organisation", "currency", "time_zone", "format", "date")
    given = {name: field(sent, name, 120) for name in names}
    chosen = site(request).formats.get(given["format"])
    try:
        if chosen is None:
            raise Refused(Why.WRONG_TYPE)
        wanted = plans.Wanted(
            given["name"],
            given["organisation"],
            given["currency"].upper(),
            given["time_zone"],
            chosen,
            given["date"],
        )
        plan = await plans.create(identity(request), who, wanted)
    except Refused as refused:
        with spoken(request):
            wrong = _("Give the account a name.") if refused.code is Why.EMPTY else _wrong(refused)
        return _page(request, who.name, given, wrong, 422)
    return go(f"/p/{plan}/roster?new=1")


@router.post("/plans/{plan}/copy")
async def copy(request: Request, plan: str) -> Response:
    """A copy with another title, on another day."""
    around, who, sent = identity(request), await account(request), await form(request)
    if await visitors.level_of(around, who, plan) is None:
        raise HTTPException(404)
    title, date = field(sent, "title", 120), field(sent, "date", 10)
    if not title:
        raise Refused(Why.EMPTY)
    made = await plans.copy(around, who, plan, title=title, date=date or times.today())
    return go(f"/p/{made}/settings")


def _wrong(refused: Refused) -> str:
    if refused.code is Why.WRONG_TYPE:
        return _("Check the currency, the time zone, the format and the day: one of them cannot be read.")
    return words.refusal(refused.code, refused.about)


def _page(request: Request, name: str, given: dict[str, str], wrong: str = "", status: int = 200) -> Response:
    return page(
        request,
        "pages/new_plan.html",
        status=status,
        account=name,
        given={"name": "", "organisation": "", "format": "", **given},
        wrong=wrong,
        currencies=COMMON,
        formats=format_lines(request),
    )


def format_lines(request: Request) -> list[FormatLine]:
    """The installed formats, in the visitor's language."""
    with spoken(request):
        return [
            FormatLine(each.id, said(each.title, language()), said(each.summary, language()),
                       formats.duration(each.minutes))
            for each in site(request).formats.values()
        ]  # fmt: skip
