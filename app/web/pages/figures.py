"""The figures of a plan: what was sold and earned by month, pasted from a spreadsheet or typed, with their sums.

For whoever leads, before the day. A paste is first shown as it was read; while a cell in it cannot be read, nothing of
it is taken.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.responses import Response

from app.domain import commands as do
from app.domain import figures as sums
from app.domain.figures import MEASURES, SERIES, Sums, first_day, month_of
from app.domain.phasing import MONTHS
from app.domain.reading.figures import LONGEST_YEAR, NAMES, Odd, Pasted, Wrong, month_in, read_figures
from app.domain.records import Record
from app.domain.refusals import Refused
from app.i18n import gettext as _
from app.web import figures, words
from app.web.figures import Typed, currency_of
from app.web.identity import tokens
from app.web.pages.leading import LARGEST_FORM, Leading, field, form, go, leader
from app.web.pages.page import language_of, page, spoken

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Line:
    """One figure in the list."""

    id: str
    product: str
    geography: str
    domain: str
    measure: str
    begins: str
    totals: Mapping[str, int | None]


@router.get("/p/{plan}/figures")
async def figures_page(request: Request, plan: str) -> Response:
    """All of them, with their sums."""
    return _list(request, await leader(request, plan))


@router.get("/p/{plan}/figures/paste")
async def paste_again(plan: str) -> Response:
    """A reload of the preview: what was pasted is not kept."""
    return go(f"/p/{plan}/figures")


@router.post("/p/{plan}/figures/paste")
async def paste(request: Request, plan: str) -> Response:
    """Read a pasted sheet: first shown as it was read, then taken over, whole or not at all."""
    leading, given = await leader(request, plan), await form(request)
    text = field(given, "text", LARGEST_FORM)
    begins = _begins(leading, field(given, "begins"))
    pasted = read_figures(text, begins, language_of(request), currency_of(leading.room.live.state))
    wrong = ""
    if "take" in given and not pasted.wrong:
        with spoken(request):
            wrong = await _ask(leading, figures.taken(leading.room.live.state, pasted))
        if not wrong:
            return go(f"/p/{plan}/figures")
    return _preview(request, leading, text, pasted, wrong)


@router.get("/p/{plan}/figures/{record}")
async def figure_page(request: Request, plan: str, record: str) -> Response:
    """One figure, month by month; `new` for one that is not there yet."""
    leading = await leader(request, plan)
    return _one(request, leading, record, _found(leading, record))


@router.post("/p/{plan}/figures/{record}")
async def change(request: Request, plan: str, record: str) -> Response:
    """Keep what was typed."""
    leading, given = await leader(request, plan), await form(request)
    found = _found(leading, record)
    told = _typed(given, language_of(request), currency_of(leading.room.live.state))
    with spoken(request):
        wrong = _("Some amounts could not be read. They are marked.") if told.wrong else ""
        if not wrong:
            measure = field(given, "measure") if field(given, "measure") in MEASURES else "sales"
            fields = {**told.fields, "measure": measure, "begins": _begins(leading, field(given, "begins"))}
            command = do.SetMany(found.id, fields) if found else do.Add(tokens.id_(), "figure", fields=fields)
            wrong = await _ask(leading, command)
    if wrong:
        return _one(request, leading, record, found, told, wrong, 422)
    return go(f"/p/{plan}/figures")


@router.post("/p/{plan}/figures/{record}/remove")
async def remove(request: Request, plan: str, record: str) -> Response:
    """To the bin."""
    leading = await leader(request, plan)
    found = _found(leading, record)
    if found is None:
        raise HTTPException(404)
    with spoken(request):
        wrong = await _ask(leading, do.Remove(found.id))
    return _list(request, leading, wrong, 409) if wrong else go(f"/p/{plan}/figures")


async def _ask(leading: Leading, command: do.Command) -> str:
    """Have it done; why it was not, in words."""
    try:
        await leading.identity.ask(leading.room, command, leading.seat.person)
    except Refused as refused:
        return words.refusal(refused.code, refused.about)
    return ""


def _found(leading: Leading, record: str) -> Record | None:
    if record == "new":
        return None
    found = leading.room.live.state.records.get(record)
    if found is None or found.kind != "figure":
        raise HTTPException(404)
    return found


def _begins(leading: Leading, typed: str) -> str:
    """First day of the month that was asked for; without one, of the year that the plan looks back on."""
    month = month_in(typed, 0) if typed else None
    if month is not None and month >= MONTHS:
        return first_day(month)
    return figures.year_before(leading.room.live.state, leading.room.live.now())


def _typed(given: FormData, language: str, currency: str) -> Typed:
    names = {name: field(given, name) for name in NAMES}
    cells = {series: tuple(field(given, f"{series}-{at}") for at in range(LONGEST_YEAR)) for series in SERIES}
    return figures.typed(names, cells, language, currency)


def _line(record: Record) -> Line:
    totals = {
        series: sum(held) if (held := sums.amounts(record.fields.get(series))) else None for series in SERIES
    }
    return Line(
        id=record.id,
        product=record.text("product"),
        geography=record.text("geography"),
        domain=record.text("domain"),
        measure=record.text("measure") or "sales",
        begins=record.text("begins"),
        totals=totals,
    )


def _sums(leading: Leading) -> dict[str, Sums | None]:
    records = [record.fields for record in leading.room.live.state.of_kind("figure")]
    return {measure: sums.sums(records, measure) for measure in MEASURES}


def _list(request: Request, leading: Leading, wrong: str = "", status: int = 200) -> Response:
    state = leading.room.live.state
    lines = [_line(record) for record in state.of_kind("figure")]
    return page(
        request,
        "pages/figures.html",
        status=status,
        plan=leading.plan,
        account=state.account,
        lines=lines,
        sums=_sums(leading),
        currency=currency_of(state),
        begins=figures.year_before(state, leading.room.live.now())[:7],
        wrong=wrong,
    )


def _preview(request: Request, leading: Leading, text: str, pasted: Pasted, wrong: str) -> Response:
    state = leading.room.live.state
    known = {figures.key_of(record) for record in state.of_kind("figure")}
    begins = first_day(pasted.begins)
    with spoken(request):
        remarks = [_remark(each, currency_of(state)) for each in pasted.wrong]
    return page(
        request,
        "pages/figures_paste.html",
        plan=leading.plan,
        account=state.account,
        text=text,
        figures=pasted.figures,
        known=[(*each.key, begins) in known for each in pasted.figures],
        begins=begins,
        currency=currency_of(state),
        remarks=remarks,
        wrong=wrong,
        status=422 if pasted.wrong or wrong else 200,
    )


def _one(
    request: Request,
    leading: Leading,
    id_: str,
    record: Record | None,
    told: Typed | None = None,
    wrong: str = "",
    status: int = 200,
) -> Response:
    state = leading.room.live.state
    begins = record.text("begins") if record else ""
    begins = begins or figures.year_before(state, leading.room.live.now())
    with spoken(request):
        cells = told.cells if told else figures.cells_of(record, currency_of(state))
    names = told.names if told else {name: record.text(name) if record else "" for name in NAMES}
    return page(
        request,
        "pages/figure.html",
        status=status,
        plan=leading.plan,
        account=state.account,
        id=id_,
        there=record is not None,
        names=names,
        measure=(record.text("measure") if record else "") or "sales",
        begins=begins[:7],
        months=[first_day(month_of(begins) + at) for at in range(max(MONTHS, *map(len, cells.values())))],
        cells=cells,
        wrong_cells=told.wrong if told else frozenset(),
        currency=currency_of(state),
        known=_known(leading),
        wrong=wrong,
    )


def _known(leading: Leading) -> dict[str, Any]:
    """Names that stand in other figures, to be picked instead of typed anew."""
    records = leading.room.live.state.of_kind("figure")
    return {name: sorted({each.text(name) for each in records} - {""}) for name in NAMES}


def _remark(wrong: Wrong, currency: str) -> str:
    say = {
        Odd.NO_HEADER: _("The first row has to name the columns: product, country, what it is, and the months."),
        Odd.NO_AMOUNTS: _("There are no amounts in it."),
        Odd.NOT_MONEY: _("Row %(row)d, %(column)s: “%(value)s” is no amount in %(currency)s.",
                         row=wrong.row, column=wrong.column, value=wrong.value, currency=currency),
        Odd.NOT_A_MONTH: _("Row %(row)d, %(column)s: “%(value)s” is no month of these years.",
                           row=wrong.row, column=wrong.column, value=wrong.value),
        Odd.UNKNOWN_SERIES: _("Row %(row)d does not say whether it is last year, forecast or actual: “%(value)s”.",
                              row=wrong.row, value=wrong.value),
        Odd.UNKNOWN_MEASURE: _("Row %(row)d, %(column)s: “%(value)s” is neither sales nor margin.",
                               row=wrong.row, column=wrong.column, value=wrong.value),
        Odd.TOO_LONG: _("Row %(row)d, %(column)s: the name is too long.", row=wrong.row, column=wrong.column),
        Odd.TWICE: _("Row %(row)d, %(column)s: this month stands there already.",
                     row=wrong.row, column=wrong.column),
        Odd.TOO_MANY: _("These are too many products and countries for one plan. Paste them in parts."),
    }  # fmt: skip
    return say[wrong.odd]
