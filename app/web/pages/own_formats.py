"""Formats in the browser: all that there are, each as the TOML that it is; one of our own, written, mended or kept from
a day's agenda. What is wrong with one is listed whole, in words.
"""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from app.domain.agenda import Format, said
from app.formats import write
from app.i18n import formats, language
from app.i18n import gettext as _
from app.web import format_shelf
from app.web.pages.leading import LARGEST_FORM, account, field, form, go, leader
from app.web.pages.page import page, spoken
from app.web.site import Site, site

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Line:
    id: str
    title: str
    summary: str
    length: str
    ours: bool
    usable: bool


@router.get("/formats")
async def all_formats(request: Request) -> Response:
    """Those that come with Stratroom, and ours."""
    who = await account(request)
    around = site(request)
    ours = await format_shelf.own(around.store)
    with spoken(request):
        lines = [_line(each, each.id, ours=False) for each in around.formats.values()]
        lines += [_line(each.format, each.id, ours=True, usable=each.usable) for each in ours]
    return page(request, "pages/formats.html", account=who.name, lines=lines)


@router.get("/formats/new")
async def blank(request: Request) -> Response:
    """A text to begin with: another format's, to be changed."""
    await account(request)
    around = site(request)
    wanted = request.query_params.get("from", "") or next(iter(around.formats))
    text = await _text(around, wanted)
    if text is None:
        raise HTTPException(404)
    return page(request, "pages/format_edit.html", text=text, wrong=[], fresh=wanted in around.formats)


@router.post("/formats")
async def save(request: Request) -> Response:
    """Keep it if it is right; otherwise everything that is wrong, by line, and the text as it was."""
    await account(request)
    around, given = site(request), await form(request)
    text = field(given, "text", LARGEST_FORM).replace("\r\n", "\n") + "\n"
    with spoken(request):
        format_, found = format_shelf.checked(text)
        wrong = [(each.line, each.words) for each in found]
        if format_ is not None and format_.id in around.formats:
            line = next((n for n, each in enumerate(text.split("\n"), 1) if each.startswith("id")), 1)
            wrong.insert(
                0, (line, _("A format that comes with Stratroom is called that: give yours another id."))
            )
    if format_ is None or wrong:
        return page(request, "pages/format_edit.html", status=422, text=text, wrong=wrong, fresh=False)
    await format_shelf.keep_text(around.store, format_.id, text)
    return go("/formats")


@router.get("/formats/{id_}.toml")
async def download(request: Request, id_: str) -> Response:
    """The file."""
    await account(request)
    text = await _text(site(request), id_)
    if text is None:
        raise HTTPException(404)
    return _file(id_, text)


@router.post("/formats/{id_}/delete")
async def delete(request: Request, id_: str) -> Response:
    """Plans that were made with it keep it."""
    await account(request)
    await format_shelf.forget(site(request).store, id_)
    return go("/formats")


@router.get("/p/{plan}/format")
async def keep_page(request: Request, plan: str) -> Response:
    """Keep a day's agenda as a format: what it is to be called, and what stands in the way."""
    leading = await leader(request, plan)
    day = leading.room.live.state.run.format
    if day is None:
        raise HTTPException(404)
    with spoken(request):
        title = _("%(format)s, our own", format=said(day.title, language()))
        return _keep_page(
            request, plan, day, title, said(day.summary, language()), may_keep=leading.account is not None
        )


@router.get("/p/{plan}/format.toml")
async def export(request: Request, plan: str) -> Response:
    """The agenda as it stands, as a format's file."""
    leading = await leader(request, plan)
    day = leading.room.live.state.run.format
    if day is None:
        raise HTTPException(404)
    return _file(day.id, write(day))


@router.post("/p/{plan}/format")
async def keep(request: Request, plan: str) -> Response:
    leading, given = await leader(request, plan), await form(request)
    day, around = leading.room.live.state.run.format, site(request)
    if day is None or leading.account is None:
        raise HTTPException(403)
    title, summary = field(given, "title", 120), field(given, "summary", 300)
    with spoken(request):
        id_ = format_shelf.key_of(title)
        known = {each.id: each.format for each in await format_shelf.own(around.store)}
        before = known.get(id_)
        made = format_shelf.of_the_day(
            day, id_=id_, version=before.version + 1 if before else 1, title=title, summary=summary
        )
        wrong = list(format_shelf.problems(made)) if id_ else [_("Give the format a name.")]
        if id_ in around.formats:
            wrong.insert(0, _("A format that comes with Stratroom is called that: give yours another name."))
        if wrong:
            return _keep_page(request, plan, day, title, summary, wrong, may_keep=True)
    await format_shelf.keep(around.store, made)
    return go("/formats")


def _keep_page(
    request: Request,
    plan: str,
    day: Format,
    title: str,
    summary: str,
    wrong: list[str] | None = None,
    *,
    may_keep: bool,
) -> Response:
    made = format_shelf.of_the_day(
        day, id_=format_shelf.key_of(title), version=1, title=title, summary=summary
    )
    found = wrong if wrong is not None else list(format_shelf.problems(made)) if may_keep else []
    return page(
        request,
        "pages/format_keep.html",
        status=422 if wrong else 200,
        plan=plan,
        title=title,
        summary=summary,
        wrong=found,
        may_keep=may_keep,
    )


def _line(format_: Format | None, id_: str, *, ours: bool, usable: bool = True) -> Line:
    """In the language being spoken."""
    if format_ is None:
        return Line(id_, id_, "", "", ours, usable=False)
    title, summary = said(format_.title, language()), said(format_.summary, language())
    return Line(id_, title or id_, summary, formats.duration(format_.minutes), ours, usable)


async def _text(around: Site, id_: str) -> str | None:
    if (shipped := around.formats.get(id_)) is not None:
        return write(shipped)
    return next((each.text for each in await format_shelf.own(around.store) if each.id == id_), None)


def _file(id_: str, text: str) -> Response:
    headers = {"content-disposition": f'attachment; filename="{id_}.toml"', "cache-control": "no-store"}
    return Response(text, media_type="application/toml; charset=utf-8", headers=headers)
