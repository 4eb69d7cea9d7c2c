"""The console: time on the left, the step in the middle, people and secrecy on the right.

Lists of the page: `top`, `runsheet` (and in it `run-rows`), `step`, `work` (what the step's activity brings, lines to
place), `outline`, `people`, `findings`, `eyes` (what the customer sees). Nothing here knows what time it is or who is
connected: that comes to the page by another way (`pages/console_now.py`), so that a console is drawn again only when
the plan changed.
"""

from __future__ import annotations

from app.activities import going_on
from app.activities.conflict_cloud.console import editor as conflict_editor
from app.activities.contract import Moment, Piece, Sheaf
from app.domain.people import Edition, Role
from app.web.scene import Scene
from app.web.screens import (
    console_agenda,
    console_before,
    console_day,
    console_findings,
    console_glass,
    console_lines,
    console_outline,
    console_people,
    editors,
)
from app.web.screens.activities import running


def shared(moment: Moment, scene: Scene) -> Sheaf:
    """What every facilitator of the plan has on the console."""
    activity = running(moment)
    own = activity.console(moment) if activity else {}
    theirs = scene.moment(Edition.SHARED, Role.CUSTOMER, moment.language)
    desk = console_findings.desk(moment, scene.state)
    found = console_findings.pieces(moment, desk)
    lists = {
        "top": (console_day.top(moment, console_findings.blocking(found)),),
        **console_agenda.lists(moment),
        "step": tuple(console_day.step(moment)),
        **own,
        "work": (
            *console_before.pieces(moment),
            *going_on.pieces(moment),
            *console_lines.pieces(moment),
            *own.get("work", ()),
            *console_day.notes(moment),
        ),
        "outline": console_outline.rows(moment, desk),
        "people": tuple(console_people.pieces(moment)),
        "people-rows": console_people.everybody(moment),
        **console_findings.lists(found),
        **console_glass.lists(moment, theirs),
    }
    return Sheaf(lists, console_outline.branches(moment, desk))


def watched(moment: Moment, id_: str) -> Piece | None:
    """What a console opened: the words of a line (`line-<record>`), all of a record (`edit-<record>`), all of a step
    (`step-<key>`)."""
    name, _, record = id_.partition("-")
    if (step := console_agenda.editor(moment, id_)) is not None:
        return step
    node = moment.projection.get(record)
    if node is not None and name == "line":
        return console_outline.line_editor(moment, node)
    if node is not None and name == "edit" and node.kind == "conflict":
        return conflict_editor(moment, node)
    if node is not None and name == "edit":
        return editors.piece(moment, node) if editors.may_open(moment, node) else None
    activity = running(moment)
    return activity.watched(moment, id_) if activity else None
