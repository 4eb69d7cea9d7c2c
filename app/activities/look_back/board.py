"""Looking back on the board: the year against its forecast beside the promises, until each has its outcome; then what
everybody would keep, stop and start.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.activities import writing
from app.activities.chart import Chart, chart
from app.activities.contract import Lists, Moment, Piece
from app.activities.lines import currency, is_shared
from app.activities.look_back import past
from app.activities.look_back.past import Promise, Result

TEMPLATES = "activities/look_back/templates"


@dataclass(frozen=True, slots=True)
class Year:
    chart: Chart | None
    currency: str
    results: tuple[Result, ...]
    promises: tuple[Promise, ...]
    open: int
    counted: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Line:
    text: str
    name: str
    placed: bool


@dataclass(frozen=True, slots=True)
class Column:
    key: str
    ask: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Taught:
    columns: tuple[Column, ...]


def shown(moment: Moment) -> Lists:
    if is_shared(moment):
        return {}
    nodes = past.promises(moment)
    columns = tuple(_column(moment, each.key, each.ask) for each in past.questions(moment))
    settled = all(node.text("outcome") for node in nodes)
    if settled and any(column.lines for column in columns):
        return {"stage": (Piece("taught", f"{TEMPLATES}/board_taught.html", Taught(columns)),)}
    known = past.year(moment)
    view = Year(
        chart=chart(known.begins, known.actual, known.forecast, currency(moment)) if known else None,
        currency=currency(moment),
        results=tuple(past.results(moment)),
        promises=tuple(past.promise(moment, node) for node in nodes),
        open=sum(not node.text("outcome") for node in nodes),
        counted=past.counted(moment),
    )
    return {"stage": (Piece("last-year", f"{TEMPLATES}/board_year.html", view),)}


def _column(moment: Moment, key: str, ask: str) -> Column:
    notes = past.answers(moment, key)
    lines = (Line(n.text("text"), writing.author(moment, n), bool(n.fields.get("placed"))) for n in notes)
    return Column(key, ask, tuple(lines))
