"""Beginning a plan: whose account, in which currency, by which format, on which day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from app.domain.agenda import said
from app.domain.reading.currencies import CODES
from app.domain.refusals import Refused, Why
from app.i18n import choices, formats, language
from app.i18n import gettext as _
from app.web import format_shelf, plans, words
from app.web.identity import visitors
from app.web.identity.identity import identity
from app.web.pages import times
from app.web.pages.leading import account, field, form, go
from app.web.pages.page import page, spoken
from app.web.site import site

router = APIRouter()

USUAL = "strat-for-nat"
"""The format that is chosen where nobody chose another."""

COMMON = ("EUR", "USD", "GBP", "CHF", "SEK", "NOK", "DKK", "PLN")
"""Currencies that come first in the list."""


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
    return await _page(request, who.name, given)


@router.post("/plans")
async def create(request: Request) -> Response:
    """Make it and go to its people: the next thing to do."""
    who, sent = await account(request), await form(request)
    names = ("name", "organisation", "currency", "time_zone", "format", "date")
    given = {name: field(sent, name) for name in names}
    wanted = plans.Wanted(
        given["name"],
        given["organisation"],
        given["currency"].upper(),
        given["time_zone"],
        (await format_shelf.offered(site(request).store, site(request).formats)).get(given["format"]),
        given["date"],
    )
    if wrong := wanted.wrong():
        return await _page(request, who.name, given, wrong)
    plan = await plans.create(identity(request), who, wanted)
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


def wrong_words(wrong: Mapping[str, Refused]) -> dict[str, str]:
    """A sentence for each field that cannot be taken. In the language being spoken."""
    plain = {
        "name": _("Give the account a name."),
        "currency": _("Choose a currency."),
        "time_zone": _("Choose a time zone."),
        "format": _("Choose a format."),
        "date": _("Choose a day."),
    }
    return {
        field: words.refusal(refused.code, refused.about)
        if refused.code is Why.TOO_LONG
        else plain.get(field, words.refusal(refused.code, refused.about))
        for field, refused in wrong.items()
    }


async def _page(
    request: Request, name: str, given: dict[str, str], wrong: Mapping[str, Refused] | None = None
) -> Response:
    lines = await format_lines(request)
    with spoken(request):
        return page(
            request,
            "pages/new_plan.html",
            status=422 if wrong else 200,
            account=name,
            fresh=wrong is None,
            given={"name": "", "organisation": "", "format": USUAL, **given},
            wrong=wrong_words(wrong or {}),
            common=choices.currencies(COMMON),
            currencies=choices.currencies(CODES - set(COMMON)),
            regions=choices.regions(),
            formats=lines,
        )


async def format_lines(request: Request) -> list[FormatLine]:
    """The formats that there are, in the visitor's language: those that come with Stratroom, then our own."""
    found = await format_shelf.offered(site(request).store, site(request).formats)
    with spoken(request):
        return [
            FormatLine(each.id, said(each.title, language()), said(each.summary, language()),
                       formats.duration(each.minutes))
            for each in found.values()
        ]  # fmt: skip
