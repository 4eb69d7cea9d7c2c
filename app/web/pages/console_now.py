"""What a console asks for again and again: whatever depends on the clock, or on who is connected at this moment.

None of it is part of the plan, so none of it is a fragment: a console is not drawn again because a minute has passed.
The run-sheet is reckoned by `domain.clock`; here it becomes words.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from app.domain.agenda import said
from app.domain.clock import MINUTE, Mend, Row, Timetable, timetable
from app.domain.run import Run
from app.domain.state import PlanState
from app.i18n import formats, ngettext
from app.i18n import gettext as _
from app.web import boards
from app.web.pages.leading import leader
from app.web.pages.page import language_of, spoken
from app.web.reading import zone

router = APIRouter()

OTHER_DAY = 180 * MINUTE
"""A day that began this far from its planned time is held on its own time: a rehearsal, another date, an afternoon."""
ROUND = 5 * MINUTE


@router.get("/p/{plan}/console/now")
async def now(request: Request, plan: str) -> Response:
    """Where the day stands, and whether the boards do what they were told. For whoever leads."""
    leading = await leader(request, plan)
    state, at = leading.room.live.state, leading.room.live.now()
    behind = await boards.unturned(leading.identity.rooms, plan) if state.run.board_shared else ()
    with spoken(request):
        told = day(state, at, language_of(request))
        told["zone"] = zone(state)
        told["boards"] = boards.said(behind) if behind and not state.run.admitted else ""
    return JSONResponse(told, headers={"cache-control": "no-store"})


def day(state: PlanState, at: int, language: str) -> dict[str, Any]:
    """The run-sheet at `at` (ms UTC) in words of the language being spoken; `language` is that of the format's titles."""
    named = ZoneInfo(zone(state))
    table = timetable(state.run, opens(state.run, named), at)
    if table is None:
        return {"rows": {}, "late": False, "mend": None}
    begun = state.run.current is not None

    def clock(ms: int) -> str:
        return formats.clock_at(ms, named.key)

    return {
        "rows": {
            row.step.key: {"planned": clock(row.planned), "real": _real(row, named.key) if begun else ""}
            for row in table.rows
        },
        "late": begun and table.drift > 0,
        "drift": _drift(table) if begun else "",
        "ends": _ends(table, named.key, begun),
        "left": _left(table, at, begun),
        "to": _(", to %(time)s", time=clock(table.deadline)) if table.deadline is not None else "",
        "mend": _mend(state.run, table.mend, named.key, language) if table.mend else None,
    }


def opens(run: Run, named: ZoneInfo) -> int:
    """When the format's `begins` falls on the day, ms UTC; moved where the day was begun at quite another time."""
    sheet = run.format
    if sheet is None:
        return 0
    first = min(run.began.values(), default=None)
    if run.date:
        begins = datetime.fromisoformat(f"{run.date}T{sheet.begins}").replace(tzinfo=named)
        planned = int(begins.timestamp() * 1000)
    else:
        planned = first or 0
    if first is None:
        return planned
    key = next(key for key, began in run.began.items() if began == first)
    table = timetable(run, planned, first)
    of_first = next(row.planned for row in table.rows if row.step.key == key) if table else planned
    off = first - of_first
    return planned if abs(off) < OTHER_DAY else planned + off // ROUND * ROUND


def _real(row: Row, named: str) -> str:
    """When a step began, or will begin: a clock beside the planned one, in every row."""
    return "–" if row.real is None else formats.clock_at(row.real, named)


def _drift(table: Timetable) -> str:
    if table.drift > 0:
        return _("%(time)s behind", time=formats.duration(table.drift))
    if table.drift < 0:
        return _("%(time)s ahead", time=formats.duration(-table.drift))
    return _("on time")


def _ends(table: Timetable, named: str, begun: bool) -> str:
    planned, real = formats.clock_at(table.planned_end, named), formats.clock_at(table.ends, named)
    if not begun or planned == real:
        return _("ends %(time)s", time=planned)
    return _("ends %(real)s, not %(planned)s", real=real, planned=planned)


def _left(table: Timetable, at: int, begun: bool) -> str:
    if not begun:
        return ""
    return _("%(time)s left", time=formats.duration(max(0, (table.ends - at) // MINUTE)))


def _mend(run: Run, mend: Mend, named: str, language: str) -> dict[str, Any]:
    parts = []
    for cut in mend.cuts:
        spec = run.find(cut.step)
        title = said(spec.title, language) if spec else cut.step
        parts.append(_("“%(step)s” takes %(minutes)s", step=title, minutes=formats.duration(cut.minutes)))
    back = formats.clock_at(mend.back_at, named)
    says = _("Back on plan by %(time)s if %(what)s.", time=back, what=", ".join(parts))
    if mend.still:
        # As short as everything can be, the day ends late: what is said is what that would give.
        says = ngettext(
            "With %(num)d step as short as it can be, the day ends %(time)s, still %(late)s late.",
            "With %(num)d steps as short as they can be, the day ends %(time)s, still %(late)s late.",
            len(mend.cuts),
            time=back,
            late=formats.duration(mend.still),
        )
    return {
        "says": says,
        "label": _("Shorten by %(time)s", time=formats.duration(sum(cut.by for cut in mend.cuts))),
        "cuts": [[cut.step, cut.by] for cut in mend.cuts],
    }
