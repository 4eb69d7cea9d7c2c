"""Pasting a list into the plan: last year's plan, constraints, promises, notes. First shown as it was read, then taken.

All of it is one command: what is wrong with one line keeps all of them out, and one undo takes all of them back.
"""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.datastructures import FormData
from starlette.responses import Response

from app.domain import commands as do
from app.domain.decide.tree import MOST_RECORDS
from app.domain.people import Actor, Edition
from app.domain.reading.pasted import FLAT, TREE, Wrong
from app.domain.refusals import Refused, Why
from app.domain.state import PlanState
from app.i18n import formats, ngettext
from app.i18n import gettext as _
from app.session.journal import NotSaved
from app.session.live_plan import Done, NotDone, NotYet
from app.web import pasting, words
from app.web.identity import tokens
from app.web.pages.leading import LARGEST_FORM, Leading, field, form, go, leader
from app.web.pages.page import language_of, page, spoken
from app.web.pasting import NEEDS_PARENT, Read

router = APIRouter()

KINDS = (TREE, *FLAT)


@dataclass(frozen=True, slots=True)
class Line:
    """A line as the preview shows it."""

    kind: str
    depth: int
    text: str
    read: tuple[str, ...]
    """What was read in it, beside its words."""
    state: str
    """`comes`, `known`, `again` or `wrong`."""
    says: str
    """What is wrong and what to do; empty where nothing is."""


@dataclass(frozen=True, slots=True)
class Under:
    """A record under which a list can be put."""

    id: str
    words: str


@router.get("/p/{plan}/paste")
async def blank(request: Request, plan: str) -> Response:
    """The form."""
    return _page(request, await leader(request, plan))


@router.post("/p/{plan}/paste")
async def paste(request: Request, plan: str) -> Response:
    """How it is read; with `take` it is put into the plan, if nothing is wrong with it."""
    leading, given = await leader(request, plan), await form(request)
    text = field(given, "text", LARGEST_FORM) if not _raw(given) else _raw(given)
    kind = field(given, "kind", 20)
    kind = kind if kind in KINDS else TREE
    state = leading.room.live.state
    under = field(given, "under", 64)
    wanted = NEEDS_PARENT.get(kind)
    if wanted and (under not in state.records or state.records[under].kind != wanted):
        under = ""
    lines = pasting.read(
        state,
        leading.room.live.now(),
        text,
        kind,
        under=under or None,
        language=language_of(request),
        names={id_: leading.room.names.get(id_, "") for id_ in state.people},
    )
    wrong = _wrong(request, state, lines, kind, under)
    if "take" in given and lines and not wrong and not any(each.wrong for each in lines):
        try:
            await _take(leading, lines)
        except Refused as refused:
            with spoken(request):
                wrong = words.refusal(refused.code, refused.about)
            return _page(request, leading, text, kind, under, lines, wrong, 409)
        return go(f"/p/{plan}/paste?done={sum(each.comes for each in lines)}")
    return _page(request, leading, text, kind, under, lines, wrong)


def _raw(given: FormData) -> str:
    """What was pasted with its first line's indentation, which `field` would trim. Raises nothing: it is bounded."""
    value = given.get("text", "")
    return value[:LARGEST_FORM].rstrip() if isinstance(value, str) else ""


def _wrong(request: Request, state: PlanState, lines: tuple[Read, ...], kind: str, under: str) -> str:
    """What is wrong with the whole; empty where nothing is."""
    with spoken(request):
        if not lines:
            return _("Paste at least one line.")
        if kind == "nc" and not under:
            return _("Choose the success factor that these conditions belong to.")
        if kind == "action" and not under:
            return _("Choose the condition that these actions belong to.")
        over = state.size + sum(each.comes for each in lines) - MOST_RECORDS
        if over > 0:
            return ngettext(
                "%(num)d line too many: a plan holds 5,000 records, those in the bin too.",
                "%(num)d lines too many: a plan holds 5,000 records, those in the bin too.",
                over,
            )
    return ""


async def _take(leading: Leading, lines: tuple[Read, ...]) -> None:
    seat, room = leading.seat, leading.room
    commands = pasting.wanted(lines)
    if not commands:
        return
    actor = Actor(seat.person, seat.side, seat.role, room.live.now())
    match await room.live.submit(actor, tokens.id_(), do.All(commands)):
        case Done():
            return
        case NotDone(code, about):
            raise Refused(Why(code), **about)
        case NotYet(reason):
            raise NotSaved(reason)


def _page(
    request: Request,
    leading: Leading,
    text: str = "",
    kind: str = TREE,
    under: str = "",
    lines: tuple[Read, ...] = (),
    wrong: str = "",
    status: int = 200,
) -> Response:
    scene = leading.room.scene
    done = request.query_params.get("done", "")
    with spoken(request):
        shown = [_line(each, lines, leading) for each in lines]
        projection = scene.projections[Edition.INTERNAL]
        unders = {
            of: [Under(n.id, f"{n.number} {n.statement}") for n in projection.every(of)]
            for of in NEEDS_PARENT.values()
        }
    return page(
        request,
        "pages/paste.html",
        status=status,
        plan=leading.plan,
        account=scene.state.account,
        text=text,
        kind=kind,
        kinds=KINDS,
        under=under,
        unders=unders,
        lines=shown,
        comes=sum(each.comes for each in lines),
        bad=sum(bool(each.wrong) for each in lines),
        wrong=wrong,
        done=int(done) if done.isdigit() and len(done) < 6 else None,
    )


def _line(each: Read, lines: tuple[Read, ...], leading: Leading) -> Line:
    state = "wrong" if each.wrong else "known" if each.known else "again" if each.again else "comes"
    statement = str(each.fields.get("statement") or each.line.text)
    return Line(each.line.kind, _depth(each, lines), statement, _read(each, leading), state, _says(each))


def _depth(each: Read, lines: tuple[Read, ...]) -> int:
    depth, at = 0, each.line.parent
    while at is not None:
        depth, at = depth + 1, lines[at].line.parent
    return depth


def _says(each: Read) -> str:
    match each.wrong:
        case Wrong.TOO_LONG:
            return ngettext(
                "%(num)d character too many. Shorten it.",
                "%(num)d characters too many. Shorten it.",
                each.line.over,
            )
        case Wrong.TOO_DEEP:
            return _("Nothing hangs under an action. Indent it less.")
        case Wrong.NO_PARENT:
            return _("Nothing stands in the column before it. Say what it belongs to.")
        case None:
            return ""


def _read(each: Read, leading: Leading) -> tuple[str, ...]:
    """What was read in the line, as people say it."""
    fields = each.fields
    found: list[str] = []
    if fields.get("target") is not None:
        amount = formats.quantity(str(fields["target"]), str(fields.get("unit") or ""))
        found.append(f"{words.comparator(fields.get('comparator'))} {amount}".strip())
    elif each.line.kind == "nc" and not each.wrong:
        found.append(_("no target read"))
    if owner := leading.room.names.get(str(fields.get("accountable") or "")):
        found.append(owner)
    elif each.line.kind == "action" and not each.wrong:
        found.append(_("nobody named"))
    for name in ("date", "due"):
        if fields.get(name):
            found.append(_("by %(date)s", date=words.short_day(fields[name])))
    return tuple(found)
